import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiogram import Bot

from bot.preview.server import Server, serve
from bot.preview.state import Telegram
from tests.preview import echo


class Clock:
    """Seconds since 1970, which a test may push forward."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telegram(clock: Clock) -> Telegram:
    return Telegram(now=clock)


@pytest.fixture
def person(telegram: Telegram) -> int:
    """Somebody who wrote to the bot; nothing of it waits for the bot any more."""
    person = telegram.join("Camille")
    telegram.send(person, "bonjour")
    telegram.updates.set_webhook("", drop_pending=True)
    return person


@pytest.fixture
async def server(telegram: Telegram) -> AsyncIterator[Server]:
    server = await serve(telegram)
    yield server
    await server.close()


@pytest.fixture
async def http(server: Server) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(server.url) as session:
        yield session


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[Bot]:
    """aiogram's own client."""
    client = echo.client(server.url)
    yield client
    await client.session.close()


@pytest.fixture
async def echo_bot(bot: Bot) -> AsyncIterator[None]:
    """The echo bot, polling the preview."""
    dispatcher = echo.dispatcher()
    polling = asyncio.create_task(
        dispatcher.start_polling(bot, polling_timeout=2, handle_signals=False, close_bot_session=False)
    )
    yield
    await dispatcher.stop_polling()
    await polling
