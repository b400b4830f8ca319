"""Working days, and the dates a form expresses from others: « today+5bd », « spec_start-5bd »."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_EXPRESSION = re.compile(r"([a-z][a-z0-9_]*)(?:([+-])([0-9]{1,4})(d|bd))?")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Monday to Friday but the public holidays given (`docs/rules/revue.md §9`, jour ouvré)."""

    today: date
    holidays: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def on_or_after(self, day: date) -> date:
        """The day itself when it is worked, else the next working day."""
        return day if self.is_working_day(day) else self.add(day, 1)

    def add(self, day: date, count: int) -> date:
        """The working day `count` working days after `day` (before it when negative); `day` itself for 0."""
        step = _DAY if count > 0 else -_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day


def resolve(expression: str, calendar: Calendar, dates: Mapping[str, date]) -> date | None:
    """The date of `name`, `name+7d` (days) or `name-5bd` (working days) (`docs/rules/methode.md §9`).

    `today` is always known. None when the named date is not known yet; ValueError on any other form.
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
