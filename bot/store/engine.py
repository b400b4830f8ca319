"""Normalises database URLs and opens connections to SQLite and PostgreSQL."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

POSTGRESQL_THREADS = 4
"""Number of connections: more were slower on two cores. SQLite has one writer in any case."""

OPEN_WAIT_MS = 10_000
"""Milliseconds that opening an SQLite file waits for another process that creates it."""

CONNECTION: dict[str, Any] = {
    # Of each address the server's name stands for.
    "connect_timeout": 3,
    # A server that vanished is noticed in ten seconds rather than two hours.
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 6_000,
    # Behind a pooler the next transaction may meet a server that never saw the statement prepared.
    "prepare_threshold": None,
}
"""Options of psycopg, which those of the URL replace."""

POOL_WAIT = 10
"""Seconds a caller waits for a connection that others use."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a transaction waits for a lock, for a statement and for its own next one.

    0: for ever on PostgreSQL, not at all on SQLite, which only knows locks.
    """

    lock: float
    statement: float
    idle: float
    stopping: Callable[[], bool] = bool
    """Whether to wait no longer for a lock of SQLite."""


PATIENT = Patience(lock=30, statement=120, idle=120)
"""For the command line, where somebody waits and may press Ctrl-C."""
MIGRATING = Patience(lock=60, statement=0, idle=0)

BUSY_MS, PAUSE = 3, (0.0005, 0.002)
"""Milliseconds SQLite itself waits for another process; bounds of the seconds before it is asked again."""


def normalise(url: str) -> str:
    """The URL with the driver used here. Raises ValueError, without the password, if it names no database."""
    try:
        parsed = make_url(url.strip())
    except (ArgumentError, ValueError):
        raise ValueError(
            "DATABASE_URL : attendu une adresse comme sqlite:///relais.db ou postgresql://nom:motdepasse@serveur/base."
        ) from None
    kind = parsed.drivername.split("+")[0]
    if kind in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    elif kind == "sqlite":
        _check_file(parsed)
        parsed = parsed.set(drivername="sqlite")
    else:
        raise ValueError(f"DATABASE_URL : commence par {kind}:// ; attendu sqlite:/// ou postgresql://.")
    return parsed.render_as_string(hide_password=False)


def open_engine(url: URL, *, migrating: bool = False, reading: bool = False) -> Engine:
    """An engine for a normalised URL; creates the folder of an SQLite file.

    `migrating`: foreign keys are not checked. `reading`: read-only, and it blocks no writer.
    """
    if url.get_backend_name() != "sqlite":
        engine = create_engine(
            url,
            # One more than the threads, for the command line and migrations, which use the caller's thread.
            pool_size=POSTGRESQL_THREADS + 1,
            max_overflow=0,
            pool_timeout=POOL_WAIT,
            hide_parameters=True,
            connect_args={name: value for name, value in CONNECTION.items() if name not in url.query},
            execution_options={"postgresql_readonly": True} if reading else {},
        )
        _limit_postgresql(engine, MIGRATING if migrating else PATIENT)
        return engine
    database_file(url).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=POOL_WAIT, hide_parameters=True)
    _prepare_sqlite(engine, foreign_keys=not migrating, reading=reading)
    return engine


def upsert(connection: Connection) -> Callable[[Table], postgresql.Insert | sqlite.Insert]:
    """The `insert` of the database's dialect, which has `on_conflict_do_update`."""
    # Each dialect takes 2 MB of memory, and only one is used.
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert
    from sqlalchemy.dialects import sqlite

    return sqlite.insert


def database_file(url: URL) -> Path:
    """The file of an SQLite URL."""
    return Path(url.database or "")


def _check_file(url: URL) -> None:
    if url.host:
        raise ValueError(f"DATABASE_URL : il faut trois barres avant un fichier : sqlite:///{url.host}")
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise ValueError("DATABASE_URL : attendu un fichier, comme sqlite:///relais.db ; en mémoire, rien ne reste.")


def _limit_postgresql(engine: Engine, patience: Patience) -> None:
    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        mine: Patience = connection.get_execution_options().get("patience", patience)
        # For this transaction only, so that a pooler can give the connection to anybody; it also finds out whether
        # the connection still leads to a server.
        connection.exec_driver_sql(
            "SELECT set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true),"
            " set_config('idle_in_transaction_session_timeout', %s, true)",
            tuple(str(round(1000 * seconds)) for seconds in (mine.lock, mine.statement, mine.idle)),
        )


def _prepare_sqlite(engine: Engine, *, foreign_keys: bool, reading: bool) -> None:
    @event.listens_for(engine, "connect")
    def _(connection: sqlite3.Connection, _record: Any) -> None:
        # Python's driver would begin transactions late and lose updates: BEGIN is sent below instead.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={OPEN_WAIT_MS}",
            "synchronous=FULL",  # a committed answer survives a power cut
            "secure_delete=ON",  # what is erased leaves the file too
            # A batch migration drops and renames tables: with keys on, that would delete every child row.
            f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        _write_ahead(connection)
        # From here on only BEGIN waits, in `_begin`.
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        connection.execute(f"PRAGMA query_only={'ON' if reading else 'OFF'}")

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        # IMMEDIATE, so that a transaction that reads and then writes never fails half-way because of another writer.
        if reading:
            connection.exec_driver_sql("BEGIN")
        elif not _begin(connection, connection.get_execution_options().get("patience", PATIENT)):
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection, patience: Patience) -> bool:
    """Begin as soon as the other writer allows it; False if it does not in time.

    It asks often: SQLite itself only asks ten times a second, so a process that writes without pause would keep
    all others waiting.
    """
    driver, deadline = connection.connection.cursor(), time.monotonic() + patience.lock
    while time.monotonic() < deadline and not patience.stopping():
        try:
            driver.execute("BEGIN IMMEDIATE")
            return True
        except sqlite3.OperationalError as error:
            if not _busy(error):
                break
            time.sleep(random.uniform(*PAUSE))
    return False


def _busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _write_ahead(connection: sqlite3.Connection) -> None:
    # busy_timeout does not apply here: processes that start together on a new file get "locked".
    deadline = time.monotonic() + OPEN_WAIT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if not _busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
