"""The only door to `holidays`: public holidays with their French names, and calendars of working days.
Countries are codes like « FR », « FR-974 », « BE », « CH », « CH-VD », « LU », « CA-QC ».
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.partial_import import partial_import
from domain.calendar.workdays import Calendar

TAKEN = {
    "holidays.calendars": {},
    "holidays.countries": {},
    "holidays.groups": {
        "ChristianHolidays": "christian",
        "InternationalHolidays": "international",
        "StaticHolidays": "custom",
    },
}
"""Packages not to import whole → the names our countries take from them → the module that defines each."""
with partial_import(TAKEN):
    from holidays.countries.belgium import Belgium
    from holidays.countries.canada import Canada
    from holidays.countries.france import France
    from holidays.countries.luxembourg import Luxembourg
    from holidays.countries.switzerland import Switzerland
    from holidays.holiday_base import HolidayBase

NATIONS: Mapping[str, type[HolidayBase]] = {
    "FR": France,
    "BE": Belgium,
    "CH": Switzerland,
    "LU": Luxembourg,
    "CA": Canada,
}
CANTONS = (
    *("AG", "AI", "AR", "BE", "BL", "BS", "FR", "GE", "GL", "GR", "JU", "LU", "NE"),
    *("NW", "OW", "SG", "SH", "SO", "SZ", "TG", "TI", "UR", "VD", "VS", "ZG", "ZH"),
)
ZONES: Mapping[str, str] = MappingProxyType(
    {
        "FR": "Europe/Paris",
        "FR-57": "Europe/Paris",
        "FR-67": "Europe/Paris",
        "FR-68": "Europe/Paris",
        "FR-971": "America/Guadeloupe",
        "FR-972": "America/Martinique",
        "FR-973": "America/Cayenne",
        "FR-974": "Indian/Reunion",
        "FR-975": "America/Miquelon",
        "FR-976": "Indian/Mayotte",
        "FR-977": "America/St_Barthelemy",
        "FR-978": "America/Marigot",
        "FR-986": "Pacific/Wallis",
        "FR-987": "Pacific/Tahiti",
        "FR-988": "Pacific/Noumea",
        "BE": "Europe/Brussels",
        "CH": "Europe/Zurich",
        **{f"CH-{canton}": "Europe/Zurich" for canton in CANTONS},
        "LU": "Europe/Luxembourg",
        "CA-QC": "America/Toronto",
    }
)
"""Every known country or territory → the time zone to propose there."""
NAMED = {
    **{"FR-67": "6AE", "FR-68": "6AE", "FR-975": "PM", "FR-977": "BL"},
    **{"FR-978": "MF", "FR-986": "WF", "FR-987": "PF", "FR-988": "NC"},
}
"""The library's own code of a territory, where it is not the number in ours."""
YEARS = 3
"""A calendar is right for this many years before and after today: reviews look back and ahead."""


@lru_cache(maxsize=512)
def public_holidays(country: str, year: int) -> Mapping[date, str]:
    """The holidays of a year and their French names. Raises ValueError for a country that is not in `ZONES`.

    For Switzerland without a canton, the holidays of at least half of the cantons.
    """
    if country not in ZONES:
        raise ValueError(f"no holidays known for {country!r}")
    if country == "CH":
        return _most_cantons(year)
    nation, _, part = country.partition("-")
    found = NATIONS[nation](subdiv=NAMED.get(country, part) or None, years=year, language="fr")
    return MappingProxyType({day: name.replace("'", "’") for day, name in sorted(found.items())})


def _most_cantons(year: int) -> Mapping[date, str]:
    kept = [public_holidays(f"CH-{canton}", year) for canton in CANTONS]
    names = {day: name for found in kept for day, name in found.items()}
    counts = Counter(day for found in kept for day in found)
    return MappingProxyType({day: names[day] for day in sorted(names) if 2 * counts[day] >= len(CANTONS)})


@lru_cache(maxsize=32)
def _holidays(country: str, year: int) -> frozenset[date]:
    """One more year ahead than `YEARS`: what is due at the end of the last year may be put off into the next."""
    return frozenset(day for each in range(year - YEARS, year + YEARS + 2) for day in public_holidays(country, each))


def calendar_of(now: datetime, zone: ZoneInfo, country: str = "FR") -> Calendar:
    """The calendar around today in that zone. Raises ValueError for a country that is not in `ZONES`."""
    today = now.astimezone(zone).date()
    return Calendar(today, _holidays(country, today.year))
