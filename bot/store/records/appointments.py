"""Tables of appointments (one for each project and period) and absences."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from bot.store.engine import upsert
from bot.store.rows import Appointment
from bot.store.tables import absence, appointment


class Appointments:
    """Reads and writes appointments inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._upsert = upsert(connection)

    def put(self, one: Appointment) -> None:
        """Insert or update the appointment of a period."""
        changed = {"opens_at": one.opens_at, "state": one.state, "snoozes": one.snoozes}
        row = self._upsert(appointment).values(project_id=one.project_id, period=one.period, **changed)
        self._connection.execute(row.on_conflict_do_update(index_elements=["project_id", "period"], set_=changed))

    def of_project(self, project_id: int) -> list[Appointment]:
        """Every appointment of a project, in order of creation."""
        columns = (
            appointment.c.project_id,
            appointment.c.period,
            appointment.c.opens_at,
            appointment.c.state,
            appointment.c.snoozes,
        )
        found = select(*columns).where(appointment.c.project_id == project_id).order_by(appointment.c.id)
        return [Appointment(*row) for row in self._connection.execute(found)]

    def forget(self, project_id: int, period: str) -> None:
        """Delete an appointment that has not been announced."""
        mine = (appointment.c.project_id == project_id, appointment.c.period == period)
        self._connection.execute(delete(appointment).where(*mine))


class Absences:
    """Reads and writes absences inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, project_id: int, first: date, last: date) -> None:
        """Add an absence, both days included; it replaces the absences within it."""
        within = (absence.c.project_id == project_id, absence.c.first >= first, absence.c.last <= last)
        self._connection.execute(delete(absence).where(*within))
        self._connection.execute(insert(absence).values(project_id=project_id, first=first, last=last))

    def of_project(self, project_id: int) -> list[tuple[date, date]]:
        """First and last day of each absence, soonest first."""
        found = select(absence.c.first, absence.c.last).where(absence.c.project_id == project_id)
        return [(row.first, row.last) for row in self._connection.execute(found.order_by(absence.c.first))]

    def end(self, project_id: int, today: date) -> bool:
        """End the current absence yesterday and delete those to come; False if there was none."""
        to_come = absence.c.project_id == project_id, absence.c.last >= today
        gone = self._connection.execute(delete(absence).where(*to_come, absence.c.first >= today)).rowcount
        cut = update(absence).where(*to_come).values(last=today - timedelta(1))
        return bool(gone + self._connection.execute(cut).rowcount)
