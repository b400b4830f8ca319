"""Receives updates by long polling; handles them in one lane a person and confirms them once committed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from bot.conversation.incoming import FailedUpdate, Incoming
from bot.conversation.outcome import DeliveryMarks, Outcome, Saying
from bot.store import Store, Tx
from bot.telegram.client import Bot, TelegramAPIError, TelegramConflictError, TelegramRetryAfter, request
from bot.telegram.decode import decode, person_of
from bot.telegram.deliver import STOP_WAIT, Deliverer
from bot.telegram.throttle import Throttle

log = logging.getLogger(__name__)

WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
POLL = 25
"""Seconds Telegram keeps a poll open."""
RETRIES = (0.1, 0.5)
"""Seconds before each retry of an update whose handling failed; meanwhile its batch is not confirmed."""
STORE_WAIT = 3.0
"""Seconds before asking again for updates that could not be stored."""
FLUSH_EVERY = 1.0
"""Seconds between two writes of deliveries to people who do not write."""


@dataclass
class _Lane:
    """One person's work, done in order."""

    work: asyncio.Queue[Callable[[], Awaitable[None]]] = field(default_factory=asyncio.Queue)
    runner: asyncio.Task[None] | None = None


class Receiver:
    """Polls and handles updates: in order for each person, different people at the same time."""

    def __init__(
        self,
        bot: Bot,
        handle: Callable[[Incoming, DeliveryMarks], Awaitable[Outcome]],
        due: Callable[[int], Awaitable[Outcome]],
        deliverer: Deliverer,
        store: Store,
        now: Callable[[], datetime],
        words: Mapping[str, str],
    ) -> None:
        self.bot, self.handle, self.due, self.deliverer, self.store = bot, handle, due, deliverer, store
        self.now, self.words = now, words
        self.lanes: dict[int, _Lane] = {}
        self.throttle = Throttle(self._enqueue)
        self.stopping = asyncio.Event()
        self.offset: int | None = None
        self.username = ""
        """The bot's username, asked once, for its links."""

    async def run(self) -> None:
        """Poll until `stop`."""
        flusher = asyncio.create_task(self._flush_often())
        try:
            while not self.stopping.is_set():
                if await self.introduce():
                    await self._take(await self._poll(self.offset))
        finally:
            flusher.cancel()

    async def introduce(self) -> bool:
        """Ask for the bot's username unless known; False if the server does not answer."""
        if not self.username:
            try:
                self.username = (await self.bot(request("getMe"))).get("username", "")
            except TelegramAPIError as error:
                log.warning("the server does not answer (%s); trying again in 1 s", type(error).__name__)
                await self._pause(1)
        return bool(self.username)

    async def _take(self, batch: list[dict[str, Any]]) -> None:
        """Handle a batch; if any of it could not be stored, the whole batch is asked for again."""
        faults = await asyncio.gather(*(self._submit(raw) for raw in batch), return_exceptions=True)
        if any(faults):
            log.error("the database does not take updates; asking for them again in %.0f s", STORE_WAIT)
            await self._pause(STORE_WAIT)
        elif batch:
            self.offset = batch[-1]["update_id"] + 1

    async def finish(self) -> None:
        """After `run`, finish all work, store all deliveries and confirm what was handled."""
        await self.drain(STOP_WAIT)
        await self._confirm()

    def stop(self) -> None:
        self.stopping.set()

    async def _poll(self, offset: int | None) -> list[dict[str, Any]]:
        """The updates of one poll, cancelled at once when the program stops."""
        poll = asyncio.ensure_future(
            self.bot(
                request("getUpdates", offset=offset, limit=100, timeout=POLL, allowed_updates=WANTED),
                request_timeout=POLL + 10,
            )
        )
        stop = asyncio.ensure_future(self.stopping.wait())
        await asyncio.wait({poll, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not poll.done():
            poll.cancel()
            with contextlib.suppress(asyncio.CancelledError, TelegramAPIError):
                await poll
            return []
        try:
            return list(poll.result())
        except TelegramRetryAfter as error:
            await self._pause(error.retry_after)
        except TelegramConflictError:
            log.warning("another program polls with this token; trying again in 3 s")
            await self._pause(3)
        except TelegramAPIError as error:
            log.warning("polling failed (%s); trying again in 1 s", type(error).__name__)
            await self._pause(1)
        return []

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)

    async def _confirm(self) -> None:
        """Tell Telegram which updates are handled, so that they are not received again after a restart."""
        if self.offset is not None:
            with contextlib.suppress(TelegramAPIError):
                await self.bot(request("getUpdates", offset=self.offset, limit=1, timeout=0), request_timeout=5)

    # --- lanes

    def _enqueue(self, person: int, work: Callable[[], Awaitable[None]]) -> None:
        lane = self.lanes.setdefault(person, _Lane())
        lane.work.put_nowait(work)
        if lane.runner is None:
            lane.runner = asyncio.create_task(self._run(person, lane))

    async def _run(self, person: int, lane: _Lane) -> None:
        while not lane.work.empty():
            try:
                await lane.work.get_nowait()()
            except Exception:
                log.exception("a lane's work failed")
        lane.runner = None
        if self.lanes.get(person) is lane and lane.work.empty():
            del self.lanes[person]

    async def _submit(self, raw: dict[str, Any]) -> None:
        """Handle an update in its lane; returns once it is committed or set aside."""
        committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._enqueue(person_of(raw), lambda: self._handle(raw, committed))
        await committed

    def submit(self, saying: Saying) -> None:
        """Deliver a message of the outbox in its person's lane."""
        if saying.kind == "document":
            self.deliverer.start(saying)
        else:
            self.throttle.add(saying.chat_id, partial(self._deliver_again, saying))

    def do(self, planned: int) -> None:
        """Do a planned job, then deliver its messages in their persons' lanes."""
        self.throttle.add(-planned, partial(self._do, planned))

    def waiting(self) -> int:
        """Number of submitted messages and jobs that have not begun."""
        return len(self.throttle)

    async def _deliver_again(self, saying: Saying) -> None:
        await self.deliverer.deliver_again(saying)
        # The delivery is stored at once: the person may not write for long, and a restart would deliver it again.
        if saying.chat_id in self.deliverer.delivered:
            await self._flush(saying.chat_id)

    async def _do(self, planned: int) -> None:
        for saying in (await self.due(planned)).sayings:
            self.submit(saying)

    async def _handle(self, raw: dict[str, Any], committed: asyncio.Future[None]) -> None:
        began = time.perf_counter()
        try:
            incoming = decode(raw)
        except Exception as error:
            await self._set_aside(raw, f"undecodable: {type(error).__name__}", committed)
            return
        if incoming is None:
            committed.set_result(None)
            return
        outcome = await self._commit(incoming, raw, committed)
        if outcome is not None:
            await self.deliverer.outcome(incoming, outcome)
            milliseconds = 1000 * (time.perf_counter() - began)
            log.info("%s handled in %.0f ms", type(incoming).__name__, milliseconds)

    async def _commit(self, incoming: Incoming, raw: dict[str, Any], committed: asyncio.Future[None]) -> Any:
        """Handle the update and retry on errors; None if it fails for good and is set aside with an apology."""
        marks = self.deliverer.marks(incoming.chat_id)
        for wait in (*RETRIES, None):
            try:
                outcome = await self.handle(incoming, marks)
            except Exception as error:
                log.exception("an update of kind %s failed", type(incoming).__name__)
                if wait is None:
                    self.deliverer.keep(incoming.chat_id, marks)
                    await self._set_aside(raw, type(error).__name__, committed)
                    return None
                await asyncio.sleep(wait)
            else:
                committed.set_result(None)
                return outcome
        return None

    async def _set_aside(self, raw: dict[str, Any], error: str, committed: asyncio.Future[None]) -> None:
        """Store the update for an operator to read; if that fails, it is not confirmed."""
        number, person = int(raw["update_id"]), person_of(raw) or None
        try:
            await self.store.run(Tx.set_aside, number, person, json.dumps(raw), error, self.now())
        except Exception as fault:
            committed.set_exception(fault)
            return
        log.warning("update %d set aside (%s)", number, error)
        committed.set_result(None)
        if person:
            await self._apologise(FailedUpdate(number, person))

    async def _apologise(self, failed: FailedUpdate) -> None:
        """Apologise and show the current question again; if that fails, only apologise."""
        try:
            outcome = await self.handle(failed, DeliveryMarks())
        except Exception:
            log.exception("the question in waiting cannot be shown")
            await self.deliverer.sorry(failed.chat_id, self.words["trouble"])
        else:
            await self.deliverer.outcome(failed, outcome)

    # --- storing deliveries

    async def _flush_often(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_EVERY)
            for person in [person for person in self.deliverer.delivered if person not in self.lanes]:
                self._enqueue(person, partial(self._flush, person))

    async def _flush(self, person: int) -> None:
        marks = self.deliverer.marks(person)
        try:
            await self.store.run(_write, person, marks)
        except Exception:
            self.deliverer.keep(person, marks)
            raise

    async def drain(self, seconds: float | None = None) -> None:
        """Finish all work received, documents within that time if one is given, and store all deliveries."""
        while runners := [lane.runner for lane in self.lanes.values() if lane.runner]:
            await asyncio.gather(*runners)
        await self.deliverer.finish(seconds)
        for person in list(self.deliverer.delivered):
            await self._flush(person)


def _write(tx: Tx, person: int, marks: DeliveryMarks) -> None:
    if tx.is_known(person):
        tx.delete_delivered(marks.rows)
        if marks.moved:
            tx.set_card(person, marks.card)
