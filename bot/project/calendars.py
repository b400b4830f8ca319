"""The time zone and the working days of each person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation.exchange import HOME
from bot.store import Person
from bot.workdays import calendar_of
from domain.calendar.workdays import Calendar


def zones(usual: ZoneInfo) -> Callable[[Person], ZoneInfo]:
    """A function that gives each person's zone; `usual` until they choose one."""
    return lambda person: ZoneInfo(person.zone) if person.zone else usual


def calendars(usual: ZoneInfo) -> Callable[[datetime, Person], Calendar]:
    """A function that gives each person's calendar around an instant."""
    zone = zones(usual)
    return lambda at, person: calendar_of(at, zone(person), person.country or HOME)
