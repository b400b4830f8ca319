"""The log, without tokens, answers or names."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

TOKEN = re.compile(r"\d{5,}:[\w-]{10,}")
NOISY = ("apscheduler", "sqlalchemy", "alembic", "asyncio", "markdown_it")
"""Libraries silenced below WARNING: they log too much, or SQL statements with their values."""


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
