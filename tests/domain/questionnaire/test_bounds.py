"""Dates given as examples."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calendar.workdays import Calendar
from domain.questionnaire.bounds import example_day
from domain.questionnaire.values import Limits

MONDAY = date(2026, 11, 23)
CALENDAR = Calendar(MONDAY, frozenset({date(2026, 12, 25), date(2027, 1, 1)}))


@pytest.mark.parametrize(
    ("first", "last", "example"),
    [
        (None, None, (2026, 12, 2)),
        ((2026, 11, 26), None, (2026, 12, 7)),
        ((2026, 12, 16), None, (2026, 12, 28)),
        ((2026, 11, 24), (2026, 11, 29), (2026, 11, 27)),
        ((2026, 11, 24), (2026, 11, 24), (2026, 11, 24)),
        ((2026, 11, 28), (2026, 11, 29), (2026, 11, 28)),
    ],
)
def test_the_date_of_an_example_is_worked_and_within_the_bounds(
    first: tuple[int, int, int] | None, last: tuple[int, int, int] | None, example: tuple[int, int, int]
) -> None:
    bounds = Limits(min_date=date(*first) if first else None, max_date=date(*last) if last else None)
    assert example_day(bounds, CALENDAR) == date(*example)
