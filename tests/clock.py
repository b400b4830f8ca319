"""The moment at which the tests take place: an ordinary morning, or one that `make test-days` sets.

It is never the real one.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

from tests.paris import PARIS

VARIABLE = "TEST_NOW"
"""The environment variable that moves them: a date and an hour in Paris, « 2027-01-01T10:00 »."""
ORDINARY = "2026-11-24T10:00"
"""A Tuesday, in a month without much of a holiday."""


def now() -> datetime:
    """The moment at which the tests take place, in UTC."""
    written = datetime.fromisoformat(os.environ.get(VARIABLE) or ORDINARY)
    return written.replace(tzinfo=PARIS).astimezone(UTC)


def ahead(moment: datetime) -> timedelta:
    """The offset to give the bot of a preview, in its clock’s file, so that its process lives at that moment.

    A process that a test starts reads the real clock, so this does too; nothing else in the tests may.
    """
    return moment - datetime.now(UTC)


class RunningClock:
    """A clock that starts at the tests' now and runs, plus what a test adds."""

    def __init__(self) -> None:
        self._start, self._began = now(), time.monotonic()
        self.offset = timedelta()

    def __call__(self) -> datetime:
        return self.unmoved() + self.offset

    def unmoved(self) -> datetime:
        """The time without what tests added."""
        return self._start + timedelta(seconds=time.monotonic() - self._began)

    def show(self, moment: datetime) -> None:
        """Run on from that moment."""
        self.offset = moment - self.unmoved()
