"""A database in trouble: whoever asks is told within seconds, and it goes on by itself when the trouble ends."""

from __future__ import annotations

import asyncio
import resource
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.store import Store, StoreReplaced, StoreUnavailable, Tx
from tests.bot.store.lock import wait_for_a_lock
from tests.bot.store.rows import ADA, BOB, NOW
from tests.waiting import CEILING

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
postgresql_only = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@contextmanager
def people_locked(url: str) -> Iterator[None]:
    """Ada's row, or the whole SQLite file, is taken by somebody else."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(url) as holder:
            holder.execute("SELECT 1 FROM person WHERE chat_id = %s FOR UPDATE", [ADA])
            yield


async def test_a_lock_that_lasts_is_told_and_goes_by_itself(store: Store, database_url: str) -> None:
    await store.run(Tx.person, ADA, NOW)
    with people_locked(database_url):
        async with asyncio.timeout(CEILING):
            found = await asyncio.gather(*(store.run(Tx.person, ADA, NOW) for _ in range(40)), return_exceptions=True)
        assert [type(one) for one in found] == [StoreUnavailable] * 40
        assert {str(one).partition(" ")[0] for one in found} <= {"locked", "no"}
    assert (await store.run(Tx.person, ADA, NOW)).chat_id == ADA


@postgresql_only
async def test_one_persons_lock_leaves_the_others_alone(store: Store, database_url: str) -> None:
    await store.run(Tx.person, ADA, NOW)
    with people_locked(database_url):
        waiting = asyncio.create_task(store.run(Tx.person, ADA, NOW))
        assert (await store.run(Tx.person, BOB, NOW)).chat_id == BOB
        with pytest.raises(StoreUnavailable, match="locked by another transaction"):
            await waiting


async def test_closing_ends_a_wait_for_a_lock(store: Store, database_url: str) -> None:
    await store.run(Tx.person, ADA, NOW)
    with people_locked(database_url):
        waiting = [asyncio.create_task(store.run(Tx.person, ADA, NOW)) for _ in range(10)]
        await asyncio.sleep(0)
        await asyncio.wait_for(store.close(), CEILING)
        told = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), CEILING)
    assert {type(one) for one in told} == {StoreUnavailable}


async def test_a_closed_store_says_so(store: Store) -> None:
    await store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        await store.run(Tx.counts)


async def test_what_was_asked_before_closing_is_still_done(
    store: Store, database_url: str, open_store: Callable[[str], Store]
) -> None:
    # The first connection may take long.
    await store.run(Tx.counts)
    asked = [asyncio.create_task(store.run(Tx.person, number, NOW)) for number in range(1, 9)]
    await asyncio.sleep(0)
    await store.close()
    assert [(await one).chat_id for one in asked] == list(range(1, 9))
    assert open_store(database_url).run_sync(Tx.counts)["person"] == 8


async def test_whoever_stops_waiting_takes_their_place_in_the_queue_with_them(store: Store) -> None:
    begun, go_on, done = threading.Event(), threading.Event(), []

    def hold(tx: Tx) -> None:
        begun.set()
        assert go_on.wait(CEILING)

    holding = [asyncio.create_task(store.run(hold)) for _ in range(4)]
    assert await asyncio.to_thread(begun.wait, CEILING)
    late = asyncio.create_task(store.run(lambda tx: done.append("late")))
    await asyncio.sleep(0)
    late.cancel()
    with pytest.raises(asyncio.CancelledError):
        await late
    go_on.set()
    await asyncio.gather(*holding)
    await store.run(lambda tx: done.append("next"))
    assert done == ["next"]


@postgresql_only
async def test_a_statement_without_end_is_cut(store: Store) -> None:
    with pytest.raises(StoreUnavailable, match="over its time limit"):
        await asyncio.wait_for(store.run(lambda tx: tx._connection.execute(text("SELECT pg_sleep(600)"))), CEILING)
    assert (await store.run(Tx.counts))["person"] == 0


@postgresql_only
async def test_the_limits_belong_to_a_transaction_not_to_its_connection(store: Store) -> None:
    def limits(tx: Tx) -> list[str]:
        return [str(tx._connection.scalar(text(f"SHOW {name}_timeout"))) for name in ("lock", "statement")]

    assert await store.run(limits) == ["500ms", "5s"]
    assert store.run_sync(limits) == ["30s", "2min"]
    with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as outside:
        outside.exec_driver_sql("ROLLBACK")
        assert outside.exec_driver_sql("SHOW lock_timeout").scalar() == "0"


@postgresql_only
async def test_a_connection_cut_by_the_server_is_replaced_without_a_word(store: Store, database_url: str) -> None:
    await store.run(Tx.person, ADA, NOW)
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                      " AND datname = current_database()")  # fmt: skip
    assert await store.run(Tx.is_known, ADA)


@postgresql_only
def test_a_deadlock_is_the_databases_trouble(store: Store, database_url: str) -> None:
    for person in (ADA, BOB):
        store.run_sync(Tx.person, person, NOW)
    first = threading.Event()

    def take(tx: Tx, one: int, other: int) -> None:
        tx.person(one, NOW)
        if one == ADA:
            first.set()
            wait_for_a_lock(database_url)
        tx.person(other, NOW)

    with ThreadPoolExecutor(2) as threads:
        ada = threads.submit(store.run_sync, take, ADA, BOB)

        def take_crossed(tx: Tx) -> None:
            tx.person(BOB, NOW)
            assert first.wait(CEILING)
            tx.person(ADA, NOW)

        bob = threads.submit(store.run_sync, take_crossed)
        failed = [one.exception(CEILING) for one in (ada, bob)]
    assert [str(error) for error in failed if error] == ["in conflict with another transaction"]


async def test_a_bad_row_and_a_mistake_stay_what_they_are(store: Store, database_url: str) -> None:
    def repeat(tx: Tx) -> None:
        tx._connection.execute(text("INSERT INTO processed_update (update_id) VALUES (NULL)"))

    with pytest.raises(IntegrityError):
        await store.run(repeat)
    with pytest.raises(Exception, match="nowhere") as mistake:
        await store.run(lambda tx: tx._connection.execute(text("SELECT 1 FROM nowhere")))
    assert not isinstance(mistake.value, StoreUnavailable)


@sqlite_only
async def test_a_read_only_database_is_told_without_the_drivers_words(store: Store) -> None:
    def write(tx: Tx) -> None:
        tx._connection.exec_driver_sql("PRAGMA query_only=ON")
        try:
            tx.person(ADA, NOW)
        finally:
            tx._connection.exec_driver_sql("PRAGMA query_only=OFF")

    with pytest.raises(StoreUnavailable, match="read-only") as told:
        await store.run(write)
    assert told.value.__cause__ is None and told.value.__suppress_context__
    assert not await store.run(Tx.is_known, ADA)


@sqlite_only
async def test_a_disk_that_takes_no_more_is_told_and_what_was_asked_works_later(
    store: Store, database_url: str
) -> None:
    await store.run(Tx.person, ADA, NOW)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        for _ in range(3):
            with pytest.raises(StoreUnavailable, match=r"disk fails|no space"):
                await store.run(Tx.person, BOB, NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    await store.run(Tx.person, BOB, NOW)
    assert await store.run(Tx.counts) == {**await store.run(Tx.counts), "person": 2}


# --- the file itself


def remove(path: Path) -> None:
    path.unlink()


def move(path: Path) -> None:
    path.rename(path.with_name("elsewhere.db"))


def replace(path: Path) -> None:
    other = path.with_name("other.db")
    shutil.copyfile(path, other)
    other.replace(path)


@sqlite_only
@pytest.mark.parametrize("disturb", [remove, move, replace])
def test_nothing_is_confirmed_once_the_file_is_not_the_one_that_was_opened(
    store: Store, database_url: str, disturb: Callable[[Path], None]
) -> None:
    path = Path(database_url.removeprefix("sqlite:///"))
    store.run_sync(Tx.person, ADA, NOW)

    def disturbed(tx: Tx) -> None:
        tx.person(BOB, NOW)
        disturb(path)

    with pytest.raises(StoreReplaced):
        store.run_sync(disturbed)
    for _ in range(2):
        with pytest.raises(StoreReplaced):
            store.run_sync(Tx.person, BOB, NOW)
    with pytest.raises(StoreReplaced):
        store.migrate()
    assert path.exists() == (disturb is replace)


@sqlite_only
async def test_a_file_put_back_is_only_opened_by_a_restart(
    store: Store, database_url: str, open_store: Callable[[str], Store]
) -> None:
    path = Path(database_url.removeprefix("sqlite:///"))
    await store.run(Tx.person, ADA, NOW)
    move(path)
    with pytest.raises(StoreReplaced):
        await store.run(Tx.counts)
    path.with_name("elsewhere.db").rename(path)
    with pytest.raises(StoreReplaced):
        await store.run(Tx.counts)
    await store.close()
    assert await open_store(database_url).run(Tx.is_known, ADA)


@sqlite_only
def test_a_file_removed_after_the_start_and_before_the_first_update_is_noticed(store: Store, database_url: str) -> None:
    store.migrate()
    Path(database_url.removeprefix("sqlite:///")).unlink()
    with pytest.raises(StoreReplaced):
        store.run_sync(Tx.counts)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="folder"):
        Store(f"sqlite:///{tmp_path}/file/relais.db")
