"""A process killed at the worst instant."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.store import Store, Tx

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ADA = 7_123_456_789

PROCESS = """
import sys
from tests.bot.store.test_crash import save_and_wait
save_and_wait(*sys.argv[1:])
"""


def save(tx: Tx) -> bool:
    """An answer and its update, in one transaction; False if the update is already processed."""
    if not tx.claim(900, NOW):
        return False
    tx.person(ADA, NOW)
    project_id = tx.project(ADA, NOW)
    interview = tx.interviews.of(project_id, "audit", NOW, "v1")
    tx.add_answer(project_id, interview.id, "name", None, "Ada", "v1", NOW)
    return True


def wait_for_the_end(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()
    sys.stdin.read()


def save_and_wait(url: str, moment: str) -> None:
    store = Store(url)

    def save_and_wait_inside(tx: Tx) -> None:
        save(tx)
        if moment == "inside":
            wait_for_the_end(moment)

    store.run_sync(save_and_wait_inside)
    wait_for_the_end("committed")


def killed(url: str, moment: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROCESS, url, moment],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{moment}\n"
        process.kill()


def answers(tx: Tx) -> dict[Any, Any]:
    tx.person(ADA, NOW)
    return tx.answers(tx.interviews.of(tx.project(ADA, NOW), "audit", NOW, "v1").id)


def test_an_answer_survives_a_kill_right_after_its_commit(store: Store, database_url: str) -> None:
    killed(database_url, "committed")
    assert store.run_sync(answers) == {("name", None): "Ada"}
    assert not store.run_sync(save)


def test_a_kill_inside_a_transaction_leaves_nothing_and_blocks_nobody(store: Store, database_url: str) -> None:
    killed(database_url, "inside")
    assert store.run_sync(answers) == {}
    assert store.run_sync(save)
    assert store.run_sync(answers) == {("name", None): "Ada"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_commit_reaches_the_disk_before_it_returns(store: Store) -> None:
    """What a power cut would show cannot be tried here: the setting that SQLite documents for it can."""
    assert store.run_sync(lambda tx: tx._connection.exec_driver_sql("PRAGMA synchronous").scalar()) == 2
    assert store.run_sync(lambda tx: tx._connection.exec_driver_sql("PRAGMA journal_mode").scalar()) == "wal"
