"""One lane a person: a slow, hostile or locked person delays nobody else."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.lanes.backlog import SILENCE, Backlog
from bot.lanes.decision import Decisions, Received, note_waiting
from bot.telegram.decode import person_of

MOST_WAITING = 5
"""Updates of one person held in memory; later ones wait as rows."""
SPINNER = 1.5
"""Seconds after which a press that is not decided is answered."""
WATCH = 0.25
"""Seconds between two looks at what waits."""


@dataclass(eq=False)
class _Lane:
    """The updates of one person in memory; `deciding`: the first has begun."""

    waiting: deque[Received] = field(default_factory=deque)
    deciding: bool = False
    told: bool = False
    runner: asyncio.Task[None] | None = None


class Lanes:
    """Takes updates, and has them decided or kept."""

    def __init__(self, decisions: Decisions) -> None:
        self._decisions = decisions
        self._lanes: dict[int, _Lane] = {}
        self.backlog = Backlog(decisions, self._lanes.__contains__)

    def submit(self, raw: Mapping[str, Any], flooded: bool = False) -> asyncio.Future[None]:
        """Decide an update when its turn comes; what is returned ends once it may be confirmed to Telegram.

        `flooded`: more come than can be decided, so it is kept at once.
        """
        settled = asyncio.get_running_loop().create_future()
        received = Received(int(raw["update_id"]), person_of(raw), raw, time.monotonic(), settled)
        lane = self._lanes.get(received.person)
        if received.person in self.backlog or flooded or (lane and len(lane.waiting) >= MOST_WAITING):
            self.backlog.keep(received)
            return settled
        if lane is None:
            lane = self._lanes[received.person] = _Lane()
        lane.waiting.append(received)
        if lane.runner is None:
            lane.runner = asyncio.create_task(self._run(received.person, lane))
        return settled

    def keep_what_waits(self) -> None:
        """Keep as rows all that has not begun to be decided: there is a flood."""
        self.backlog.note_flood()
        for lane in self._lanes.values():
            begun = [lane.waiting.popleft()] if lane.deciding else []
            while lane.waiting:
                self.backlog.keep(lane.waiting.popleft())
            lane.waiting.extend(begun)

    def is_busy(self, person: int) -> bool:
        """Whether an update of this person is being decided or waits."""
        return person in self._lanes or person in self.backlog

    def tasks(self) -> list[asyncio.Task[None]]:
        """What is under way."""
        return [*self.backlog.tasks(), *(lane.runner for lane in self._lanes.values() if lane.runner)]

    async def watch(self) -> None:
        """For ever, answer presses that wait too long and tell people why nothing comes."""
        while True:
            await asyncio.sleep(WATCH)
            now = time.monotonic()
            in_memory = [one for lane in self._lanes.values() for one in lane.waiting]
            for received in [*self.backlog.unwritten(), *in_memory]:
                if now - received.at > SPINNER:
                    self._decisions.answer_late(received)
            self.backlog.tell_late()
            for person, lane in self._lanes.items():
                if lane.waiting and now - lane.waiting[0].at > SILENCE and not lane.told:
                    lane.told = True
                    self._decisions.tell_late(person)

    async def finish(self, seconds: float) -> None:
        """Decide what is in memory within that time; the rest is received again, or is a row."""
        self.backlog.stop()
        if running := self.tasks():
            _, late = await asyncio.wait(running, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, person: int, lane: _Lane) -> None:
        try:
            while lane.waiting:
                async with self._decisions.slots:
                    # What has not begun may have been kept meanwhile.
                    if lane.waiting:
                        await self._decide_next(lane)
        finally:
            del self._lanes[person]
            # Later updates of theirs may wait as rows for this moment.
            self.backlog.wake()

    async def _decide_next(self, lane: _Lane) -> None:
        """Decide the first update; if the database does not take it, all that wait here are kept."""
        received, lane.deciding = lane.waiting[0], True
        try:
            await self._decisions.decide(received.number, received.person, received.raw)
        except Exception as error:
            note_waiting(error)
            while lane.waiting:
                self.backlog.keep(lane.waiting.popleft(), troubled=True)
        else:
            lane.waiting.popleft()
            received.settle()
        finally:
            lane.deciding = False
