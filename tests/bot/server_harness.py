"""The bot in the test's own process, on a served Telegram, a database and a clock that can be moved."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.documents import TEMPLATES
from bot.features.document.workshop import Workshop
from bot.preview.server import serve
from bot.preview.state import Telegram
from bot.run import Relais
from bot.workdays import calendar_of
from domain.french.dates import add_months
from domain.questionnaire.form import Form
from tests.bot.conversation import Conversation
from tests.bot.database_rows import rows
from tests.bot.documents import documents
from tests.clock import RunningClock
from tests.paris import PARIS
from tests.shipped_form import shipped_form
from tests.waiting import wait_until

TOKEN = "1000000:end-to-end-token"


class LastingWorkshop(Workshop):
    """Makes the documents of one bot after the other: its process, slow to begin, outlives each of them."""

    def close(self) -> None:
        """Leave the process to the next bot."""

    def end(self) -> None:
        super().close()


class ServerHarness:
    """The bot in this process, on a served Telegram, a database and a clock a test may move."""

    workshop: LastingWorkshop | None = None
    """Lent to every bot with the templates of the project."""

    def __init__(self, telegram: Telegram, url: str, database_url: str, moment: RunningClock) -> None:
        self.telegram, self.url, self.database_url, self.moment = telegram, url, database_url, moment
        self.relais: Relais | None = None
        self._task: asyncio.Task[None] | None = None

    def settings(self) -> Settings:
        return Settings(TOKEN, self.url, self.database_url, "Relais", PARIS, "INFO")

    async def open(self, form: Form | None = None, templates: Path = TEMPLATES) -> Relais:
        self.relais = Relais(self.settings(), form or shipped_form(), documents(templates), self.moment)
        if self.workshop and templates == TEMPLATES:
            self.relais.documents._workshop = self.workshop
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
        """So many days from the beginning of the test, at an hour when the bot may write."""
        began = self.moment.unmoved()
        calendar = calendar_of(began, PARIS)
        day = calendar.on_or_after(calendar.today + timedelta(days=days))
        self.moment.show(datetime.combine(day, time(11), PARIS))

    def next_month(self, day: int) -> None:
        """That day of the next month: reviews stand in the same place whatever the day of the tests."""
        today = self.moment.unmoved().astimezone(PARIS).date()
        self.later((add_months(today.replace(day=1), 1).replace(day=day) - today).days)

    def today(self) -> date:
        """The day it is for the people of the tests, in Paris."""
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
