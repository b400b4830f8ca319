"""When reviews fall due: the control dates of `docs/rules/revue.md §9`, and what never happens whatever the rhythm."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.workdays import calendar_of
from domain.calendar.periods import MONTHLY, QUARTERLY, Period
from domain.calendar.rhythm import (
    TIMES,
    Absence,
    DueReview,
    Rhythm,
    first_month,
    instant,
    next_allowed,
    next_dates,
    next_period,
    review_day,
    review_due,
)
from tests.domain.calendars import ABSENCES, FRANCE, MOMENTS, PARIS, polite, rhythm

MONTHS = {"décembre 2026": "2026-12", "janvier 2027": "2027-01", "mars 2027": "2027-03"} | {
    "mai 2027": "2027-05",
    "août 2027": "2027-08",
    "novembre 2027": "2027-11",
}
CONTROL = """
décembre 2026 | 03/12 | 07/12 | 15/12 | 24/12
janvier 2027 | 06/01 | 08/01 | 15/01 | 25/01
mars 2027 | 03/03 | 05/03 | 15/03 | 24/03
mai 2027 | 05/05 | 10/05 | 18/05 | 25/05
août 2027 | 04/08 | 06/08 | 16/08 | 25/08
novembre 2027 | 04/11 | 08/11 | 15/11 | 24/11
"""
ROWS = [
    (MONTHS[cells[0]], day, shown)
    for cells in ([cell.strip() for cell in line.split("|")] for line in CONTROL.strip().splitlines())
    for day, shown in zip(("bd3", "bd5", "mid", "last_week"), cells[1:], strict=True)
]


def as_lines(found: tuple[DueReview, ...]) -> list[str]:
    return [f"{one.period} {one.at.astimezone(PARIS):%d/%m/%Y %H:%M}" for one in found]


@pytest.mark.parametrize(("month", "day", "shown"), ROWS)
def test_the_control_dates_of_the_protocol(month: str, day: str, shown: str) -> None:
    assert f"{review_day(Period.parse(month), day, FRANCE):%d/%m}" == shown


def test_a_review_speaks_of_the_month_before_and_a_quarterly_one_of_the_quarter_before() -> None:
    assert review_due(Period.parse("2026-11"), rhythm(), FRANCE) == datetime(2026, 12, 3, 8, 30, tzinfo=UTC)
    assert review_due(Period.parse("2026-T4"), rhythm(QUARTERLY), FRANCE) == datetime(2027, 1, 6, 8, 30, tzinfo=UTC)


def test_the_hour_chosen_is_local_all_year_round() -> None:
    winter, summer = (
        review_due(Period.parse("2027-02"), rhythm(), FRANCE),
        review_due(Period.parse("2027-05"), rhythm(), FRANCE),
    )
    assert (winter.hour, summer.hour) == (8, 7)


def test_an_hour_the_clocks_skip_falls_later_and_an_hour_they_repeat_is_the_first() -> None:
    assert instant(date(2027, 3, 28), time(2, 30), PARIS) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert instant(date(2026, 10, 25), time(2, 30), PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "month"),
    [
        (date(2026, 11, 1), "2026-11"),
        (date(2026, 11, 15), "2026-11"),
        (date(2026, 11, 16), "2026-12"),
        (date(2026, 12, 31), "2027-01"),
    ],
)
def test_month_one_holds_the_start_unless_it_is_more_than_half_over(start: date, month: str) -> None:
    assert str(first_month(start)) == month


@pytest.mark.parametrize(
    ("last", "frequency", "period"),
    [
        (None, MONTHLY, "2026-11"),
        (None, QUARTERLY, "2026-11"),
        ("2026-11", QUARTERLY, "2026-12"),
        ("2026-12", QUARTERLY, "2027-T1"),
        ("2027-T1", QUARTERLY, "2027-T2"),
        ("2027-T1", MONTHLY, "2027-04"),
        ("2026-12", MONTHLY, "2027-01"),
    ],
)
def test_a_quarterly_rhythm_goes_by_months_until_a_quarter_begins(
    last: str | None, frequency: str, period: str
) -> None:
    assert str(next_period(Period.parse(last) if last else None, rhythm(frequency))) == period


def test_the_next_dates_follow_each_other() -> None:
    found = next_dates(rhythm(day="bd5"), FRANCE, 3, after=datetime(2026, 11, 23, tzinfo=UTC))
    assert as_lines(found) == ["2026-11 07/12/2026 09:30", "2026-12 08/01/2027 09:30", "2027-01 05/02/2027 09:30"]


def test_a_period_whose_day_is_past_comes_at_the_next_allowed_moment() -> None:
    """The day moved from the last week to the third working day, once that was past."""
    saturday = datetime(2026, 12, 12, 15, tzinfo=UTC)
    found = next_dates(rhythm(), FRANCE, 2, after=saturday)
    assert as_lines(found) == ["2026-11 14/12/2026 09:30", "2026-12 06/01/2027 09:30"]


def test_reviews_that_are_behind_come_one_after_the_other_never_together() -> None:
    june = datetime(2027, 6, 21, 7, tzinfo=UTC)
    found = next_dates(rhythm(), FRANCE, 3, after=june, last=Period.parse("2027-T1"))
    assert as_lines(found) == ["2027-04 21/06/2027 09:00", "2027-05 30/06/2027 09:30", "2027-06 09/07/2027 09:30"]


def test_an_absence_moves_a_review_to_the_first_working_day_after_it() -> None:
    away = rhythm(absences=(Absence(date(2026, 11, 30), date(2026, 12, 11)),))
    assert review_due(Period.parse("2026-11"), away, FRANCE) == datetime(2026, 12, 14, 8, 30, tzinfo=UTC)


def test_a_review_is_held_the_day_after_an_absence_when_it_is_worked() -> None:
    away = rhythm(absences=(Absence(date(2026, 12, 1), date(2026, 12, 3)),))
    assert review_due(Period.parse("2026-11"), away, FRANCE) == datetime(2026, 12, 4, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "shown"), [("t0930", "09:30"), ("t1200", "12:00"), ("t1400", "14:00"), ("t1730", "17:30")]
)
def test_a_review_opens_at_the_hour_chosen(hour: str, shown: str) -> None:
    opened = review_due(Period.parse("2026-11"), rhythm(hour=hour), FRANCE)
    assert f"{opened.astimezone(PARIS):%H:%M}" == shown


def test_an_absence_over_several_reviews_drops_none() -> None:
    away = rhythm(absences=(Absence(date(2026, 12, 1), date(2027, 2, 26)),))
    found = next_dates(away, FRANCE, 3, after=datetime(2026, 11, 23, tzinfo=UTC))
    assert as_lines(found) == ["2026-11 01/03/2027 09:30", "2026-12 10/03/2027 09:30", "2027-01 19/03/2027 09:30"]


def test_an_absence_that_ends_before_it_starts_is_an_error() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        Absence(date(2026, 12, 2), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-12-03 09:00", "2026-12-03 09:00"),
        ("2026-12-03 18:30", "2026-12-03 18:30"),
        ("2026-12-03 03:00", "2026-12-03 09:30"),
        ("2026-12-03 18:31", "2026-12-04 09:30"),
        ("2026-12-05 12:00", "2026-12-07 09:30"),
        ("2026-12-24 20:00", "2026-12-28 09:30"),
        ("2026-12-25 08:00", "2026-12-28 09:30"),
        ("2026-12-31 23:59", "2027-01-04 09:30"),
    ],
)
def test_nothing_is_sent_at_night_on_a_weekend_or_a_holiday(moment: str, allowed: str) -> None:
    local = datetime.fromisoformat(moment).replace(tzinfo=PARIS)
    assert f"{next_allowed(local, rhythm(), FRANCE).astimezone(PARIS):%Y-%m-%d %H:%M}" == allowed


# --- whatever the rhythm

PLACES = [
    ("Europe/Paris", "FR"),
    ("Europe/Brussels", "BE"),
    ("Europe/Zurich", "CH"),
    ("Indian/Reunion", "FR-974"),
    ("America/Toronto", "CA-QC"),
]
CHOICES = st.tuples(
    st.sampled_from([MONTHLY, QUARTERLY]),
    st.sampled_from(["bd3", "bd5", "mid", "last_week"]),
    st.sampled_from(sorted(TIMES)),
)
STARTS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@settings(deadline=None)
@given(st.sampled_from(PLACES), STARTS, ABSENCES, st.lists(CHOICES, min_size=1, max_size=12), st.data())
def test_there_is_one_review_per_period_whatever_the_changes_of_rhythm(
    place: tuple[str, str],
    start: date,
    absences: tuple[Absence, ...],
    changes: list[tuple[str, str, str]],
    data: st.DataObject,
) -> None:
    zone = ZoneInfo(place[0])
    calendar = calendar_of(datetime(2027, 6, 1, 12, tzinfo=UTC), zone, place[1])
    last: Period | None = None
    now = instant(start, time(8), zone)
    opened: list[datetime] = []
    for frequency, day, hour in changes:
        current = Rhythm(frequency, day, hour, zone, start, absences)
        found = next_dates(current, calendar, 1, after=now, last=last)[0]
        assert found.period.first == (last.end if last else first_month(start).first)
        assert found.at >= now
        assert polite(found.at, current, calendar)
        opened.append(found.at)
        last = found.period
        now = found.at + timedelta(hours=data.draw(st.integers(1, 400)))
    assert len(set(opened)) == len(changes)


@settings(deadline=None)
@pytest.mark.parametrize(("zone", "country"), PLACES)
@given(CHOICES, ABSENCES, st.integers(0, 3))
def test_three_years_of_reviews_keep_their_anchor_in_every_zone(
    zone: str, country: str, choice: tuple[str, str, str], absences: tuple[Absence, ...], skipped: int
) -> None:
    """Without an absence each falls on its own day at its own hour, from wherever one counts."""
    frequency, day, hour = choice
    begin = datetime(2026, 1, 1, 5, tzinfo=UTC)
    current = Rhythm(frequency, day, hour, ZoneInfo(zone), date(2026, 1, 1))
    calendar = calendar_of(begin, current.zone, country)
    count = 36 if frequency == MONTHLY else 12
    found = next_dates(current, calendar, count, after=begin)
    assert found[-1].period.end == date(2029, 1, 1)
    for one in found:
        local = one.at.astimezone(current.zone)
        assert local.time() == TIMES[hour]
        assert local.date() == review_day(Period.holding(one.period.end), day, calendar)
        assert polite(one.at, current, calendar)
    resumed = next_dates(current, calendar, count - skipped - 1, after=found[skipped].at, last=found[skipped].period)
    assert resumed == found[skipped + 1 :]
    away = replace(current, absences=absences)
    assert all(polite(one.at, away, calendar) for one in next_dates(away, calendar, count, after=begin))


@given(MOMENTS, ABSENCES, st.sampled_from(sorted(TIMES)))
def test_the_next_allowed_moment_is_polite_never_earlier_and_stays(
    asked: datetime, absences: tuple[Absence, ...], hour: str
) -> None:
    current = rhythm(hour=hour, absences=absences)
    found = next_allowed(asked, current, FRANCE)
    assert found >= asked
    assert polite(found, current, FRANCE)
    assert next_allowed(found, current, FRANCE) == found
