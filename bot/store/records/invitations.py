"""Table of invitations of third parties and providers: one link each, for one person, for a few days."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from bot.store.encoding import decode, encode
from bot.store.rows import Invitation
from bot.store.tables import interview, invitation, person, project

ANSWERED = ("sealed", "waited", "revealed")
"""States of an invitation whose interview is finished."""
COLUMNS = [column for column in invitation.c if column.name != "token_hash"]


class Invitations:
    """Reads and writes invitations inside one transaction; callers define the values of `state`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        project_id: int,
        token: str,
        name: str,
        now: datetime,
        expires_at: datetime,
        state: str,
        purpose: str = "second_look",
        period: str | None = None,
    ) -> int:
        """Insert an invitation for a link with that token (only its hash is stored); its id."""
        row = insert(invitation).values(
            project_id=project_id, token_hash=_hash(token), name=name, created_at=now,
            expires_at=expires_at, state=state, purpose=purpose, period=period,
        )  # fmt: skip
        key = self._connection.execute(row).inserted_primary_key
        assert key is not None
        return int(key[0])

    def by_token(self, token: str) -> Invitation | None:
        """The invitation of a link, locked, so that only one of two people can open it."""
        found = select(*COLUMNS).where(invitation.c.token_hash == _hash(token)).with_for_update()
        return next(iter(self._read(found)), None)

    def of_project(self, project_id: int, purpose: str = "second_look") -> list[Invitation]:
        """The invitations of a project for that purpose, the newest first."""
        mine = (invitation.c.project_id == project_id, invitation.c.purpose == purpose)
        return self._read(select(*COLUMNS).where(*mine).order_by(invitation.c.id.desc()))

    def by_id(self, invitation_id: int) -> Invitation:
        """The invitation with that id, which must exist, locked."""
        return self._read(select(*COLUMNS).where(invitation.c.id == invitation_id).with_for_update())[0]

    def of_interview(self, interview_id: int, lock: bool = True) -> Invitation | None:
        """The invitation this interview answers."""
        found = select(*COLUMNS).where(invitation.c.interview_id == interview_id)
        return next(iter(self._read(found.with_for_update() if lock else found)), None)

    def answered_by(self, chat_id: int, purpose: str = "second_look") -> list[Invitation]:
        """The invitations this person has opened, for that purpose."""
        mine = select(interview.c.id).join(project).where(project.c.chat_id == chat_id)
        asked = (invitation.c.interview_id.in_(mine), invitation.c.purpose == purpose)
        return self._read(select(*COLUMNS).where(*asked))

    def mark(self, invitation_id: int, state: str, **values: Any) -> None:
        """Change the state of an invitation and, if given, `interview_id`, `expires_at` or `answers` (JSON)."""
        if "answers" in values:
            values["answers"] = None if values["answers"] is None else encode(values["answers"])
        self._connection.execute(
            update(invitation).where(invitation.c.id == invitation_id).values(state=state, **values)
        )

    def author(self, project_id: int) -> int:
        """The chat of the project's owner."""
        return int(self._connection.scalars(select(project.c.chat_id).where(project.c.id == project_id)).one())

    def guest(self, interview_id: int) -> int | None:
        """The chat of the interview's owner."""
        found = select(project.c.chat_id).join(interview).where(interview.c.id == interview_id)
        return self._connection.scalar(found)

    def set_quiet(self, invitation_id: int, silent_at: datetime | None) -> None:
        """Store since when the guest wants no message about the file; None if they want them again."""
        self._connection.execute(update(invitation).where(invitation.c.id == invitation_id).values(silent_at=silent_at))

    def listeners(self, project_id: int, purpose: str) -> list[tuple[int, int]]:
        """Invitation id and chat of the guests who finished an interview of that purpose, the latest first.

        Without guests who want no message about this file, stopped all reminders, or cannot be reached.
        """
        heard = (
            select(invitation.c.id, person.c.chat_id, invitation.c.silent_at)
            .join(interview, interview.c.id == invitation.c.interview_id)
            .join(project, project.c.id == interview.c.project_id)
            .join(person, person.c.chat_id == project.c.chat_id)
            .where(
                invitation.c.project_id == project_id,
                invitation.c.purpose == purpose,
                invitation.c.state.in_(ANSWERED),
                person.c.reachable,
                person.c.silent_at.is_(None),
            )
            .order_by(invitation.c.id.desc())
        )
        rows = self._connection.execute(heard).all()
        silent = {chat for _, chat, silent_at in rows if silent_at is not None}
        return [(number, chat) for number, chat, _ in rows if chat not in silent]

    def forget(self, interview_ids: Sequence[int]) -> None:
        """Delete interviews of guests with their answers."""
        self._connection.execute(delete(interview).where(interview.c.id.in_(interview_ids)))

    def _read(self, found: Select[Any]) -> list[Invitation]:
        rows = [dict(row._mapping) for row in self._connection.execute(found)]
        return [
            Invitation(**{**row, "answers": None if row["answers"] is None else decode(row["answers"])}) for row in rows
        ]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
