"""The time a tick takes with a very long plan, beside APScheduler's own store with as many jobs due.
`python -m bench.ticks [--rows 1000000] [--jobs 100000]`, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import insert, text

from bench.databases import databases
from bench.timing import median_ms, ratio_line
from bot.clock import BATCH
from bot.conversation.outcome import CLAIM
from bot.store import Store, Tx, normalise
from bot.store.tables import planned, project

NOW = datetime(2027, 1, 8, 9, tzinfo=UTC)
ROUNDS, WARM = 15, 3
DUE = (ROUNDS + WARM) * BATCH + BATCH // 2
ASKED = {"SQLite": 5, "PostgreSQL": 25}
"""Milliseconds a tick may take at most, on a machine of 2 cores."""


def lines(rows: int, jobs: int) -> Iterator[str]:
    """Three lines a database: a tick that claims a full batch, the index it uses, and APScheduler for as many jobs."""
    with databases() as made:
        for kind, new in made.items():
            url = new()
            store = Store(url)
            store.migrate()
            store.run_sync(plan, rows, NOW, DUE)
            store.run_sync(_refresh_statistics)
            floor, claim = _measure(store)
            yield ratio_line(f"claim {BATCH} of {rows:,} planned, {kind}", claim, f"writing {BATCH} known rows", floor)
            yield f"    asked: under {ASKED[kind]} ms; found by: {store.run_sync(_index_used)}"
            theirs = median_ms(_scheduler(url, jobs), 3, 1)
            yield f"    as many due among {jobs:,} jobs of APScheduler: {theirs:.2f} ms, {theirs / claim:.0f} × a tick"
            store.close_sync()


def plan(tx: Tx, rows: int, now: datetime, due: int = 0) -> None:
    """Plan `rows` jobs, twenty for each project of one new person; the first `due` of them are overdue."""
    run = tx._connection.execute
    run(text("INSERT INTO person (chat_id, created_at, reachable) VALUES (1, :now, :yes)"), {"now": now, "yes": True})
    first = (tx._connection.scalar(text("SELECT max(id) FROM project")) or 0) + 1
    projects = [{"id": first + number, "chat_id": 1, "created_at": now} for number in range(rows // 20 + 1)]
    run(insert(project), projects)
    step = timedelta(seconds=30)
    for begin in range(0, rows, 50_000):
        numbers = range(begin, min(rows, begin + 50_000))
        values = [
            {
                "project_id": first + number // 20,
                "kind": "review_nudge",
                "item": str(number),
                "due_at": now + (number + 1 - due) * step,
            }
            for number in numbers
        ]
        run(insert(planned), values)


def _measure(store: Store) -> tuple[float, float]:
    """Milliseconds of the floor, and of a tick that finds a full batch each time."""
    ids = store.run_sync(_last_ids)
    floor = median_ms(lambda: store.run_sync(_rewrite, ids), ROUNDS, WARM)
    return floor, median_ms(lambda: store.run_sync(_claim), ROUNDS, WARM)


def _claim(tx: Tx) -> list[int]:
    return tx.planned.claim(NOW, NOW + CLAIM, BATCH)


def _refresh_statistics(tx: Tx) -> None:
    """Refresh the database's statistics, as it does by itself after a while."""
    tx._connection.execute(text("ANALYZE"))


def _last_ids(tx: Tx) -> list[int]:
    return list(tx._connection.scalars(text(f"SELECT id FROM planned ORDER BY id DESC LIMIT {BATCH}")))


def _rewrite(tx: Tx, ids: list[int]) -> None:
    """The floor: a durable commit that rewrites as many rows, without an index."""
    values = ", ".join(map(str, ids))
    tx._connection.execute(text(f"UPDATE planned SET kind = kind WHERE id IN ({values})"))


def _index_used(tx: Tx) -> str:
    """The line of the query plan that names the index used to find what is due."""
    select = f"SELECT id FROM planned WHERE due_at <= '{NOW:%Y-%m-%d %X}' ORDER BY due_at, id LIMIT {BATCH}"
    if tx._connection.dialect.name == "postgresql":
        words = [line for (line,) in tx._connection.execute(text(f"EXPLAIN {select} FOR UPDATE SKIP LOCKED"))]
    else:
        words = [row[3] for row in tx._connection.execute(text(f"EXPLAIN QUERY PLAN {select}"))]
    return next((line.strip(" ->") for line in words if "ix_planned_due_at" in line), f"no index: {words}")


def _scheduler(url: str, jobs: int) -> Callable[[], object]:
    """The work of APScheduler's own loop on its store: read the jobs that are due, write each of them back."""
    store = SQLAlchemyJobStore(normalise(url))
    scheduler = BackgroundScheduler(jobstores={"default": store}, timezone="UTC")
    scheduler.start(paused=True)
    with store.engine.begin() as connection:
        job = scheduler.add_job(print, "date", run_date=NOW - timedelta(minutes=1))
        state = job.__getstate__()
        rows = []
        for number in range(jobs):
            at, name = NOW + timedelta(seconds=30 * (number - BATCH + 1)), f"job{number}"
            kept = pickle.dumps({**state, "id": name, "next_run_time": at})
            rows.append({"id": name, "at": at.timestamp(), "state": kept})
        connection.execute(
            text("INSERT INTO apscheduler_jobs (id, next_run_time, job_state) VALUES (:id, :at, :state)"), rows
        )

    def tick() -> None:
        for due in store.get_due_jobs(NOW):
            store.update_job(due)

    return tick


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.ticks")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=100_000)
    options = parser.parse_args()
    for line in lines(options.rows, options.jobs):
        print(line, flush=True)
