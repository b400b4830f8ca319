"""Does what nobody waits for a little at a time, so that people who are writing do not wait behind all of it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from bot.conversation.outcome import Saying

A_SECOND = 25
"""Messages a second that nobody waits for: Telegram accepts about 30 from a bot."""
JOBS_AT_ONCE = 4
"""Planned jobs under way at once, which a crash may interrupt."""


class BulkMessages:
    """Passes on the messages that nobody waits for, at the pace Telegram accepts."""

    def __init__(self, submit: Callable[[Saying], None], held: Callable[[], float]) -> None:
        """`held`: seconds before anything may be sent in bulk."""
        self._submit, self._held = submit, held
        self._waiting: deque[Saying] = deque()
        self._runner: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """Number of messages that have not been passed on."""
        return len(self._waiting)

    def add(self, saying: Saying) -> None:
        """Pass the message on when its turn comes."""
        self._waiting.append(saying)
        if self._runner is None:
            self._runner = asyncio.create_task(self._run())

    def tasks(self) -> list[asyncio.Task[None]]:
        """What is under way."""
        return [self._runner] if self._runner else []

    def stop(self) -> None:
        """Pass on nothing more: the messages stay in the outbox."""
        if self._runner:
            self._runner.cancel()
        self._waiting.clear()

    async def _run(self) -> None:
        try:
            while self._waiting:
                if self._held() > 0:
                    # Their claims end, and the clock finds them again once the hold is over.
                    self._waiting.clear()
                    return
                self._submit(self._waiting.popleft())
                await asyncio.sleep(1 / A_SECOND)
        finally:
            self._runner = None


class Throttle:
    """Does planned jobs in order of arrival, a few at once."""

    def __init__(self, do: Callable[[int], Awaitable[Any]]) -> None:
        self._do = do
        self._waiting: deque[int] = deque()
        self._under_way: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        """Number of jobs that have not begun."""
        return len(self._waiting)

    def add(self, planned: int) -> None:
        """Do the job when its turn comes."""
        self._waiting.append(planned)
        self._begin()

    def tasks(self) -> list[asyncio.Task[None]]:
        """What is under way."""
        return list(self._under_way)

    async def finish(self) -> None:
        """Wait for the jobs under way; those that have not begun fall due again."""
        self._waiting.clear()
        if self._under_way:
            await asyncio.wait(self._under_way)

    def _begin(self) -> None:
        while self._waiting and len(self._under_way) < JOBS_AT_ONCE:
            task = asyncio.create_task(self._run(self._waiting.popleft()))
            self._under_way.add(task)
            task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._begin()

    async def _run(self, planned: int) -> None:
        await self._do(planned)
