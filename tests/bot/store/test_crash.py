"""A process killed at the worst instant."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.store import Store, Tx
from tests.bot.store.other_process import save
from tests.bot.store.rows import ADA, NOW

ROOT = Path(__file__).parents[3]


def save_in_a_killed_process(url: str, moment: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bot.store.other_process", "save_and_wait", url, moment],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{moment}\n"
        process.kill()


def read_answers(tx: Tx) -> dict[Any, Any]:
    tx.person(ADA, NOW)
    return tx.answers(tx.interviews.of(tx.project(ADA, NOW), "audit", NOW, "v1").id)


def test_an_answer_survives_a_kill_right_after_its_commit(store: Store, database_url: str) -> None:
    save_in_a_killed_process(database_url, "committed")
    assert store.run_sync(read_answers) == {("name", None): "Ada"}
    assert not store.run_sync(save)


def test_a_kill_inside_a_transaction_leaves_nothing_and_blocks_nobody(store: Store, database_url: str) -> None:
    save_in_a_killed_process(database_url, "inside")
    assert store.run_sync(read_answers) == {}
    assert store.run_sync(save)
    assert store.run_sync(read_answers) == {("name", None): "Ada"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_commit_reaches_the_disk_before_it_returns(store: Store) -> None:
    """What a power cut would show cannot be tried here: the setting that SQLite documents for it can."""
    assert store.run_sync(lambda tx: tx._connection.exec_driver_sql("PRAGMA synchronous").scalar()) == 2
    assert store.run_sync(lambda tx: tx._connection.exec_driver_sql("PRAGMA journal_mode").scalar()) == "wal"
