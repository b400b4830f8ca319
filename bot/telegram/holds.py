"""What Telegram has asked not to be sent for a while: to one chat, in bulk, or at all (`hold` in the database)."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.log import OncePerMinute
from bot.store import Hold, Store, StoreUnavailable, Tx

log = OncePerMinute(logging.getLogger(__name__))

Scope = tuple[str, int]
"""« chat » with its id, « bulk » or « all » with 0."""
UNNAMED = 60.0
"""Seconds of a hold whose refusal names none."""
LONGEST = 300.0
"""Seconds after which a longer hold is tried with one message."""
PROBE = 20.0
"""Seconds the others wait for what becomes of that message."""
NEAR = 2.0
"""Seconds within which refusals of several chats mean that the limit is not that of a chat."""


@dataclass(slots=True)
class _Held:
    deadline: float
    """On the monotonic clock."""
    long: bool
    """Whether Telegram asked for longer: at the deadline only one message is tried."""


class Holds:
    """The holds of this process, and those other processes have stored."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._held: dict[Scope, _Held] = {}
        self._refusals: deque[tuple[float, int]] = deque()
        self._writes: set[asyncio.Task[None]] = set()

    def wait(self, chat_id: int, bulk: bool = False) -> float:
        """Seconds before anything may be sent to the chat; 0 if it may be now."""
        if not self._held:
            return 0.0
        scopes = _scopes(chat_id, bulk)
        if (left := max(map(self._left, scopes))) > 0:
            return left
        for scope in scopes:
            self._try_again(scope)
        return 0.0

    def wait_in_bulk(self) -> float:
        """Seconds before anything may be sent in bulk; 0 if it may be now."""
        return max(self._left(("all", 0)), self._left(("bulk", 0)))

    def refuse(self, chat_id: int, seconds: float | None) -> float:
        """Note a refusal of a message to a chat, for so long if Telegram named it; the seconds to wait.

        A refusal does not say which limit was hit: a second chat within two seconds holds bulk, a third everything.
        """
        asked = UNNAMED if seconds is None else seconds
        now = time.monotonic()
        self._refusals.append((now, chat_id))
        while self._refusals and now - self._refusals[0][0] > NEAR:
            self._refusals.popleft()
        self._hold("chat", chat_id, asked)
        chats = len({chat for _, chat in self._refusals})
        if chats >= 2:
            self._hold("bulk", 0, asked)
        if chats >= 3:
            self._hold("all", 0, asked)
        return min(asked, LONGEST)

    def accept(self, chat_id: int, bulk: bool = False) -> None:
        """Note that Telegram accepted a message: the holds it was tried under are over."""
        if self._held:
            for scope in _scopes(chat_id, bulk):
                held = self._held.get(scope)
                if held is not None and held.long:
                    del self._held[scope]

    def learn(self, holds: Iterable[Hold]) -> None:
        """Obey the holds stored by any process."""
        now, clock = self._now(), time.monotonic()
        for hold in holds:
            left = min((hold.until - now).total_seconds(), LONGEST)
            scope = hold.scope, hold.chat_id
            if left > 0 and scope not in self._held:
                self._held[scope] = _Held(clock + left, long=False)

    def _try_again(self, scope: Scope) -> None:
        """Let a message through once the time is over: the one that is tried, or all of them."""
        held = self._held.get(scope)
        if held is not None and held.long:
            held.deadline = time.monotonic() + PROBE
        elif held is not None:
            del self._held[scope]

    def _left(self, scope: Scope) -> float:
        held = self._held.get(scope)
        return max(0.0, held.deadline - time.monotonic()) if held else 0.0

    def _hold(self, scope: str, chat_id: int, asked: float) -> None:
        seconds = min(asked, LONGEST)
        self._held[scope, chat_id] = _Held(time.monotonic() + seconds, asked > LONGEST)
        what = {"chat": "one chat", "bulk": "reminders", "all": "everything but answers to presses"}[scope]
        log.warning(f"hold {scope}", "Telegram asks to wait %.0f s: nothing is sent for %s", asked, what)
        write = asyncio.create_task(self._write(scope, chat_id, self._now() + timedelta(seconds=seconds)))
        self._writes.add(write)
        write.add_done_callback(self._writes.discard)

    async def _write(self, scope: str, chat_id: int, until: datetime) -> None:
        try:
            await self._store.run(_store_hold, scope, chat_id, until)
        except StoreUnavailable:
            log.warning("hold not stored", "a hold is not stored: other processes do not know of it")


def _scopes(chat_id: int, bulk: bool) -> list[Scope]:
    """The holds a message to the chat must obey."""
    return [("chat", chat_id), ("all", 0), *([("bulk", 0)] if bulk else [])]


def _store_hold(tx: Tx, scope: str, chat_id: int, until: datetime) -> None:
    tx.outbox.hold(scope, chat_id, until)
