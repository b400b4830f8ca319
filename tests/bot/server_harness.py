"""The bot in the test's own process, on a served Telegram, a database and a clock that can be moved."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text as sql

from bot.config import Settings
from bot.documents import TEMPLATES, Documents
from bot.features.document.workshop import Workshop
from bot.preview.server import serve
from bot.preview.state import Telegram
from bot.run import Relais
from bot.run import now as real_now
from bot.store import Store
from bot.workdays import calendar_of
from domain.french.dates import add_months
from domain.questionnaire.form import Form
from tests.bot.conversation import Conversation
from tests.shipped_form import shipped_form
from tests.waiting import wait_until

TOKEN = "1000000:end-to-end-token"
PARIS = ZoneInfo("Europe/Paris")


@lru_cache
def documents(templates: Path = TEMPLATES) -> Documents:
    return Documents(templates)


class Moment:
    """The bot's clock: real, plus what a test adds."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset


class LastingWorkshop(Workshop):
    """Makes the documents of one bot after the other: its process, slow to begin, outlives each of them."""

    def close(self) -> None:
        """Leave the process to the next bot."""

    def end(self) -> None:
        super().close()


class ServerHarness:
    """The bot in this process, on a served Telegram and a database."""

    workshop: LastingWorkshop | None = None
    """Lent to every bot with the templates of the project."""

    def __init__(self, telegram: Telegram, url: str, database_url: str) -> None:
        self.telegram, self.url, self.database_url = telegram, url, database_url
        self.moment = Moment()
        self.relais: Relais | None = None
        self._task: asyncio.Task[None] | None = None

    def settings(self) -> Settings:
        return Settings(TOKEN, self.url, self.database_url, "Relais", ZoneInfo("Europe/Paris"), "INFO")

    async def open(self, form: Form | None = None, templates: Path = TEMPLATES) -> Relais:
        self.relais = Relais(self.settings(), form or shipped_form(), documents(templates), self.moment)
        if self.workshop and templates == TEMPLATES:
            self.relais.papers._workshop = self.workshop
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
        return bool(relais and not len(self.telegram.updates) and not relais.receiver.lanes)

    async def idle(self) -> None:
        """Everything received is handled, and everything delivered is written down."""
        relais = self.relais
        assert relais is not None
        await wait_until(lambda: self.at_rest() and not relais.deliverer.delivered and not relais.deliverer._jobs)

    def conversation(self, name: str = "Claire") -> Conversation:
        """Somebody new, who does not wait for the clock's next tick."""
        return Conversation(self.telegram, name, self.tick, self.at_rest)

    async def tick(self) -> None:
        """What is due now is done now, rather than within two seconds."""
        if self.relais and self.relais.clock.ticking:
            await self.relais.clock.tick()

    def later(self, days: int) -> None:
        """So many days from the real now, at an hour when the bot may write."""
        day = (real_now() + timedelta(days=days)).astimezone(PARIS).date()
        while not calendar_of(real_now(), PARIS).is_working_day(day):
            day += timedelta(days=1)
        self.moment.offset = datetime.combine(day, time(11), PARIS) - real_now()

    def next_month(self, day: int) -> None:
        """That day of the next month: reviews stand in the same place whatever the day of the tests."""
        today = real_now().astimezone(PARIS).date()
        self.later((add_months(today.replace(day=1), 1).replace(day=day) - today).days)

    def rows(self, query: str, **values: Any) -> list[Any]:
        return rows(self.database_url, query, **values)


def rows(database_url: str, query: str, **values: Any) -> list[Any]:
    """What a query finds, as plain tuples."""
    store = Store(database_url)
    try:
        return [tuple(row) for row in store.run_sync(lambda tx: tx._connection.execute(sql(query), values).all())]
    finally:
        store.close_sync()


@asynccontextmanager
async def running_bot(database_url: str, now: Callable[[], float] | None = None) -> AsyncIterator[ServerHarness]:
    """A running bot, stopped at the end."""
    telegram = Telegram(now) if now else Telegram()
    server = await serve(telegram)
    harness = ServerHarness(telegram, server.url, database_url)
    await harness.open()
    try:
        yield harness
    finally:
        await harness.close()
        await server.close()
