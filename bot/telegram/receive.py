"""Receives updates by long polling and confirms them once they are decided or kept; it waits for no person."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from typing import Any

from bot.log import OncePerMinute
from bot.telegram.client import (
    AiogramError,
    Bot,
    TelegramConflictError,
    TelegramRetryAfter,
    request,
)
from bot.telegram.introduce import free_line

log = OncePerMinute(logging.getLogger(__name__))

WANTED = ["message", "edited_message", "callback_query", "my_chat_member", "channel_post"]
POLL = 25
"""Seconds Telegram keeps a poll open."""
SHOWN = 100
"""Most updates of a poll."""
FLOOD = 2
"""Full polls in a row after which updates are kept: more wait at Telegram than are decided in half a second."""
UNSETTLED = 0.25
"""Seconds before the next poll while some updates are neither decided nor kept."""
CONFLICT, FAILURE, LONGEST_WAIT = 3.0, 1.0, 5.0
"""Seconds before the next poll if another program polls, if a poll fails, and at most if Telegram asks to wait."""

Raw = Mapping[str, Any]


class Receiver:
    """Polls and hands updates over; an update is confirmed to Telegram once `submit`'s future has ended.

    Telegram shows a hundred unconfirmed updates at most. When more come than can be decided, they are to be kept:
    `keep` what waits, and what comes next (`submit(raw, True)`), so that whoever writes last does not wait for all.
    """

    def __init__(
        self,
        bot: Bot,
        submit: Callable[[Raw, bool], asyncio.Future[None]],
        keep: Callable[[], None],
        begin: Callable[[], None],
    ) -> None:
        """`begin`: called once the updates of the first poll are handed over."""
        self.bot, self._submit, self._keep, self._begin = bot, submit, keep, begin
        self.stopping = asyncio.Event()
        self._unconfirmed: dict[int, asyncio.Future[None]] = {}
        """Update number → the future of each update received since the last number confirmed."""
        self._offset: int | None = None

    async def run(self) -> None:
        """Poll until `stop`."""
        behind, begun = 0, False
        while not self.stopping.is_set():
            batch = await self._poll(POLL if begun and self.is_idle() else 0)
            full = len(batch) >= SHOWN
            for raw in batch:
                number = int(raw["update_id"])
                if number not in self._unconfirmed:
                    self._unconfirmed[number] = self._submit(raw, full and behind >= FLOOD)
            if not begun:
                begun = True
                self._begin()
            await self._settle()
            behind = behind + 1 if full else 0
            if behind >= FLOOD:
                self._keep()

    def stop(self) -> None:
        self.stopping.set()

    def is_idle(self) -> bool:
        """Whether everything received is decided or kept."""
        return all(future.done() for future in self._unconfirmed.values())

    async def confirm(self) -> None:
        """Tell Telegram which updates are settled, so that they are not received again after a restart."""
        self._advance()
        if self._offset is not None:
            with contextlib.suppress(AiogramError):
                await self.bot(request("getUpdates", offset=self._offset, limit=1, timeout=0), request_timeout=5)

    async def _settle(self) -> None:
        """Wait a little for the updates received, and move the offset to the first that is not settled."""
        if unsettled := [future for future in self._unconfirmed.values() if not future.done()]:
            await asyncio.wait(unsettled, timeout=UNSETTLED)
        self._advance()

    def _advance(self) -> None:
        for number in sorted(self._unconfirmed):
            if not self._unconfirmed[number].done():
                break
            del self._unconfirmed[number]
            self._offset = number + 1

    async def _poll(self, seconds: int) -> list[Raw]:
        """The updates of one poll, kept open so many seconds, cancelled at once when the program stops."""
        call = request("getUpdates", offset=self._offset, limit=SHOWN, timeout=seconds, allowed_updates=WANTED)
        poll = asyncio.ensure_future(self.bot(call, request_timeout=seconds + 10))
        stop = asyncio.ensure_future(self.stopping.wait())
        await asyncio.wait({poll, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not poll.done():
            poll.cancel()
            with contextlib.suppress(asyncio.CancelledError, AiogramError):
                await poll
            return []
        try:
            batch = list(poll.result())
        except Exception as error:
            await self._pause_after(error)
            return []
        if not batch and not self._unconfirmed:
            # All is confirmed: after a quiet week Telegram may begin again anywhere, also lower.
            self._offset = None
        return batch

    async def _pause_after(self, error: Exception) -> None:
        if isinstance(error, TelegramRetryAfter):
            log.warning("held", "Telegram asks to poll again in %d s", error.retry_after)
            await self._pause(min(error.retry_after, LONGEST_WAIT))
        elif isinstance(error, TelegramConflictError):
            await free_line(self.bot, error)
            await self._pause(CONFLICT)
        else:
            log.warning("failure", "polling failed (%s); trying again in %.0f s", type(error).__name__, FAILURE)
            await self._pause(FAILURE)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)
