"""The bot in the test's own process, on a served Telegram, a database and a clock that can be moved."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.documents import TEMPLATES
from bot.preview.server import serve
from bot.preview.state import Telegram
from bot.run import Relais
from bot.workdays import calendar_of
from domain.french.dates import add_months
from domain.questionnaire.form import Form
from tests.bot.conversation import Conversation
from tests.bot.database_rows import rows
from tests.bot.documents import LastingWorkshop, documents
from tests.bot.lock_order import LockOrder
from tests.clock import RunningClock
from tests.paris import PARIS
from tests.shipped_form import shipped_form
from tests.waiting import wait_until

TOKEN = "1000000:end-to-end-token"

# Telegram is served without TLS: the certificates that each bot reads when it starts, for nothing, are read once.
ssl.create_default_context = cache(ssl.create_default_context)


class ServerHarness:
    """The bot in this process, on a served Telegram, a database and a clock a test may move."""

    def __init__(self, telegram: Telegram, url: str, database_url: str, moment: RunningClock) -> None:
        self.telegram, self.url, self.database_url, self.moment = telegram, url, database_url, moment
        self.relais: Relais | None = None
        self._task: asyncio.Task[None] | None = None
        self.locks = LockOrder()
        """On PostgreSQL, the order in which the bot takes rows."""

    def settings(self) -> Settings:
        return Settings(TOKEN, self.url, self.database_url, "Relais", PARIS, "INFO")

    async def open(self, form: Form | None = None, templates: Path = TEMPLATES) -> Relais:
        self.relais = Relais(self.settings(), form or shipped_form(), documents(templates), self.moment)
        if LastingWorkshop.shared and templates == TEMPLATES:
            self.relais.documents._workshop = LastingWorkshop.shared
        if not self.database_url.startswith("sqlite"):
            self.locks.watch(self.relais.store)
        self._task = asyncio.create_task(self.relais.run())
        return self.relais

    async def close(self) -> None:
        if self.relais and self._task:
            self.relais.stop()
            await self._task
        self.relais = self._task = None

    def at_rest(self) -> bool:
        """Whether everything received is confirmed and handled, and what it led to is sent."""
        relais = self.relais
        if relais is None or len(self.telegram.updates) or not relais.receiver.is_idle():
            return False
        return not (relais.lanes.tasks() or relais.jobs.tasks() or relais.bulk.tasks() or relais.sender.tasks())

    async def idle(self) -> None:
        """Wait until everything received is handled and all deliveries are stored."""
        relais = self.relais
        assert relais is not None
        await wait_until(lambda: self.at_rest() and relais.is_idle())

    def conversation(self, name: str = "Claire") -> Conversation:
        """A new person, whose conversation does not wait for the clock's next tick."""
        return Conversation(self.telegram, name, self.tick, self.at_rest)

    async def tick(self) -> None:
        """Do what is due now, rather than within two seconds."""
        if self.relais and self.relais.clock.ticking:
            await self.relais.clock.tick()

    def later(self, days: int) -> None:
        """Move the clock to so many days after the beginning of the test, at an hour when the bot may write."""
        began = self.moment.unmoved()
        calendar = calendar_of(began, PARIS)
        day = calendar.on_or_after(calendar.today + timedelta(days=days))
        self.moment.show(datetime.combine(day, time(11), PARIS))

    def working_days_later(self, days: int) -> None:
        """Move to that many working days after the beginning of the test, at an hour when the bot may write."""
        calendar = calendar_of(self.moment.unmoved(), PARIS)
        self.moment.show(datetime.combine(calendar.add(calendar.today, days), time(11), PARIS))

    def next_month(self, day: int) -> None:
        """Move the clock to that day of the next month, so that reviews do not depend on the day of the tests."""
        today = self.moment.unmoved().astimezone(PARIS).date()
        self.later((add_months(today.replace(day=1), 1).replace(day=day) - today).days)

    def today(self) -> date:
        """The present day in Paris, where the people of the tests live."""
        return self.moment().astimezone(PARIS).date()

    def rows(self, query: str, **values: Any) -> list[Any]:
        return rows(self.database_url, query, **values)


@asynccontextmanager
async def running_bot(database_url: str) -> AsyncIterator[ServerHarness]:
    """A running bot, stopped at the end."""
    moment = RunningClock()
    # What a test adds to the bot's clock makes no message older in Telegram.
    telegram = Telegram(lambda: moment.unmoved().timestamp())
    server = await serve(telegram)
    harness = ServerHarness(telegram, server.url, database_url, moment)
    await harness.open()
    try:
        yield harness
    finally:
        await harness.close()
        await server.close()
    # A test that failed has said what it had to say.
    assert not harness.locks.faults
