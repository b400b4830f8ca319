"""The preview's clock: its offset from the real clock is in a file that both processes read."""

from __future__ import annotations

import contextlib
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

VARIABLE = "PREVIEW_CLOCK"
"""Environment variable with the path of that file; only the preview sets it."""


class Moment:
    """The clock of the preview, which only moves forward."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self) -> datetime:
        """The current instant in the preview."""
        return datetime.now(UTC) + self.offset

    @property
    def offset(self) -> timedelta:
        with contextlib.suppress(OSError, ValueError):
            return timedelta(seconds=float(self.file.read_text("utf-8")))
        return timedelta()

    def advance(self, by: timedelta) -> None:
        """Move the clock forward. Raises ValueError for a step back or beyond ten years ahead."""
        ahead = self.offset + by
        if by < timedelta() or ahead > timedelta(days=3660):
            raise ValueError("le temps de l’aperçu n’avance que vers l’avenir, de dix ans au plus")
        # The file is replaced atomically, so that the bot never reads half a number.
        written = self.file.with_suffix(".new")
        written.write_text(str(ahead.total_seconds()), "utf-8")
        written.replace(self.file)


def fresh() -> Moment:
    """A new clock, set to the real time."""
    return Moment(Path(tempfile.mkdtemp(prefix="relais-")) / "ahead")


def preview_moment() -> Moment | None:
    """The preview's clock if this process is its bot; None otherwise."""
    return Moment(Path(os.environ[VARIABLE])) if os.environ.get(VARIABLE) else None
