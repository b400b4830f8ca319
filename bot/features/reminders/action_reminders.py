"""Plans the reminders of the actions and of the dated plans that a review decided."""

from __future__ import annotations

from collections.abc import Iterable

from bot.conversation.exchange import Exchange
from bot.conversation.views import Notice
from bot.project import jobs
from bot.project.appointments import rhythm_of
from bot.project.jobs import ActionReminder, DeadlineReminder
from bot.project.review_file import open_review_state
from domain.calendar.nudges import action_nudges
from domain.calendar.periods import Period
from domain.indicators.history import Action
from domain.reviews.minutes.minutes import minutes
from domain.reviews.recorded_actions import RecordedAction, actions, escalations
from domain.reviews.texts import of_period
from domain.specification.project import Project

DEADLINES_AT = 10
"""Hour of the reminder of a plan's dated step."""


def after_review(exchange: Exchange, project: Project) -> None:
    """Plan the reminders of a closed review's decisions, and tell the operators of actions put off too often."""
    plan_actions(exchange, [one.action for one in actions(project) if one.action.ended is None])
    _plan_deadlines(exchange, project)
    for one in escalations(project):
        period = of_period(Period.parse(project.text("rev_period")))
        values = {"number": exchange.project, "task": project.short(one.task), "period": period}
        for operator in exchange.context.operators:
            exchange.tell(operator, Notice("action.escalated", values))


def plan_actions(exchange: Exchange, open_actions: Iterable[Action]) -> None:
    """Plan the reminders of these actions, in place of those planned before."""
    jobs.drop(exchange, ActionReminder)
    rhythm = rhythm_of(exchange)
    for action in open_actions if rhythm else ():
        for nudge in action_nudges(action.due, rhythm, exchange.calendar) if rhythm else ():
            if nudge.at > exchange.now:
                jobs.plan(exchange, ActionReminder(action.id, action.due, nudge.id), nudge.at)


def _plan_deadlines(exchange: Exchange, project: Project) -> None:
    """Plan a reminder on the day of each dated step of a plan, in place of those of the review before."""
    jobs.drop(exchange, DeadlineReminder)
    for task in minutes(project).tasks:
        for step in task.plan:
            if step.due and (at := exchange.at(step.due, DEADLINES_AT)) > exchange.now:
                jobs.plan(exchange, DeadlineReminder(task.task, step.id, step.due), at)


def open_action(exchange: Exchange, named: str) -> RecordedAction | None:
    """The action with that id, or that name in a button; None if a review has ended it."""
    project = open_review_state(exchange.tx, exchange.project, exchange.path(), exchange.calendar, exchange.zone)
    if not project.retained_tasks:
        return None
    found = (one for one in actions(project) if one.action.ended is None)
    return next((one for one in found if button_name(one.action.id) == button_name(named)), None)


def button_name(action: str) -> str:
    """The name of an action in a button's data."""
    return action.replace("/", "-")
