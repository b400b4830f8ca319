"""Reads the days a French speaker may mean: « 24/11 », « mardi 24 novembre », « dans 15 jours », « fin du mois ».

Today is an argument. A date without a year is the next such day; the day always comes before the month.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from domain.french.text import fold
from domain.french.words import to_digits

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """The days a text may mean, best first; empty when it is no date. `sure`: the first is exactly what was typed."""

    values: tuple[date, ...] = ()
    sure: bool = False


_NOTHING = ParsedDate()
_MONTH_NUMBER = {
    fold(spelling): number
    for number, name in enumerate(MONTHS, 1)
    for spelling in (
        name,
        *([name[:4], name[:3]] if len(name) > 4 and name not in ("juin", "juillet") else []),
    )
} | {"juil": 7, "fevr": 2}
_MONTH = rf"({'|'.join(sorted(_MONTH_NUMBER, key=len, reverse=True))})\.?"
_YEAR = r"(?: (?:de )?((?:19|20|21)[0-9]{2}))?"

_LEAD = re.compile(r"(?:(?:pour|a partir|a compter|des|vers|avant|ce) )*(?:du |de |le |l'|la |au )?")
_VAGUE_LEAD = re.compile(r"(?:vers|avant(?![ -]hier)|d'ici|a partir|environ)(?![a-z])")
_WITH_WEEKDAY = re.compile(rf"({'|'.join(WEEKDAYS)}),? (?:le )?(.*[0-9].*)")
_LAST_WEEKDAY = re.compile(rf"({'|'.join(WEEKDAYS)}) (?:dernier|passe)")
_NEXT_WEEKDAY = re.compile(rf"({'|'.join(WEEKDAYS)})(?: (prochain|qui vient|en huit))?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NUMERIC = re.compile(r"([0-9]{1,2}) ?([/.-]| ) ?([0-9]{1,2})(?: ?\2 ?([0-9]{4}|[0-9]{2}))?")
_DAY_MONTH = re.compile(rf"([0-9]{{1,2}})(?: ?er)? ?{_MONTH}{_YEAR}")
_DAY_ONLY = re.compile(r"([0-9]{1,2})(?:er)?(?: (du mois prochain|du mois|de ce mois))?")
_IN = re.compile(r"(?:dans|sous|d'ici) ([0-9]{1,3}) ?(jours?|j|semaines?|sem|mois|ans?|annees?)")
_AGO = re.compile(r"il y a ([0-9]{1,3}) ?(jours?|j|semaines?|sem|mois|ans?|annees?)")
_PART = re.compile(rf"(?:la |en |a la )?(fin|debut|mi|milieu)[ -](?:de |d'|du mois de )?{_MONTH}{_YEAR}")
_PART_OF = re.compile(
    r"(?:la |en |au |a la )?(fin|debut|mi|milieu)[ -](?:du |de |d'|de l')?(mois|annee|an)( prochaine?)?"
)
_SOME_DAY = re.compile(rf"(?:en |courant |dans le courant de |au mois de |mois de )?{_MONTH}{_YEAR}")

_FIXED: dict[str, Callable[[date], date]] = {
    "aujourd'hui": lambda today: today,
    "ce jour": lambda today: today,
    "ce soir": lambda today: today,
    "hier": lambda today: today - timedelta(1),
    "avant hier": lambda today: today - timedelta(2),
    "avant-hier": lambda today: today - timedelta(2),
    "demain": lambda today: today + timedelta(1),
    "apres demain": lambda today: today + timedelta(2),
    "apres-demain": lambda today: today + timedelta(2),
    "semaine prochaine": lambda today: today + timedelta(7 - today.weekday()),
    "mois prochain": lambda today: add_months(today.replace(day=1), 1),
    "annee prochaine": lambda today: date(today.year + 1, 1, 1),
    "an prochain": lambda today: date(today.year + 1, 1, 1),
}


def long_date(day: date, weekday: bool = True) -> str:
    """« mardi 24 novembre 2026 », or « 1er décembre 2026 » without the day of the week."""
    number = "1er" if day.day == 1 else str(day.day)
    words = f"{number} {MONTHS[day.month - 1]} {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {words}" if weekday else words


def add_months(day: date, count: int) -> date:
    """The same day `count` months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def read_date(text: str, today: date) -> ParsedDate:
    """Read every day the text may mean; empty when it is no date."""
    folded = fold(text).strip(" .!?,;")
    reading = _any_form(folded, today)
    if not reading.values:
        # Number words come second: « sept » is both a number and the abbreviation of a month.
        reading = _any_form(to_digits(re.sub(r"\bpremier\b", "1er", folded)), today)
    vague = _VAGUE_LEAD.match(folded) is not None
    return ParsedDate(reading.values, reading.sure and not vague)


