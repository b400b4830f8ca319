"""Where people live in the tests, unless they said otherwise."""

from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
