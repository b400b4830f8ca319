"""Registers the bot's menu of commands and its descriptions with Telegram."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from bot.telegram.client import Bot, TelegramAPIError, request

log = logging.getLogger(__name__)


async def introduce(bot: Bot, words: Mapping[str, str], brand: str) -> None:
    """Set the menu and the descriptions; a failure is logged and does not stop the bot."""
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
