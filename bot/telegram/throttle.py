"""Starts the clock's work a few items at a time, so that people who are writing do not wait behind all of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial

AT_ONCE = 4
"""Items under way at once, which a crash may interrupt. At Telegram's usual 70 ms a call, this is twice the 30 messages
a second it accepts from a bot."""

Work = Callable[[], Awaitable[None]]


class Throttle:
    """A queue of work to put in people's lanes, in order of arrival, as earlier work ends."""

    def __init__(self, enqueue: Callable[[int, Work], None]) -> None:
        self._enqueue = enqueue
        self._waiting: deque[tuple[int, Work]] = deque()
        self._under_way = 0

    def __len__(self) -> int:
        """Number of items that have not begun."""
        return len(self._waiting)

    def add(self, lane: int, work: Work) -> None:
        """Put the work in that lane when its turn comes."""
        self._waiting.append((lane, work))
        self._begin()

    def _begin(self) -> None:
        while self._waiting and self._under_way < AT_ONCE:
            self._under_way += 1
            lane, work = self._waiting.popleft()
            self._enqueue(lane, partial(self._run, work))

    async def _run(self, work: Work) -> None:
        try:
            await work()
        finally:
            self._under_way -= 1
            self._begin()
