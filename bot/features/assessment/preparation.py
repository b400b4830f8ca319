"""Plans the reminders of tasks to prepare before delegating them, after 30 and 90 days."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.exchange import Exchange
from bot.project import jobs
from bot.project.jobs import Preparation
from domain.specification.project import project_of

AFTER = (30, 90)
"""Days after which a reminder is sent."""
HOUR = 10


def plan(exchange: Exchange) -> None:
    """Plan the reminders of the tasks to prepare now, in place of those planned before."""
    jobs.drop(exchange, Preparation)
    for task in tasks_to_prepare(exchange):
        for days in AFTER:
            eve = exchange.calendar.today + timedelta(days=days - 1)
            jobs.plan(exchange, Preparation(task, days), exchange.at(exchange.calendar.add(eve, 1), HOUR))


def tasks_to_prepare(exchange: Exchange) -> list[str]:
    project = project_of(exchange.path())
    return [task for task in project.tasks if project.verdict(task) == "outsource_later_prepare"]
