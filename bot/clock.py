"""The only clock: the current instant, a tick that hands over whatever is due, and the door to APScheduler."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.conversation.outcome import CLAIM, Saying, saying_of
from bot.log import OncePerMinute
from bot.store import Hold, OutboxRow, Store, StoreReplaced, StoreUnavailable, Tx

log = OncePerMinute(logging.getLogger(__name__))

EVERY = 2.0
"""Seconds between two ticks, on the monotonic clock."""
BATCH = 200
STEP_BACK = timedelta(seconds=2)
"""How far the date must go back to count as set back."""
AWAY = 40.0
"""Seconds without an answer of the database after which the operators are told."""


def now() -> datetime:
    """The current instant, in UTC: the only clock of the program."""
    return datetime.now(UTC)


class Clock:
    """At each tick, hands due jobs to `do` and messages to `deliver`; every hour, forgets old updates.

    `waiting` counts what was handed over earlier and is not begun. `learn` is told the holds of all processes, `ring`
    of a database in trouble.
    """

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime],
        deliver: Callable[[Saying], None],
        do: Callable[[int], None],
        waiting: Callable[[], int],
        learn: Callable[[list[Hold]], None],
        ring: Callable[[str], None],
    ) -> None:
        self.store, self.now, self.deliver, self.do, self.waiting = store, now, deliver, do, waiting
        self.learn, self.ring = learn, ring
        self.scheduler = AsyncIOScheduler(timezone="UTC")
        self.ticking: asyncio.Task[None] | None = None
        self._seen = now()
        self._answered_at = time.monotonic()

    def start(self) -> None:
        """Tick now and every `EVERY` seconds, whatever becomes of the date."""
        self.ticking = asyncio.create_task(self._tick_on())
        # An hour missed is not walked through: after a long sleep there is one late run.
        self.scheduler.add_job(self._purge, "interval", hours=1, coalesce=True, misfire_grace_time=None)
        self.scheduler.start()

    def stop(self) -> None:
        """Tick no more; a second call does nothing."""
        if self.ticking:
            self.ticking.cancel()
            self.ticking = None
            self.scheduler.shutdown(wait=False)

    async def tick(self) -> int:
        """Hand over what is due; the number of jobs and messages handed over. Raises StoreUnavailable."""
        # Earlier work comes first; claiming more would only keep it from the other processes.
        room = BATCH - self.waiting()
        if room <= 0:
            return 0
        now = self.now()
        back = now < self._seen - STEP_BACK
        self._seen = now
        planned, rows, holds = await self.store.run(_claim_due, now, room, back)
        self.learn(holds)
        for one in planned:
            self.do(one)
        for row in rows:
            self.deliver(saying_of(row, now + CLAIM))
        return len(planned) + len(rows)

    async def _tick_on(self) -> None:
        while True:
            await self._try_tick()
            await asyncio.sleep(EVERY)

    async def _try_tick(self) -> None:
        try:
            await self.tick()
            self._answered_at = time.monotonic()
        except StoreReplaced:
            self.ring("database_gone")
        except StoreUnavailable as error:
            log.warning("trouble", "the database is in trouble (%s)", error)
            if time.monotonic() - self._answered_at > AWAY:
                self.ring("database")
        except Exception:
            log.exception("tick", "a tick failed")

    async def _purge(self) -> None:
        try:
            await self.store.run(Tx.purge, self.now())
        except StoreUnavailable:
            log.warning("purge", "old updates are not forgotten now")


def _claim_due(tx: Tx, now: datetime, most: int, back: bool) -> tuple[list[int], list[OutboxRow], list[Hold]]:
    """Jobs and messages that are due, claimed so that no other process takes them too, and the holds to obey.

    A job claimed twice is still done once: only the process that deletes its row does it.
    """
    if back:
        # First: it waits for rows others hold, and must hold none they wait for.
        tx.outbox.bring_forward(now)
    planned = tx.planned.claim(now, now + CLAIM, most)
    return planned, tx.outbox.claim_due(now, now + CLAIM, most), tx.outbox.holds(now)
