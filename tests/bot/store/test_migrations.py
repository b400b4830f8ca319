"""How the tables come to be, and how they change under somebody's data."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import make_url

from bot.store import Store, Tx, normalise
from bot.store.engine import open_engine
from bot.store.tables import metadata
from bot.store.upgrade import SCRIPTS, upgrade
from tests.waiting import CEILING

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ADA = 7_123_456_789

START = """
import sys
from bot.store import Store
store = Store(sys.argv[1])
sys.stdout.write("ready\\n")
sys.stdout.flush()
sys.stdin.readline()
store.migrate()
"""

NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{number:04}", "{before:04}"

def upgrade():
    {change}
"""
ADDS_A_TABLE = 'op.create_table("new{number}", sa.Column("id", sa.Integer()))'
REBUILDS_THE_PARENT = """
    with op.batch_alter_table("person") as person:
        person.alter_column("reachable", existing_type=sa.Boolean(), nullable=True)"""
RELEASED = len(list((SCRIPTS / "versions").glob("r*.py")))
FAILS_HALF_WAY = f'{ADDS_A_TABLE}; raise RuntimeError("half-way")'
LOSES_A_PARENT = 'op.execute("DELETE FROM person")'


def live(tx: Tx) -> None:
    tx.person(ADA, NOW)
    project_id = tx.project(ADA, NOW)
    interview = tx.interviews.of(project_id, "audit", NOW, "v1")
    tx.add_answer(project_id, interview.id, "name", None, "Ada", "v1", NOW)
    tx.add_consent(ADA, True, "J’accepte.", "v1", NOW)


def answers_and_counts(tx: Tx) -> tuple[object, object]:
    return tx.answers(tx.interviews.of(tx.project(ADA, NOW), "audit", NOW, "v1").id), tx.counts()


@pytest.fixture
def database_url(empty_database_url: str) -> str:
    """A migrated database of one's own, since these tests change its tables."""
    Store(empty_database_url).migrate()
    return empty_database_url


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The real migrations, to which a test may add others."""
    return shutil.copytree(SCRIPTS, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))


def change(url: str, scripts: Path, number: int, change: str) -> None:
    """Release migration `number`, counted after those released, and upgrade to it."""
    number += RELEASED - 1
    text = NEXT.format(number=number, before=number - 1, change=change.replace("{number}", str(number)))
    (scripts / "versions" / f"r{number:04}.py").write_text(text)
    upgrade(make_url(normalise(url)), scripts)


def copies(url: str) -> list[Path]:
    path = Path(url.removeprefix("sqlite:///"))
    return sorted(path.parent.glob(f"{path.name}.*.before-*"))


def differences(url: str) -> list[object]:
    engine = open_engine(make_url(normalise(url)))
    try:
        with engine.begin() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, metadata))
    finally:
        engine.dispose()


def test_the_migrations_lead_an_empty_database_to_the_tables_of_the_code(empty_database_url: str) -> None:
    assert differences(empty_database_url)
    Store(empty_database_url).migrate()
    assert differences(empty_database_url) == []


def test_an_empty_database_is_ready_once_migrated(empty_database_url: str, open_store: Callable[[str], Store]) -> None:
    store = open_store(empty_database_url)
    store.migrate()
    store.run_sync(live)
    assert store.run_sync(answers_and_counts)[0] == {("name", None): "Ada"}


def test_migrating_again_changes_nothing(store: Store) -> None:
    store.run_sync(live)
    before = store.run_sync(answers_and_counts)
    store.migrate()
    assert store.run_sync(answers_and_counts) == before


def test_several_processes_may_start_on_an_empty_database_at_once(empty_database_url: str) -> None:
    with ExitStack() as stack:
        command, pipe = [sys.executable, "-c", START, empty_database_url], subprocess.PIPE
        starts = [
            stack.enter_context(subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, bufsize=0))
            for _ in range(3)
        ]
        for start in starts:
            assert start.stdout is not None and start.stdout.readline() == b"ready\n"
        for start in starts:
            assert start.stdin is not None
            start.stdin.write(b"\n")
        assert [start.wait(CEILING) for start in starts] == [0, 0, 0]
    assert differences(empty_database_url) == []


def test_changing_a_parent_table_keeps_every_row_of_its_children(
    store: Store, database_url: str, scripts: Path
) -> None:
    store.run_sync(live)
    before = store.run_sync(answers_and_counts)
    change(database_url, scripts, 2, REBUILDS_THE_PARENT)
    assert store.run_sync(answers_and_counts) == before
    assert store.run_sync(Tx.erase, ADA) == 1
    assert sum(store.run_sync(Tx.counts).values()) == 0


def test_a_migration_that_fails_half_way_leaves_no_trace(store: Store, database_url: str, scripts: Path) -> None:
    store.run_sync(live)
    before = store.run_sync(answers_and_counts)
    with pytest.raises(RuntimeError, match="half-way"):
        change(database_url, scripts, 2, FAILS_HALF_WAY)
    assert store.run_sync(answers_and_counts) == before
    assert differences(database_url) == []
    # Corrected, it runs.
    change(database_url, scripts, 2, ADDS_A_TABLE)


def test_pending_migrations_are_all_kept_or_none_is(database_url: str, scripts: Path) -> None:
    change_two = NEXT.format(number=RELEASED + 1, before=RELEASED, change=ADDS_A_TABLE.replace("{number}", "2"))
    (scripts / "versions" / f"r{RELEASED + 1:04}.py").write_text(change_two)
    with pytest.raises(RuntimeError, match="half-way"):
        change(database_url, scripts, 3, FAILS_HALF_WAY)
    assert differences(database_url) == []


@pytest.mark.parametrize("empty_database_url", ["sqlite"], indirect=True)
def test_a_migration_that_would_orphan_answers_is_undone(store: Store, database_url: str, scripts: Path) -> None:
    store.run_sync(live)
    before = store.run_sync(answers_and_counts)
    with pytest.raises(RuntimeError, match="lose their parent"):
        change(database_url, scripts, 2, LOSES_A_PARENT)
    assert store.run_sync(answers_and_counts) == before


@pytest.mark.parametrize("empty_database_url", ["sqlite"], indirect=True)
def test_a_file_is_copied_before_it_changes(
    database_url: str, scripts: Path, open_store: Callable[[str], Store]
) -> None:
    store = open_store(database_url)
    # The store stays open: what it saved last is still in the write-ahead log.
    store.run_sync(live)
    before = store.run_sync(answers_and_counts)
    change(database_url, scripts, 2, ADDS_A_TABLE)
    [copy] = copies(database_url)
    assert copy.name.startswith("empty.db.20") and copy.name.endswith(f"Z.before-{RELEASED + 1:04}")
    assert open_store(f"sqlite:///{copy}").run_sync(answers_and_counts) == before
    assert differences(f"sqlite:///{copy}") == []


@pytest.mark.parametrize("empty_database_url", ["sqlite"], indirect=True)
def test_nothing_is_copied_when_nothing_is_there_or_nothing_changes(empty_database_url: str) -> None:
    Store(empty_database_url).migrate()
    Store(empty_database_url).migrate()
    assert copies(empty_database_url) == []


@pytest.mark.parametrize("empty_database_url", ["sqlite"], indirect=True)
def test_only_the_last_three_copies_are_kept(database_url: str, scripts: Path) -> None:
    for number in range(2, 7):
        change(database_url, scripts, number, ADDS_A_TABLE)
    assert [copy.name[-4:] for copy in copies(database_url)] == [f"{RELEASED + more:04}" for more in (3, 4, 5)]