@dataclass(frozen=True, slots=True)
class Impossible:
    """A day that does not exist.

    `number`: the day, or the month when there is no such month (`month` is then None). `days`: how many days the month
    has; `year`: the year that holds for, in February only.
    """

    number: int
    month: str | None = None
    days: int = 0
    year: int | None = None


def impossible(text: str, today: date) -> Impossible | None:
    """Why a text written like a date is not one: « 31 février », « 11/24/2026 »; None for any other text."""
    folded = fold(text).strip(" .!?,;")
    folded = folded[lead.end() :] if (lead := _LEAD.match(folded)) else folded
    if found := _WITH_WEEKDAY.fullmatch(folded):
        folded = found[2]
    if found := _DAY_MONTH.fullmatch(folded):
        day, month, year = int(found[1]), _MONTH_NUMBER[found[2]], int(found[3]) if found[3] else None
    elif (found := _NUMERIC.fullmatch(folded)) and not (found[2] == " " and not found[4]):
        day, month = int(found[1]), int(found[3])
        year = None if not found[4] else int(found[4]) if len(found[4]) == 4 else 2000 + int(found[4])
    elif found := _ISO.fullmatch(folded):
        day, month, year = int(found[3]), int(found[2]), int(found[1])
    else:
        return None
    if month > 12:
        return Impossible(month)
    if not month or not day or (year is not None and not 1900 <= year < 2200):
        return None
    meant = year or today.year + (month < today.month)
    days = monthrange(meant, month)[1]
    return Impossible(day, MONTHS[month - 1], days, meant if month == 2 else None) if day > days else None


def _any_form(text: str, today: date) -> ParsedDate:
    if found := _IN.fullmatch(text):
        return _after(today, int(found[1]), found[2])
    if found := _AGO.fullmatch(text):
        return _after(today, -int(found[1]), found[2])
    if text in _FIXED:
        return ParsedDate((_FIXED[text](today),), True)
    text = text[lead.end() :] if (lead := _LEAD.match(text)) else text
    if found := _WITH_WEEKDAY.fullmatch(text):
        return _agreeing(WEEKDAYS.index(found[1]), _calendar_day(found[2], today))
    if text in _FIXED:
        return ParsedDate((_FIXED[text](today),), True)
    if found := _LAST_WEEKDAY.fullmatch(text):
        return ParsedDate((today - timedelta((today.weekday() - WEEKDAYS.index(found[1]) - 1) % 7 + 1),), True)
    if found := _NEXT_WEEKDAY.fullmatch(text):
        days = (WEEKDAYS.index(found[1]) - today.weekday() - 1) % 7 + 1
        return ParsedDate((today + timedelta(days + 7 * (found[2] == "en huit")),), True)
    return _calendar_day(text, today) if text[:1].isdigit() else _in_month(text, today)


