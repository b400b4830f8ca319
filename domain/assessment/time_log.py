"""Converts minutes timed over three days to hours a week, to check an estimate (`docs/rules/methode.md §6`, S23)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

DAYS = 3
"""How many working days are timed."""
WORKED = 5
"""Working days in a week."""
STEP = Decimal("0.25")


@dataclass(frozen=True, slots=True)
class LogEntry:
    """The minutes spent on a task in one half of a day."""

    task: str
    day: date
    minutes: Decimal


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """`hours` a week for a task, to the nearest quarter; `days`: how many days have a figure for it."""

    task: str
    hours: Decimal
    days: int


def weekly_hours(notes: Iterable[LogEntry]) -> tuple[WeeklyHours, ...]:
    """Hours a week of each task: mean minutes of its days × 5 ÷ 60, in the order the tasks were first noted."""
    days: dict[str, dict[date, Decimal]] = {}
    for note in notes:
        found = days.setdefault(note.task, {})
        found[note.day] = found.get(note.day, Decimal(0)) + note.minutes
    return tuple(
        WeeklyHours(task, _quarter(sum(found.values(), Decimal(0)) * WORKED / (60 * len(found))), len(found))
        for task, found in days.items()
    )


def _quarter(hours: Decimal) -> Decimal:
    return (hours / STEP).quantize(Decimal(1), ROUND_HALF_UP) * STEP
