"""The log, without tokens, answers or names."""

from __future__ import annotations

import logging
import re
import time
import traceback
from collections import Counter
from types import TracebackType

TOKEN = re.compile(r"\d{5,}:[\w-]{10,}")
NOISY = ("apscheduler", "sqlalchemy", "alembic", "asyncio", "markdown_it")
"""Libraries silenced below WARNING: they log too much, or SQL statements with their values."""

MINUTE = 60.0


class Discreet(logging.Formatter):
    """Hides the bot's token, and the text of errors, which may quote what a person typed."""

    def format(self, record: logging.LogRecord) -> str:
        return TOKEN.sub("<token>", super().format(record))

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return "".join(traceback.format_tb(ei[2])) + (ei[0].__name__ if ei[0] else "")


def set_up_log(level: str) -> None:
    """Write the log on standard error, from `level` on."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Otherwise a line that cannot be written would be printed raw, unfiltered.
    logging.raiseExceptions = False
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


class OncePerMinute:
    """Writes a warning of a kind once a minute at most, with the number of those left out since."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._written: dict[str, float] = {}
        self._left_out: Counter[str] = Counter()

    def warning(self, kind: str, words: str, *values: object) -> None:
        """Write the line unless one of its kind was written less than a minute ago."""
        self._write(logging.WARNING, kind, words, values, exc_info=False)

    def exception(self, kind: str, words: str, *values: object) -> None:
        """Same as `warning`, for an error being handled, with the place where it happened."""
        self._write(logging.ERROR, kind, words, values, exc_info=True)

    def _write(self, level: int, kind: str, words: str, values: tuple[object, ...], exc_info: bool) -> None:
        now = time.monotonic()
        if now - self._written.get(kind, -MINUTE) < MINUTE:
            self._left_out[kind] += 1
            return
        self._written[kind] = now
        more = self._left_out.pop(kind, 0)
        self._log.log(level, words + (f" (and {more} more since)" if more else ""), *values, exc_info=exc_info)
