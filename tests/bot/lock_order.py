"""Watches in which order transactions take the rows others may want: two that wait for each other never end."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from sqlalchemy import Connection, event

from bot.store import Store

LAST = ("set_aside", "hold")
SHARED = ("processed_update", "person", "planned", "outbox", *LAST)
"""The tables several transactions write rows of, in the order they are taken. What else is a person's is only
written by who holds the person."""
LOCKING = (
    re.compile(r"^SELECT .* FROM (?P<table>\w+)\b.* FOR UPDATE(?: OF (?P<of>\w+))?(?P<skip> SKIP LOCKED)?$"),
    re.compile(r"^(?:UPDATE|DELETE FROM) (?P<table>\w+)"),
    # A row that is only inserted is nobody else's yet: nobody is waited for.
    re.compile(r"^INSERT INTO (?P<table>\w+).* ON CONFLICT"),
)


class LockOrder:
    """Transactions on PostgreSQL: those seen, by the tables they took, and the `faults` in their order."""

    def __init__(self) -> None:
        self.seen: Counter[tuple[str, ...]] = Counter()
        self.faults: set[str] = set()
        self._held: dict[Connection, list[str]] = {}
        self._people: dict[Connection, list[int]] = {}

    def watch(self, store: Store) -> None:
        engine = store._engine
        event.listen(engine, "begin", self._begin)
        event.listen(engine, "before_cursor_execute", self._execute)
        event.listen(engine, "commit", self._end)
        event.listen(engine, "rollback", self._end)

    def _begin(self, connection: Connection) -> None:
        self._held[connection], self._people[connection] = [], []

    def _end(self, connection: Connection) -> None:
        self._people.pop(connection, None)
        if held := self._held.pop(connection, None):
            self.seen[tuple(dict.fromkeys(held))] += 1

    def _execute(self, connection: Connection, _: Any, statement: str, parameters: Any, *_more: Any) -> None:
        found = next(filter(None, (kind.match(" ".join(statement.split())) for kind in LOCKING)), None)
        if found is None or connection not in self._held:
            return
        named = found.groupdict()
        table = named.get("of") or named["table"]
        if table not in SHARED:
            return
        held = self._held[connection]
        if table == "person" and (chat := parameters.get("chat", parameters.get("chat_id_1"))) is not None:
            self._take_person(connection, chat)
        # Rows that others hold are skipped rather than waited for; one's own are not waited for either.
        if not named.get("skip") and table not in held:
            self._wait(held, table)
        held.append(table)

    def _take_person(self, connection: Connection, chat_id: int) -> None:
        people = self._people[connection]
        if people and chat_id not in people and chat_id < max(people):
            self.faults.add("two people are not taken in the order of their numbers")
        people.append(chat_id)

    def _wait(self, held: list[str], table: str) -> None:
        later = [other for other in held if SHARED.index(other) > SHARED.index(table)]
        if "person" in held and table in ("planned", "outbox"):
            # Whoever else takes both of the same person waits for the person first.
            later = [other for other in later if other in LAST]
        self.faults.update(f"{table} is waited for by who holds {other}" for other in later)
