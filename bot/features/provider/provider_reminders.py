"""Plans the reminder of late actions to a provider who answers by link: once a review, until they refuse it.
Rules: `docs/rules/revue.md §9` (J+10).
"""

from __future__ import annotations

from bot.conversation.exchange import Exchange
from bot.conversation.views import Action
from bot.features.provider.score_disclosure import OCCASION
from bot.project import appointments, jobs
from bot.project.jobs import LateProviderActions
from domain.calendar.nudges import review_nudges

LATE = "provider_actions"
"""Id of this reminder in `domain/calendar/nudges.py`."""


def provider_of(exchange: Exchange) -> tuple[int, int] | None:
    """The invitation's id and the chat of the last provider who answered by link; None if they want no message."""
    return next(iter(exchange.tx.invitations.listeners(exchange.project, OCCASION)), None)


def plan(exchange: Exchange, period: str) -> None:
    """Plan the reminder for the tenth working day after the opening of that review."""
    if not exchange.tx.invitations.of_project(exchange.project, OCCASION):
        return
    made = {one.period: one for one in exchange.tx.appointments.of_project(exchange.project)}
    opening = made[period].opens_at if period in made else exchange.now
    found = review_nudges(opening, appointments.usual_rhythm(exchange), exchange.calendar)
    at = next(nudge.at for nudge in found if nudge.id == LATE)
    if at > exchange.now:
        jobs.plan(exchange, LateProviderActions(period), at + appointments.spread(exchange.project))


def stop_button(number: int) -> Action:
    """The button « Ne plus recevoir ces messages », for the file of that invitation."""
    return Action("button.collect_stop", f"collection:quiet={number}")
