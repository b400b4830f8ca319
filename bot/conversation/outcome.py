"""What is left to do after an update is committed, and what has been delivered since the last one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.store import OutboxRow, Tx

LEASE = timedelta(seconds=5)
"""How long only the process that saved a message may deliver it, unless it asks for more."""
CLAIM = timedelta(seconds=10)
"""How long what a process takes from the outbox or the plan is kept from others, unless it asks for more."""


@dataclass
class DeliveryMarks:
    """Deliveries since the person's last transaction: outbox rows that were accepted, and the card's new message id.

    The card is the message that holds the current question; `moved` tells whether it changed.
    """

    rows: list[int] = field(default_factory=list)
    card: int | None = None
    moved: bool = False


def store_marks(tx: Tx, delivered: Mapping[int, DeliveryMarks]) -> None:
    """Store what was delivered to each chat."""
    # All the people first: no message is held while one of them is waited for.
    for chat_id, marks in delivered.items():
        if marks.moved and tx.lock(chat_id):
            tx.set_card(chat_id, marks.card)
    # In one order, as updates of these people may delete the same rows.
    tx.outbox.delete(sorted(row for marks in delivered.values() for row in marks.rows))


@dataclass(frozen=True, slots=True)
class Saying:
    """A row of the outbox: calls to make, or a document to prepare and send. `sent`: how many parts are accepted.

    `claimed_until`: until when this process alone may send it. `bulk`: nobody waits for it. `card`: the message
    that held the current question when the row was written or read.
    """

    id: int
    chat_id: int
    kind: str
    payload: Any
    claimed_until: datetime
    attempts: int = 0
    sent: int = 0
    bulk: bool = False
    card: int | None = None


def saying_of(row: OutboxRow, claimed_until: datetime) -> Saying:
    """A row of the outbox, claimed by this process until then."""
    return Saying(row.id, row.chat_id, row.kind, row.payload, claimed_until, row.attempts, row.sent, row.bulk)


@dataclass(frozen=True)
class Outcome:
    """What to do after the commit: messages to deliver, and the toast that answers a press."""

    sayings: tuple[Saying, ...] = ()
    toast: str | None = None

    def __add__(self, other: Outcome) -> Outcome:
        """Both outcomes, one after the other; the first toast wins."""
        return Outcome(self.sayings + other.sayings, self.toast or other.toast)
