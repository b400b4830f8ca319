"""Tells the operators what they must know at once, directly: the database may be what is in trouble."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping

from bot.telegram.calls import Calls, NotAccepted
from bot.telegram.client import request

log = logging.getLogger(__name__)

AGAIN = 3600.0
"""Seconds during which the same kind of trouble is not told again."""
RETRIES = (5, 30, 120, 600)
"""Seconds before each retry of a message that was not accepted."""


class Alarm:
    """Writes to the operators; `words`: their sentences, « operator.<kind> »."""

    def __init__(self, calls: Calls, operators: tuple[int, ...], words: Mapping[str, str]) -> None:
        self._calls, self._operators, self._words = calls, operators, words
        self._told: dict[str, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def ring(self, kind: str) -> None:
        """Tell every operator, unless they were told of this kind less than an hour ago."""
        now = time.monotonic()
        if now - self._told.get(kind, -AGAIN) < AGAIN:
            return
        self._told[kind] = now
        log.error("trouble of kind %s: %d operators are told", kind, len(self._operators))
        for chat_id in self._operators:
            task = asyncio.create_task(self._tell(chat_id, self._words[f"operator.{kind}"]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def stop(self) -> None:
        """Give up what could not be told."""
        for task in self._tasks:
            task.cancel()

    async def _tell(self, chat_id: int, text: str) -> None:
        for pause in (*RETRIES, None):
            try:
                await self._calls.make(chat_id, request("sendMessage", chat_id=chat_id, text=text))
                return
            except NotAccepted as error:
                if pause is None:
                    log.error("an operator could not be told (%s)", error.failure.name)
                    return
                await asyncio.sleep(max(pause, error.wait))
