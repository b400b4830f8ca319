"""What the store keeps, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from bot.store import Appointment, InterviewRow, Person, Store, Tx

NOW = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ADA = 7_123_456_789
BOB = 42


def begin(tx: Tx, chat_id: int = ADA) -> tuple[int, int]:
    """A person in an audit: the ids of the project and of the interview."""
    tx.person(chat_id, NOW)
    project_id = tx.project(chat_id, NOW)
    return project_id, tx.interviews.of(project_id, "audit", NOW, "v1").id


def occasion(tx: Tx, *which: Any) -> InterviewRow:
    return tx.interviews.of(*which)


def give(tx: Tx, question: str, value: Any, item: str | None = None, **given: Any) -> None:
    project_id, interview_id = begin(tx)
    tx.add_answer(project_id, interview_id, question, item, value, "v1", NOW, **given)


def current(tx: Tx) -> dict[tuple[str, str | None], Any]:
    return tx.answers(begin(tx)[1])


# --- people


async def test_a_person_is_created_once_and_found_again(store: Store) -> None:
    assert await store.run(Tx.person, ADA, NOW) == Person(ADA, NOW, True, None, None, None)
    assert (await store.run(Tx.person, ADA, LATER)).created_at == NOW


async def test_asking_whether_somebody_is_known_creates_nobody(store: Store) -> None:
    assert not await store.run(Tx.known, ADA)
    assert (await store.run(Tx.counts))["person"] == 0
    await store.run(Tx.person, ADA, NOW)
    assert await store.run(Tx.known, ADA)


async def test_what_is_set_on_a_person_concerns_nobody_else(store: Store) -> None:
    def change(tx: Tx) -> None:
        tx.person(ADA, NOW)
        tx.person(BOB, NOW)
        tx.set_card(ADA, 2**40)
        tx.set_reachable(ADA, False)
        tx.set_paused(ADA, LATER)

    await store.run(change)
    assert await store.run(Tx.person, ADA, NOW) == Person(ADA, NOW, False, 2**40, LATER, None)
    assert await store.run(Tx.person, BOB, NOW) == Person(BOB, NOW, True, None, None, None)


async def test_a_card_and_a_pause_can_be_taken_away(store: Store) -> None:
    def change(tx: Tx) -> Person:
        tx.person(ADA, NOW)
        tx.set_card(ADA, 5)
        tx.set_paused(ADA, LATER)
        tx.set_card(ADA, None)
        tx.set_paused(ADA, None)
        return tx.person(ADA, NOW)

    assert await store.run(change) == Person(ADA, NOW, True, None, None, None)


async def test_the_last_consent_is_the_one_that_counts(store: Store) -> None:
    def consent(tx: Tx) -> list[bool]:
        tx.person(ADA, NOW)
        said = [tx.consented(ADA)]
        for given in (True, False, True, False):
            tx.add_consent(ADA, given, "J’accepte.", "v1", NOW)
            said.append(tx.consented(ADA))
        return said

    assert await store.run(consent) == [False, True, False, True, False]
    kept = await store.run(Tx.consents, ADA)
    assert [(row.given, row.text, row.version, row.at) for row in kept][:2] == [
        (True, "J’accepte.", "v1", NOW),
        (False, "J’accepte.", "v1", NOW),
    ]
    assert await store.run(Tx.consents, BOB) == []


# --- time


async def test_a_moment_keeps_its_instant_and_comes_back_in_utc(store: Store) -> None:
    paris = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Paris"))
    created = (await store.run(Tx.person, ADA, paris)).created_at
    assert created == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert created.tzinfo is UTC


async def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        await store.run(Tx.person, ADA, NOW.replace(tzinfo=None))


# --- interviews and answers


async def test_a_person_has_one_project(store: Store) -> None:
    await store.run(Tx.person, ADA, NOW)
    await store.run(Tx.person, BOB, NOW)
    mine = await store.run(Tx.project, ADA, NOW)
    assert await store.run(Tx.project, ADA, LATER) == mine
    assert await store.run(Tx.project, BOB, NOW) != mine


async def test_an_interview_comes_back_with_its_state(store: Store) -> None:
    state = {
        "asking": {"question": "audit_hours", "item": "paie"},
        "draft": ["é", Decimal("2.5")],
        "queue": [],
    }

    project_id, interview_id = await store.run(begin)
    await store.run(lambda tx, *a: tx.interviews.save_state(*a), interview_id, state, None)
    found = await store.run(occasion, project_id, "audit", LATER, "v2")
    assert (found.id, found.project_id, found.occasion) == (interview_id, project_id, "audit")
    assert (found.state, found.opened_at, found.closed_at) == (state, NOW, None)
    assert (found.said_at, found.form_version) == (None, "v1")


async def test_a_closed_interview_is_found_again_rather_than_reopened(store: Store) -> None:
    project_id, interview_id = await store.run(begin)
    await store.run(lambda tx, *a: tx.interviews.save_state(*a), interview_id, None, LATER)
    found = await store.run(occasion, project_id, "audit", LATER, "v1")
    assert (found.id, found.state, found.closed_at) == (interview_id, None, LATER)


async def test_each_occasion_has_its_own_interview(store: Store) -> None:
    project_id, audit = await store.run(begin)
    assert (await store.run(occasion, project_id, "monthly", NOW, "v1")).id != audit


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(value, id=str(number))
        for number, value in enumerate(
            [
                "Saint-Étienne « 42 » 🙂",
                "nul \0, moitié \ud83d",
                3,
                2**60,
                Decimal("0.1"),
                Decimal("1234567.89"),
                True,
                None,
                "",
                ["a", "b"],
                {"low": Decimal("2.5"), "high": 4},
            ]
        )
    ],
)
async def test_an_answer_comes_back_as_it_was_given(store: Store, value: Any) -> None:
    await store.run(give, "question", value)
    kept = (await store.run(current))[("question", None)]
    assert kept == value and type(kept) is type(value)


async def test_a_whole_decimal_stays_the_same_number(store: Store) -> None:
    await store.run(give, "hours", Decimal("30.00"))
    await store.run(give, "revenue", Decimal("1E+3"))
    assert await store.run(current) == {("hours", None): 30, ("revenue", None): 1000}


@pytest.mark.parametrize("value", [Decimal("0.12345678901234567890"), Decimal("NaN"), float("inf")], ids=str)
async def test_a_number_that_would_change_is_refused_rather_than_rounded(store: Store, value: Any) -> None:
    with pytest.raises(ValueError):
        await store.run(give, "hours", value)
    assert await store.run(current) == {}


async def test_the_current_answer_is_the_last_one_of_each_question_and_item(store: Store) -> None:
    def answer(tx: Tx) -> None:
        give(tx, "hours", 1, item="paie")
        give(tx, "hours", 2, item="devis")
        give(tx, "hours", 3)
        give(tx, "hours", 4, item="paie")

    await store.run(answer)
    assert await store.run(current) == {("hours", "paie"): 4, ("hours", "devis"): 2, ("hours", None): 3}


async def test_history_keeps_what_was_replaced(store: Store) -> None:
    await store.run(give, "hours", 1)
    await store.run(lambda tx: give(tx, "hours", 2, item="paie", update_id=900, message_id=31))
    project_id, interview_id = await store.run(begin)
    first, second = await store.run(Tx.history, project_id)
    assert (first.value, first.update_id, first.message_id) == (1, None, None)
    assert (second.project_id, second.interview_id) == (project_id, interview_id)
    assert (second.question, second.item, second.value) == ("hours", "paie", 2)
    assert (second.wording, second.at, second.update_id, second.message_id) == ("v1", NOW, 900, 31)


async def test_an_interview_knows_when_somebody_last_answered(store: Store) -> None:
    project_id, interview_id = await store.run(begin)
    await store.run(Tx.add_answer, project_id, interview_id, "hours", None, 1, "v1", LATER)
    assert (await store.run(occasion, project_id, "audit", NOW, "v1")).said_at == LATER


async def test_a_message_leads_to_the_answer_it_gave(store: Store) -> None:
    await store.run(lambda tx: give(tx, "hours", 1, item="paie", message_id=31))
    await store.run(lambda tx: give(tx, "name", "Ada", message_id=32))
    _, ada = await store.run(begin)
    _, bob = await store.run(begin, BOB)
    assert await store.run(Tx.answered_by, ada, 31) == ("hours", "paie")
    assert await store.run(Tx.answered_by, ada, 32) == ("name", None)
    assert await store.run(Tx.answered_by, ada, 33) is None
    assert await store.run(Tx.answered_by, bob, 31) is None


# --- transactions


async def test_nothing_is_kept_of_a_transaction_that_fails(store: Store) -> None:
    def fail(tx: Tx) -> None:
        tx.claim(900, NOW)
        give(tx, "hours", 1)
        tx.say(ADA, "text", {}, NOW)
        raise LookupError("no such question")

    with pytest.raises(LookupError, match="no such question"):
        await store.run(fail)
    assert set((await store.run(Tx.counts)).values()) == {0}


async def test_closing_lets_a_transaction_that_began_finish(store: Store, database_url: str) -> None:
    other = Store(database_url)
    saving = asyncio.ensure_future(other.run(give, "hours", 1))
    await asyncio.sleep(0)
    await other.close()
    await saving
    assert await store.run(current) == {("hours", None): 1}


def test_the_command_line_uses_the_same_transactions(store: Store) -> None:
    store.run_sync(give, "hours", 1)
    assert store.run_sync(current) == {("hours", None): 1}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_restarted_server_is_found_again(store: Store, database_url: str) -> None:
    await store.run(give, "hours", 1)
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert await store.run(current) == {("hours", None): 1}


# --- updates


async def test_an_update_is_claimed_once(store: Store) -> None:
    assert await store.run(Tx.claim, 900, NOW)
    assert not await store.run(Tx.claim, 900, LATER)
    assert await store.run(Tx.claim, 901, NOW)


async def test_old_claims_are_purged_and_recent_ones_are_not(store: Store) -> None:
    await store.run(Tx.claim, 900, NOW)
    await store.run(Tx.claim, 901, LATER)
    assert await store.run(Tx.purge, LATER) == 1
    assert await store.run(Tx.claim, 900, LATER)
    assert not await store.run(Tx.claim, 901, LATER)


async def test_any_update_can_be_set_aside_even_twice(store: Store) -> None:
    hostile = "\0 \ud83d é"
    await store.run(Tx.set_aside, 900, None, hostile, hostile, NOW)
    await store.run(Tx.set_aside, 900, ADA, "{}", "KeyError", LATER)
    assert (await store.run(Tx.counts))["set_aside"] == 1


# --- outbox


async def test_what_is_to_be_said_comes_oldest_first_and_once_due(store: Store) -> None:
    first = await store.run(Tx.say, ADA, "text", {"text": "Bonjour"}, NOW)
    second = await store.run(Tx.say, BOB, "card", ["é", 1], NOW)
    later = await store.run(Tx.say, ADA, "text", None, LATER)
    due = await store.run(Tx.outbox_due, NOW, 10)
    assert [(row.id, row.chat_id, row.kind, row.payload) for row in due] == [
        (first, ADA, "text", {"text": "Bonjour"}),
        (second, BOB, "card", ["é", 1]),
    ]
    assert (due[0].created_at, due[0].not_before, due[0].attempts, due[0].error) == (NOW, NOW, 0, None)
    assert [row.id for row in await store.run(Tx.outbox_due, LATER, 10)] == [first, second, later]
    assert [row.id for row in await store.run(Tx.outbox_due, LATER, 1)] == [first]


async def test_what_is_delivered_is_forgotten(store: Store) -> None:
    ids = [await store.run(Tx.say, ADA, "text", n, NOW) for n in range(3)]
    await store.run(Tx.said, ids[:2])
    await store.run(Tx.said, [])
    assert [row.payload for row in await store.run(Tx.outbox_of, ids)] == [2]
    assert await store.run(Tx.outbox_of, []) == []


async def test_a_failed_delivery_waits_and_counts_its_attempts(store: Store) -> None:
    said = await store.run(Tx.say, ADA, "text", "Bonjour", NOW)
    await store.run(Tx.retry, said, NOW, "Bad Gateway \0")
    await store.run(Tx.retry, said, LATER, None)
    assert await store.run(Tx.outbox_due, NOW, 10) == []
    [row] = await store.run(Tx.outbox_due, LATER, 10)
    assert (row.id, row.attempts, row.error, row.not_before, row.created_at) == (said, 2, None, LATER, NOW)


async def test_nothing_is_due_for_somebody_who_cannot_be_reached(store: Store) -> None:
    await store.run(Tx.person, ADA, NOW)
    said = await store.run(Tx.say, ADA, "text", "Bonjour", NOW)
    await store.run(Tx.set_reachable, ADA, False)
    assert await store.run(Tx.outbox_due, LATER, 10) == []
    await store.run(Tx.set_reachable, ADA, True)
    assert [row.id for row in await store.run(Tx.outbox_due, LATER, 10)] == [said]


async def test_giving_up_on_a_person_leaves_the_others_messages(store: Store) -> None:
    await store.run(Tx.say, ADA, "text", 1, NOW)
    kept = await store.run(Tx.say, BOB, "text", 2, NOW)
    await store.run(Tx.drop, ADA)
    assert [row.id for row in await store.run(Tx.outbox_due, NOW, 10)] == [kept]


# --- erasure


def live(tx: Tx, chat_id: int) -> None:
    """A row in every table that may speak of a person."""
    project_id, interview_id = begin(tx, chat_id)
    tx.add_consent(chat_id, True, "J’accepte.", "v1", NOW)
    tx.add_answer(project_id, interview_id, "name", None, "Mirabelle", "v1", NOW, chat_id, chat_id)
    tx.add_answer(project_id, interview_id, "hours", "paie", 3, "v1", NOW)
    tx.interviews.save_state(interview_id, {"draft": "Mirabelle"}, None)
    made = tx.invitations.add(project_id, f"hash{chat_id}", "Mirabelle", NOW, LATER, "open")
    tx.invitations.mark(made, "started", interview_id=interview_id)
    tx.planned.put(project_id, "second_look_remind", str(made), LATER)
    tx.versions.add(project_id, "1.0", NOW, chat_id, {"form_version": "v1", "answers": {"name": "Mirabelle"}})
    tx.appointments.put(Appointment(project_id, "2026-11", LATER, "planned", 0))
    tx.absences.add(project_id, NOW.date(), LATER.date())
    tx.say(chat_id, "text", "Mirabelle", NOW)
    tx.set_aside(chat_id, chat_id, "Mirabelle", "KeyError", NOW)


async def test_erasing_a_person_leaves_no_row_of_theirs_and_every_row_of_the_others(store: Store) -> None:
    await store.run(live, BOB)
    before = await store.run(Tx.counts)
    assert {table for table, rows in before.items() if rows == 0} == {"processed_update"}
    await store.run(live, ADA)
    assert await store.run(Tx.erase, ADA) == 2
    assert await store.run(Tx.counts) == before
    assert not await store.run(Tx.known, ADA)
    assert await store.run(Tx.consented, BOB)
    _, bob = await store.run(begin, BOB)
    assert await store.run(Tx.answers, bob) == {("name", None): "Mirabelle", ("hours", "paie"): 3}
    assert [row.chat_id for row in await store.run(Tx.outbox_due, NOW, 10)] == [BOB]


async def test_erasing_somebody_unknown_erases_nothing(store: Store) -> None:
    await store.run(live, BOB)
    before = await store.run(Tx.counts)
    assert await store.run(Tx.erase, ADA) == 0
    assert await store.run(Tx.counts) == before


async def test_the_goodbye_can_be_said_to_somebody_who_was_erased(store: Store) -> None:
    await store.run(live, ADA)

    def leave(tx: Tx) -> int:
        tx.erase(ADA)
        return tx.say(ADA, "text", "Tout est effacé.", NOW)

    goodbye = await store.run(leave)
    assert [row.id for row in await store.run(Tx.outbox_due, NOW, 10)] == [goodbye]


async def test_an_id_is_never_given_twice(store: Store) -> None:
    await store.run(live, ADA)
    project_id, interview_id = await store.run(begin)
    [*_, answer] = await store.run(Tx.history, project_id)
    [consent] = await store.run(Tx.consents, ADA)
    [said] = await store.run(Tx.outbox_due, NOW, 10)
    await store.run(Tx.erase, ADA)

    await store.run(live, ADA)
    new_project, new_interview = await store.run(begin)
    assert new_project > project_id and new_interview > interview_id
    assert (await store.run(Tx.history, new_project))[0].id > answer.id
    assert (await store.run(Tx.consents, ADA))[0].id > consent.id
    assert (await store.run(Tx.outbox_due, NOW, 10))[0].id > said.id


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
    store.run_sync(give, "hours", 1)
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as reader:

        def read_while_writing(tx: Tx) -> int:
            give(tx, "hours", 2)
            return int(reader.execute("SELECT count(*) FROM answer").fetchone()[0])

        assert store.run_sync(read_while_writing) == 1


def test_an_occasion_with_a_period_exists_once_per_project_and_period(store: Store) -> None:
    def open_two(tx: Tx, *periods: str | None) -> list[str | None]:
        project_id, _ = begin(tx)
        for period in periods:
            tx.interviews.start(project_id, "review", NOW, "v1", [], period)
        return [row.period for row in tx.interviews.on(project_id, "review")]

    assert store.run_sync(open_two, "2026-10", "2026-11") == ["2026-10", "2026-11"]
    with pytest.raises(IntegrityError):
        store.run_sync(open_two, "2026-11")
    # The interviews of other occasions have no period, and may be several.
    assert len(store.run_sync(open_two, None, None)) == 4
