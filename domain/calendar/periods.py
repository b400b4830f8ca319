"""The months and quarters that reviews cover: « 2026-11 », « 2026-T4 »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.french.dates import add_months

MONTHLY, QUARTERLY = "monthly", "quarterly"
LENGTHS = {MONTHLY: 1, QUARTERLY: 3}
"""Frequency (choice id of `review_frequency`) → months that one review covers."""

_WRITTEN = re.compile(r"(2[01][0-9]{2})-(?:(0[1-9]|1[0-2])|T([1-4]))")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar month or quarter, of the years 2000 to 2199 when it is read.

    Periods sort by first day, a month before the quarter that starts with it.
    """

    first: date
    months: int = 1

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read « 2026-11 » or « 2026-T4 »; raise ValueError on any other text."""
        found = _WRITTEN.fullmatch(text)
        if not found:
            raise ValueError(f"not a period: {text!r}")
        if found[2]:
            return cls(date(int(found[1]), int(found[2]), 1))
        return cls(date(int(found[1]), 3 * int(found[3]) - 2, 1), 3)

    @classmethod
    def holding(cls, day: date, frequency: str = MONTHLY) -> Period:
        """The month, or the calendar quarter, that contains the day."""
        months = LENGTHS[frequency]
        return cls(day.replace(day=1, month=(day.month - 1) // months * months + 1), months)

    def __str__(self) -> str:
        if self.months == 3:
            return f"{self.first.year:04}-T{(self.first.month + 2) // 3}"
        return f"{self.first:%Y-%m}"

    @property
    def end(self) -> date:
        """The first day after the period."""
        return add_months(self.first, self.months)

    @property
    def last_month(self) -> Period:
        return Period.holding(self.end - timedelta(1))

    @property
    def ends_a_quarter(self) -> bool:
        return self.end.month % 3 == 1

    def shift(self, months: int) -> Period:
        """The period of the same length `months` later, or earlier when negative."""
        return Period(add_months(self.first, months), self.months)

    def months_since(self, start: Period) -> int:
        """Calendar months from the start of `start` to the start of this period; negative when it is earlier."""
        return 12 * (self.first.year - start.first.year) + self.first.month - start.first.month


def is_period(text: str) -> bool:
    """True when `Period.parse` can read the text."""
    return _WRITTEN.fullmatch(text) is not None
