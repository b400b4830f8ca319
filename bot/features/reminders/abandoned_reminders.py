"""The single reminder of an interview or review left unfinished for a day, sent in working hours."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.reminders.buttons import start
from bot.project import jobs
from bot.project.appointments import current_appointment
from bot.project.jobs import AbandonedInterview, ReviewNudge, ReviewOpening
from bot.project.review_file import OCCASION, path_through
from bot.store import InterviewRow
from domain.calendar.periods import Period
from domain.questionnaire.turn import seconds_left
from domain.reviews.texts import of_period

AFTER = timedelta(hours=24)
NEAR = timedelta(hours=6)
"""Two reminders of the same review closer than this would be one too many."""
KEPT = timedelta(days=90)
"""How long the reminder waits for the end of a pause (`docs/rules/methode.md §4`)."""


def plan(exchange: Exchange) -> Outcome:
    """Plan the reminder when the first question is shown: planned once, so sent once."""
    jobs.plan(exchange, AbandonedInterview(exchange.row.id), exchange.now + AFTER)
    return Outcome()


def recalled_soon(exchange: Exchange, period: str) -> bool:
    """Whether the review was postponed or has a reminder of its own soon, which tells what is left too."""
    one = current_appointment(exchange)
    if one and one.period == period and one.state == "planned" and one.snoozes:
        return True
    ahead = [(job.period, at) for job, at in jobs.planned_jobs(exchange, ReviewOpening)]
    ahead += [(job.period, at) for job, at in jobs.planned_jobs(exchange, ReviewNudge)]
    return any(named == period and at - exchange.now <= NEAR for named, at in ahead)


def notice(
    exchange: Exchange, row: InterviewRow, actions: tuple[tuple[Action, ...], ...], *, again: bool = False
) -> Notice:
    """« On reprend où vous en étiez ? » with what is left; `again`: worded as a second reminder."""
    if row.occasion == OCCASION:
        path = path_through(exchange.tx, exchange.context.form, row)
        left = sum(not step.question.silent and step.key not in path.known for step in path.steps)
        words = f"left_open.{'again' if again else 'review'}{'_one' if left == 1 else ''}"
        return Notice(words, {"n": left, "period": of_period(Period.parse(str(row.period)))}, actions)
    minutes = (seconds_left(exchange.path()) + 59) // 60
    return Notice("left_open.audit", {"minutes": minutes}, actions)


def ways_on(row: InterviewRow) -> tuple[tuple[Action, ...], ...]:
    """The buttons under the reminder: go on, or later."""
    on = Action("button.continue", "left_open:go", "primary")
    if row.occasion == OCCASION:
        on = start(str(row.period), "button.continue")
    return ((on, Action("button.later", f"left_open:later={row.occasion}")),)
