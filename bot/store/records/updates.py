"""Tables of updates: the numbers of those processed, and those kept until their turn or set aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from bot.store.encoding import printable
from bot.store.engine import upsert
from bot.store.rows import WaitingUpdate
from bot.store.tables import processed_update, set_aside

REMEMBERED = timedelta(days=3)
"""How long the number of a processed update is remembered: Telegram repeats updates for a day at most."""


@cache
def _claim(insert_or: Callable[[Table], Any]) -> Any:
    row = insert_or(processed_update)
    again = row.on_conflict_do_update(
        index_elements=["bot", "update_id"],
        set_={"at": row.excluded.at},
        where=processed_update.c.at < bindparam("forgotten"),
    )
    return again.returning(processed_update.c.update_id)


class Updates:
    """Reads and writes updates inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._upsert = connection, upsert(connection)

    def claim(self, update_id: int, now: datetime, bot: int = 0) -> bool:
        """Mark an update of a bot as processed; False if it already is. Waits for another transaction that does so.

        A number processed long ago is new: after a quiet week Telegram may begin again anywhere.
        """
        row = {"bot": bot, "update_id": update_id, "at": now, "forgotten": now - REMEMBERED}
        return self._connection.scalar(_claim(self._upsert), row) is not None

    def adopt(self, bot: int) -> None:
        """Give this bot the updates processed or set aside before bots were told apart."""
        for table in (processed_update, set_aside):
            self._connection.execute(update(table).where(table.c.bot == 0).values(bot=bot))

    def keep(self, bot: int, updates: Sequence[tuple[int, int, str]], now: datetime) -> None:
        """Keep updates (number, chat, payload) until they can be decided; processed ones may be kept again."""
        rows = [
            {"bot": bot, "update_id": number, "chat_id": chat_id, "payload": printable(payload), "at": now}
            for number, chat_id, payload in updates
        ]
        self._connection.execute(insert(set_aside), rows)

    def waiting(self, bot: int, others: Sequence[int], limit: int) -> list[WaitingUpdate]:
        """The first updates that wait for their turn, by their numbers, but for those of other chats.

        One that came again after a crash is kept after others it came before.
        """
        columns = set_aside.c.id, set_aside.c.update_id, set_aside.c.chat_id, set_aside.c.payload
        found = select(*columns).where(
            set_aside.c.bot == bot, set_aside.c.error.is_(None), set_aside.c.chat_id.not_in(others)
        )
        return [
            WaitingUpdate(*row)
            for row in self._connection.execute(found.order_by(set_aside.c.update_id, set_aside.c.id).limit(limit))
        ]

    def chats_in_waiting(self, bot: int) -> list[int]:
        """The chats that have updates waiting for their turn."""
        found = select(set_aside.c.chat_id).where(set_aside.c.bot == bot, set_aside.c.error.is_(None))
        return list(self._connection.scalars(found.distinct()))

    def end_waiting(self, ids: Sequence[int]) -> None:
        """Delete updates whose turn has come, once they are decided."""
        self._connection.execute(delete(set_aside).where(set_aside.c.id.in_(ids)))

    def set_aside(self, bot: int, update_id: int, chat_id: int | None, payload: str, error: str, now: datetime) -> None:
        """Store an update that could not be processed, for an operator to read; it waits for its turn no more."""
        waiting = set_aside.c.bot == bot, set_aside.c.update_id == update_id, set_aside.c.error.is_(None)
        self._connection.execute(delete(set_aside).where(*waiting))
        row = {"chat_id": chat_id, "payload": printable(payload), "error": printable(error), "at": now}
        self._connection.execute(insert(set_aside).values(bot=bot, update_id=update_id, **row))

    def purge(self, now: datetime) -> int:
        """Delete the numbers of updates too old to come again; how many."""
        old = delete(processed_update).where(processed_update.c.at < now - REMEMBERED)
        return self._connection.execute(old).rowcount
