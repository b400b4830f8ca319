"""Table of interviews: the audit of the company, and those of other occasions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update

from bot.store.encoding import decode, encode
from bot.store.rows import InterviewRow
from bot.store.tables import interview

SAVE_SCREEN = (
    update(interview)
    .where(interview.c.id == bindparam("interview"))
    .values(state=bindparam("screen"), closed_at=bindparam("closed"))
)
SAVE_TURN = SAVE_SCREEN.values(said_at=bindparam("said"))
BY_ID = select(interview).where(interview.c.id == bindparam("interview"))


class Interviews:
    """Reads and writes interviews inside one transaction; `changes`: writes of interviews or answers in it."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self.changes = connection, 0

    def of(self, project_id: int, occasion: str, now: datetime, form_version: str) -> InterviewRow:
        """The open interview of that occasion, else the latest one, else a new one."""
        found = (
            select(interview)
            .where(interview.c.project_id == project_id, interview.c.occasion == occasion)
            .order_by(interview.c.closed_at.is_not(None), interview.c.id.desc())
            .limit(1)
        )
        return self._read(found) or self.start(project_id, occasion, now, form_version)

    def start(
        self,
        project_id: int,
        occasion: str,
        now: datetime,
        form_version: str,
        prior: Sequence[Any] = (),
        period: str | None = None,
    ) -> InterviewRow:
        """Insert an interview; `prior`: entries [question, item, value] it starts from.

        Raises an IntegrityError for a second one of the same occasion and `period`.
        """
        row = insert(interview).values(
            project_id=project_id, occasion=occasion, opened_at=now,
            form_version=form_version, prior=encode(list(prior)), period=period,
        )  # fmt: skip
        self.changes += 1
        key = self._connection.execute(row).inserted_primary_key
        assert key is not None
        return self.by_id(int(key[0]))

    def of_occasion(self, project_id: int, occasion: str) -> list[InterviewRow]:
        """Every interview of that occasion, by period, then by order of creation."""
        found = select(interview).where(interview.c.project_id == project_id, interview.c.occasion == occasion)
        rows = self._connection.execute(found.order_by(interview.c.period, interview.c.id)).all()
        return [interview_row(row) for row in rows]

    def by_id(self, interview_id: int) -> InterviewRow:
        """The interview with that id, which must exist."""
        row = self._connection.execute(BY_ID, {"interview": interview_id}).one()
        return interview_row(row)

    def lock(self, interview_id: int) -> InterviewRow:
        """The same, locked until the end of the transaction."""
        row = self._read(select(interview).where(interview.c.id == interview_id).with_for_update())
        assert row is not None
        return row

    def in_project(self, interview_id: int, project_id: int) -> InterviewRow | None:
        """The interview with that id; None if it belongs to another project."""
        return self._read(select(interview).where(interview.c.id == interview_id, interview.c.project_id == project_id))

    def set_prior(self, interview_id: int, prior: Sequence[Any]) -> None:
        """Replace the entries an interview starts from."""
        self._write(interview_id, prior=encode(list(prior)))

    def add_prior(self, interview_id: int, entries: Iterable[Any]) -> None:
        """Add entries to those an interview starts from; the row is locked against concurrent additions."""
        self.set_prior(interview_id, [*self.lock(interview_id).prior, *entries])

    def save_state(
        self, interview_id: int, state: dict[str, Any] | None, closed_at: datetime | None, now: datetime | None = None
    ) -> None:
        """Store the screen, whether the interview is closed and, if `now` is given, when the person was last in it."""
        self.changes += 1
        row = {"interview": interview_id, "screen": None if state is None else encode(state), "closed": closed_at}
        self._connection.execute(
            SAVE_SCREEN if now is None else SAVE_TURN, row if now is None else {**row, "said": now}
        )

    def set_said(self, interview_id: int, now: datetime) -> None:
        """Store when the person was last in the interview."""
        self._write(interview_id, said_at=now)

    def _write(self, interview_id: int, **values: Any) -> None:
        self.changes += 1
        self._connection.execute(update(interview).where(interview.c.id == interview_id).values(**values))

    def _read(self, found: Select[Any]) -> InterviewRow | None:
        row = self._connection.execute(found).one_or_none()
        return None if row is None else interview_row(row)


def interview_row(row: Row[Any]) -> InterviewRow:
    """A row of the table as an InterviewRow."""
    values = {**row._mapping, "state": None if row.state is None else decode(row.state)}
    return InterviewRow(**{**values, "prior": [] if row.prior is None else decode(row.prior)})
