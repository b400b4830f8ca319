"""Plans reviews again after an answer that changes the rhythm."""

from __future__ import annotations

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice
from bot.project import appointments
from bot.project.appointments import when


def announce_first(exchange: Exchange) -> Outcome:
    """Announce the first review at the end of the interview, once."""
    known = appointments.current_appointment(exchange)
    one = appointments.plan(exchange)
    if one is None or known:
        return Outcome()
    return exchange.show(Notice("rdv.first", when(exchange, one)))


def plan_again(exchange: Exchange) -> Outcome:
    """Plan again with the new rhythm; nothing is planned before the interview ends."""
    if exchange.audit.closed_at is not None:
        appointments.plan(exchange)
    return Outcome()
