"""Transactions that SQLite commits at once: each caller is told of their own, and of the database's trouble all are."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlalchemy.exc import IntegrityError

from bot.store import Store, StoreUnavailable, Tx
from bot.store.tables import person
from tests.bot.store.rows import NOW, begin_audit
from tests.waiting import CEILING

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MANY = 150
"""More than are committed at once."""
Work = Callable[[Tx], Any]


@asynccontextmanager
async def busy(store: Store) -> AsyncIterator[None]:
    """The store's thread is busy until the end of the block: whoever asks meanwhile waits."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        begun.set()
        assert go_on.wait(CEILING)

    holding = asyncio.create_task(store.run(hold))
    assert await asyncio.to_thread(begun.wait, CEILING)
    try:
        yield
    finally:
        go_on.set()
        await holding


async def ask(store: Store, works: list[Work]) -> list[asyncio.Task[Any]]:
    """Ask for these works, and have them wait."""
    asked = [asyncio.create_task(store.run(work)) for work in works]
    await asyncio.sleep(0)
    return asked


async def answers_of(asked: list[asyncio.Task[Any]]) -> list[Any]:
    """What each caller is answered, an error too."""
    async with asyncio.timeout(CEILING):
        return await asyncio.gather(*asked, return_exceptions=True)


async def run_together(store: Store, works: list[Work]) -> list[Any]:
    async with busy(store):
        asked = await ask(store, works)
    return await answers_of(asked)


def add_person(tx: Tx, number: int) -> int:
    return tx.person(number, NOW).chat_id


def people(*numbers: int) -> list[Work]:
    return [partial(add_person, number=number) for number in numbers]


def people_in(database_url: str) -> list[int]:
    """The people whom another program finds in the file."""
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as other:
        return [number for (number,) in other.execute("SELECT chat_id FROM person ORDER BY chat_id")]


def make_a_mistake(tx: Tx) -> None:
    tx.person(1000, NOW)
    raise ValueError("mistake")


def add_the_same_twice(tx: Tx) -> None:
    tx.person(1000, NOW)
    tx._connection.execute(insert(person).values(chat_id=1000, created_at=NOW, reachable=True))


def run_out_of_items(tx: Tx) -> None:
    tx.person(1000, NOW)
    next(iter(()))


@pytest.mark.parametrize(
    "fail, error",
    [(make_a_mistake, ValueError), (add_the_same_twice, IntegrityError), (run_out_of_items, RuntimeError)],
)
async def test_one_that_fails_is_undone_alone_and_only_its_caller_is_told(
    store: Store, database_url: str, fail: Work, error: type[Exception]
) -> None:
    first, *answered = await run_together(store, [fail, *people(1, 2), fail, *people(3), fail])
    assert [type(one) for one in (first, answered[2], answered[4])] == [error] * 3
    assert [answered[0], answered[1], answered[3]] == people_in(database_url) == [1, 2, 3]


async def test_one_that_ends_the_transaction_of_all_does_not_keep_the_others_from_being_done(
    store: Store, database_url: str
) -> None:
    def end(tx: Tx) -> None:
        tx._connection.exec_driver_sql("ROLLBACK")

    answered = await run_together(store, [*people(1, 2), end, *people(3)])
    assert [answered[0], answered[1], answered[3]] == people_in(database_url) == [1, 2, 3]


async def test_what_one_has_written_the_next_reads(store: Store) -> None:
    def count(tx: Tx) -> int:
        return tx.counts()["person"]

    one, two = people(1, 2)
    answered = await run_together(store, [count, one, count, make_a_mistake, count, two, count])
    assert isinstance(answered.pop(3), ValueError) and answered == [0, 1, 1, 1, 2, 2]


async def test_callers_are_answered_once_their_work_is_committed(store: Store, database_url: str) -> None:
    async def ask_and_look(number: int) -> bool:
        await store.run(add_person, number)
        return number in people_in(database_url)

    assert await asyncio.gather(*map(ask_and_look, range(1, MANY))) == [True] * (MANY - 1)


