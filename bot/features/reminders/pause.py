"""A pause and its two mentions, then silence (`docs/rules/methode.md §4`)."""

from __future__ import annotations

from bot.conversation.exchange import Visit
from bot.project import jobs
from bot.project.jobs import PauseMention

MENTIONS = {"first": 2, "second": 7}
"""Working days after a pause when it is mentioned."""


def plan_mentions(visit: Visit) -> None:
    for which, days in MENTIONS.items():
        day = visit.calendar.add(visit.calendar.today, days)
        jobs.plan(visit, PauseMention(which), visit.at(day, 10))
