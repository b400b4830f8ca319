"""The working days of each person, where they live."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation.exchange import HOME
from bot.store import Person
from bot.workdays import calendar_of
from domain.calendar.workdays import Calendar


def zones(usual: ZoneInfo) -> Callable[[Person], ZoneInfo]:
    """Where each person reads the time; `usual` until they said so."""
    return lambda person: ZoneInfo(person.zone) if person.zone else usual


def calendars(usual: ZoneInfo) -> Callable[[datetime, Person], Calendar]:
    """The working days around an instant, as each person sees them."""
    zone = zones(usual)
    return lambda at, person: calendar_of(at, zone(person), person.country or HOME)
