"""What erasing a person leaves in the store: nothing of theirs, everything of the others."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.store import Appointment, OutboxRow, Store, Tx
from tests.bot.store.rows import ADA, BOB, LATER, NOW, begin_audit, write_answer

# --- erasure


def live(tx: Tx, chat_id: int) -> None:
    """A row in every table that may speak of a person."""
    project_id, interview_id = begin_audit(tx, chat_id)
    tx.add_consent(chat_id, True, "J’accepte.", "v1", NOW)
    tx.add_answer(project_id, interview_id, "name", None, "Mirabelle", "v1", NOW, chat_id, chat_id)
    tx.add_answer(project_id, interview_id, "hours", "paie", 3, "v1", NOW)
    tx.interviews.save_state(interview_id, {"draft": "Mirabelle"}, None)
    made = tx.invitations.add(project_id, f"token{chat_id}", "Mirabelle", NOW, LATER, "open")
    tx.invitations.mark(made, "started", interview_id=interview_id)
    tx.planned.put(project_id, "second_look_remind", str(made), LATER)
    tx.versions.add(project_id, "1.0", NOW, chat_id, {"form_version": "v1", "answers": {"name": "Mirabelle"}})
    tx.appointments.put(Appointment(project_id, "2026-11", LATER, "planned", 0))
    tx.absences.add(project_id, NOW.date(), LATER.date())
    tx.outbox.say(chat_id, "text", "Mirabelle", NOW)
    tx.updates.set_aside(0, chat_id, chat_id, "Mirabelle", "KeyError", NOW)


def messages(tx: Tx) -> list[OutboxRow]:
    return tx.outbox.claim_due(NOW, NOW, 10)


async def test_erasing_a_person_leaves_no_row_of_theirs_and_every_row_of_the_others(store: Store) -> None:
    await store.run(live, BOB)
    before = await store.run(Tx.counts)
    assert {table for table, rows in before.items() if rows == 0} == {"processed_update", "hold"}
    await store.run(live, ADA)
    assert await store.run(Tx.erase, ADA) == 2
    assert await store.run(Tx.counts) == before
    assert not await store.run(Tx.is_known, ADA)
    assert await store.run(Tx.has_consented, BOB)
    _, bob = await store.run(begin_audit, BOB)
    assert await store.run(Tx.answers, bob) == {("name", None): "Mirabelle", ("hours", "paie"): 3}
    assert [row.chat_id for row in await store.run(messages)] == [BOB]


async def test_erasing_somebody_unknown_erases_nothing(store: Store) -> None:
    await store.run(live, BOB)
    before = await store.run(Tx.counts)
    assert await store.run(Tx.erase, ADA) == 0
    assert await store.run(Tx.counts) == before


async def test_the_goodbye_can_be_said_to_somebody_who_was_erased(store: Store) -> None:
    await store.run(live, ADA)

    def leave(tx: Tx) -> int:
        tx.erase(ADA)
        return tx.outbox.say(ADA, "text", "Tout est effacé.", NOW)

    goodbye = await store.run(leave)
    assert [row.id for row in await store.run(messages)] == [goodbye]


async def test_an_id_is_never_given_twice(store: Store) -> None:
    await store.run(live, ADA)
    project_id, interview_id = await store.run(begin_audit)
    [*_, answer] = await store.run(Tx.history, project_id)
    [consent] = await store.run(Tx.consents, ADA)
    [said] = await store.run(messages)
    await store.run(Tx.erase, ADA)

    await store.run(live, ADA)
    new_project, new_interview = await store.run(begin_audit)
    assert new_project > project_id and new_interview > interview_id
    assert (await store.run(Tx.history, new_project))[0].id > answer.id
    assert (await store.run(Tx.consents, ADA))[0].id > consent.id
    assert (await store.run(messages))[0].id > said.id


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_erased_leaves_the_file_too(database_url: str) -> None:
    path = Path(database_url.removeprefix("sqlite:///"))

    async def after(*steps: Any) -> bytes:
        store = Store(database_url)
        for step in steps:
            await store.run(step, ADA)
        await store.close()
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))

    assert b"Mirabelle" in await after(live)
    assert b"Mirabelle" not in await after(Tx.erase)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_sqlite_file_can_be_read_while_it_is_written(store: Store, database_url: str) -> None:
    store.run_sync(write_answer, "hours", 1)
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as reader:

        def read_while_writing(tx: Tx) -> int:
            write_answer(tx, "hours", 2)
            return int(reader.execute("SELECT count(*) FROM answer").fetchone()[0])

        assert store.run_sync(read_while_writing) == 1
