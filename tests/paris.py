"""The time zone of people in the tests."""

from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
