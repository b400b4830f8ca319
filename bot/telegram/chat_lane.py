"""The messages to one chat that are to be sent, in order; some may wait in the outbox only."""

from __future__ import annotations

import asyncio
from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.conversation.outcome import Saying


@dataclass
class ChatLane:
    """`behind`: some messages wait in the outbox only, so that later ones must wait there too."""

    queue: list[Saying] = field(default_factory=list)
    behind: bool = False
    own: list[int] = field(default_factory=list)
    """Rows this process claimed and left in the outbox."""
    sent: dict[int, int] = field(default_factory=dict)
    """Row → its parts accepted since the lane began, which the row may not say yet."""
    picture: asyncio.Task[None] | None = None
    """A document the next message is about."""
    runner: asyncio.Task[None] | None = None
    waking: asyncio.TimerHandle | None = None
    """When the outbox is looked into again."""
    slow: bool = False
    """Whether Telegram has asked this chat to wait."""
    last: float = 0.0
    """When a call was last accepted, on the monotonic clock."""

    def put(self, saying: Saying) -> None:
        """Put a message in its place, unless Telegram has accepted all of it; its latest claim counts."""
        sent = max(saying.sent, self.sent.get(saying.id, 0))
        if sent < len(saying.payload):
            self.queue = [other for other in self.queue if other.id != saying.id]
            insort(self.queue, replace(saying, sent=sent), key=lambda one: one.id)

    def remove(self, saying: Saying) -> None:
        """Take a message out of the queue."""
        self.queue = [other for other in self.queue if other.id != saying.id]

    def leave(self, sayings: Iterable[Saying]) -> None:
        """Leave messages claimed by this process in the outbox."""
        self.behind = True
        self.own += [saying.id for saying in sayings]

    def end_look(self, own: Sequence[int], taken: Sequence[int], others_wait: bool) -> bool:
        """Forget the rows a look into the outbox has taken; whether some were left there since it began (`own`: then).

        `others_wait`: the look stopped before the end.
        """
        newer = self.own[len(own) :]
        self.own = [*(number for number in own if others_wait and number not in taken), *newer]
        return bool(newer)

    def wake(self) -> None:
        """Wait no longer to look into the outbox."""
        if self.waking:
            self.waking.cancel()
            self.waking = None
