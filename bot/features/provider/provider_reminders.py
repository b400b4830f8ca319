"""What a provider who answers by link is told afterwards: their late actions, once a review, until they say stop.

Rules: `docs/rules/revue.md §9` (J+10).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.provider.score_disclosure import OCCASION, tasks_of
from bot.project import appointments
from bot.project.review_file import standing
from bot.store import PlannedRow
from domain.calendar.nudges import review_nudges
from domain.reviews.provider_survey import late_actions
from domain.reviews.texts import company, day

LATE = "provider_actions"
"""The kind of planned row, by period, and what `domain/calendar/nudges.py` calls that moment."""


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
        visit.tx.planned.put(visit.project, LATE, period, at + appointments.spread(visit.project))


def recall(visit: Visit, planned: PlannedRow) -> Outcome:
    """One message to the provider who answered by link, if an action of theirs is late on a task that is theirs."""
    provider = provider_of(visit)
    if provider is None or visit.person.silent_at:
        return Outcome()
    project = standing(visit.tx, visit.project, visit.path(), visit.calendar, visit.zone)
    theirs = tasks_of(visit, visit.tx.invitations.by_id(provider[0]))
    late = late_actions(project, project.retained if theirs is None else theirs, visit.calendar)
    if late:
        line = visit.around.form.words["collection.late_line"]
        lines = "\n".join(line.format(action=one.text, due=day(one.action.due)) for one in late)
        values = {"company": company(project), "actions": lines}
        words = "collection.late_one" if len(late) == 1 else "collection.late"
        visit.tell(provider[1], Notice(words, values, ((stop(provider[0]),),)))
    return Outcome()


def stop(number: int) -> Action:
    """« Ne plus recevoir ces messages », about the file of that invitation."""
    return Action("button.collect_stop", f"collection:quiet={number}")


def _hushed(quiet: bool) -> Callable[[Visit], Outcome]:
    def hush(visit: Visit) -> Outcome:
        mine = visit.tx.invitations.answered_by(visit.chat_id, OCCASION)
        about = next((one.project_id for one in mine if str(one.id) == visit.argument), None)
        if about is None:
            return visit.again("notice.outdated")
        for one in mine:
            if one.project_id == about:
                visit.tx.invitations.hush(one.id, visit.now if quiet else None)
        again = Action("button.collect_hear", f"collection:hear={visit.argument}")
        if quiet:
            return visit.show(Notice("collection.quiet", actions=((again,),), in_place=True))
        return visit.show(Notice("collection.heard", actions=((stop(int(visit.argument)),),), in_place=True))

    return hush


ACTIONS: Mapping[str, Callable[[Visit], Outcome]] = {
    "collection:quiet": _hushed(True),
    "collection:hear": _hushed(False),
}
DUES: Mapping[str, Callable[[Visit, PlannedRow], Outcome]] = {LATE: recall}
