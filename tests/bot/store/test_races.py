"""Replies that arrive at the same instant, in several threads and processes."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import text

from bot.store import Store, Tx
from tests.bot.store.lock import wait_for_a_lock
from tests.bot.store.other_process import REPLIES, THREADS, reply
from tests.bot.store.rows import ADA, NOW
from tests.waiting import CEILING

ROOT = Path(__file__).parents[3]
OTHER = ("-m", "tests.bot.store.other_process")
T = TypeVar("T")
LATER = NOW + timedelta(minutes=2)

FEW = 200


@pytest.fixture
def two_stores(database_url: str, open_store: Callable[[str], Store]) -> list[Store]:
    return [open_store(database_url), open_store(database_url)]


def run_at_once(stores: list[Store], act: Callable[[Store, int], T]) -> list[T]:
    """What `act(store, number)` returns in threads that start at once, on several stores."""
    ready = threading.Barrier(2 * THREADS)

    def start(number: int) -> T:
        ready.wait(CEILING)
        return act(stores[number % len(stores)], number)

    with ThreadPoolExecutor(2 * THREADS) as threads:
        return list(threads.map(start, range(2 * THREADS)))


def test_replies_of_one_person_in_several_processes_never_race(store: Store, database_url: str) -> None:
    processes = [subprocess.Popen([sys.executable, *OTHER, "reply", database_url], cwd=ROOT) for _ in range(2)]
    assert [process.wait(CEILING) for process in processes] == [0, 0]
    counts = store.run_sync(Tx.counts)
    assert (counts["person"], counts["project"], counts["interview"]) == (1, 1, 1)
    answers = [row.value for row in store.run_sync(Tx.history, 1)]
    assert answers == list(range(1, 2 * THREADS * REPLIES + 1))


def test_an_update_delivered_to_several_processes_is_claimed_by_one(two_stores: list[Store]) -> None:
    def claim_all(store: Store, _: int) -> list[bool]:
        return [store.run_sync(lambda tx, update: tx.updates.claim(update, NOW), number) for number in range(10)]

    claims = run_at_once(two_stores, claim_all)
    assert [sum(update) for update in zip(*claims, strict=True)] == [1] * 10


def test_people_who_arrive_at_once_do_not_disturb_each_other(two_stores: list[Store]) -> None:
    def arrive(tx: Tx, chat_id: int) -> int:
        tx.person(chat_id, NOW)
        return tx.project(chat_id, NOW)

    projects = run_at_once(two_stores, lambda one, number: one.run_sync(arrive, number + 1))
    assert len(set(projects)) == 2 * THREADS


def test_what_several_add_at_once_to_what_an_interview_starts_from_is_all_there(two_stores: list[Store]) -> None:
    def begin(tx: Tx) -> int:
        tx.person(ADA, NOW)
        return tx.interviews.start(tx.project(ADA, NOW), "review", NOW, "v1", period="2026-10").id

    review = two_stores[0].run_sync(begin)

    def add(one: Store, number: int) -> None:
        for count in range(REPLIES):
            entry = ["said", f"{number}/{count}", True]
            one.run_sync(lambda tx, entry=entry: tx.interviews.add_prior(review, [entry]))

    run_at_once(two_stores, add)
    assert len(two_stores[0].run_sync(lambda tx: tx.interviews.by_id(review)).prior) == 2 * THREADS * REPLIES


def say(store: Store, payload: object) -> int:
    return store.run_sync(lambda tx: tx.outbox.say(ADA, "text", payload, NOW))


def test_a_message_reserved_by_one_process_is_not_sent_by_another(two_stores: list[Store]) -> None:
    messages = [say(two_stores[0], number) for number in range(20)]

    def reserve(tx: Tx) -> list[int]:
        return [row.id for row in tx.outbox.claim_due(NOW, NOW + timedelta(minutes=1), 3)]

    def take(one: Store, _: int) -> list[int]:
        return one.run_sync(reserve)

    taken = [outbox_id for ids in run_at_once(two_stores, take) for outbox_id in ids]
    assert len(taken) == len(set(taken)) and set(taken) <= set(messages)


def test_a_message_is_sent_by_the_process_that_still_holds_it(store: Store) -> None:
    said, held = say(store, "Bonjour"), NOW + timedelta(seconds=30)
    store.run_sync(lambda tx: tx.outbox.claim([said], held))

    def extend(claimed_until: datetime, until: datetime) -> bool:
        return store.run_sync(lambda tx: tx.outbox.extend(said, claimed_until, until))

    assert extend(held, LATER)
    # Somebody else took it meanwhile, or it was said.
    assert not extend(held, LATER)
    assert extend(LATER, held)
    store.run_sync(lambda tx: tx.outbox.delete([said]))
    assert not extend(held, LATER)


def test_a_process_that_writes_without_a_pause_keeps_nobody_out(store: Store, database_url: str) -> None:
    def write(tx: Tx, number: int) -> int:
        tx.updates.claim(number, NOW)
        return int(tx._connection.scalar(text("SELECT count(*) FROM processed_update WHERE update_id >= 1000000")) or 0)

    greedy = subprocess.Popen(
        [sys.executable, *OTHER, "write", database_url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with greedy:
        assert greedy.stdout is not None and greedy.stdout.readline() == "writing\n"
        seen = [store.run_sync(write, number) for number in range(FEW)]
        greedy.kill()
    # How many of its writes came between two of ours, all in all: a busy machine may keep either waiting once.
    assert seen[-1] - seen[0] < 200 * (FEW - 1)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_an_erasure_waits_for_the_reply_that_is_being_saved(two_stores: list[Store], database_url: str) -> None:
    one, other = two_stores
    one.run_sync(reply)
    saving = threading.Event()

    def save(tx: Tx) -> None:
        reply(tx)
        saving.set()
        wait_for_a_lock(database_url)

    with ThreadPoolExecutor(1) as threads:
        saved = threads.submit(one.run_sync, save)
        assert saving.wait(CEILING)
        assert other.run_sync(Tx.erase, ADA) == 2
        saved.result()
    assert sum(one.run_sync(Tx.counts).values()) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_reply_that_waited_for_an_erasure_starts_from_nothing(two_stores: list[Store], database_url: str) -> None:
    one, other = two_stores
    one.run_sync(reply)
    erasing = threading.Event()

    def erase(tx: Tx) -> int:
        erased = tx.erase(ADA)
        erasing.set()
        wait_for_a_lock(database_url)
        return erased

    with ThreadPoolExecutor(1) as threads:
        erased = threads.submit(other.run_sync, erase)
        assert erasing.wait(CEILING)
        one.run_sync(reply)
        assert erased.result() == 1
    assert [row.value for row in one.run_sync(lambda tx: tx.history(tx.project(ADA, NOW)))] == [1]
