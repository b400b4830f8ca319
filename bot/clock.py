"""The only door to APScheduler: one job, the tick, that does whatever is due."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.conversation.outcome import LEASE, Saying
from bot.store import Store, Tx

log = logging.getLogger(__name__)

EVERY = 2
"""Seconds between two ticks."""
BATCH = 200
HOLD = 6 * LEASE
"""How long a saying handed over is kept from the other processes before it is its turn to be sent."""
CLAIM = 2 * LEASE
"""The same for a thing planned. Claimed twice, it is still done once: whoever takes its row out does it."""
UPDATE_RETENTION = timedelta(days=3)
"""How long a processed update is remembered: Telegram delivers again for a day at most."""


def now() -> datetime:
    """The one clock of the program."""
    return datetime.now(UTC)


class Clock:
    """Ticks: hands what is due to `do`, what waits in the outbox to `deliver`, forgets old updates."""

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime],
        deliver: Callable[[Saying], None],
        do: Callable[[int], None],
        waiting: Callable[[], int],
    ) -> None:
        self.store, self.now, self.deliver, self.do, self.waiting = store, now, deliver, do, waiting
        self.scheduler = AsyncIOScheduler(timezone="UTC")
        self.ticking = False

    async def start(self, alone: bool) -> None:
        """Tick now and then on. `alone`: no other process talks with people, so no answer to them is under way."""
        await self.tick(LEASE if alone else timedelta())
        self.scheduler.add_job(
            self.tick, "interval", seconds=EVERY, max_instances=1, coalesce=True, misfire_grace_time=None
        )
        self.scheduler.start()
        self.ticking = True

    def stop(self) -> None:
        """No tick from now on; a second call does nothing."""
        # The scheduler itself only stops on the loop's next turn, so its own state cannot tell.
        if self.ticking:
            self.ticking = False
            self.scheduler.shutdown(wait=False)

    async def tick(self, ahead: timedelta = timedelta()) -> int:
        """Do due work once; how many things were handed over."""
        # What was handed over before comes first; more of it would only be kept from the other processes.
        room = BATCH - self.waiting()
        if room <= 0:
            return 0
        now = self.now()
        planned, sayings = await self.store.run(_reserve_due, now, now + ahead, room)
        for one in planned:
            self.do(one)
        for saying in sayings:
            self.deliver(saying)
        return len(planned) + len(sayings)


def _reserve_due(tx: Tx, now: datetime, until: datetime, most: int = BATCH) -> tuple[list[int], list[Saying]]:
    """Reserve what is due, so that no other process takes it too."""
    tx.purge(now - UPDATE_RETENTION)
    rows, held = tx.outbox_due(until, most), now + HOLD
    tx.reserve([row.id for row in rows], held)
    sayings = [Saying(row.id, row.chat_id, row.kind, row.payload, row.attempts, held) for row in rows]
    return tx.planned.claim(now, now + CLAIM, most), sayings
