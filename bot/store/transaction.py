"""What one transaction can read and write: short statements, no decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, delete, func, insert, select, update

from bot.store.appointments import Absences, Appointments
from bot.store.encoding import decode, encode, printable
from bot.store.engine import upsert
from bot.store.interviews import Interviews
from bot.store.inventory import Inventory
from bot.store.invitations import Invitations
from bot.store.planned import Planned
from bot.store.rows import AnswerRow, ConsentRow, OutboxRow, Person
from bot.store.tables import (
    answer,
    consent,
    interview,
    metadata,
    outbox,
    person,
    processed_update,
    project,
    set_aside,
)
from bot.store.versions import Versions


class Tx:
    """One transaction. Call `person` first: on PostgreSQL its lock is what keeps two replies from racing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.interviews, self.invitations = Interviews(connection), Invitations(connection)
        self.planned, self.versions = Planned(connection), Versions(connection)
        self.inventory = Inventory(connection)
        self.appointments, self.absences = Appointments(connection), Absences(connection)
        # ON CONFLICT is spelt the same by both, but is in neither's common part.
        self._upsert = upsert(connection)

    # --- updates from Telegram

    def claim(self, update_id: int, now: datetime) -> bool:
        """False when the update is already processed; waits for a transaction that is processing it."""
        row = self._upsert(processed_update).values(update_id=update_id, at=now).on_conflict_do_nothing()
        return self._connection.scalar(row.returning(processed_update.c.update_id)) is not None

    def set_aside(self, update_id: int, chat_id: int | None, payload: str, error: str, now: datetime) -> None:
        """Keep an update that could not be processed, for somebody to look at; the last error wins."""
        row = {"chat_id": chat_id, "payload": printable(payload), "error": printable(error), "at": now}
        self._connection.execute(
            self._upsert(set_aside)
            .values(update_id=update_id, **row)
            .on_conflict_do_update(index_elements=["update_id"], set_=row)
        )

    def purge(self, before: datetime) -> int:
        """Forget the updates processed before that instant; how many they were."""
        old = delete(processed_update).where(processed_update.c.at < before)
        return self._connection.execute(old).rowcount

    # --- people

    def person(self, chat_id: int, now: datetime) -> Person:
        """The person, created if missing and locked until the end of the transaction."""
        locked = select(person).where(person.c.chat_id == chat_id).with_for_update()
        while (row := self._connection.execute(locked).one_or_none()) is None:
            self._connection.execute(
                self._upsert(person).values(chat_id=chat_id, created_at=now, reachable=True).on_conflict_do_nothing()
            )
        return Person(*row)

    def is_known(self, chat_id: int) -> bool:
        """Whether the person exists; creates nobody."""
        found = select(person.c.chat_id).where(person.c.chat_id == chat_id)
        return self._connection.scalar(found) is not None

    def zone(self, chat_id: int) -> str | None:
        """The zone where the person lives, None until they said where; locks nobody."""
        return self._connection.scalar(select(person.c.zone).where(person.c.chat_id == chat_id))

    def set_card(self, chat_id: int, message_id: int | None) -> None:
        """Remember which message holds the question on screen."""
        self._set_person(chat_id, card=message_id)

    def set_reachable(self, chat_id: int, reachable: bool) -> None:
        """Remember whether Telegram still delivers to the person."""
        self._set_person(chat_id, reachable=reachable)

    def set_paused(self, chat_id: int, paused_at: datetime | None) -> None:
        """Remember since when the person asked for silence; None once resumed."""
        self._set_person(chat_id, paused_at=paused_at)

    def set_current(self, chat_id: int, interview_id: int | None) -> None:
        """Remember which interview the person is in; None for the one about their own company."""
        self._set_person(chat_id, current=interview_id)

    def set_place(self, chat_id: int, country: str, zone: str) -> None:
        """Remember where the person lives: whose holidays they keep, and whose time they read."""
        self._set_person(chat_id, country=country, zone=zone)

    def set_silent(self, chat_id: int, silent_at: datetime | None) -> None:
        """Remember since when the person wants no reminder; None when they want them again."""
        self._set_person(chat_id, silent_at=silent_at)

    def _set_person(self, chat_id: int, **values: Any) -> None:
        self._connection.execute(update(person).where(person.c.chat_id == chat_id).values(**values))

    def erase(self, chat_id: int) -> int:
        """Delete everything about the person; how many answers there were."""
        # Locked first, so that no reply can be saved between the count and the deletion.
        mine = select(person.c.chat_id).where(person.c.chat_id == chat_id)
        self._connection.execute(mine.with_for_update())
        erased = self._connection.scalar(
            select(func.count()).select_from(answer.join(project)).where(project.c.chat_id == chat_id)
        )
        self._connection.execute(delete(person).where(person.c.chat_id == chat_id))
        self._connection.execute(delete(outbox).where(outbox.c.chat_id == chat_id))
        self._connection.execute(delete(set_aside).where(set_aside.c.chat_id == chat_id))
        return erased or 0

    # --- consent

    def add_consent(self, chat_id: int, given: bool, text: str, version: str, now: datetime) -> None:
        """Record a yes or a no, with the exact text that was shown."""
        self._connection.execute(
            insert(consent).values(chat_id=chat_id, given=given, text=text, version=version, at=now)
        )

    def consents(self, chat_id: int) -> list[ConsentRow]:
        """Every yes and no of the person, oldest first."""
        rows = self._connection.execute(select(consent).where(consent.c.chat_id == chat_id).order_by(consent.c.id))
        return [ConsentRow(*row) for row in rows]

    def has_consented(self, chat_id: int) -> bool:
        """Whether the person's last word is yes."""
        words = select(consent.c.given).where(consent.c.chat_id == chat_id)
        return bool(self._connection.scalar(words.order_by(consent.c.id.desc()).limit(1)))

    # --- projects

    def project(self, chat_id: int, now: datetime) -> int:
        """The id of the person's project, created if missing."""
        mine = select(project.c.id).where(project.c.chat_id == chat_id).order_by(project.c.id).limit(1)
        found = self._connection.scalar(mine)
        return found if found is not None else self._insert(project, chat_id=chat_id, created_at=now)

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
    ) -> None:
        """Append an answer. ValueError if JSON cannot carry the value exactly, TypeError if not at all."""
        self._connection.execute(
            insert(answer).values(
                project_id=project_id,
                interview_id=interview_id,
                question=question,
                item=item,
                value=encode(value_json),
                wording=wording,
                at=now,
                update_id=update_id,
                message_id=message_id,
            )
        )
        self._connection.execute(update(interview).where(interview.c.id == interview_id).values(said_at=now))

    def answers(self, interview_id: int, before: datetime | None = None) -> dict[tuple[str, str | None], Any]:
        """The current answers of an interview: the last value of each (question, item), in the order they were given.

        `before`: as they were before that instant.
        """
        found = select(answer.c.question, answer.c.item, answer.c.value).where(answer.c.interview_id == interview_id)
        if before is not None:
            found = found.where(answer.c.at < before)
        rows = self._connection.execute(found.order_by(answer.c.id))
        last: dict[tuple[str, str | None], str] = {}
        for question, item, value in rows:
            last.pop((question, item), None)
            last[question, item] = value
        return {key: decode(value) for key, value in last.items()}

    def answered_by(self, interview_id: int, message_id: int) -> tuple[str, str | None] | None:
        """The (question, item) that a message of the person answered in this interview, the first if it did several."""
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

    # --- what is to be said

    def say(self, chat_id: int, kind: str, payload: Any, now: datetime, not_before: datetime | None = None) -> int:
        """Put something to say in the outbox, due at once or from that instant on; its id."""
        return self._insert(
            outbox,
            chat_id=chat_id,
            kind=kind,
            payload=encode(payload),
            created_at=now,
            not_before=not_before or now,
            attempts=0,
        )

    def outbox_due(self, now: datetime, limit: int) -> list[OutboxRow]:
        """What may be sent, oldest first, to people who can be reached.

        On PostgreSQL a row is shown to one transaction at a time: `reserve` in the same one keeps it.
        """
        silent = select(person.c.chat_id).where(person.c.reachable.is_(False))
        return self._outbox(
            select(outbox)
            .where(outbox.c.not_before <= now, outbox.c.chat_id.not_in(silent))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )

    def outbox_of(self, ids: Sequence[int]) -> list[OutboxRow]:
        """Those rows, oldest first, save the ones already delivered."""
        return self._outbox(select(outbox).where(outbox.c.id.in_(ids)))

    def _outbox(self, rows: Select[Any]) -> list[OutboxRow]:
        found = self._connection.execute(rows.order_by(outbox.c.id))
        return [OutboxRow(**{**row._mapping, "payload": decode(row.payload)}) for row in found]

    def delete_delivered(self, ids: Sequence[int]) -> None:
        """Delete what has been delivered."""
        self._connection.execute(delete(outbox).where(outbox.c.id.in_(ids)))

    def retry(self, outbox_id: int, not_before: datetime, error: str | None) -> None:
        """Count one more attempt and hold the row until that instant."""
        self._connection.execute(
            update(outbox)
            .where(outbox.c.id == outbox_id)
            .values(
                attempts=outbox.c.attempts + 1,
                not_before=not_before,
                error=None if error is None else printable(error),
            )
        )

    def reserve(self, ids: Sequence[int], until: datetime) -> None:
        """Hold rows that are about to be delivered, so that nobody else takes them before that instant."""
        self._connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(not_before=until))

    def hold(self, outbox_id: int, held: datetime, until: datetime) -> bool:
        """Hold a row longer, if it is still to be said and nobody else took it since it was held until `held`."""
        mine = update(outbox).where(outbox.c.id == outbox_id, outbox.c.not_before == held)
        return self._connection.execute(mine.values(not_before=until)).rowcount == 1

    def unsay(self, chat_id: int, kind: str) -> None:
        """Give up what of this kind was still to be said to the person: something newer replaces it."""
        self._connection.execute(delete(outbox).where(outbox.c.chat_id == chat_id, outbox.c.kind == kind))

    def drop(self, chat_id: int) -> None:
        """Give up everything that was to be said to the person."""
        self._connection.execute(delete(outbox).where(outbox.c.chat_id == chat_id))

    # --- for operators

    def counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        return {
            table.name: self._connection.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }

    def _insert(self, table: Table, **values: Any) -> int:
        key = self._connection.execute(insert(table).values(**values)).inserted_primary_key
        assert key is not None
        return int(key[0])
