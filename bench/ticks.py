"""What a tick costs over a very long plan, beside as many jobs in APScheduler's own store.

`python -m bench.ticks [--rows 1000000] [--jobs 100000] [--database URL]`; SQLite in a temporary folder unless told.
"""

from __future__ import annotations

import argparse
import pickle
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import text

from bot.clock import BATCH, HELD
from bot.store import Store, Tx

NOW = datetime(2027, 1, 8, 9, tzinfo=UTC)
ROUNDS = 15


def lines(rows: int, jobs: int, database: str | None) -> Iterator[str]:
    """The middle of several ticks that claim 200 things, and the same number found by APScheduler."""
    with tempfile.TemporaryDirectory() as folder:
        url = database or f"sqlite:///{folder}/ticks.db"
        store = Store(url)
        store.migrate()
        store.run_sync(_fill, rows)
        kind = "PostgreSQL" if url.startswith("postgres") else "SQLite"
        claim = _median(lambda: store.run_sync(lambda tx: tx.planned.claim(NOW, NOW + HELD, BATCH)))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield f"a tick claims {BATCH} of {rows:,} planned rows, {kind}: {claim:.2f} ms ({memory:.0f} MB at most)"
        store.close_sync()
        theirs = _median(_scheduler(f"sqlite:///{folder}/jobs.db", jobs), 3)
        yield f"APScheduler takes what is due among {jobs:,} jobs: {theirs:.2f} ms, {theirs / claim:.0f} × a tick"


def _fill(tx: Tx, rows: int) -> None:
    """Twenty things for each project; more are due than the rounds take, and most are not."""
    run, due = tx._connection.execute, ROUNDS * BATCH * 2
    run(text("INSERT INTO person (chat_id, created_at, reachable) VALUES (1, :now, :yes)"), {"now": NOW, "yes": True})
    projects = [{"id": number, "now": NOW} for number in range(1, rows // 20 + 2)]
    run(text("INSERT INTO project (id, chat_id, created_at) VALUES (:id, 1, :now)"), projects)
    step = timedelta(seconds=30)
    insert = text("INSERT INTO planned (project_id, kind, item, due_at) VALUES (:project, 'review_nudge', :item, :at)")
    for first in range(0, rows, 50_000):
        numbers = range(first, min(rows, first + 50_000))
        run(
            insert,
            [
                {
                    "project": number // 20 + 1,
                    "item": str(number),
                    "at": f"{NOW + (number - due) * step:%Y-%m-%d %X.%f}",
                }
                for number in numbers
            ],
        )


def _scheduler(url: str, jobs: int) -> Callable[[], object]:
    """What APScheduler's own loop asks of its store: the jobs that are due, then each of them written back."""
    store = SQLAlchemyJobStore(url)
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


def _median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.ticks")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=100_000)
    parser.add_argument("--database")
    options = parser.parse_args()
    for line in lines(options.rows, options.jobs, options.database):
        print(line)
