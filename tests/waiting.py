"""Waits until a condition holds, for as long as a busy machine needs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import count

CEILING = 60
"""Seconds after which a wait fails; no test uses a shorter time-out."""
EVERY = 0.01


async def wait_until(
    true: Callable[[], object], tick: Callable[[], Awaitable[object]] | None = None, every: float = EVERY
) -> None:
    """Poll a condition, because a database gives no notice; `tick` is called now and then meanwhile."""
    async with asyncio.timeout(CEILING):
        for turn in count():
            if true():
                return
            if tick and turn % 10 == 0:
                await tick()
            await asyncio.sleep(every)


def wait_in_thread_until(true: Callable[[], object]) -> None:
    """The same without an event loop."""
    deadline = time.monotonic() + CEILING
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(EVERY)
