from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar.workdays import Calendar, resolve

THURSDAY = date(2026, 12, 24)
CALENDAR = Calendar(THURSDAY, frozenset({date(2026, 12, 25), date(2027, 1, 1)}))


def test_weekends_and_holidays_are_not_working_days() -> None:
    assert CALENDAR.is_working_day(THURSDAY)
    assert not CALENDAR.is_working_day(date(2026, 12, 25))
    assert not CALENDAR.is_working_day(date(2026, 12, 26))


def test_working_days_are_counted_over_weekends_and_holidays() -> None:
    assert CALENDAR.add(THURSDAY, 1) == date(2026, 12, 28)
    assert CALENDAR.add(THURSDAY, 5) == date(2027, 1, 4)
    assert CALENDAR.add(date(2027, 1, 4), -5) == THURSDAY
    assert CALENDAR.add(date(2026, 12, 26), 0) == date(2026, 12, 26)


@pytest.mark.parametrize(
    ("expression", "day"),
    [
        ("today", THURSDAY),
        ("today+7d", date(2026, 12, 31)),
        ("today+5bd", date(2027, 1, 4)),
        ("today-1d", date(2026, 12, 23)),
        ("spec_start-5bd", date(2027, 1, 25)),
        ("spec_start", date(2027, 2, 1)),
        ("spec_end-5bd", None),
    ],
)
def test_a_date_is_expressed_from_another(expression: str, day: date | None) -> None:
    assert resolve(expression, CALENDAR, {"spec_start": date(2027, 2, 1)}) == day


@pytest.mark.parametrize("expression", ["", "today+", "today+5", "today + 5d", "5bd", "today+5m", "today+5bd-1d"])
def test_another_expression_is_an_error_that_quotes_it(expression: str) -> None:
    with pytest.raises(ValueError, match="not a date expression"):
        resolve(expression, CALENDAR, {})


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 60))
def test_going_forth_and_back_between_working_days_returns(day: date, count: int) -> None:
    start = CALENDAR.add(day, 1)
    assert CALENDAR.add(CALENDAR.add(start, count), -count) == start
