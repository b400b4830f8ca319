"""Calendars and rhythms the tests of reviews share, and what every message must respect."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.workdays import public_holidays
from domain.calendar.periods import MONTHLY
from domain.calendar.rhythm import CLOSES, OPENS, Absence, Rhythm
from domain.calendar.workdays import Calendar

PARIS = ZoneInfo("Europe/Paris")
FRANCE = Calendar(
    date(2026, 11, 23), frozenset(day for year in range(2023, 2034) for day in public_holidays("FR", year))
)
MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
ABSENCES = st.lists(
    st.builds(
        lambda day, length: Absence(day, day + timedelta(length)),
        st.dates(date(2026, 1, 1), date(2029, 1, 1)),
        st.integers(0, 40),
    ),
    max_size=3,
).map(tuple)


def rhythm(frequency: str = MONTHLY, day: str = "bd3", hour: str = "t0930", **other: object) -> Rhythm:
    base = Rhythm(frequency, day, hour, PARIS, date(2026, 11, 2))
    return replace(base, **other)  # type: ignore[arg-type]


def polite(at: datetime, current: Rhythm, calendar: Calendar) -> bool:
    local = at.astimezone(current.zone)
    away = any(absence.start <= local.date() <= absence.end for absence in current.absences)
    return calendar.is_working_day(local.date()) and OPENS <= local.time() <= CLOSES and not away
