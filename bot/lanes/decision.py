"""Decides one update: handles it and has the reply sent, or sets it aside with an apology."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.conversation.incoming import FailedUpdate, Incoming, Press
from bot.conversation.outcome import DeliveryMarks, Outcome
from bot.log import OncePerMinute
from bot.store import Store, StoreUnavailable
from bot.telegram.decode import decode
from bot.telegram.send import Sender

log = logging.getLogger(__name__)
seldom = OncePerMinute(log)

RETRIES = (0.1, 0.5)
"""Seconds before each retry of an update whose handling fails; then it is set aside."""
AT_ONCE = 64
"""Updates being handled at once, as many as one commit takes: those that have not begun can still be kept as rows."""
MOST_REMEMBERED = 10_000
"""Presses answered before they were decided that are remembered."""


@dataclass(eq=False, slots=True)
class Received:
    """An update of a person; `settled` ends once it is decided, set aside or kept as a row."""

    number: int
    person: int
    raw: Mapping[str, Any]
    at: float
    settled: asyncio.Future[None]
    answered: bool = False

    def settle(self) -> None:
        """Say that the update may be confirmed to Telegram."""
        if not self.settled.done():
            self.settled.set_result(None)


def note_waiting(error: Exception) -> None:
    """Say, once a minute, why the updates of a person wait: the database is in trouble, or the program is wrong."""
    if isinstance(error, StoreUnavailable):
        seldom.warning("wait", "the updates of a person wait for the database (%s)", error)
    else:
        seldom.exception("fault", "the updates of a person wait")


class Decisions:
    """Handles updates of a bot, a few at once."""

    def __init__(
        self,
        bot: int,
        handle: Callable[[Incoming, DeliveryMarks], Awaitable[Outcome]],
        sender: Sender,
        store: Store,
        now: Callable[[], datetime],
        words: Mapping[str, str],
    ) -> None:
        self.bot, self.store, self.now = bot, store, now
        self._handle, self._sender, self._words = handle, sender, words
        self.slots = asyncio.Semaphore(AT_ONCE)
        self._answered_late: OrderedDict[str, None] = OrderedDict()
        """Presses answered before they were decided: Telegram refuses a second answer."""

    async def decide(self, number: int, person: int, raw: Mapping[str, Any]) -> None:
        """Handle an update, or set it aside. Raises StoreUnavailable: the update is not at fault.

        The caller holds one of `slots`.
        """
        began = time.perf_counter()
        try:
            incoming = decode(raw)
        except Exception as error:
            await self._set_aside(number, person, raw, f"undecodable: {type(error).__name__}")
            return
        if incoming is None:
            return
        for wait in (*RETRIES, None):
            marks = self._sender.deliveries.take_if_moved(incoming.chat_id)
            try:
                outcome = await self._handle(incoming, marks)
            except StoreUnavailable:
                self._sender.deliveries.put_back(incoming.chat_id, marks)
                raise
            except Exception as error:
                self._sender.deliveries.put_back(incoming.chat_id, marks)
                if wait is None:
                    log.exception("an update of kind %s failed", type(incoming).__name__)
                    await self._set_aside(number, person, raw, type(error).__name__)
                    return
                await asyncio.sleep(wait)
            else:
                late = isinstance(incoming, Press) and incoming.query_id in self._answered_late
                self._sender.send(incoming, outcome, is_answered=late)
                log.info("%s handled in %.0f ms", type(incoming).__name__, 1000 * (time.perf_counter() - began))
                return

    def answer_late(self, received: Received) -> None:
        """Answer a press that is not decided yet: its button must not spin for ever."""
        if received.answered:
            return
        received.answered = True
        query = received.raw.get("callback_query")
        if isinstance(query, dict) and isinstance(query.get("id"), str):
            self._sender.answer(query["id"])
            self._answered_late[query["id"]] = None
            if len(self._answered_late) > MOST_REMEMBERED:
                self._answered_late.popitem(last=False)

    def tell_late(self, person: int) -> None:
        """Tell a person that what they sent cannot be stored yet."""
        if person > 0:
            self._sender.tell(person, self._words["delayed"])

    async def _set_aside(self, number: int, person: int, raw: Mapping[str, Any], error: str) -> None:
        """Store the update for an operator to read, then apologise and show the current question again."""
        payload = json.dumps(raw)
        await self.store.run(
            lambda tx: tx.updates.set_aside(self.bot, number, person or None, payload, error, self.now())
        )
        log.warning("update %d set aside (%s)", number, error)
        if not person:
            return
        failed = FailedUpdate(number, person)
        try:
            self._sender.send(failed, await self._handle(failed, DeliveryMarks()))
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("the question in waiting cannot be shown")
            self._sender.tell(person, self._words["trouble"])
