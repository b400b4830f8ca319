"""Table of messages that Telegram has not accepted yet, and of the holds it has asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, delete, exists, func, insert, or_, select, update

from bot.store.encoding import decode, encode, printable
from bot.store.engine import upsert
from bot.store.rows import Hold, OutboxRow
from bot.store.tables import hold, outbox, person

DOCUMENT = "document"
"""Kind of the rows that say which document to prepare: they are sent when ready, in no order with the others."""
earlier = outbox.alias("earlier")

# What every update runs: statements made once are also compiled once.
SAY = insert(outbox)
DELETE = delete(outbox).where(outbox.c.id == bindparam("row"))
UNSAY = delete(outbox).where(outbox.c.chat_id == bindparam("chat"), outbox.c.kind == bindparam("sort"))


class Outbox:
    """Reads and writes the outbox inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def say(
        self,
        chat_id: int,
        kind: str,
        payload: Any,
        now: datetime,
        claimed_until: datetime | None = None,
        bulk: bool = False,
    ) -> int:
        """Add a message, for this process to send until `claimed_until` and for any process afterwards; its id."""
        row = {
            "chat_id": chat_id,
            "kind": kind,
            "payload": encode(payload),
            "created_at": now,
            "not_before": now,
            "attempts": 0,
            "claimed_until": claimed_until,
            "bulk": bulk,
        }
        key = self._connection.execute(SAY, row).inserted_primary_key
        assert key is not None
        return int(key[0])

    def claim_due(self, now: datetime, until: datetime, limit: int) -> list[OutboxRow]:
        """Messages to send now, oldest first, claimed until `until`.

        A reply waits for the replies before it in its chat; nothing is taken for a chat on hold or a person whom
        Telegram does not reach.
        """
        scopes = {held.scope for held in self.holds(now)}
        if "all" in scopes:
            return []
        due = select(outbox).where(_free(outbox, now), outbox.c.chat_id.not_in(_silent()))
        held = select(hold.c.chat_id).where(hold.c.scope == "chat", hold.c.until > now)
        due = due.where(outbox.c.chat_id.not_in(held), or_(outbox.c.bulk, outbox.c.kind == DOCUMENT, ~_overtakes(now)))
        if "bulk" in scopes:
            due = due.where(outbox.c.bulk.is_(False))
        rows = self._rows(due.limit(limit).with_for_update(skip_locked=True))
        self.claim([row.id for row in rows], until)
        return rows

    def claim_replies(
        self, chat_id: int, now: datetime, until: datetime, own: Sequence[int], limit: int
    ) -> tuple[list[OutboxRow], datetime | None]:
        """The next replies to a chat, in order, claimed until `until`; when the first one that waits may be sent.

        `own`: rows this process may take although their claim has not ended.
        """
        replies = select(outbox).where(outbox.c.chat_id == chat_id, outbox.c.bulk.is_(False), outbox.c.kind != DOCUMENT)
        found: list[OutboxRow] = []
        for row in self._rows(replies.limit(limit).with_for_update()):
            claimed = row.claimed_until if row.claimed_until and row.id not in own else None
            waits = max(filter(None, (row.not_before, claimed)))
            if waits > now:
                self.claim([one.id for one in found], until)
                return found, waits
            found.append(row)
        self.claim([one.id for one in found], until)
        return found, None

    def chats_in_waiting(self) -> list[int]:
        """The chats that have replies in the outbox."""
        replies = select(outbox.c.chat_id).where(outbox.c.bulk.is_(False), outbox.c.kind != DOCUMENT)
        return list(self._connection.scalars(replies.distinct()))

    def find(self, ids: Sequence[int]) -> list[OutboxRow]:
        """Those rows that are not delivered yet, oldest first."""
        return self._rows(select(outbox).where(outbox.c.id.in_(ids)))

    def claim(self, ids: Sequence[int], until: datetime) -> None:
        """Claim rows for this process until then."""
        if ids:
            self._connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(claimed_until=until))

    def extend(self, outbox_id: int, claimed_until: datetime, until: datetime) -> bool:
        """Extend the claim of a row; False if it is delivered or another process has claimed it since."""
        mine = update(outbox).where(outbox.c.id == outbox_id, outbox.c.claimed_until == claimed_until)
        return self._connection.execute(mine.values(claimed_until=until)).rowcount == 1

    def record_sent(self, outbox_id: int, sent: int) -> None:
        """Store how many parts of a message Telegram has accepted."""
        self._connection.execute(update(outbox).where(outbox.c.id == outbox_id).values(sent=sent))

    def put_off(self, outbox_id: int, sent: int, until: datetime, attempts: int, error: str | None) -> None:
        """Let any process send the rest of a row from `until` on."""
        self._connection.execute(
            update(outbox)
            .where(outbox.c.id == outbox_id)
            .values(
                sent=sent,
                not_before=until,
                claimed_until=None,
                attempts=attempts,
                error=None if error is None else printable(error),
            )
        )

    def release(self, ids: Sequence[int] | None = None) -> None:
        """End the claims of those rows, or of all of them."""
        claimed = update(outbox).where(outbox.c.claimed_until.is_not(None))
        self._connection.execute(
            (claimed if ids is None else claimed.where(outbox.c.id.in_(ids))).values(claimed_until=None)
        )

    def delete(self, ids: Sequence[int]) -> None:
        """Delete delivered rows."""
        if ids:
            self._connection.execute(DELETE, [{"row": number} for number in ids])

    def unsay(self, chat_id: int, kind: str) -> None:
        """Delete the person's undelivered messages of this kind: a newer one replaces them."""
        self._connection.execute(UNSAY, {"chat": chat_id, "sort": kind})

    def drop(self, chat_id: int) -> None:
        """Delete every undelivered message to the person but the documents they asked for."""
        gone = delete(outbox).where(outbox.c.chat_id == chat_id, outbox.c.kind != DOCUMENT)
        self._connection.execute(gone)

    # --- holds

    def hold(self, scope: str, chat_id: int, until: datetime) -> None:
        """Send nothing in that scope until then; an earlier end already stored is replaced, a later one stays."""
        row = upsert(self._connection)(hold).values(scope=scope, chat_id=chat_id, until=until)
        later = row.on_conflict_do_update(
            index_elements=["scope", "chat_id"], set_={"until": until}, where=hold.c.until < until
        )
        self._connection.execute(later)

    def holds(self, now: datetime) -> list[Hold]:
        """The holds that have not ended."""
        return [Hold(*row) for row in self._connection.execute(select(hold).where(hold.c.until > now))]

    def end_holds(self, before: datetime) -> None:
        """Delete the holds that ended before that instant."""
        self._connection.execute(delete(hold).where(hold.c.until <= before))

    def bring_forward(self, now: datetime) -> None:
        """Let everything that waits be sent now: the clock has been set back, so its instants mean nothing."""
        self._connection.execute(update(outbox).where(outbox.c.not_before > now).values(not_before=now))
        self._connection.execute(update(outbox).where(outbox.c.claimed_until > now).values(claimed_until=None))
        self._connection.execute(delete(hold).where(hold.c.until > now))

    # --- the statements

    def _rows(self, rows: Select[Any]) -> list[OutboxRow]:
        found = self._connection.execute(rows.order_by(outbox.c.id))
        return [OutboxRow(**{**row._mapping, "payload": decode(row.payload)}) for row in found]


def _free(rows: Any, now: datetime) -> Any:
    """The condition that a row may be sent and nobody sends it."""
    return and_(rows.c.not_before <= now, or_(rows.c.claimed_until.is_(None), rows.c.claimed_until <= now))


def _overtakes(now: datetime) -> Any:
    """The condition that an earlier reply to the same chat waits or is being sent."""
    return exists().where(
        earlier.c.chat_id == outbox.c.chat_id,
        earlier.c.id < outbox.c.id,
        earlier.c.bulk.is_(False),
        earlier.c.kind != DOCUMENT,
        or_(earlier.c.not_before > now, func.coalesce(earlier.c.claimed_until, now) > now),
    )


def _silent() -> Any:
    return select(person.c.chat_id).where(person.c.reachable.is_(False))
