"""One order of locks, so that no two transactions wait for each other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.store import Store, Tx
from tests.bot.lock_order import LockOrder
from tests.bot.server_harness import running_bot
from tests.bot.store.rows import ADA, BOB, NOW, begin_audit
from tests.bot.whole_interview import accept_welcome

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


async def test_a_conversation_takes_the_update_then_the_person_then_the_rest(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        for words in ("Bonjour", "/rappels", "/pause", "/reprendre", "/mesdonnees", "/aide"):
            await talk.say(words)
        await talk.say("/supprimer")
        await harness.tick()
        await harness.idle()
        taken = set(harness.locks.seen)
    assert any(tables[:2] == ("processed_update", "person") and len(tables) > 2 for tables in taken)
    assert {table for tables in taken for table in tables} >= {"processed_update", "person", "planned", "outbox"}


def outbox_before_person(tx: Tx) -> None:
    tx.outbox.delete([1])
    tx.person(ADA, NOW)


def outbox_before_planned_without_the_person(tx: Tx) -> None:
    tx.outbox.delete([1])
    tx.planned.put_back(1, NOW)


def hold_before_outbox(tx: Tx) -> None:
    tx.outbox.hold("all", 0, NOW)
    tx.outbox.delete([1])


def larger_before_smaller(tx: Tx) -> None:
    tx.person(ADA, NOW)
    tx.person(BOB, NOW)


@pytest.mark.parametrize(
    "act",
    [outbox_before_person, outbox_before_planned_without_the_person, hold_before_outbox, larger_before_smaller],
)
def test_another_order_is_seen(store: Store, act: Callable[[Tx], None]) -> None:
    locks = LockOrder()
    locks.watch(store)
    store.run_sync(begin_audit)
    assert not locks.faults
    store.run_sync(act)
    assert len(locks.faults) == 1


def test_under_the_lock_of_their_person_rows_are_taken_in_any_order(store: Store) -> None:
    def write(tx: Tx) -> None:
        project, _ = begin_audit(tx)
        tx.outbox.delete([1])
        tx.planned.put(project, "review", "{}", NOW)
        tx.outbox.unsay(ADA, "screen")

    locks = LockOrder()
    locks.watch(store)
    store.run_sync(write)
    assert not locks.faults and ("person", "outbox", "planned") in locks.seen
