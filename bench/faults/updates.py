"""The queue of updates, with Telegram's rules: an offset confirms, 100 are shown, one poller, none beside a webhook."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from typing import Any

from bench.faults.records import Json, Pushed

SHOWN = 100
"""Updates Telegram shows at most: those after them appear once these are confirmed."""
LONGEST_POLL = 50.0


class Conflict(Exception):
    """Another poller or a webhook takes the updates; the text says which."""


class Updates:
    """Updates that wait until a poll confirms them."""

    def __init__(self, first: int = 700_000_001) -> None:
        self.waiting: deque[Json] = deque()
        self.pushed: dict[int, Pushed] = {}
        self.webhook = ""
        self.next = first
        self.confirmed = 0
        self._arrived = asyncio.Event()
        self._poller: asyncio.Future[Any] | None = None

    def push(self, update: Json, chat: int, kind: str, query: str | None = None) -> Pushed:
        """Make an update available to the bot."""
        now = asyncio.get_running_loop().time()
        one = Pushed(self.next, chat, kind, now, query=query)
        self.pushed[self.next] = one
        self.waiting.append({"update_id": self.next, **update})
        self.next += 1
        self._arrived.set()
        return one

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """The updates from `offset` on, once there is one; those before are confirmed. Raises Conflict."""
        if self.webhook:
            raise Conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete it first")
        if self._poller and not self._poller.done():
            self._poller.set_result(None)
        # An offset in the future confirms nothing: the numbers may have begun again.
        while offset <= self.next and self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
            self.confirmed += 1
        if not self.waiting and seconds > 0:
            await self._wait(min(seconds, LONGEST_POLL))
        now = asyncio.get_running_loop().time()
        found = list(itertools.islice(self.waiting, max(1, min(limit, SHOWN))))
        for update in found:
            one = self.pushed[update["update_id"]]
            one.shown = one.shown or now
        return found

    async def _wait(self, seconds: float) -> None:
        mine: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._poller = mine
        self._arrived.clear()
        arrived: asyncio.Future[Any] = asyncio.ensure_future(self._arrived.wait())
        try:
            await asyncio.wait({arrived, mine}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrived.cancel()
            if self._poller is mine:
                self._poller = None
        if mine.done():
            raise Conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
