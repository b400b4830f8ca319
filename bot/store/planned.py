"""What is to be done later for a project: one row a thing, claimed in batches when it falls due."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update

from bot.store.engine import upsert
from bot.store.rows import PlannedRow
from bot.store.tables import person, planned, project

ROWS = select(
    planned.c.id,
    planned.c.project_id,
    project.c.chat_id,
    planned.c.kind,
    planned.c.item,
    planned.c.due_at,
    planned.c.attempts,
).join(project)
FIRST_WAIT, LONGEST_WAIT = timedelta(hours=1), timedelta(days=7)
"""Before trying again what could not be done: doubled each time, within these."""


class Planned:
    """Reads and writes the plan inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._upsert = upsert(connection)

    def put(self, project_id: int, kind: str, item: str, due_at: datetime, attempts: int = 0) -> None:
        """Plan a thing, or move it: it exists once per project. `attempts`: how often it could not be done."""
        when = {"due_at": due_at, "attempts": attempts}
        row = self._upsert(planned).values(project_id=project_id, kind=kind, item=item, **when)
        once = ["project_id", "kind", "item"]
        self._connection.execute(row.on_conflict_do_update(index_elements=once, set_=when))

    def claim(self, now: datetime, until: datetime, limit: int) -> list[int]:
        """The ids of what is due, oldest first, kept from the other processes until that instant."""
        due = (
            select(planned.c.id)
            .where(planned.c.due_at <= now)
            .order_by(planned.c.due_at, planned.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        ids = list(self._connection.scalars(due))
        if ids:
            self._connection.execute(update(planned).where(planned.c.id.in_(ids)).values(due_at=until))
        return ids

    def whose(self, planned_id: int) -> int | None:
        """The chat of the person a thing is planned for, locked; None when it is done or gone.

        To be called before `take`: a person's own updates lock them first, then what is planned.
        """
        found = select(person.c.chat_id).select_from(planned.join(project).join(person))
        return self._connection.scalar(found.where(planned.c.id == planned_id).with_for_update(of=person))

    def take(self, planned_id: int) -> PlannedRow | None:
        """The thing with its person, out of the plan: done once in the transaction that commits."""
        found = ROWS.where(planned.c.id == planned_id).with_for_update(of=planned)
        row = self._connection.execute(found).one_or_none()
        if row is None:
            return None
        self._connection.execute(delete(planned).where(planned.c.id == planned_id))
        return PlannedRow(*row)

    def put_back(self, planned_id: int, now: datetime) -> PlannedRow | None:
        """Count one more attempt and wait; the thing as it is now planned, None when it is done or gone."""
        row = self._connection.execute(ROWS.where(planned.c.id == planned_id).with_for_update(of=planned)).one_or_none()
        if row is None:
            return None
        # More doublings than lead to the longest wait would make a number no date can hold.
        wait = min(FIRST_WAIT * 2 ** min(row.attempts, 16), LONGEST_WAIT)
        found = replace(PlannedRow(*row), due_at=now + wait, attempts=row.attempts + 1)
        changed = {"due_at": found.due_at, "attempts": found.attempts}
        self._connection.execute(update(planned).where(planned.c.id == planned_id).values(changed))
        return found

    def of_project(self, project_id: int, kind: str | None = None) -> list[PlannedRow]:
        """The plan of a project, soonest first."""
        found = ROWS.where(planned.c.project_id == project_id).order_by(planned.c.due_at, planned.c.id)
        rows = self._connection.execute(found if kind is None else found.where(planned.c.kind == kind))
        return [PlannedRow(*row) for row in rows]

    def soonest(self, kind: str) -> datetime | None:
        """When the first thing of a kind falls due, for whoever it is."""
        found: datetime | None = self._connection.scalar(
            select(func.min(planned.c.due_at)).where(planned.c.kind == kind)
        )
        return found

    def drop(self, project_id: int, kind: str, item: str | None = None) -> None:
        """Take things out of the plan."""
        gone = delete(planned).where(planned.c.project_id == project_id, planned.c.kind == kind)
        self._connection.execute(gone if item is None else gone.where(planned.c.item == item))