def _calendar_day(text: str, today: date) -> ParsedDate:
    """Read a day given by its number in a month."""
    if found := _ISO.fullmatch(text):
        return _one(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.fullmatch(text):
        if found[2] == " " and not found[4]:
            return _NOTHING
        year = found[4] and (int(found[4]) if len(found[4]) == 4 else 2000 + int(found[4]))
        return _full_date(year or None, int(found[3]), int(found[1]), today)
    if found := _DAY_MONTH.fullmatch(text):
        return _full_date(int(found[3]) if found[3] else None, _MONTH_NUMBER[found[2]], int(found[1]), today)
    if found := _DAY_ONLY.fullmatch(text):
        start = add_months(today.replace(day=1), 1 if found[2] == "du mois prochain" else 0)
        months = (add_months(start, later) for later in range(3))
        days = (day for month in months if (day := _day(month.year, month.month, int(found[1]))))
        return ParsedDate(tuple(day for day in days if day >= today)[:1], bool(found[2]))
    return _NOTHING


def _in_month(text: str, today: date) -> ParsedDate:
    """Read a part of a month or of a year, or a month without a day."""
    if found := _PART.fullmatch(text):
        month = _MONTH_NUMBER[found[2]]
        years = [int(found[3])] if found[3] else [today.year, today.year + 1]
        days = (_part(found[1], date(year, month, 1)) for year in years)
        return ParsedDate(tuple(day for day in days if found[3] or day >= today)[:1], True)
    if found := _PART_OF.fullmatch(text):
        return _part_of(found[1], found[2] == "mois", bool(found[3]), today)
    if found := _SOME_DAY.fullmatch(text):
        month, year = _MONTH_NUMBER[found[1]], int(found[2]) if found[2] else today.year
        if not found[2] and month < today.month:
            year += 1
        days_of = (_part(part, date(year, month, 1)) for part in ("debut", "mi", "fin"))
        return ParsedDate(tuple(day for day in days_of if found[2] or day >= today))
    return _NOTHING


def _part(part: str, first: date) -> date:
    """The first, the 15th or the last day of the month that begins on `first`."""
    if part == "fin":
        return add_months(first, 1) - timedelta(1)
    return first if part == "debut" else first.replace(day=15)


def _part_of(part: str, of_month: bool, following: bool, today: date) -> ParsedDate:
    """Read « fin du mois », « début d’année », « mi-mois »: in this month or year, or the next once it is past."""
    if of_month:
        first, length = today.replace(day=1), 1
    else:
        first, length = date(today.year, {"fin": 12, "debut": 1}.get(part, 6), 1), 12
    days = (_part(part, add_months(first, length * later)) for later in ((1,) if following else (0, 1)))
    return ParsedDate(tuple(day for day in days if day >= today)[:1], True)


def _after(today: date, count: int, unit: str) -> ParsedDate:
    if unit.startswith("j"):
        return ParsedDate((today + timedelta(count),), True)
    if unit.startswith("s"):
        return ParsedDate((today + timedelta(7 * count),), True)
    return ParsedDate((add_months(today, count * (1 if unit == "mois" else 12)),), True)


def _agreeing(weekday: int, reading: ParsedDate) -> ParsedDate:
    """The day when it falls on that weekday; otherwise the day and the nearest such weekday, for the person to pick."""
    if not reading.values:
        return _NOTHING
    day = reading.values[0]
    shift = (weekday - day.weekday() + 3) % 7 - 3
    return ParsedDate((day,), True) if not shift else ParsedDate((day, day + timedelta(shift)))


def _full_date(year: int | None, month: int, day: int, today: date) -> ParsedDate:
    """The day in that year, or the next such day when there is no year (29 February: within eight years)."""
    if year:
        return _one(year, month, day)
    days = (_day(today.year + later, month, day) for later in range(9))
    return ParsedDate(tuple(found for found in days if found and found >= today)[:1], True)


def _one(year: int, month: int, day: int) -> ParsedDate:
    found = _day(year, month, day)
    return ParsedDate((found,), True) if found and 1900 <= year < 2200 else _NOTHING


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
