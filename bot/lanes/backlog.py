"""Updates kept as rows: written before Telegram forgets them, and decided when their turn comes."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.lanes.decision import Decisions, Received, note_waiting
from bot.log import OncePerMinute
from bot.store import StoreUnavailable, Tx, WaitingUpdate

log = OncePerMinute(logging.getLogger(__name__))

FIRST_WAIT, LONGEST_WAIT = 0.25, 2.0
"""Bounds of the seconds before the database is asked again, which double each time."""
ROWS, AT_ONCE, IN_A_FLOOD = 100, 32, 2
"""Rows read at once, and decided at once: in a flood, what is still to be kept comes first."""
FLOOD_LASTS = 0.25
"""Seconds a flood lasts since it was last noticed."""
SILENCE = 5.0
"""Seconds of trouble after which a person is told."""


@dataclass
class _Behind:
    """A person of whom updates wait as rows, so that later ones must wait there too."""

    kept: int = 0
    """Updates kept since the person fell behind."""
    unwritten: int = 0
    """Those that are not rows yet."""
    again_at: float = 0.0
    """When the next of them may be tried, on the monotonic clock."""
    wait: float = FIRST_WAIT
    troubled_at: float | None = None
    told: bool = False


class Backlog:
    """Keeps updates and decides them: each person's in order, before anything newer of theirs."""

    def __init__(self, decisions: Decisions, is_deciding: Callable[[int], bool]) -> None:
        """`is_deciding`: whether an earlier update of this person is being decided."""
        self._decisions, self._is_deciding = decisions, is_deciding
        self._store, self._bot = decisions.store, decisions.bot
        self._behind: dict[int, _Behind] = {}
        self._to_write: list[Received] = []
        self._writer: asyncio.Task[None] | None = None
        self._reader: asyncio.Task[None] | None = None
        self._many, self._few = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(IN_A_FLOOD)
        self._flooded_at = -FLOOD_LASTS
        self._woken = asyncio.Event()
        self._stopping = False

    def __contains__(self, person: int) -> bool:
        """Whether updates of this person wait as rows."""
        return person in self._behind

    async def resume(self) -> None:
        """Remember who has updates kept before the program stopped; they are decided from the next `wake` on.

        Telegram first shows again what was neither decided nor kept, which may have come before.
        """
        for person in await self._store.run(lambda tx: tx.updates.chats_in_waiting(self._bot)):
            self._behind.setdefault(person, _Behind())

    def keep(self, received: Received, troubled: bool = False) -> None:
        """Keep an update as a row. `troubled`: the database did not take it when tried."""
        behind = self._behind.setdefault(received.person, _Behind())
        if troubled:
            self._note_trouble(behind, received.at)
        behind.kept += 1
        behind.unwritten += 1
        self._to_write.append(received)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())

    def note_flood(self) -> None:
        """Notice that more updates come than can be decided: keeping them is more urgent than what is kept."""
        self._flooded_at = time.monotonic()

    def wake(self) -> None:
        """Look at the rows again: something may be decided now."""
        self._woken.set()
        if self._reader is None and self._behind and not self._stopping:
            self._reader = asyncio.create_task(self._read())

    def unwritten(self) -> Sequence[Received]:
        """The updates that are not rows yet."""
        return self._to_write

    def tell_late(self) -> None:
        """Tell the people whose updates cannot be stored for too long."""
        now = time.monotonic()
        for person, behind in self._behind.items():
            if behind.troubled_at is not None and now - behind.troubled_at > SILENCE and not behind.told:
                behind.told = True
                self._decisions.tell_late(person)

    def tasks(self) -> list[asyncio.Task[None]]:
        """What is under way."""
        return [task for task in (self._writer, self._reader) if task]

    def stop(self) -> None:
        """Begin nothing more; rows stay for the next start."""
        self._stopping = True
        self._woken.set()

    # --- writing

    async def _write(self) -> None:
        wait = FIRST_WAIT
        try:
            while batch := list(self._to_write):
                rows = [(one.number, one.person, json.dumps(one.raw)) for one in batch]
                try:
                    await self._store.run(_keep, self._bot, rows, self._decisions.now())
                except Exception as error:
                    reason = error if isinstance(error, StoreUnavailable) else type(error).__name__
                    log.warning("keep", "the database takes no updates (%s): they stay at Telegram", reason)
                    for received in batch:
                        self._note_trouble(self._behind[received.person], received.at)
                    await asyncio.sleep(wait)
                    wait = min(2 * wait, LONGEST_WAIT)
                    continue
                del self._to_write[: len(batch)]
                for received in batch:
                    self._behind[received.person].unwritten -= 1
                    self._decisions.answer_late(received)
                    received.settle()
                self.wake()
        finally:
            self._writer = None

    # --- reading

    async def _read(self) -> None:
        """Decide rows until nobody is behind."""
        wait = FIRST_WAIT
        try:
            while self._behind and not self._stopping:
                self._woken.clear()
                ready = {person: one.kept for person, one in self._behind.items() if self._may_go_on(person, one)}
                if not ready:
                    await self._wait_for_somebody()
                    continue
                try:
                    await self._decide_some(ready)
                    wait = FIRST_WAIT
                except StoreUnavailable as error:
                    log.warning("read", "updates kept wait for the database (%s)", error)
                    await asyncio.sleep(wait)
                    wait = min(2 * wait, LONGEST_WAIT)
        finally:
            self._reader = None

    def _may_go_on(self, person: int, behind: _Behind) -> bool:
        return behind.again_at <= time.monotonic() and not behind.unwritten and not self._is_deciding(person)

    async def _wait_for_somebody(self) -> None:
        """Wait until something changes, or somebody's wait ends."""
        now = time.monotonic()
        left = min((one.again_at - now for one in self._behind.values() if one.again_at > now), default=LONGEST_WAIT)
        try:
            await asyncio.wait_for(self._woken.wait(), left)
        except TimeoutError:
            return

    async def _decide_some(self, ready: Mapping[int, int]) -> None:
        """Decide the oldest rows of those people; forget the people who have none left. Raises StoreUnavailable."""
        others = [person for person in self._behind if person not in ready]
        rows = await self._store.run(lambda tx: tx.updates.waiting(self._bot, others, ROWS))
        of_person: dict[int, list[WaitingUpdate]] = {}
        for row in rows:
            of_person.setdefault(row.chat_id, []).append(row)
        decided = await asyncio.gather(*(self._decide_rows(person, mine) for person, mine in of_person.items()))
        await self._store.run(lambda tx: tx.updates.end_waiting([row_id for ids in decided for row_id in ids]))
        if len(rows) == ROWS:
            return
        left = {person for person, ids in zip(of_person, decided, strict=True) if len(ids) < len(of_person[person])}
        for person, kept in ready.items():
            if person not in left and self._behind[person].kept == kept:
                del self._behind[person]

    async def _decide_rows(self, person: int, rows: Sequence[WaitingUpdate]) -> list[int]:
        """Decide updates of a person in order, up to the first the database does not take; the ids of those decided."""
        decided: list[int] = []
        behind = self._behind[person]
        for row in rows:
            try:
                async with self._slots(), self._decisions.slots:
                    await self._decisions.decide(row.update_id, person, json.loads(row.payload))
            except Exception as error:
                note_waiting(error)
                self._note_trouble(behind, time.monotonic())
                break
            decided.append(row.id)
            behind.wait, behind.troubled_at, behind.told = FIRST_WAIT, None, False
        return decided

    def _slots(self) -> asyncio.Semaphore:
        return self._few if time.monotonic() - self._flooded_at < FLOOD_LASTS else self._many

    def _note_trouble(self, behind: _Behind, since: float) -> None:
        behind.troubled_at = min(since, behind.troubled_at or since)
        behind.again_at = time.monotonic() + behind.wait
        behind.wait = min(2 * behind.wait, LONGEST_WAIT)


def _keep(tx: Tx, bot: int, rows: Sequence[tuple[int, int, str]], now: datetime) -> None:
    tx.updates.keep(bot, rows, now)
