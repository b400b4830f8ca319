"""Sends the messages of the outbox: in order in each chat, different chats at the same time, each at its own pace."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.conversation.incoming import Incoming, Press
from bot.conversation.outcome import CLAIM, DeliveryMarks, Outcome, Saying, saying_of, store_marks
from bot.store import OutboxRow, Store, StoreUnavailable, Tx
from bot.telegram.alarm import Alarm
from bot.telegram.calls import GAP, LONGEST_WAIT, MOST_ATTEMPTS, TOLD_AFTER, Calls, Failure, NotAccepted, wait_after
from bot.telegram.chat_lane import ChatLane
from bot.telegram.deliveries import Deliveries
from bot.telegram.message_calls import MessageCalls

log = logging.getLogger(__name__)

MOST_QUEUED = 20
"""Replies to one chat held in memory; later ones wait in the outbox."""
SENDING = timedelta(seconds=75)
"""How long a row whose call takes long is claimed: longer than a call may take, with its quick retries."""
STORE_WAIT = 1.0
"""Seconds before the outbox is asked again when the database is in trouble."""
PICTURE_WAIT = 0.15
"""Seconds the next question waits for the picture above it, which takes 0.05 when nothing else goes on."""


class Sender:
    """Sends messages, a lane a chat."""

    def __init__(
        self,
        calls: Calls,
        store: Store,
        deliveries: Deliveries,
        alarm: Alarm,
        prepare: Callable[[Saying], asyncio.Task[None]],
        now: Callable[[], datetime],
        words: Mapping[str, str],
    ) -> None:
        """`prepare`: begins to prepare and send a document."""
        self.calls, self.store, self.deliveries, self.alarm, self.now = calls, store, deliveries, alarm, now
        self.prepare = prepare
        self.messages = MessageCalls(calls, alarm, words, deliveries.move_card)
        self.left: set[int] = set()
        """Chats that had replies in the outbox at the start."""
        self._lanes: dict[int, ChatLane] = {}
        self._beside: set[asyncio.Task[None]] = set()

    # --- what to send

    def send(self, incoming: Incoming, outcome: Outcome, is_answered: bool = False) -> None:
        """Answer the press at once, unless it is answered already, and put the rest in its chats' lanes."""
        if isinstance(incoming, Press) and not is_answered:
            self.answer(incoming.query_id, outcome.toast)
        for saying in outcome.sayings:
            self.submit(saying)

    def answer(self, query_id: str, text: str | None = None) -> None:
        """Answer a press, beside everything else."""
        self._do_beside(self.calls.answer(query_id, text))

    def tell(self, chat_id: int, text: str) -> None:
        """Send a sentence once, without storing it, beside everything else."""
        self._do_beside(self.calls.tell(chat_id, text))

    def submit(self, saying: Saying, from_outbox: bool = False) -> None:
        """Send a message once its turn in its chat has come. `from_outbox`: it was taken there, in order."""
        lane = self._lanes.setdefault(saying.chat_id, ChatLane(behind=saying.chat_id in self.left))
        if saying.kind == "document":
            task = self.prepare(saying)
            if saying.payload.get("first"):
                lane.picture = task
        elif not from_outbox and not saying.bulk and (lane.behind or len(lane.queue) >= MOST_QUEUED):
            lane.leave([saying])
            # It may be waiting for the end of this very row's claim.
            lane.wake()
        else:
            lane.put(saying)
        self._start(saying.chat_id, lane)

    def tasks(self) -> list[asyncio.Task[None]]:
        """What is under way; messages that must wait are not."""
        return [*self._beside, *(lane.runner for lane in self._lanes.values() if lane.runner)]

    async def finish(self, seconds: float | None = None) -> None:
        """Send what can be sent, within that time if one is given; the rest stays in the outbox for anybody."""
        end = None if seconds is None else time.monotonic() + seconds
        while running := self.tasks():
            _, late = await asyncio.wait(running, timeout=None if end is None else max(0.0, end - time.monotonic()))
            if late:
                for task in late:
                    task.cancel()
                await asyncio.gather(*late, return_exceptions=True)
                break
        left: list[int] = []
        for lane in self._lanes.values():
            lane.wake()
            left += [*lane.own, *(saying.id for saying in lane.queue)]
        if left:
            await self.store.run(lambda tx: tx.outbox.release(left))

    def _do_beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    # --- lanes

    def _start(self, chat_id: int, lane: ChatLane) -> None:
        if lane.runner is None:
            lane.runner = asyncio.create_task(self._run(chat_id, lane))

    async def _run(self, chat_id: int, lane: ChatLane) -> None:
        try:
            while lane.queue or (lane.behind and lane.waking is None):
                if lane.queue:
                    await self._send_next(lane)
                else:
                    await self._take_from_outbox(chat_id, lane)
        except StoreUnavailable:
            self._wake_in(chat_id, lane, STORE_WAIT)
        except Exception:
            log.exception("the messages of a chat wait")
            self._wake_in(chat_id, lane, STORE_WAIT)
        finally:
            lane.runner = None
            if not lane.queue and not lane.behind:
                self._lanes.pop(chat_id, None)

    async def _take_from_outbox(self, chat_id: int, lane: ChatLane) -> None:
        """Take the next replies of the chat from the outbox; the lane has caught up if there are none."""
        marks, own, now = self.deliveries.take(chat_id), list(lane.own), self.now()
        try:
            rows, waits = await self.store.run(_claim, chat_id, marks, now, own)
        except BaseException:
            self.deliveries.put_back(chat_id, marks)
            raise
        for row in rows:
            lane.put(saying_of(row, now + CLAIM))
        if lane.end_look(own, [row.id for row in rows], waits is not None):
            # Others were written meanwhile: the next look takes them.
            return
        if waits is not None:
            self._wake_in(chat_id, lane, (waits - now).total_seconds())
        elif not rows:
            lane.behind = False
            self.left.discard(chat_id)

    def _wake_in(self, chat_id: int, lane: ChatLane, seconds: float) -> None:
        """Look into the outbox again after that time."""

        def wake() -> None:
            lane.waking = None
            self._start(chat_id, lane)

        lane.behind = True
        if lane.waking is None:
            # The date may have been set back meanwhile: nothing waits longer than the longest wait.
            lane.waking = asyncio.get_running_loop().call_later(min(max(0.01, seconds), LONGEST_WAIT), wake)

    # --- one message

    async def _send_next(self, lane: ChatLane) -> None:
        if lane.picture:
            # The next message is about this picture, and waits a little for it.
            await asyncio.wait([lane.picture], timeout=PICTURE_WAIT)
            lane.picture = None
        saying = lane.queue[0]
        if (saying.bulk or lane.slow) and (pause := GAP - (time.monotonic() - lane.last)) > 0:
            await asyncio.sleep(pause)
        if not await self._is_claimed(saying):
            # Another process sends it, or it was claimed anew meanwhile and is in the queue again.
            if saying in lane.queue:
                lane.remove(saying)
            return
        left = (saying.claimed_until - self.now()).total_seconds()
        timer = asyncio.get_running_loop().call_later(max(0.0, left - 2), self._claim_longer, saying)
        try:
            await self._make_calls(saying, lane)
        except NotAccepted as error:
            await self._put_off(saying, error, lane)
        else:
            self.deliveries.add(saying.chat_id, saying.id)
            lane.remove(saying)
            if saying.bulk:
                # The person may not write for days, and a restart would send it again.
                await self.deliveries.store([saying.chat_id])
            if not lane.behind:
                lane.sent.pop(saying.id, None)
        finally:
            timer.cancel()

    async def _make_calls(self, saying: Saying, lane: ChatLane) -> None:
        begun = lane.sent.get(saying.id, saying.sent)
        for number, call in enumerate(saying.payload[begun:], begun + 1):
            await self.messages.make(saying, call)
            lane.sent[saying.id], lane.last = number, time.monotonic()
            # An edit may be made twice; a message may not.
            if number < len(saying.payload) and call["method"].startswith("send"):
                await self.store.run(_record_sent, saying.id, number)

    async def _is_claimed(self, saying: Saying) -> bool:
        """Whether this process may still send the row; its claim is extended if it is about to end."""
        now = self.now()
        if saying.claimed_until - now > timedelta(seconds=1):
            return True
        return await self.store.run(_extend, saying, now + SENDING)

    def _claim_longer(self, saying: Saying) -> None:
        async def extend() -> None:
            try:
                await self.store.run(_extend, saying, self.now() + SENDING)
            except StoreUnavailable:
                log.warning("a claim was not extended")

        self._do_beside(extend())

    # --- messages that were not accepted

    async def _put_off(self, saying: Saying, error: NotAccepted, lane: ChatLane) -> None:
        """Leave the lane's messages in the outbox until they may be tried again."""
        lane.leave([one for one in lane.queue if not one.bulk and one is not saying])
        lane.queue.clear()
        if error.failure is Failure.UNREACHABLE:
            lane.own.clear()
            await self.deliveries.cancel(saying.chat_id)
            return
        held, wait = error.failure is Failure.HELD, error.wait
        attempts = saying.attempts + (not held)
        if held:
            lane.slow = True
        else:
            wait = wait_after(saying.attempts)
        if error.failure is Failure.UNREAD and attempts >= TOLD_AFTER:
            self.alarm.ring("unread")
        if attempts >= MOST_ATTEMPTS:
            log.error("a %s was given up after %d attempts: %s", saying.kind, attempts, error.failure.name)
            await self.store.run(lambda tx: tx.outbox.delete([saying.id]))
            return
        self._wake_in(saying.chat_id, lane, wait)
        sent, until = lane.sent.get(saying.id, saying.sent), self.now() + timedelta(seconds=wait)
        reason = None if held else error.failure.name
        await self.store.run(lambda tx: tx.outbox.put_off(saying.id, sent, until, attempts, reason))


def _claim(
    tx: Tx, chat_id: int, marks: DeliveryMarks, now: datetime, own: list[int]
) -> tuple[list[OutboxRow], datetime | None]:
    # The person first: an update of theirs that replaces a screen would wait for these rows, and they for it.
    tx.lock(chat_id)
    store_marks(tx, {chat_id: marks})
    return tx.outbox.claim_replies(chat_id, now, now + CLAIM, own, MOST_QUEUED)


def _record_sent(tx: Tx, outbox_id: int, sent: int) -> None:
    tx.outbox.record_sent(outbox_id, sent)


def _extend(tx: Tx, saying: Saying, until: datetime) -> bool:
    return tx.outbox.extend(saying.id, saying.claimed_until, until)
