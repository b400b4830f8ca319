"""Reads the days a person says they are away: « du 3 au 17 août », « jusqu’au 17 », « la semaine prochaine »."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from domain.calendar.rhythm import Absence
from domain.french.dates import MONTHS, add_months, read_date
from domain.french.text import fold

LONGEST = 184
"""The longest absence, in days; a person away longer stops the reminders instead."""

_MONTHS = tuple(fold(name) for name in MONTHS)
_UNTIL = re.compile(r"jusqu'? ?(?:au|a|en)? (.+)")
_SPAN = re.compile(r"(?:du |de |d'|a partir du |des le |entre le )?(.+?) (?:jusqu'au|au|a|et le|-) (.+)")
_WEEK = re.compile(r"(?:toute )?(?:(cette) semaine|la semaine prochaine|la semaine du (.+))")
_MONTH = re.compile(r"(?:en |tout |(?:tout )?le mois (?:de |d'))?([a-z]+)(?: (2[01][0-9]{2}))?")
_OPEN = re.compile(r"(?:a partir|des) .*")
_NUMBER = re.compile(r"([0-9]{1,2})(?:er)?")


def read_absence(text: str, today: date) -> Absence | str:
    """Read the days away, from today on; else the reason it cannot be kept: `unread`, `reversed`, `past`, `long`."""
    folded = fold(text).strip(" .!?,;")
    span = _span(folded, today)
    if span is None:
        return "unread"
    first, last = span
    if last < first:
        return "reversed"
    if last < today:
        return "past"
    first = max(first, today)
    return "long" if (last - first).days > LONGEST else Absence(first, last)


def merge(one: Absence, known: Iterable[Absence]) -> Absence:
    """Join the absence with those of `known` that it overlaps or touches."""
    apart = list(known)
    day = timedelta(1)
    while near := [other for other in apart if other.start <= one.end + day and one.start - day <= other.end]:
        one = Absence(min(one.start, *(other.start for other in near)), max(one.end, *(other.end for other in near)))
        apart = [other for other in apart if other not in near]
    return one


def _span(text: str, today: date) -> tuple[date, date] | None:
    if found := _UNTIL.fullmatch(text):
        last = _day(found[1], today)
        return (today, last) if last else None
    found = _SPAN.fullmatch(text)
    if not found and (whole := _whole(text, today)):
        return whole
    if not found:
        day = None if _OPEN.fullmatch(text) else _day(text, today)
        return (day, day) if day else None
    # « du 3 au 17 août »: the first day is in the month of the last one, or in the month before.
    if number := _NUMBER.fullmatch(found[1]):
        last = _day(found[2], today)
        first = _day_number(int(number[1]), last, _NUMBER.fullmatch(found[2]) is not None) if last else None
    else:
        first = _day(found[1], today)
        last = _day(found[2], first) if first else None
    return (first, last) if first and last else None


def _whole(text: str, today: date) -> tuple[date, date] | None:
    """Read a whole week or month; a month without a year is the one under way or the next one of that name."""
    if found := _WEEK.fullmatch(text):
        day = _day(found[2], today) if found[2] else today if found[1] else today + timedelta(7)
        monday = day - timedelta(day.weekday()) if day else None
        return (monday, monday + timedelta(6)) if monday else None
    found = _MONTH.fullmatch(text)
    if not found or found[1] not in _MONTHS:
        return None
    month = _MONTHS.index(found[1]) + 1
    first = date(int(found[2] or today.year), month, 1)
    if not found[2] and first < today.replace(day=1):
        first = first.replace(year=today.year + 1)
    return first, add_months(first, 1) - timedelta(1)


def _day_number(number: int, last: date, bare: bool) -> date | None:
    """The day `number` in the month of `last`, or in the month before when it is later and `bare` (no month typed)."""
    months = (last, add_months(last.replace(day=1), -1)) if bare else (last,)
    for month in months:
        try:
            day = month.replace(day=number)
        except ValueError:
            continue
        if day <= last:
            return day
    try:
        return last.replace(day=number)
    except ValueError:
        return None


def _day(text: str, after: date) -> date | None:
    values = read_date(text, after).values
    return values[0] if values else None
