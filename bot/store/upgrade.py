"""Brings the tables to the shape the code expects: runs all pending migrations, or none."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from glob import escape
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL

from bot.store.engine import database_file, open_engine

SCRIPTS = Path(__file__).parent / "migrations"
COPIES_KEPT = 3
LOCK = 7_354_725_001
"""Id of the advisory lock: any number, as long as every version of the bot uses the same."""


def upgrade(url: URL, scripts: Path = SCRIPTS) -> None:
    """Run the pending migrations in one transaction, for which other processes wait.

    An existing SQLite file is first copied to `NAME.TIME.before-REVISION` beside it; the last three copies are kept.
    """
    engine = open_engine(url, migrating=True)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            _upgrade(connection, url, scripts)
    finally:
        engine.dispose()


def is_current(connection: Connection) -> bool:
    """Whether the tables have the shape this code expects."""
    return _revision(connection) == _head(SCRIPTS)


def _head(scripts: Path) -> str:
    return max(script.name for script in (scripts / "versions").glob("r*.py"))[1:5]


def _upgrade(connection: Connection, url: URL, scripts: Path) -> None:
    head = _head(scripts)
    if _revision(connection) == head:
        return
    # Imported here: Alembic takes much memory, and most starts have nothing to migrate.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    if connection.dialect.name == "sqlite":
        if inspect(connection).get_table_names():
            _copy(database_file(url), f"before-{head}")
        command.upgrade(config, "head")
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            raise RuntimeError(f"migration to {head} undone: {len(broken)} rows would lose their parent")
    else:
        command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _copy(database: Path, why: str) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S.%fZ")
    copy = database.with_name(f"{database.name}.{now}.{why}")
    # A plain copy of the file would miss commits that are still in the write-ahead log beside it.
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    shutil.copymode(database, copy)
    copies = sorted(database.parent.glob(f"{escape(database.name)}.*.before-*"))
    for old in copies[:-COPIES_KEPT]:
        old.unlink()
