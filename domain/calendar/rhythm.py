"""Computes when reviews are due: one a month or a quarter, never at night, on a day off or during an absence.

A review covers a period that is over and comes in the month after it: « 2026-11 » in December, « 2026-T4 » in January.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.calendar.periods import MONTHLY, Period
from domain.calendar.workdays import Calendar

TIMES = {"t0930": time(9, 30), "t1200": time(12), "t1400": time(14), "t1730": time(17, 30)}
"""Choice id of `review_time` → local time of the reviews."""
OPENS, CLOSES = time(9), time(18, 30)
"""Local times between which messages may be sent (`docs/rules/revue.md §9`)."""
MID_MONTH = 15
LAST_DAYS = 5
MISSED_AFTER = 7
"""Working days after which a review without an answer is missed, so that two reviews are never open together."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Absence:
    """Days away, from `start` to `end` included. Raises ValueError when the end comes before the start."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"an absence ends before it starts: {self.start} to {self.end}")

    @property
    def days(self) -> frozenset[date]:
        return frozenset(self.start + count * _DAY for count in range((self.end - self.start).days + 1))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a project holds its reviews. `frequency`, `day`, `hour`: choice ids; `start`: the provider's first day."""

    frequency: str
    day: str
    hour: str
    zone: ZoneInfo
    start: date
    absences: tuple[Absence, ...] = ()

    @property
    def clock(self) -> time:
        """The local time of the reviews."""
        return TIMES[self.hour]


@dataclass(frozen=True, slots=True)
class DueReview:
    """A review to come; `at` is in UTC."""

    period: Period
    at: datetime


def instant(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """Convert a local day and hour to UTC.

    Across a change of clocks, an hour that is skipped moves forward and an hour that is repeated is the first one.
    """
    return datetime.combine(day, hour, zone).astimezone(UTC)


def personal_calendar(rhythm: Rhythm, calendar: Calendar) -> Calendar:
    """The calendar with the person's days away as holidays."""
    away = frozenset().union(*(absence.days for absence in rhythm.absences))
    return replace(calendar, holidays=calendar.holidays | away)


# --- periods


def first_month(start: date) -> Period:
    """Month 1 of the service: the month of its start, or the next one when the start is after the 15th."""
    month = Period.holding(start)
    return month if start.day <= MID_MONTH else month.shift(1)


def next_period(last: Period | None, rhythm: Rhythm) -> Period:
    """The period to review after `last`; None stands before the first review.

    Periods follow each other without gap or overlap even when the frequency changes: a quarterly rhythm goes month by
    month until a calendar quarter begins.
    """
    day = last.end if last else first_month(rhythm.start).first
    whole = Period.holding(day, rhythm.frequency)
    return whole if whole.first == day else Period.holding(day, MONTHLY)


# --- when a review is due


def review_day(month: Period, day: str, calendar: Calendar) -> date:
    """The day of the month that `day` (choice id of `review_day`) stands for (`docs/rules/revue.md §9`).

    Raises KeyError for an unknown id.
    """
    before, after = month.first - _DAY, month.end
    return {
        "bd3": lambda: calendar.add(before, 3),
        "bd5": lambda: calendar.add(before, 5),
        "mid": lambda: calendar.on_or_after(month.first.replace(day=MID_MONTH)),
        "last_week": lambda: calendar.add(after, -LAST_DAYS),
    }[day]()


def review_due(period: Period, rhythm: Rhythm, calendar: Calendar) -> datetime:
    """When the review of a period opens, in UTC; during an absence, on the first working day after it.

    `calendar` must know the public holidays of the month after the period.
    """
    day = review_day(Period.holding(period.end), rhythm.day, calendar)
    return instant(personal_calendar(rhythm, calendar).on_or_after(day), rhythm.clock, rhythm.zone)


def next_dates(
    rhythm: Rhythm, calendar: Calendar, count: int, *, after: datetime, last: Period | None = None
) -> tuple[DueReview, ...]:
    """The next `count` reviews in order; `last`: the latest period whose review is closed or missed.

    A period whose day is past (after a change of rhythm or a long absence) keeps its review, at the next allowed
    moment; the review after it waits until this one is closed or missed.
    """
    found: list[DueReview] = []
    earliest = after
    while len(found) < count:
        last = next_period(last, rhythm)
        at = review_due(last, rhythm, calendar)
        if at < earliest:
            at = next_allowed(earliest, rhythm, calendar)
        found.append(DueReview(last, at))
        opened = at.astimezone(rhythm.zone).date()
        earliest = instant(personal_calendar(rhythm, calendar).add(opened, MISSED_AFTER), rhythm.clock, rhythm.zone)
    return tuple(found)


# --- quiet hours


def is_allowed(moment: datetime, rhythm: Rhythm, calendar: Calendar) -> bool:
    """True when messages may be sent to the person: from 9:00 to 18:30 on a day they work."""
    local = moment.astimezone(rhythm.zone)
    return personal_calendar(rhythm, calendar).is_working_day(local.date()) and OPENS <= local.time() <= CLOSES


def next_allowed(moment: datetime, rhythm: Rhythm, calendar: Calendar) -> datetime:
    """The moment itself when it is allowed, else the hour of the reviews on the next working day; in UTC.

    Before 9:00 the next working day may be the same day.
    """
    if is_allowed(moment, rhythm, calendar):
        return moment.astimezone(UTC)
    local, worked = moment.astimezone(rhythm.zone), personal_calendar(rhythm, calendar)
    day = local.date() if local.time() < OPENS else local.date() + _DAY
    return instant(worked.on_or_after(day), rhythm.clock, rhythm.zone)
