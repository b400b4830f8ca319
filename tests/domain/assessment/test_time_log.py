"""Three days of minutes become hours a week."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.assessment.time_log import LogEntry, weekly_hours

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))


@pytest.mark.parametrize(
    ("minutes", "hours", "days"),
    [
        ([(MONDAY, 60)], "5", 1),
        ([(MONDAY, 30), (MONDAY, 30)], "5", 1),
        ([(MONDAY, 30), (TUESDAY, 0)], "1.25", 2),
        ([(MONDAY, 15), (MONDAY, 60), (TUESDAY, 30), (WEDNESDAY, 45)], "4.25", 3),
        ([(MONDAY, 0), (TUESDAY, 0), (WEDNESDAY, 0)], "0", 3),
    ],
)
def test_the_mean_of_a_day_times_five(minutes: list[tuple[date, int]], hours: str, days: int) -> None:
    (found,) = weekly_hours(LogEntry("payroll", day, Decimal(count)) for day, count in minutes)
    assert (found.hours, found.days) == (Decimal(hours), days)


def test_each_task_has_its_own_mean_and_nothing_noted_measures_nothing() -> None:
    notes = [LogEntry("payroll", MONDAY, Decimal(60)), LogEntry("legal", TUESDAY, Decimal(12))]
    assert [(one.task, one.hours) for one in weekly_hours(notes)] == [
        ("payroll", Decimal(5)),
        ("legal", Decimal(1)),
    ]
    assert weekly_hours([]) == ()
