"""The bot as a real process, and the Telegram it talks with, until a test ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.preview.process import BotProcess
from bot.preview.server import serve
from bot.preview.state import Telegram


@asynccontextmanager
async def running_process(database_url: str) -> AsyncIterator[tuple[Telegram, BotProcess, str]]:
    """A Telegram, the bot that runs on it, and the address where it may be started again."""
    telegram, bot = Telegram(), BotProcess({"DATABASE_URL": database_url, "LOG_LEVEL": "ERROR"})
    server = await serve(telegram, bot=bot)
    try:
        await bot.start(server.url)
        yield telegram, bot, server.url
    finally:
        await bot.kill()
        await server.close()
