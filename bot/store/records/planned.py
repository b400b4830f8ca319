"""Table of planned jobs, one row a job, claimed in batches when they fall due."""

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
"""Bounds of the wait after a failure, which doubles each time."""


class Planned:
    """Reads and writes the plan inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._upsert = upsert(connection)

    def put(self, project_id: int, kind: str, item: str, due_at: datetime, attempts: int = 0) -> None:
        """Plan a job, or move it if it is planned already. `attempts`: how often it has failed."""
        when = {"due_at": due_at, "attempts": attempts}
        row = self._upsert(planned).values(project_id=project_id, kind=kind, item=item, **when)
        once = ["project_id", "kind", "item"]
        self._connection.execute(row.on_conflict_do_update(index_elements=once, set_=when))

    def claim(self, now: datetime, until: datetime, limit: int) -> list[int]:
        """The ids of due jobs, oldest first, reserved from other processes until `until`."""
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
        """The chat of the person a job is for, whose row is locked; None if the job is gone.

        To be called before `take`, so that locks are taken in the same order as by the person's updates.
        """
        found = select(person.c.chat_id).select_from(planned.join(project).join(person))
        return self._connection.scalar(found.where(planned.c.id == planned_id).with_for_update(of=person))

    def take(self, planned_id: int) -> PlannedRow | None:
        """Delete the job and return it; it is thus done once, in the transaction that commits."""
        found = ROWS.where(planned.c.id == planned_id).with_for_update(of=planned)
        row = self._connection.execute(found).one_or_none()
        if row is None:
            return None
        self._connection.execute(delete(planned).where(planned.c.id == planned_id))
        return PlannedRow(*row)

    def put_back(self, planned_id: int, now: datetime) -> PlannedRow | None:
        """Count one more failure and plan the job later; the job as it is now, None if it is gone."""
        row = self._connection.execute(ROWS.where(planned.c.id == planned_id).with_for_update(of=planned)).one_or_none()
        if row is None:
            return None
        # More doublings would exceed what a date can hold.
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
        """When the first job of a kind falls due, among all projects; None without any."""
        found: datetime | None = self._connection.scalar(
            select(func.min(planned.c.due_at)).where(planned.c.kind == kind)
        )
        return found

    def drop(self, project_id: int, kind: str, item: str | None = None) -> None:
        """Delete the jobs of a kind, or only the one with that item."""
        gone = delete(planned).where(planned.c.project_id == project_id, planned.c.kind == kind)
        self._connection.execute(gone if item is None else gone.where(planned.c.item == item))
