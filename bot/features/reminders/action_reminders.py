"""What is recalled around the actions and the dated plans a review decided."""

from __future__ import annotations

from collections.abc import Iterable

from bot.conversation.exchange import Visit
from bot.conversation.views import Notice
from bot.project import jobs
from bot.project.appointments import rhythm_of
from bot.project.jobs import ActionReminder, DeadlineReminder
from bot.project.review_file import standing
from domain.assessment.project import Project
from domain.calendar.nudges import action_nudges
from domain.calendar.periods import Period
from domain.indicators.history import Action
from domain.reviews.minutes.minutes import minutes
from domain.reviews.recorded_actions import Noted, actions, escalated
from domain.reviews.texts import of_period

DEADLINES_AT = 10
"""The hour a dated step of a plan is recalled on its day."""


def after_review(visit: Visit, project: Project) -> None:
    """Recall what was promised, and hand to the operators what was put off too often."""
    plan_actions(visit, [one.action for one in actions(project) if one.action.ended is None])
    _plan_deadlines(visit, project)
    for one in escalated(project):
        period = of_period(Period.parse(project.text("rev_period")))
        values = {"number": visit.project, "task": project.short(one.task), "period": period}
        for operator in visit.around.operators:
            visit.tell(operator, Notice("action.escalated", values))


def plan_actions(visit: Visit, open_actions: Iterable[Action]) -> None:
    """Recall these actions, in place of those planned before."""
    jobs.drop(visit, ActionReminder)
    rhythm = rhythm_of(visit)
    for action in open_actions if rhythm else ():
        for nudge in action_nudges(action.due, rhythm, visit.calendar) if rhythm else ():
            if nudge.at > visit.now:
                jobs.plan(visit, ActionReminder(action.id, action.due, nudge.id), nudge.at)


def _plan_deadlines(visit: Visit, project: Project) -> None:
    """Recall the dated steps of a plan or of a stop on their day; they replace those of the review before."""
    jobs.drop(visit, DeadlineReminder)
    for task in minutes(project).tasks:
        for step in task.steps:
            if step.due and (at := visit.at(step.due, DEADLINES_AT)) > visit.now:
                jobs.plan(visit, DeadlineReminder(task.task, step.id, step.due), at)


def open_action(visit: Visit, named: str) -> Noted | None:
    """The action with that id, or the one a button names, as long as no review has ended it."""
    project = standing(visit.tx, visit.project, visit.path(), visit.calendar, visit.zone)
    if not project.retained:
        return None
    found = (one for one in actions(project) if one.action.ended is None)
    return next((one for one in found if button_name(one.action.id) == button_name(named)), None)


def button_name(action: str) -> str:
    """What a button calls an action."""
    return action.replace("/", "-")
