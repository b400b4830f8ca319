"""The groups and channels the bot has just left: it says its line there once, however many updates come."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

AGAIN = timedelta(hours=1)
"""How long a chat is not written to again."""
MOST = 1000
"""Chats remembered; the oldest are forgotten first."""


class Departures:
    """Remembers, for an hour, the chats that were told."""

    def __init__(self) -> None:
        self._told: OrderedDict[int, datetime] = OrderedDict()

    @contextmanager
    def once(self, chat_id: int, now: datetime) -> Iterator[bool]:
        """Whether the chat is to be told now; an error inside forgets that it was."""
        told = self._told.get(chat_id)
        if told is not None and timedelta() <= now - told < AGAIN:
            yield False
            return
        self._told[chat_id] = now
        self._told.move_to_end(chat_id)
        if len(self._told) > MOST:
            self._told.popitem(last=False)
        try:
            yield True
        except BaseException:
            self._told.pop(chat_id, None)
            raise
