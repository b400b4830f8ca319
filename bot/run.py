"""Wires the bot together and runs it on Telegram until it is asked to stop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import Callable
from datetime import datetime

from bot.app import App
from bot.clock import Clock, now
from bot.config import Settings
from bot.content.forms import load_form
from bot.documents import Documents
from bot.features.document.document_service import DocumentService
from bot.project.calendars import calendars, zones
from bot.store import Store
from bot.telegram.client import Bot
from bot.telegram.deliver import Deliverer
from bot.telegram.encode import Encoder
from bot.telegram.introduce import introduce
from bot.telegram.receive import Receiver
from bot.workdays import calendar_of
from domain.questionnaire.form import Form

log = logging.getLogger(__name__)

CALL = 20
"""Time-out of a call of the Bot API, in seconds."""


class Relais:
    """The whole bot, on one database and one Bot API server."""

    def __init__(self, settings: Settings, form: Form, documents: Documents, now: Callable[[], datetime] = now) -> None:
        self.settings, self.form = settings, form
        self.store = Store(settings.database_url)
        self.bot = Bot(settings.token, settings.api_base, CALL)

        zone, calendar = zones(settings.zone), calendars(settings.zone)
        self.documents = DocumentService(self.store, form, documents, now, calendar, zone)
        self.app = app = App(
            self.store, form, Encoder(form), now, calendar_of, self._link, settings.zone, settings.operators
        )
        self.deliverer = Deliverer(self.bot, self.store, self.documents.prepare, now, form.words)
        self.receiver = Receiver(self.bot, app.handle, app.due, self.deliverer, self.store, now, form.words)
        self.clock = Clock(self.store, now, self.receiver.submit, self.receiver.do, self.receiver.waiting)

    def _link(self, word: str) -> str:
        return f"https://t.me/{self.receiver.username}?start={word}"

    def stop(self) -> None:
        """Ask `run` to finish."""
        self.receiver.stop()

    async def run(self) -> None:
        """Poll, answer and deliver until `stop`; updates already received are handled before it returns."""
        await asyncio.to_thread(self.store.migrate)
        # Beside the polling: neither the menu nor missing files of versions may delay answers.
        beside = [asyncio.create_task(introduce(self.bot, self.form.words, self.settings.brand))]
        beside.append(asyncio.create_task(self.documents.complete()))
        try:
            await self.clock.start(alone=self.settings.database_url.startswith("sqlite"))
            log.info("ready")
            await self.receiver.run()
            self.clock.stop()
            await self.receiver.finish()
        finally:
            self.clock.stop()
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await self._close()

    async def run_due_once(self) -> tuple[int, int]:
        """Do what is due, deliver what waits, and close; the numbers of things done and of jobs put back."""
        await asyncio.to_thread(self.store.migrate)
        try:
            await self.receiver.introduce()
            done = 0
            while found := await self.clock.tick():
                done += found
                await self.receiver.drain()
            return done - self.app.put_back, self.app.put_back
        finally:
            await self._close()

    async def _close(self) -> None:
        self.documents.close()
        await self.bot.close()
        await self.store.close()


async def run(settings: Settings, now: Callable[[], datetime] = now) -> None:
    """Run until SIGTERM or Ctrl-C. Raises BadContent (issues in `dialogs/`) or BadFeatures."""
    relais = Relais(settings, load_form(), Documents(brand=settings.look), now)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, relais.stop)
    # The imports leave 200 000 objects that never die: without this every full collection walks them all.
    gc.collect()
    gc.freeze()
    await relais.run()
