"""Plans the two reminders of a pause (`docs/rules/methode.md §4`)."""

from __future__ import annotations

from bot.conversation.exchange import Exchange
from bot.project import jobs
from bot.project.jobs import PauseMention

MENTIONS = {"first": 2, "second": 7}
"""Working days from the pause to each reminder."""


def plan_mentions(exchange: Exchange) -> None:
    for which, days in MENTIONS.items():
        day = exchange.calendar.add(exchange.calendar.today, days)
        jobs.plan(exchange, PauseMention(which), exchange.at(day, 10))
