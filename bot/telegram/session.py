"""The connection to the Bot API, and how the bot introduces itself there."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from bot.telegram.client import AiohttpSession, Bot, TelegramAPIError, TelegramAPIServer, request

log = logging.getLogger(__name__)

TIMEOUT = 20
"""Seconds a call may take before it counts as lost."""


def open_bot(token: str, api_base: str) -> Bot:
    """A client for this Bot API server."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api_base), timeout=TIMEOUT)
    return Bot(token, session=session)


async def introduce(bot: Bot, words: Mapping[str, str], brand: str) -> None:
    """Commands menu and descriptions; a failure here must not keep the bot from running."""
    prefix = "command."
    commands = [
        {"command": key.removeprefix(prefix), "description": text}
        for key, text in words.items()
        if key.startswith(prefix)
    ]
    try:
        await bot(request("setMyCommands", commands=commands))
        await bot(request("setMyDescription", description=words["bot.description"].format(brand=brand)))
        await bot(request("setMyShortDescription", short_description=words["bot.short"]))
    except TelegramAPIError as error:
        log.warning("the commands menu could not be set (%s)", type(error).__name__)
