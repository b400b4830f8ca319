"""What the clock brings, a few at a time: whoever is talking with the bot never waits behind all of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial

AT_ONCE = 4
"""Things under way at once: what a crash may cut in mid-air. At Telegram's usual 70 ms it is twice the 30 messages
a second it takes from a bot that writes to many people."""

Work = Callable[[], Awaitable[None]]


class Throttle:
    """Things to do in somebody's lane, begun in the order they came as others end."""

    def __init__(self, enqueue: Callable[[int, Work], None]) -> None:
        self._enqueue = enqueue
        self._waiting: deque[tuple[int, Work]] = deque()
        self._under_way = 0

    def __len__(self) -> int:
        """How many have not begun."""
        return len(self._waiting)

    def add(self, lane: int, work: Work) -> None:
        """Do it in that lane when its turn comes."""
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
