"""Decides updates: in order for each person, different people at the same time; what must wait is kept as a row."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.conversation.incoming import FailedUpdate, Incoming
from bot.conversation.outcome import DeliveryMarks, Outcome
from bot.log import OncePerMinute
from bot.store import Store, StoreUnavailable, Tx
from bot.telegram.decode import decode, person_of
from bot.telegram.send import Sender

log = logging.getLogger(__name__)
seldom = OncePerMinute(log)

MOST_WAITING = 5
"""Updates of one person held in memory; later ones wait as rows."""
RETRIES = (0.1, 0.5)
"""Seconds before each retry of an update whose handling fails; then it is set aside."""
QUICK = 0.05
"""Seconds before an update is tried again after a first trouble of the database: a lock held for a moment."""
FIRST_WAIT, LONGEST_WAIT = 0.25, 2.0
"""Bounds of the seconds before the database is asked again, which double each time."""
ROWS = 10
"""Rows of a person read at once."""
SPINNER, SILENCE = 1.5, 5.0
"""Seconds after which a press that is not decided is answered, and after which the person is told."""
WATCH = 0.25
"""Seconds between two looks at what waits."""


@dataclass(eq=False, slots=True)
class Received:
    """An update of a person; `settled` ends once it is decided, set aside or kept as a row."""

    number: int
    person: int
    raw: Mapping[str, Any]
    at: float
    settled: asyncio.Future[None]
    answered: bool = False


@dataclass(eq=False)
class _Lane:
    """The updates of one person. `behind`: some wait as rows, so that later ones must wait there too."""

    waiting: deque[Received] = field(default_factory=deque)
    behind: bool = False
    unkept: int = 0
    """Updates to keep that are not rows yet."""
    troubled_at: float | None = None
    told: bool = False
    runner: asyncio.Task[None] | None = None


class Lanes:
    """One lane a person: a slow, hostile or locked person delays nobody else."""

    def __init__(
        self,
        bot: int,
        handle: Callable[[Incoming, DeliveryMarks], Awaitable[Outcome]],
        sender: Sender,
        store: Store,
        now: Callable[[], datetime],
        words: Mapping[str, str],
    ) -> None:
        self.bot, self.handle, self.sender = bot, handle, sender
        self.store, self.now, self.words = store, now, words
        self._lanes: dict[int, _Lane] = {}
        self._to_keep: list[Received] = []
        self._keeper: asyncio.Task[None] | None = None
        self._stopping = False

    # --- from outside

    async def resume(self) -> None:
        """Go on with the updates kept before the program stopped."""
        for person in await self.store.run(Tx.chats_in_waiting, self.bot):
            lane = self._lane(person)
            lane.behind = True
            self._start(person, lane)

    def submit(self, raw: Mapping[str, Any]) -> asyncio.Future[None]:
        """Decide an update when its turn comes; what is returned ends once it may be confirmed to Telegram."""
        settled = asyncio.get_running_loop().create_future()
        received = Received(int(raw["update_id"]), person_of(raw), raw, time.monotonic(), settled)
        lane = self._lane(received.person)
        if lane.behind or len(lane.waiting) >= MOST_WAITING:
            self._keep(lane, received)
        else:
            lane.waiting.append(received)
        self._start(received.person, lane)
        return settled

    def is_busy(self, person: int) -> bool:
        """Whether an update of this person is being decided or waits."""
        return person in self._lanes

    def tasks(self) -> list[asyncio.Task[None]]:
        """What is under way."""
        return [task for task in (self._keeper, *(lane.runner for lane in self._lanes.values())) if task]

    async def watch(self) -> None:
        """For ever, answer presses that wait too long and tell people why nothing comes."""
        while True:
            await asyncio.sleep(WATCH)
            now = time.monotonic()
            for person, lane in list(self._lanes.items()):
                for received in lane.waiting:
                    self._answer_late(received, now)
                since = lane.troubled_at or (lane.waiting[0].at if lane.waiting else now)
                if now - since > SILENCE and not lane.told and person > 0:
                    lane.told = True
                    self.sender.tell(person, self.words["delayed"])
            for received in self._to_keep:
                self._answer_late(received, now)

    async def finish(self, seconds: float) -> None:
        """Decide what is in memory within that time; the rest is received again, or is a row."""
        self._stopping = True
        if running := self.tasks():
            _, late = await asyncio.wait(running, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    # --- lanes

    def _lane(self, person: int) -> _Lane:
        return self._lanes.setdefault(person, _Lane())

    def _start(self, person: int, lane: _Lane) -> None:
        if lane.runner is None:
            lane.runner = asyncio.create_task(self._run(person, lane))

    async def _run(self, person: int, lane: _Lane) -> None:
        wait = FIRST_WAIT
        try:
            while lane.waiting or (lane.behind and not self._stopping):
                try:
                    if lane.waiting:
                        await self._decide_next(lane)
                    else:
                        await self._decide_rows(person, lane)
                    wait, lane.troubled_at = FIRST_WAIT, None
                except Exception as error:
                    if isinstance(error, StoreUnavailable):
                        seldom.warning("wait", "the updates of a person wait for the database (%s)", error)
                    else:
                        seldom.exception("fault", "the updates of a person wait")
                    lane.troubled_at = lane.troubled_at or time.monotonic()
                    self._keep_all(lane)
                    await asyncio.sleep(wait)
                    wait = min(2 * wait, LONGEST_WAIT)
        finally:
            lane.runner = None
            if not lane.waiting and not lane.behind:
                self._lanes.pop(person, None)

    async def _decide_next(self, lane: _Lane) -> None:
        received = lane.waiting[0]
        try:
            await self._decide(received.number, received.person, received.raw)
        except StoreUnavailable:
            await asyncio.sleep(QUICK)
            await self._decide(received.number, received.person, received.raw)
        lane.waiting.popleft()
        _settle(received)

    async def _decide_rows(self, person: int, lane: _Lane) -> None:
        """Decide the next updates that wait as rows; the lane has caught up if there are none."""
        if lane.unkept and self._keeper:
            await asyncio.wait([self._keeper])
        rows = await self.store.run(Tx.waiting_updates, self.bot, person, ROWS)
        for row in rows:
            await self._decide(row.update_id, person, json.loads(row.payload))
            await self.store.run(Tx.end_waiting, [row.id])
            lane.troubled_at = None
        if not rows and not lane.unkept:
            lane.behind = False

    # --- keeping as rows

    def _keep_all(self, lane: _Lane) -> None:
        while lane.waiting:
            self._keep(lane, lane.waiting.popleft())

    def _keep(self, lane: _Lane, received: Received) -> None:
        """Keep an update as a row, in the order of calls."""
        lane.behind = True
        lane.unkept += 1
        self._to_keep.append(received)
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._write_rows())

    async def _write_rows(self) -> None:
        wait = FIRST_WAIT
        try:
            while batch := list(self._to_keep):
                rows = [(one.number, one.person, json.dumps(one.raw)) for one in batch]
                try:
                    await self.store.run(Tx.keep, self.bot, rows, self.now())
                except Exception as error:
                    reason = error if isinstance(error, StoreUnavailable) else type(error).__name__
                    seldom.warning("keep", "the database takes no updates (%s): they stay at Telegram", reason)
                    await asyncio.sleep(wait)
                    wait = min(2 * wait, LONGEST_WAIT)
                    continue
                del self._to_keep[: len(batch)]
                for received in batch:
                    self._lanes[received.person].unkept -= 1
                    self._answer_late(received, received.at + 2 * SPINNER)
                    _settle(received)
        finally:
            self._keeper = None

    # --- one update

    async def _decide(self, number: int, person: int, raw: Mapping[str, Any]) -> None:
        """Handle an update and have the reply sent, or set it aside. Raises StoreUnavailable: it is not at fault."""
        began = time.perf_counter()
        try:
            incoming = decode(raw)
        except Exception as error:
            await self._set_aside(number, person, raw, f"undecodable: {type(error).__name__}")
            return
        if incoming is None:
            return
        for wait in (*RETRIES, None):
            marks = self.sender.deliveries.take(incoming.chat_id)
            try:
                outcome = await self.handle(incoming, marks)
            except StoreUnavailable:
                self.sender.deliveries.put_back(incoming.chat_id, marks)
                raise
            except Exception as error:
                self.sender.deliveries.put_back(incoming.chat_id, marks)
                if wait is None:
                    log.exception("an update of kind %s failed", type(incoming).__name__)
                    await self._set_aside(number, person, raw, type(error).__name__)
                    return
                await asyncio.sleep(wait)
            else:
                self.sender.send(incoming, outcome)
                log.info("%s handled in %.0f ms", type(incoming).__name__, 1000 * (time.perf_counter() - began))
                return

    async def _set_aside(self, number: int, person: int, raw: Mapping[str, Any], error: str) -> None:
        """Store the update for an operator to read, then apologise and show the current question again."""
        payload = json.dumps(raw)
        await self.store.run(Tx.set_aside, self.bot, number, person or None, payload, error, self.now())
        log.warning("update %d set aside (%s)", number, error)
        if not person:
            return
        failed = FailedUpdate(number, person)
        try:
            self.sender.send(failed, await self.handle(failed, DeliveryMarks()))
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("the question in waiting cannot be shown")
            self.sender.tell(person, self.words["trouble"])

    def _answer_late(self, received: Received, now: float) -> None:
        """Answer a press that has waited long enough: its button must not spin for ever."""
        if received.answered or now - received.at < SPINNER:
            return
        received.answered = True
        query = received.raw.get("callback_query")
        if isinstance(query, dict) and isinstance(query.get("id"), str):
            self.sender.answer(query["id"])


def _settle(received: Received) -> None:
    if not received.settled.done():
        received.settled.set_result(None)
