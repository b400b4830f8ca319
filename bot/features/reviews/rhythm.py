"""What an answer about the rhythm changes in the plan of the reviews."""

from __future__ import annotations

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice
from bot.project import appointments
from bot.project.appointments import when


def announce_first(visit: Visit) -> Outcome:
    """The interview is over: say when the first review is, once."""
    known = appointments.current(visit)
    one = appointments.plan(visit)
    if one is None or known:
        return Outcome()
    return visit.show(Notice("rdv.first", when(visit, one)))


def plan_again(visit: Visit) -> Outcome:
    """A changed rhythm moves what is planned; during the interview nothing is yet."""
    if visit.audit.closed_at is not None:
        appointments.plan(visit)
    return Outcome()
