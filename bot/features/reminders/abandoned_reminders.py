"""An interview or a review left in the middle for a day: one word about it, in working hours, and never a second."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.conversation.exchange import AUDIT, Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.navigation import commands
from bot.project.appointments import NUDGE, OPENING, current
from bot.project.review_file import OCCASION, path_through
from bot.store import InterviewRow, PlannedRow
from domain.calendar.periods import Period
from domain.questionnaire.path import seconds_left
from domain.reviews.texts import of_period

KIND = "left_open"
"""Planned when an interview begins and gone once said: so it is said once."""
AFTER = timedelta(hours=24)
NEAR = timedelta(hours=6)
"""Within that time of another word about the same review, one of the two is enough."""
KEPT = timedelta(days=90)
"""How long a pause is waited for (`docs/rules/methode.md §4`)."""


def begun(visit: Visit) -> Outcome:
    """An interview's first question is on screen."""
    visit.tx.planned.put(visit.project, KIND, str(visit.row.id), visit.now + AFTER)
    return Outcome()


def mention(visit: Visit, planned: PlannedRow) -> Outcome:
    """Unless they are in it, asked for a pause, want no reminder, or hear of it otherwise within hours."""
    row, person = visit.tx.interviews.mine(int(planned.item), visit.project), visit.person
    if row is None or row.closed_at is not None or person.silent_at or not person.reachable:
        return Outcome()
    if person.paused_at is not None:
        # A pause has words of its own; this one waits for the return.
        if visit.now - person.paused_at < KEPT:
            visit.tx.planned.put(visit.project, KIND, planned.item, visit.now + AFTER)
        return Outcome()
    again = (row.said_at or row.opened_at) + AFTER
    if again > visit.now:
        visit.tx.planned.put(visit.project, KIND, planned.item, again)
        return Outcome()
    if row.occasion == AUDIT and visit.loaded(row).given.get(("consent_data", None)) is not True:
        return Outcome()
    if row.occasion == OCCASION and _recalled_soon(visit, str(row.period)):
        return Outcome()
    later = Action("button.later", f"left_open:later={row.occasion}")
    visit.tell(visit.chat_id, said(visit, row, ((_go_on(row), later),)))
    return Outcome()


def _recalled_soon(visit: Visit, period: str) -> bool:
    """True when the review was put off, or its own reminder is about to be said: that one says what is left too."""
    one = current(visit)
    if one and one.period == period and one.state == "planned" and one.snoozes:
        return True
    rows = [row for kind in (OPENING, NUDGE) for row in visit.tx.planned.of_project(visit.project, kind)]
    return any(row.item.partition("/")[0] == period and row.due_at - visit.now <= NEAR for row in rows)


def said(visit: Visit, row: InterviewRow, actions: tuple[tuple[Action, ...], ...], *, again: bool = False) -> Notice:
    """« On reprend où vous en étiez ? », with what is left; in other words the next time."""
    if row.occasion == OCCASION:
        path = path_through(visit.tx, visit.around.form, row)
        left = sum(not step.question.silent and step.key not in path.known for step in path.steps)
        words = f"left_open.{'again' if again else 'review'}{'_one' if left == 1 else ''}"
        return Notice(words, {"n": left, "period": of_period(Period.parse(str(row.period)))}, actions)
    minutes = (seconds_left(visit.around.form, visit.path(), visit.file().given) + 59) // 60
    return Notice("left_open.audit", {"minutes": minutes}, actions)


def _go_on(row: InterviewRow) -> Action:
    name = f"review:open={row.period}" if row.occasion == OCCASION else "left_open:go"
    return Action("button.continue", name, "primary")


def go_on(visit: Visit) -> Outcome:
    """Back to the question in waiting of their own file."""
    visit.sit(visit.audit)
    return commands.resume(visit)


def later(visit: Visit) -> Outcome:
    """Not now: they know the way back."""
    words = "left_open.later_review" if visit.argument == OCCASION else "left_open.later_audit"
    return visit.show(Notice(words, in_place=True))


ACTIONS: Mapping[str, Callable[[Visit], Outcome]] = {"left_open:go": go_on, "left_open:later": later}
OPENINGS: Mapping[str, Callable[[Visit], Outcome]] = {AUDIT: begun, OCCASION: begun}
DUES: Mapping[str, Callable[[Visit, PlannedRow], Outcome]] = {KIND: mention}
