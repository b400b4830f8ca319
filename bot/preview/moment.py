"""The preview's own time: how far ahead of the real clock its bot lives, kept in a file both processes read."""

from __future__ import annotations

import contextlib
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

VARIABLE = "PREVIEW_CLOCK"
"""Names the file to the bot's process; nothing but the preview sets it."""


class Moment:
    """The time of the preview. It only goes forward, as a person's does."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self) -> datetime:
        """Now, in the preview."""
        return datetime.now(UTC) + self.offset

    @property
    def offset(self) -> timedelta:
        with contextlib.suppress(OSError, ValueError):
            return timedelta(seconds=float(self.file.read_text("utf-8")))
        return timedelta()

    def advance(self, by: timedelta) -> None:
        """Go that much further. ValueError for a step back or beyond ten years."""
        ahead = self.offset + by
        if by < timedelta() or ahead > timedelta(days=3660):
            raise ValueError("le temps de l’aperçu n’avance que vers l’avenir, de dix ans au plus")
        # Replaced at once: the bot never reads half a number.
        written = self.file.with_suffix(".new")
        written.write_text(str(ahead.total_seconds()), "utf-8")
        written.replace(self.file)


def fresh() -> Moment:
    """A time that starts at the real one."""
    return Moment(Path(tempfile.mkdtemp(prefix="relais-")) / "ahead")


def preview_moment() -> Moment | None:
    """The preview's time when this process is its bot."""
    return Moment(Path(os.environ[VARIABLE])) if os.environ.get(VARIABLE) else None
