"""Makes one call of the Bot API and tells what became of it; the holds are obeyed, broken connections tried again."""

from __future__ import annotations

import asyncio
import logging
from enum import Enum
from typing import Any

from bot.telegram.client import (
    AiogramError,
    Bot,
    Request,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    request,
)
from bot.telegram.holds import Holds

log = logging.getLogger(__name__)

QUICK_RETRIES = (0.3, 1.0)
"""Seconds before each quick retry after a broken connection or a server error."""
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0
"""Bounds of the seconds before a message is tried again, which double each time."""
MOST_ATTEMPTS, TOLD_AFTER = 300, 5
"""Attempts before a message is given up (about a day), and before the operators are told that none can be read."""
GAP = 1.05
"""Seconds between two messages to a chat that nobody waits for, or that Telegram has asked to slow down."""
UNREACHABLE = ("chat not found", "user is deactivated", "bot was blocked")
TOO_MANY = "too many requests"


class Failure(Enum):
    """Why a call was not accepted."""

    HELD = "Telegram asks to wait"
    BROKEN = "the connection or Telegram's server failed"
    UNREAD = "the answer cannot be read, or is of an unknown kind: the call may have been accepted"
    REFUSED = "Telegram will never accept it"
    UNREACHABLE = "the person has blocked the bot, or is gone"


class NotAccepted(Exception):
    """A call was not accepted; `reason`: Telegram's words, `wait`: seconds to wait if it is held."""

    def __init__(self, failure: Failure, reason: str, wait: float = 0.0) -> None:
        super().__init__(f"{failure.name}: {reason}")
        self.failure, self.reason, self.wait = failure, reason, wait


class Calls:
    """Makes calls to chats."""

    def __init__(self, bot: Bot, holds: Holds) -> None:
        self._bot, self.holds = bot, holds

    async def make(self, chat_id: int, call: Request, bulk: bool = False) -> Any:
        """Make a call that shows something in a chat; its result. Raises NotAccepted."""
        for pause in (*QUICK_RETRIES, None):
            if (wait := self.holds.wait(chat_id, bulk)) > 0:
                raise NotAccepted(Failure.HELD, "on hold", wait)
            try:
                result = await self._make(call)
            except NotAccepted as error:
                if error.failure is Failure.HELD:
                    error.wait = self.holds.refuse(chat_id, error.wait or None)
                if error.failure is not Failure.BROKEN or pause is None:
                    raise
                await asyncio.sleep(pause)
            else:
                self.holds.accept(chat_id, bulk)
                return result
        raise AssertionError("the last try returns or raises")

    async def answer(self, query_id: str, text: str | None) -> None:
        """Answer a press, which stops the button's spinner: whatever is held, and nothing more if it is refused."""
        for pause in (*QUICK_RETRIES, None):
            try:
                await self._make(request("answerCallbackQuery", callback_query_id=query_id, text=text))
            except NotAccepted as error:
                if error.failure not in (Failure.BROKEN, Failure.UNREAD) or pause is None:
                    return
                await asyncio.sleep(pause)
            else:
                return

    async def tell(self, chat_id: int, text: str) -> None:
        """Send a sentence once, without storing it; a failure is logged."""
        try:
            await self.make(chat_id, request("sendMessage", chat_id=chat_id, text=text))
        except NotAccepted as error:
            log.warning("a notice was not delivered (%s)", error.failure.name)

    async def _make(self, call: Request) -> Any:
        try:
            result = await self._bot(call)
        except AiogramError as error:
            raise _not_accepted(error) from error
        if result is None:
            raise NotAccepted(Failure.UNREAD, "no result")
        return result


def wait_after(attempts: int) -> float:
    """Seconds before a message that was not accepted is tried again, after so many attempts before."""
    # More doublings would exceed what a number can hold.
    return min(FIRST_WAIT * float(2 ** min(attempts, 16)), LONGEST_WAIT)


def _not_accepted(error: AiogramError) -> NotAccepted:
    """What an error of aiogram says about the call."""
    reason = str(getattr(error, "message", "")) or type(error).__name__
    if isinstance(error, TelegramRetryAfter):
        return NotAccepted(Failure.HELD, reason, float(error.retry_after))
    if isinstance(error, TelegramEntityTooLarge):
        return NotAccepted(Failure.REFUSED, reason)
    if isinstance(error, TelegramNetworkError | TelegramServerError):
        # A network error's words may hold the address, and thus the token.
        return NotAccepted(Failure.BROKEN, type(error).__name__)
    if isinstance(error, TelegramForbiddenError):
        return NotAccepted(Failure.UNREACHABLE, reason)
    if isinstance(error, TelegramBadRequest):
        gone = any(words in reason.lower() for words in UNREACHABLE)
        return NotAccepted(Failure.UNREACHABLE if gone else Failure.REFUSED, reason)
    if TOO_MANY in reason.lower():
        return NotAccepted(Failure.HELD, reason)
    return NotAccepted(Failure.UNREAD, type(error).__name__)
