"""Transactions, updates and what is to be said, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from bot.store import Store, Tx
from tests.bot.store.rows import ADA, BOB, LATER, NOW, current_answers, write_answer

# --- transactions


async def test_nothing_is_kept_of_a_transaction_that_fails(store: Store) -> None:
    def fail(tx: Tx) -> None:
        tx.claim(900, NOW)
        write_answer(tx, "hours", 1)
        tx.say(ADA, "text", {}, NOW)
        raise LookupError("no such question")

    with pytest.raises(LookupError, match="no such question"):
        await store.run(fail)
    assert set((await store.run(Tx.counts)).values()) == {0}


async def test_closing_lets_a_transaction_that_began_finish(store: Store, database_url: str) -> None:
    other = Store(database_url)
    saving = asyncio.ensure_future(other.run(write_answer, "hours", 1))
    await asyncio.sleep(0)
    await other.close()
    await saving
    assert await store.run(current_answers) == {("hours", None): 1}


def test_the_command_line_uses_the_same_transactions(store: Store) -> None:
    store.run_sync(write_answer, "hours", 1)
    assert store.run_sync(current_answers) == {("hours", None): 1}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_restarted_server_is_found_again(store: Store, database_url: str) -> None:
    await store.run(write_answer, "hours", 1)
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert await store.run(current_answers) == {("hours", None): 1}


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
    await store.run(Tx.delete_delivered, ids[:2])
    await store.run(Tx.delete_delivered, [])
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
