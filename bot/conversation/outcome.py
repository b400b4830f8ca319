"""What an update leaves to do once it is committed, and what has been done since the last one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.conversation.views import Call

LEASE = timedelta(seconds=5)
"""How long the process that wrote a saying has to deliver it before any process may."""


@dataclass
class DeliveryMarks:
    """What went out since the person's last transaction: outbox rows accepted, and the card's message."""

    rows: list[int] = field(default_factory=list)
    card: int | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Saying:
    """A row of the outbox: calls to make, or a document to prepare."""

    id: int
    chat_id: int
    kind: str
    payload: Any
    attempts: int = 0
    held: datetime | None = None
    """Until when the row is this process's to deliver; afterwards it may be another's."""


@dataclass(frozen=True)
class Outcome:
    """What to do after the commit: sayings to deliver, a press to answer, calls about somebody erased."""

    sayings: tuple[Saying, ...] = ()
    toast: str | None = None
    direct: tuple[Call, ...] = ()

    def __add__(self, other: Outcome) -> Outcome:
        """Both, one after the other."""
        return Outcome(self.sayings + other.sayings, self.toast or other.toast, self.direct + other.direct)
