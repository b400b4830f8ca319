"""Wires the bot together and runs it on Telegram until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import re
import signal
from datetime import UTC, datetime

from bot.app import App
from bot.clock import Clock
from bot.config import Settings
from bot.content import load_form
from bot.documents import Documents
from bot.papers import Papers
from bot.store import Store
from bot.telegram.deliver import Deliverer
from bot.telegram.encode import Encoder
from bot.telegram.receive import Receiver
from bot.telegram.session import introduce, open_bot
from bot.workdays import calendar_of
from domain.workdays import Calendar

log = logging.getLogger(__name__)


class _NoToken(logging.Filter):
    """Takes the bot's token out of anything about to be logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = re.sub(r"\d{5,}:[\w-]{10,}", "<token>", record.getMessage()), ()
        return True


def set_up_log(level: str) -> None:
    """Plain lines on standard error; never a token."""
    handler = logging.StreamHandler()
    handler.addFilter(_NoToken())
    logging.basicConfig(
        level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s", handlers=[handler], force=True
    )
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


def now() -> datetime:
    """The one clock of the program."""
    return datetime.now(UTC)


async def run(settings: Settings) -> None:
    """Poll, answer and deliver until SIGTERM or Ctrl-C; what was received is finished first."""
    form = load_form()
    store = Store(settings.database_url)
    await asyncio.to_thread(store.migrate)
    bot = open_bot(settings.token, settings.api_base)

    def calendar(moment: datetime) -> Calendar:
        return calendar_of(moment, settings.zone)

    papers = Papers(store, form, Documents(), now, calendar)
    app = App(store, form, Encoder(form), now, calendar)
    deliverer = Deliverer(bot, store, papers.prepare, now)
    receiver = Receiver(bot, app, deliverer, store)
    clock = Clock(store, now, receiver.submit)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, receiver.stop)
    # The imports leave 200 000 objects that never die: without this every full collection walks them all.
    gc.collect()
    gc.freeze()
    try:
        await introduce(bot, form.words, settings.brand)
        await clock.start(alone=settings.database_url.startswith("sqlite"))
        log.info("ready")
        await receiver.run()
    finally:
        clock.stop()
        await bot.session.close()
        await store.close()
