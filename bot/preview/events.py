"""The log of events in the preview, in order, and waiting for the next one."""

import asyncio
from typing import Any

Event = dict[str, Any]


class Events:
    """An append-only log: an index in it is a moment. Events have a `type` and usually a `person`."""

    def __init__(self) -> None:
        self._all: list[Event] = []
        self._waiting: set[asyncio.Future[None]] = set()

    def __len__(self) -> int:
        return len(self._all)

    def since(self, place: int) -> list[Event]:
        return self._all[place:]

    def publish(self, event: Event) -> None:
        """Add an event and wake those who wait for one."""
        self._all.append(event)
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def event_at(self, place: int) -> Event:
        """The event at that index; waits until there is one."""
        while len(self._all) <= place:
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.add(waiter)
            try:
                await waiter
            finally:
                self._waiting.discard(waiter)
        return self._all[place]
