"""What the log may hold: no token, no answer, no name."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

TOKEN = re.compile(r"\d{5,}:[\w-]{10,}")
NOISY = ("apscheduler", "sqlalchemy", "alembic", "asyncio", "markdown_it")
"""Libraries whose details would fill the log, or put statements and their values in it."""


class Discreet(logging.Formatter):
    """Takes the bot's token out of every line, and out of errors their text: it may quote what a person typed."""

    def format(self, record: logging.LogRecord) -> str:
        return TOKEN.sub("<token>", super().format(record))

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return "".join(traceback.format_tb(ei[2])) + (ei[0].__name__ if ei[0] else "")


def set_up_log(level: str) -> None:
    """Plain lines on standard error: no token, no answer."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # A line that cannot be written would be shown raw, with all that is taken out above.
    logging.raiseExceptions = False
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
