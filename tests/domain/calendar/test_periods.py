from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar.periods import Period

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
FREQUENCIES = st.sampled_from(["monthly", "quarterly"])


@pytest.mark.parametrize(
    ("text", "first", "end", "last_month"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1), "2026-11"),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1), "2026-12"),
        ("2026-T1", date(2026, 1, 1), date(2026, 4, 1), "2026-03"),
        ("2026-T4", date(2026, 10, 1), date(2027, 1, 1), "2026-12"),
    ],
)
def test_a_period_is_written_and_read(text: str, first: date, end: date, last_month: str) -> None:
    period = Period.parse(text)
    assert (str(period), period.first, period.end, str(period.last_month)) == (text, first, end, last_month)


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "2026-T0", "2026-T5", "26-11", "2026-1", "0000-01"])
def test_anything_else_is_an_error_that_quotes_it(text: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        Period.parse(text)


@given(DAYS, FREQUENCIES)
def test_the_period_that_holds_a_day_begins_before_it_and_ends_after_it(day: date, frequency: str) -> None:
    period = Period.holding(day, frequency)
    assert period.first <= day < period.end
    assert Period.parse(str(period)) == period


@given(DAYS, st.integers(-60, 60))
def test_months_are_counted_between_periods(day: date, count: int) -> None:
    period = Period.holding(day)
    assert period.shift(count).months_since(period) == count
