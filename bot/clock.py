"""The only door to APScheduler: one repeating job, the tick, that hands over whatever is due."""

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
"""How long a message handed over for delivery is reserved from other processes before its turn comes."""
CLAIM = 2 * LEASE
"""The same for a planned job. A job claimed twice is still done once: only the process that deletes its row does it."""
UPDATE_RETENTION = timedelta(days=3)
"""How long the id of a handled update is kept: Telegram repeats updates for a day at most."""


def now() -> datetime:
    """The current instant, in UTC: the only clock of the program."""
    return datetime.now(UTC)


class Clock:
    """At each tick, hands due jobs to `do` and waiting messages to `deliver`, and forgets old updates.

    `waiting` counts what was handed over earlier and is not finished.
    """

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
        """Tick now and every `EVERY` seconds. `alone`: no other process writes to people, so leases can be ignored."""
        await self.tick(LEASE if alone else timedelta())
        self.scheduler.add_job(
            self.tick, "interval", seconds=EVERY, max_instances=1, coalesce=True, misfire_grace_time=None
        )
        self.scheduler.start()
        self.ticking = True

    def stop(self) -> None:
        """Tick no more; a second call does nothing."""
        # The scheduler only stops on the loop's next turn, so its own state cannot be asked.
        if self.ticking:
            self.ticking = False
            self.scheduler.shutdown(wait=False)

    async def tick(self, ahead: timedelta = timedelta()) -> int:
        """Hand over what is due within `ahead`; the number of jobs and messages handed over."""
        # Earlier work comes first; claiming more would only keep it from the other processes.
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
    """Jobs and messages that are due, reserved so that no other process takes them too."""
    tx.purge(now - UPDATE_RETENTION)
    rows, reserved_until = tx.outbox_due(until, most), now + HOLD
    tx.reserve([row.id for row in rows], reserved_until)
    sayings = [Saying(row.id, row.chat_id, row.kind, row.payload, row.attempts, reserved_until) for row in rows]
    return tx.planned.claim(now, now + CLAIM, most), sayings
