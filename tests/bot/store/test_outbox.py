"""Transactions, updates and what is to be said, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from bot.store import OutboxRow, Store, Tx
from tests.bot.store.rows import ADA, BOB, LATER, NOW, current_answers, write_answer

# --- transactions


async def test_nothing_is_kept_of_a_transaction_that_fails(store: Store) -> None:
    def fail(tx: Tx) -> None:
        tx.updates.claim(900, NOW)
        write_answer(tx, "hours", 1)
        tx.outbox.say(ADA, "text", {}, NOW)
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
    assert await store.run(lambda tx: tx.updates.claim(900, NOW))
    assert not await store.run(lambda tx: tx.updates.claim(900, LATER))
    assert await store.run(lambda tx: tx.updates.claim(901, NOW))


async def test_two_bots_may_number_their_updates_alike(store: Store) -> None:
    assert await store.run(lambda tx: tx.updates.claim(900, NOW, 1))
    assert await store.run(lambda tx: tx.updates.claim(900, NOW, 2))
    assert not await store.run(lambda tx: tx.updates.claim(900, NOW, 1))


async def test_a_bot_adopts_the_updates_processed_before_bots_were_told_apart(store: Store) -> None:
    await store.run(lambda tx: tx.updates.claim(900, NOW))
    await store.run(lambda tx: tx.updates.set_aside(0, 901, ADA, "{}", "KeyError", NOW))
    await store.run(lambda tx: tx.updates.adopt(7))
    assert not await store.run(lambda tx: tx.updates.claim(900, NOW, 7))


async def test_a_number_that_comes_again_after_a_week_is_a_new_update(store: Store) -> None:
    await store.run(lambda tx: tx.updates.claim(900, NOW))
    assert not await store.run(lambda tx: tx.updates.claim(900, NOW + timedelta(days=2)))
    assert await store.run(lambda tx: tx.updates.claim(900, NOW + timedelta(days=8)))
    assert not await store.run(lambda tx: tx.updates.claim(900, NOW + timedelta(days=8)))


async def test_old_claims_and_holds_that_ended_are_purged_and_others_are_not(store: Store) -> None:
    later = NOW + timedelta(days=4)
    await store.run(lambda tx: tx.updates.claim(900, NOW))
    await store.run(lambda tx: tx.updates.claim(901, later))
    await store.run(lambda tx: tx.outbox.hold("chat", ADA, NOW + timedelta(minutes=1)))
    await store.run(lambda tx: tx.outbox.hold("bulk", 0, later + timedelta(minutes=1)))
    assert await store.run(Tx.purge, later) == 1
    counts = await store.run(Tx.counts)
    assert (counts["processed_update"], counts["hold"]) == (1, 1)


async def test_any_update_can_be_set_aside_even_twice(store: Store) -> None:
    hostile = "\0 \ud83d é"
    await store.run(lambda tx: tx.updates.set_aside(0, 900, None, hostile, hostile, NOW))
    await store.run(lambda tx: tx.updates.set_aside(0, 900, ADA, "{}", "KeyError", LATER))
    assert (await store.run(Tx.counts))["set_aside"] == 2


async def test_updates_that_wait_come_by_their_numbers_until_they_are_decided_or_set_aside(store: Store) -> None:
    await store.run(lambda tx: tx.updates.keep(1, [(901, ADA, "a"), (900, ADA, "\0"), (902, BOB, "c")], NOW))
    await store.run(lambda tx: tx.updates.keep(1, [(899, ADA, "d")], NOW))
    await store.run(lambda tx: tx.updates.keep(2, [(901, ADA, "of another bot")], NOW))
    waiting = await store.run(lambda tx: tx.updates.waiting(1, [BOB], 10))
    assert [(row.update_id, row.payload) for row in waiting] == [(899, "d"), (900, "\\x00"), (901, "a")]
    assert sorted(await store.run(lambda tx: tx.updates.chats_in_waiting(1))) == sorted([ADA, BOB])
    await store.run(lambda tx: tx.updates.end_waiting([waiting[0].id]))
    await store.run(lambda tx: tx.updates.set_aside(1, 900, ADA, "\0", "KeyError", NOW))
    assert [row.update_id for row in await store.run(lambda tx: tx.updates.waiting(1, [BOB], 10))] == [901]


# --- outbox


def say(store: Store, chat_id: int, payload: object, at: datetime = NOW, kind: str = "text", **more: Any) -> int:
    return store.run_sync(lambda tx: tx.outbox.say(chat_id, kind, payload, at, **more))


def claim_due(store: Store, now: datetime, limit: int = 10) -> list[OutboxRow]:
    """What is due, claimed for no time."""
    return store.run_sync(lambda tx: tx.outbox.claim_due(now, now, limit))


def test_what_is_to_be_said_comes_oldest_first_and_once_due(store: Store) -> None:
    first, second = say(store, ADA, {"text": "Bonjour"}), say(store, BOB, ["é", 1], kind="card")
    later = say(store, ADA, None, LATER)
    due = claim_due(store, NOW)
    assert [(row.id, row.chat_id, row.kind, row.payload) for row in due] == [
        (first, ADA, "text", {"text": "Bonjour"}),
        (second, BOB, "card", ["é", 1]),
    ]
    assert (due[0].created_at, due[0].not_before, due[0].attempts, due[0].error) == (NOW, NOW, 0, None)
    assert [row.id for row in claim_due(store, LATER)] == [first, second, later]
    assert [row.id for row in claim_due(store, LATER, 1)] == [first]


def test_what_is_delivered_is_forgotten(store: Store) -> None:
    ids = [say(store, ADA, n) for n in range(3)]
    store.run_sync(lambda tx: tx.outbox.delete(ids[:2]))
    store.run_sync(lambda tx: tx.outbox.delete([]))
    assert [row.payload for row in store.run_sync(lambda tx: tx.outbox.find(ids))] == [2]
    assert store.run_sync(lambda tx: tx.outbox.find([])) == []


def test_a_message_put_off_waits_and_remembers_how_far_it_went(store: Store) -> None:
    said = say(store, ADA, ["one", "two"], claimed_until=LATER)
    assert claim_due(store, NOW) == []
    store.run_sync(lambda tx: tx.outbox.put_off(said, 1, LATER, 2, "Bad Gateway \0"))
    assert claim_due(store, NOW) == []
    [row] = claim_due(store, LATER)
    assert (row.id, row.attempts, row.error, row.sent, row.created_at) == (said, 2, "Bad Gateway \\x00", 1, NOW)


def test_a_reply_never_overtakes_an_earlier_one_of_its_chat(store: Store) -> None:
    first, second, other = say(store, ADA, 1), say(store, ADA, 2), say(store, BOB, 3)
    reminder, file = say(store, ADA, 4, bulk=True), say(store, ADA, {}, kind="document")
    store.run_sync(lambda tx: tx.outbox.put_off(first, 0, LATER, 1, None))
    assert [row.id for row in claim_due(store, NOW)] == [other, reminder, file]
    assert [row.id for row in claim_due(store, LATER)] == [first, second, other, reminder, file]


def test_the_next_replies_of_a_chat_come_in_order_up_to_the_first_that_waits(store: Store) -> None:
    mine, theirs = say(store, ADA, 1, claimed_until=LATER), say(store, ADA, 2, claimed_until=LATER)
    say(store, ADA, 3)
    say(store, BOB, 4)

    def claim(now: datetime, own: list[int]) -> tuple[list[int], datetime | None]:
        rows, waits = store.run_sync(lambda tx: tx.outbox.claim_replies(ADA, now, now, own, 10))
        return [row.id for row in rows], waits

    assert claim(NOW, []) == ([], LATER)
    assert claim(NOW, [mine]) == ([mine], LATER)
    rows, waits = claim(LATER, [])
    assert (len(rows), rows[:2], waits) == (3, [mine, theirs], None)


def test_nothing_is_taken_for_a_chat_on_hold_nor_in_bulk_nor_at_all(store: Store) -> None:
    reply, other, reminder = say(store, ADA, 1), say(store, BOB, 2), say(store, BOB, 3, bulk=True)

    def hold(scope: str, chat_id: int, until: datetime = LATER) -> None:
        store.run_sync(lambda tx: tx.outbox.hold(scope, chat_id, until))

    hold("chat", ADA)
    hold("chat", ADA, NOW)
    assert [row.id for row in claim_due(store, NOW)] == [other, reminder]
    hold("bulk", 0)
    assert [row.id for row in claim_due(store, NOW)] == [other]
    hold("all", 0)
    assert claim_due(store, NOW) == []
    assert [row.id for row in claim_due(store, LATER)] == [reply, other, reminder]


def test_what_waits_is_sent_at_once_when_the_date_has_been_set_back(store: Store) -> None:
    said, taken = say(store, ADA, 1), say(store, BOB, 2, claimed_until=LATER)
    store.run_sync(lambda tx: tx.outbox.put_off(said, 0, LATER, 1, None))
    store.run_sync(lambda tx: tx.outbox.hold("all", 0, LATER))
    store.run_sync(lambda tx: tx.outbox.bring_forward(NOW))
    assert [row.id for row in claim_due(store, NOW)] == [said, taken]


def test_nothing_is_due_for_somebody_who_cannot_be_reached(store: Store) -> None:
    store.run_sync(Tx.person, ADA, NOW)
    said = say(store, ADA, "Bonjour")
    store.run_sync(Tx.set_reachable, ADA, False)
    assert claim_due(store, LATER) == []
    store.run_sync(Tx.set_reachable, ADA, True)
    assert [row.id for row in claim_due(store, LATER)] == [said]


def test_giving_up_on_a_person_leaves_the_documents_they_asked_for_and_the_others_messages(store: Store) -> None:
    say(store, ADA, 1)
    asked, kept = say(store, ADA, {}, kind="document"), say(store, BOB, 2)
    store.run_sync(lambda tx: tx.outbox.drop(ADA))
    assert [row.id for row in claim_due(store, NOW)] == [asked, kept]
