"""The log of what happened in the preview, in order, and the means to wait for what comes next."""

import asyncio
from typing import Any

Event = dict[str, Any]


class Events:
    """Only grows; a place in it is a moment. Events have a `type` and, mostly, a `person`."""

    def __init__(self) -> None:
        self._all: list[Event] = []
        self._waiting: set[asyncio.Future[None]] = set()

    def __len__(self) -> int:
        return len(self._all)

    def since(self, place: int) -> list[Event]:
        return self._all[place:]

    def publish(self, event: Event) -> None:
        """Adds an event and wakes whoever waits."""
        self._all.append(event)
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def event_at(self, place: int) -> Event:
        """The event at that place, as soon as there is one."""
        while len(self._all) <= place:
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.add(waiter)
            try:
                await waiter
            finally:
                self._waiting.discard(waiter)
        return self._all[place]
