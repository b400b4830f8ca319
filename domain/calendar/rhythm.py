"""When reviews fall due: one for each month or quarter, never at night, on a weekend, a holiday or during an absence.

A review speaks of a period that is over and falls in the month after: « 2026-11 » in December, « 2026-T4 » in January.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.calendar.periods import MONTHLY, Period
from domain.calendar.workdays import Calendar

TIMES = {"t0930": time(9, 30), "t1200": time(12), "t1400": time(14), "t1730": time(17, 30)}
"""Local times a person may choose (ids of `review_time`)."""
OPENS, CLOSES = time(9), time(18, 30)
"""Nothing is sent earlier or later in the person's day (`docs/rules/revue.md §9`)."""
MID_MONTH = 15
LAST_DAYS = 5
MISSED_AFTER = 7
"""Working days after which a review nobody answered is missed: two never stand open side by side."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Absence:
    """Days away, both included; ValueError when the end comes first."""

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
    """What a project chose. `start`: when the provider starts. `frequency`, `day`, `hour`: ids of the choices."""

    frequency: str
    day: str
    hour: str
    zone: ZoneInfo
    start: date
    absences: tuple[Absence, ...] = ()

    @property
    def clock(self) -> time:
        """The local time chosen."""
        return TIMES[self.hour]


@dataclass(frozen=True, slots=True)
class DueReview:
    """A review to come; `at` is in UTC."""

    period: Period
    at: datetime


def instant(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """That wall clock in UTC. An hour the clocks skip falls as much later, an hour they repeat is its first one."""
    return datetime.combine(day, hour, zone).astimezone(UTC)


def personal_calendar(rhythm: Rhythm, calendar: Calendar) -> Calendar:
    """The calendar on which the person's days away are no working days."""
    away = frozenset().union(*(absence.days for absence in rhythm.absences))
    return replace(calendar, holidays=calendar.holidays | away)


# --- periods


def first_month(start: date) -> Period:
    """Month 1 of the service: the one that holds its start, or the next when more than half of it is over."""
    month = Period.holding(start)
    return month if start.day <= MID_MONTH else month.shift(1)


def next_period(last: Period | None, rhythm: Rhythm) -> Period:
    """The period to review after `last` (None: before the first review).

    Periods follow each other without gap nor overlap whatever the changes of frequency: a quarterly rhythm goes on
    by months until a calendar quarter begins.
    """
    day = last.end if last else first_month(rhythm.start).first
    whole = Period.holding(day, rhythm.frequency)
    return whole if whole.first == day else Period.holding(day, MONTHLY)


# --- due instants


def review_day(month: Period, day: str, calendar: Calendar) -> date:
    """The day of that month a moment of the month stands for (`docs/rules/revue.md §9`); KeyError for another id."""
    before, after = month.first - _DAY, month.end
    return {
        "bd3": lambda: calendar.add(before, 3),
        "bd5": lambda: calendar.add(before, 5),
        "mid": lambda: calendar.on_or_after(month.first.replace(day=MID_MONTH)),
        "last_week": lambda: calendar.add(after, -LAST_DAYS),
    }[day]()


def review_due(period: Period, rhythm: Rhythm, calendar: Calendar) -> datetime:
    """When the review of a period opens, in UTC; after an absence, on the first working day.

    `calendar` must hold the public holidays of the month after the period.
    """
    day = review_day(Period.holding(period.end), rhythm.day, calendar)
    return instant(personal_calendar(rhythm, calendar).on_or_after(day), rhythm.clock, rhythm.zone)


def next_dates(
    rhythm: Rhythm, calendar: Calendar, count: int, *, after: datetime, last: Period | None = None
) -> tuple[DueReview, ...]:
    """The next reviews in order; `last` is the latest period that has one already, closed or missed.

    A period whose day is past (the rhythm changed, or a long absence) is not dropped: it comes at the next allowed
    moment, and the one after it when this one would be closed or missed.
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
    """True when the person may be written to: 9:00 to 18:30 on a day they work."""
    local = moment.astimezone(rhythm.zone)
    return personal_calendar(rhythm, calendar).is_working_day(local.date()) and OPENS <= local.time() <= CLOSES


def next_allowed(moment: datetime, rhythm: Rhythm, calendar: Calendar) -> datetime:
    """The moment itself when allowed, else the next working day at the hour chosen, in UTC.

    Before the morning's opening, that day is still to come.
    """
    if is_allowed(moment, rhythm, calendar):
        return moment.astimezone(UTC)
    local, worked = moment.astimezone(rhythm.zone), personal_calendar(rhythm, calendar)
    day = local.date() if local.time() < OPENS else local.date() + _DAY
    return instant(worked.on_or_after(day), rhythm.clock, rhythm.zone)
