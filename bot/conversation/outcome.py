"""What is left to do after an update is committed, and what has been delivered since the last one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.conversation.views import Call

LEASE = timedelta(seconds=5)
"""How long only the process that saved a message may deliver it."""


@dataclass
class DeliveryMarks:
    """Deliveries since the person's last transaction: outbox rows that were accepted, and the card's new message id.

    The card is the message that holds the current question; `moved` tells whether it changed.
    """

    rows: list[int] = field(default_factory=list)
    card: int | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Saying:
    """A row of the outbox: calls to make, or a document to prepare and send."""

    id: int
    chat_id: int
    kind: str
    payload: Any
    attempts: int = 0
    reserved_until: datetime | None = None
    """Until when the row is reserved for this process."""


@dataclass(frozen=True)
class Outcome:
    """What to do after the commit: messages to deliver, the toast that answers a press, calls that are not saved."""

    sayings: tuple[Saying, ...] = ()
    toast: str | None = None
    direct: tuple[Call, ...] = ()

    def __add__(self, other: Outcome) -> Outcome:
        """Both outcomes, one after the other; the first toast wins."""
        return Outcome(self.sayings + other.sayings, self.toast or other.toast, self.direct + other.direct)
