"""Reads the answers and open interviews of all projects, for authors who are about to change the form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from bot.store.encoding import decode
from bot.store.records.interviews import interview_row
from bot.store.rows import InterviewRow
from bot.store.tables import answer, interview


class Inventory:
    """Reads all projects at once inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def answers(self) -> Iterator[tuple[int, str, str | None, Any]]:
        """The current answers of every interview, as (project, question, item, value)."""
        columns = (answer.c.interview_id, answer.c.project_id, answer.c.question, answer.c.item, answer.c.value)
        rows = self._connection.execute(select(*columns).order_by(answer.c.interview_id, answer.c.id))
        of, last = 0, dict[tuple[str, str | None], tuple[int, str, str | None, str]]()
        for row in rows:
            if row.interview_id != of:
                yield from _decode(last)
                of, last = row.interview_id, {}
            last[row.question, row.item] = (row.project_id, row.question, row.item, row.value)
        yield from _decode(last)

    def open_interviews(self) -> list[InterviewRow]:
        """Every interview that is not closed."""
        rows = self._connection.execute(select(interview).where(interview.c.closed_at.is_(None)))
        return [interview_row(row) for row in rows]


def _decode(last: dict[Any, tuple[int, str, str | None, str]]) -> Iterator[tuple[int, str, str | None, Any]]:
    return ((project, question, item, decode(value)) for project, question, item, value in last.values())
