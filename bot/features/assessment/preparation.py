"""What was put off to be prepared: it comes back after 30 and 90 days, with its first step."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.exchange import Visit
from bot.project import jobs
from bot.project.jobs import Preparation

AFTER = (30, 90)
"""Days until a task to prepare is mentioned again."""
HOUR = 10


def plan(visit: Visit) -> None:
    """Plan the reminders of the tasks that are to be prepared; a verdict changed since takes its own back."""
    jobs.drop(visit, Preparation)
    for task in tasks_to_prepare(visit):
        for days in AFTER:
            eve = visit.calendar.today + timedelta(days=days - 1)
            jobs.plan(visit, Preparation(task, days), visit.at(visit.calendar.add(eve, 1), HOUR))


def tasks_to_prepare(visit: Visit) -> list[str]:
    project = visit.path().project
    return [task for task in project.tasks if project.verdict(task) == "outsource_later_prepare"]