async def test_those_who_wait_together_share_a_commit(store: Store, database_url: str) -> None:
    commits: list[object] = []
    event.listen(store._engine, "commit", commits.append)
    assert await run_together(store, people(*range(1, MANY))) == people_in(database_url) == list(range(1, MANY))
    # One more for the transaction they waited for.
    assert len(commits) <= 1 + MANY / 40


async def test_works_are_done_in_the_order_in_which_they_were_asked_for(store: Store) -> None:
    project, audit = await store.run(begin_audit)

    def add(tx: Tx, number: int) -> int:
        return tx.add_answer(project, audit, "steps", None, number, "v1", NOW)

    ids = await run_together(store, [partial(add, number=number) for number in range(MANY)])
    assert ids == sorted(ids)
    assert [row.value for row in await store.run(Tx.history, project)] == list(range(MANY))


# --- the database in trouble


async def test_when_the_database_is_locked_all_are_told_and_nothing_is_saved(store: Store, database_url: str) -> None:
    await store.run(Tx.counts)
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answered = await answers_of(await ask(store, people(*range(1, 41))))
    assert {type(one) for one in answered} == {StoreUnavailable} and people_in(database_url) == []
    assert await run_together(store, people(1, 2)) == people_in(database_url) == [1, 2]


async def test_when_one_meets_the_databases_trouble_all_are_told_and_nothing_is_saved(
    store: Store, database_url: str
) -> None:
    def write_where_nobody_may(tx: Tx) -> None:
        tx._connection.exec_driver_sql("PRAGMA query_only=ON")
        try:
            tx.person(3, NOW)
        finally:
            tx._connection.exec_driver_sql("PRAGMA query_only=OFF")

    answered = await run_together(store, [*people(1, 2), write_where_nobody_may, *people(4)])
    assert [str(one) for one in answered] == ["read-only"] * 4
    # Each has an error of their own, whose traceback grows where it is raised.
    assert len(set(map(id, answered))) == 4 and people_in(database_url) == []


@contextmanager
def full_disk() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_when_the_disk_is_full_all_are_told_and_nothing_is_saved(store: Store, database_url: str) -> None:
    await store.run(add_person, 1)
    with full_disk():
        answered = await run_together(store, people(2, 3, 4))
    assert {type(one) for one in answered} == {StoreUnavailable} and people_in(database_url) == [1]
    assert await run_together(store, people(2, 3)) == [2, 3] and people_in(database_url) == [1, 2, 3]


# --- those who leave, and the end


async def test_whoever_leaves_before_their_turn_is_left_out(store: Store, database_url: str) -> None:
    async with busy(store):
        asked = await ask(store, people(*range(1, 11)))
        for one in asked[::2]:
            one.cancel()
        await asyncio.sleep(0)
    answered = await answers_of(asked)
    assert [type(one) for one in answered[::2]] == [asyncio.CancelledError] * 5
    assert answered[1::2] == people_in(database_url) == [2, 4, 6, 8, 10]


async def test_closing_finishes_what_waits(store: Store, database_url: str) -> None:
    async with busy(store):
        asked = await ask(store, people(*range(1, MANY)))
        closing_store = asyncio.create_task(store.close())
        await asyncio.sleep(0)
    await asyncio.wait_for(closing_store, CEILING)
    assert await answers_of(asked) == people_in(database_url) == list(range(1, MANY))


async def test_closing_answers_those_whose_turn_does_not_come(store: Store, database_url: str) -> None:
    async with busy(store):
        asked = await ask(store, people(*range(1, 11)))
        await asyncio.wait_for(store.close(), CEILING)
        answered = await answers_of(asked)
    assert [str(one) for one in answered] == ["closed"] * 10 and people_in(database_url) == []
