"""The reads and writes of one transaction: short statements, without decisions."""

from __future__ import annotations

from datetime import datetime
from sys import intern
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from bot.store.encoding import decode, encode
from bot.store.engine import upsert
from bot.store.records.appointments import Absences, Appointments
from bot.store.records.interviews import Interviews
from bot.store.records.inventory import Inventory
from bot.store.records.invitations import Invitations
from bot.store.records.outbox import Outbox
from bot.store.records.planned import Planned
from bot.store.records.updates import Updates
from bot.store.records.versions import Versions
from bot.store.rows import AnswerRow, ConsentRow, OpenFile, Person
from bot.store.tables import (
    answer,
    consent,
    metadata,
    outbox,
    person,
    project,
    set_aside,
)

# What every update runs: statements made once are also compiled once.
MINE = person.c.chat_id == bindparam("chat")
LOCK_PERSON = select(person).where(MINE).with_for_update()
SET_PERSON = update(person).where(MINE)
OPEN = (
    select(person, project.c.id, project.c.version)
    .join(project)
    .where(MINE)
    .order_by(project.c.id)
    .limit(1)
    .with_for_update()
)
VERSION = select(project.c.version).where(project.c.id == bindparam("project"))
ADD_ANSWER = insert(answer)
ANSWERS = (
    select(answer.c.id, answer.c.question, answer.c.item, answer.c.value)
    .where(answer.c.interview_id == bindparam("interview"), answer.c.id > bindparam("after"))
    .order_by(answer.c.id)
)


