"""Counts working days, and computes the dates a form writes from other dates: « today+5bd », « spec_start-5bd »."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_EXPRESSION = re.compile(r"([a-z][a-z0-9_]*)(?:([+-])([0-9]{1,4})(d|bd))?")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days: Monday to Friday except `holidays` (`docs/rules/revue.md §9`, jour ouvré)."""

    today: date
    holidays: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def on_or_after(self, day: date) -> date:
        """The day itself when it is a working day, else the next working day."""
        return day if self.is_working_day(day) else self.add(day, 1)

    def add(self, day: date, count: int) -> date:
        """The day `count` working days after `day`, or before it when negative; `day` itself for 0."""
        step = _DAY if count > 0 else -_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day


def resolve(expression: str, calendar: Calendar, dates: Mapping[str, date]) -> date | None:
    """The date that `name`, `name+7d` (days) or `name-5bd` (working days) stands for (`docs/rules/methode.md §9`).

    `dates`: the named dates known, besides `today`. None when the date named is unknown; ValueError on any other form.
    """
    found = _EXPRESSION.fullmatch(expression)
    if not found:
        raise ValueError(f"not a date expression: {expression!r}")
    name, sign, count, kind = found.groups()
    start = calendar.today if name == "today" else dates.get(name)
    if start is None or not count:
        return start
    distance = int(count) if sign == "+" else -int(count)
    return calendar.add(start, distance) if kind == "bd" else start + distance * _DAY
