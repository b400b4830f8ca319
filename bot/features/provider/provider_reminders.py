"""What a provider who answers by link is told afterwards: their late actions, once a review, until they say stop.

Rules: `docs/rules/revue.md §9` (J+10).
"""

from __future__ import annotations

from bot.conversation.exchange import Visit
from bot.conversation.views import Action
from bot.features.provider.score_disclosure import OCCASION
from bot.project import appointments, jobs
from bot.project.jobs import LateProviderActions
from domain.calendar.nudges import review_nudges

LATE = "provider_actions"
"""What `domain/calendar/nudges.py` calls that moment."""


def provider_of(visit: Visit) -> tuple[int, int] | None:
    """The invitation and the chat of the last provider who answered by link, unless they want no message."""
    return next(iter(visit.tx.invitations.listeners(visit.project, OCCASION)), None)


def plan(visit: Visit, period: str) -> None:
    """Look at the provider's late actions the tenth working day after that review opened."""
    if not visit.tx.invitations.of_project(visit.project, OCCASION):
        return
    made = {one.period: one for one in visit.tx.appointments.of_project(visit.project)}
    opening = made[period].opens_at if period in made else visit.now
    found = review_nudges(opening, appointments.usual_rhythm(visit), visit.calendar)
    at = next(nudge.at for nudge in found if nudge.id == LATE)
    if at > visit.now:
        jobs.plan(visit, LateProviderActions(period), at + appointments.spread(visit.project))


def stop_button(number: int) -> Action:
    """« Ne plus recevoir ces messages », about the file of that invitation."""
    return Action("button.collect_stop", f"collection:quiet={number}")
