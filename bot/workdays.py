"""The only door to `holidays`: the public holidays a calendar of working days leaves out."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from domain.workdays import Calendar


@lru_cache(maxsize=8)
def _holidays(country: str, year: int) -> frozenset[date]:
    """This year's and the two next years' holidays: every bound of the form lies within."""
    return frozenset(holidays.country_holidays(country, years=range(year, year + 3), language="fr"))


def calendar_of(now: datetime, zone: ZoneInfo, country: str = "FR") -> Calendar:
    """The person's today and the holidays around it."""
    today = now.astimezone(zone).date()
    return Calendar(today, _holidays(country, today.year))
