"""What an answer about the rhythm changes in the plan of the reviews."""

from __future__ import annotations

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice
from bot.project import appointments
from bot.project.appointments import when


def announce_first(exchange: Exchange) -> Outcome:
    """The interview is over: say when the first review is, once."""
    known = appointments.current_appointment(exchange)
    one = appointments.plan(exchange)
    if one is None or known:
        return Outcome()
    return exchange.show(Notice("rdv.first", when(exchange, one)))


def plan_again(exchange: Exchange) -> Outcome:
    """A changed rhythm moves what is planned; during the interview nothing is yet."""
    if exchange.audit.closed_at is not None:
        appointments.plan(exchange)
    return Outcome()
