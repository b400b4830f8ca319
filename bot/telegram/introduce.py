"""Begins to talk to Telegram: frees the line from a webhook, checks the token, and registers the menu of commands."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.log import OncePerMinute
from bot.telegram.client import (
    AiogramError,
    Bot,
    Request,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
    request,
)

log = logging.getLogger(__name__)
seldom = OncePerMinute(log)

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Bounds of the seconds before a call is made again, which double each time."""
DESCRIBED = "command."
"""Prefix of the key, in `dialogs/strings.yaml`, of a command's description in the menu."""

REFUSED = (TelegramUnauthorizedError, TelegramNotFound)
"""What Telegram answers to a token it does not know."""

Pause = Callable[[float], Awaitable[object]]


class TokenRefused(Exception):
    """Telegram knows no bot with this token; the text says so in French."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram refuse BOT_TOKEN\N{NARROW NO-BREAK SPACE}: ce jeton n’est pas, ou n’est plus, celui d’un bot. "
            "Copiez celui que donne @BotFather."
        )


async def open_line(bot: Bot, pause: Pause = asyncio.sleep) -> str:
    """Ask for the bot's username and remove a webhook, keeping its pending updates; try until Telegram answers.

    Raises TokenRefused.
    """
    username = await ask_username(bot, pause)
    await _insist(bot, request("deleteWebhook", drop_pending_updates=False), pause)
    return username


async def ask_username(bot: Bot, pause: Pause = asyncio.sleep) -> str:
    """Ask for the bot's username until Telegram answers. Raises TokenRefused."""
    try:
        me = await _insist(bot, request("getMe"), pause)
    except REFUSED:
        raise TokenRefused from None
    return str(me["username"])


async def introduce(bot: Bot, words: Mapping[str, str], brand: str, pause: Pause = asyncio.sleep) -> None:
    """Set the menu and the descriptions, each tried until Telegram takes it or refuses it for good."""
    commands = [
        {"command": key.removeprefix(DESCRIBED), "description": text}
        for key, text in words.items()
        if key.startswith(DESCRIBED)
    ]
    calls = (
        request("setMyCommands", commands=commands),
        request("setMyDescription", description=words["bot.description"].format(brand=brand)),
        request("setMyShortDescription", short_description=words["bot.short"]),
    )
    # Each on its own: one that must wait an hour does not delay the others.
    await asyncio.gather(*(_introduce_by(bot, call, pause) for call in calls))


async def free_line(bot: Bot, conflict: TelegramConflictError) -> None:
    """After a 409 while polling: remove the webhook that caused it, or say that another program polls."""
    if "webhook" not in conflict.message.lower():
        seldom.warning("conflict", "another program polls with this token")
        return
    seldom.warning("webhook", "a webhook was set for this bot, which polls: it is removed, and its updates are kept")
    try:
        await bot(request("deleteWebhook", drop_pending_updates=False))
    except AiogramError as error:
        seldom.warning("deaf", "the webhook was not removed (%s)", type(error).__name__)


async def _introduce_by(bot: Bot, call: Request, pause: Pause) -> None:
    try:
        await _insist(bot, call, pause)
    except (*REFUSED, TelegramBadRequest) as error:
        log.error("%s was refused: %s", call.method, error.message)


async def _insist(bot: Bot, call: Request, pause: Pause) -> Any:
    """Make the call until it is answered; its result. Raises what Telegram answers to a call it will never accept."""
    wait, name = FIRST_WAIT, call.method
    while True:
        try:
            if (result := await bot(call)) is not None:
                return result
            reason = "an empty answer"
        except (*REFUSED, TelegramBadRequest):
            raise
        except TelegramRetryAfter as error:
            seldom.warning(name, "%s waits %d s: Telegram asks to", name, error.retry_after)
            await pause(error.retry_after)
            continue
        except AiogramError as error:
            reason = type(error).__name__
        seldom.warning(name, "Telegram does not answer %s (%s)", name, reason)
        await pause(wait)
        wait = min(2 * wait, LONGEST_WAIT)