class Tx:
    """One transaction. Call `person` first: on PostgreSQL its lock prevents races between two replies."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.interviews, self.invitations = Interviews(connection), Invitations(connection)
        self.planned, self.versions = Planned(connection), Versions(connection)
        self.inventory, self.outbox = Inventory(connection), Outbox(connection)
        self.updates = Updates(connection)
        self.appointments, self.absences = Appointments(connection), Absences(connection)
        # Both databases have ON CONFLICT, but SQLAlchemy's common `insert` does not.
        self._upsert = upsert(connection)

    def purge(self, now: datetime) -> int:
        """Delete the numbers of updates too old to come again, and holds that ended; the count of numbers."""
        self.outbox.end_holds(now)
        return self.updates.purge(now)

    # --- people

    def person(self, chat_id: int, now: datetime) -> Person:
        """The person, created if missing and locked until the end of the transaction."""
        while (row := self._connection.execute(LOCK_PERSON, {"chat": chat_id}).one_or_none()) is None:
            self._connection.execute(
                self._upsert(person).values(chat_id=chat_id, created_at=now, reachable=True).on_conflict_do_nothing()
            )
        return Person(*row)

    def open_file(self, chat_id: int) -> OpenFile | None:
        """The person and their project, locked until the end of the transaction; None while one is missing."""
        row = self._connection.execute(OPEN, {"chat": chat_id}).one_or_none()
        return None if row is None else OpenFile(Person(*row[:-2]), *row[-2:])

    def begin_file(self, chat_id: int, now: datetime) -> OpenFile:
        """The same, both created if missing."""
        self.person(chat_id, now)
        self.project(chat_id, now)
        found = self.open_file(chat_id)
        assert found is not None
        return found

    def lock(self, chat_id: int) -> bool:
        """Lock the person until the end of the transaction; False if nothing is known of them."""
        mine = select(person.c.chat_id).where(person.c.chat_id == chat_id)
        return self._connection.scalar(mine.with_for_update()) is not None

    def is_known(self, chat_id: int) -> bool:
        """Whether the person exists; does not create them."""
        found = select(person.c.chat_id).where(person.c.chat_id == chat_id)
        return self._connection.scalar(found) is not None

    def zone(self, chat_id: int) -> str | None:
        """The person's zone, None until they give it; does not lock the person."""
        return self._connection.scalar(select(person.c.zone).where(person.c.chat_id == chat_id))

    def set_card(self, chat_id: int, message_id: int | None) -> None:
        """Store which message shows the current question."""
        self._set_person(chat_id, card=message_id)

    def set_reachable(self, chat_id: int, reachable: bool) -> None:
        """Store whether Telegram delivers to the person."""
        self._set_person(chat_id, reachable=reachable)

    def set_paused(self, chat_id: int, paused_at: datetime | None) -> None:
        """Store since when the person has paused; None when they resume."""
        self._set_person(chat_id, paused_at=paused_at)

    def set_current(self, chat_id: int, interview_id: int | None) -> None:
        """Store which interview the person is in; None for the audit."""
        self._set_person(chat_id, current=interview_id)

    def set_place(self, chat_id: int, country: str, zone: str) -> None:
        """Store the person's country (for holidays) and zone."""
        self._set_person(chat_id, country=country, zone=zone)

    def set_silent(self, chat_id: int, silent_at: datetime | None) -> None:
        """Store since when the person wants no reminders; None when they want them again."""
        self._set_person(chat_id, silent_at=silent_at)

    def _set_person(self, chat_id: int, **values: Any) -> None:
        self._connection.execute(SET_PERSON, {"chat": chat_id, **values})

    def erase(self, chat_id: int) -> int:
        """Delete everything about the person; the number of answers deleted."""
        # The person is locked first, so that no reply is saved between the count and the deletion.
        self.lock(chat_id)
        erased = self._connection.scalar(
            select(func.count()).select_from(answer.join(project)).where(project.c.chat_id == chat_id)
        )
        # Whoever remembers the project must look whether it is still there.
        self.interviews.changes += 1
        self._connection.execute(delete(person).where(person.c.chat_id == chat_id))
        self._connection.execute(delete(outbox).where(outbox.c.chat_id == chat_id))
        self._connection.execute(delete(set_aside).where(set_aside.c.chat_id == chat_id))
        return erased or 0

    # --- consent

    def add_consent(self, chat_id: int, given: bool, text: str, version: str, now: datetime) -> None:
        """Store a consent given or refused, with the exact text that was shown."""
        self._connection.execute(
            insert(consent).values(chat_id=chat_id, given=given, text=text, version=version, at=now)
        )

    def consents(self, chat_id: int) -> list[ConsentRow]:
        """Every consent the person gave or refused, oldest first."""
        rows = self._connection.execute(select(consent).where(consent.c.chat_id == chat_id).order_by(consent.c.id))
        return [ConsentRow(*row) for row in rows]

    def has_consented(self, chat_id: int) -> bool:
        """Whether the person's latest consent is given."""
        words = select(consent.c.given).where(consent.c.chat_id == chat_id)
        return bool(self._connection.scalar(words.order_by(consent.c.id.desc()).limit(1)))

    # --- projects

    def project(self, chat_id: int, now: datetime) -> int:
        """The id of the person's project, created if missing."""
        mine = select(project.c.id).where(project.c.chat_id == chat_id).order_by(project.c.id).limit(1)
        found = self._connection.scalar(mine)
        return found if found is not None else self._insert(project, chat_id=chat_id, created_at=now)

    def version(self, project_id: int) -> int | None:
        """The version of a project, raised by each change of what it holds; None if it is gone."""
        return self._connection.scalar(VERSION, {"project": project_id})

    # --- answers

    def add_answer(
        self,
        project_id: int,
        interview_id: int,
        question: str,
        item: str | None,
        value_json: Any,
        wording: str,
        now: datetime,
        update_id: int | None = None,
        message_id: int | None = None,
    ) -> int:
        """Append an answer; its id. Raises ValueError if JSON cannot hold the value exactly, or TypeError."""
        row = {
            "project_id": project_id,
            "interview_id": interview_id,
            "question": question,
            "item": item,
            "value": encode(value_json),
            "wording": wording,
            "at": now,
            "update_id": update_id,
            "message_id": message_id,
        }
        self.interviews.changes += 1
        key = self._connection.execute(ADD_ANSWER, row).inserted_primary_key
        assert key is not None
        return int(key[0])

    def answers(self, interview_id: int, before: datetime | None = None) -> dict[tuple[str, str | None], Any]:
        """(question, item) → current answer of an interview, in the order given; `before`: as at that instant."""
        return self.answers_after(interview_id, 0, before)[0]

    def answers_after(
        self, interview_id: int, after: int, before: datetime | None = None
    ) -> tuple[dict[tuple[str, str | None], Any], int]:
        """The answers of an interview whose id is greater than `after`, as above; the id of the last one."""
        found = ANSWERS if before is None else ANSWERS.where(answer.c.at < before)
        rows = self._connection.execute(found, {"interview": interview_id, "after": after}).all()
        last: dict[tuple[str, str | None], str] = {}
        for _, question, item, value in rows:
            # Interned, as a thousand files in memory name the same tasks.
            key = question, None if item is None else intern(item)
            last.pop(key, None)
            last[key] = value
        return {key: decode(value) for key, value in last.items()}, rows[-1].id if rows else after

    def answered_by(self, interview_id: int, message_id: int) -> tuple[str, str | None] | None:
        """The first (question, item) a message of the person answered in this interview; None if it answered none."""
        row = self._connection.execute(
            select(answer.c.question, answer.c.item)
            .where(answer.c.interview_id == interview_id, answer.c.message_id == message_id)
            .order_by(answer.c.id)
            .limit(1)
        ).one_or_none()
        return None if row is None else (row.question, row.item)

    def history(self, project_id: int) -> list[AnswerRow]:
        """Every answer ever given, oldest first."""
        rows = self._connection.execute(select(answer).where(answer.c.project_id == project_id).order_by(answer.c.id))
        return [AnswerRow(**{**row._mapping, "value": decode(row.value)}) for row in rows]

    # --- for operators

    def counts(self) -> dict[str, int]:
        """Table → number of rows."""
        return {
            table.name: self._connection.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }

    def _insert(self, table: Table, **values: Any) -> int:
        key = self._connection.execute(insert(table).values(**values)).inserted_primary_key
        assert key is not None
        return int(key[0])
