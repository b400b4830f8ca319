"""The databases of the scenarios, read directly and disturbed: locked, frozen, stopped and started again."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from tests import postgres

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


class Database:
    """A database of the bot; `kind` is SQLITE or POSTGRESQL."""

    kind = SQLITE

    def __init__(self, file: Path) -> None:
        self.move_to(file)

    def move_to(self, file: Path) -> None:
        """Be another file from now on."""
        self.file, self.url = file, f"sqlite:///{file}"

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query whose values are written `:name`; none while a table does not exist."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=30)) as connection:
            return connection.execute(query, values).fetchall()

    def count(self, query: str, **values: Any) -> int:
        return int(self.rows(query, **values)[0][0])

    @contextmanager
    def locked(self, chat: int | None = None) -> Iterator[None]:
        """Hold the whole database meanwhile, as another program would; on PostgreSQL one person's row if named."""
        with closing(sqlite3.connect(self.file, isolation_level=None, timeout=30)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield
            connection.execute("ROLLBACK")


class PostgresDatabase(Database):
    """The same on a PostgreSQL server of its own."""

    kind = POSTGRESQL

    def __init__(self, server: postgres.Server) -> None:
        self.name = server.create()
        self.url = server.url(self.name)
        self.folder = server.folder
        postmaster = self._postmaster()
        status = Path(f"/proc/{postmaster}/status").read_text()
        self._program = Path(f"/proc/{postmaster}/exe").readlink()
        self._command = Path(f"/proc/{postmaster}/cmdline").read_text().split("\0")[1:-1]
        self._owner = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("Uid"))
        self._started: subprocess.Popen[bytes] | None = None

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as connection:
            for name in values:
                query = query.replace(f":{name}", f"%({name})s")
            return connection.execute(query.encode(), values).fetchall()

    @contextmanager
    def locked(self, chat: int | None = None) -> Iterator[None]:
        with psycopg.connect(self.url) as connection:
            if chat is None:
                connection.execute("LOCK TABLE person, outbox, processed_update IN ACCESS EXCLUSIVE MODE")
            else:
                connection.execute("SELECT 1 FROM person WHERE chat_id = %s FOR UPDATE", [chat])
            yield
            connection.rollback()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """No process of the server moves meanwhile, as on a machine whose disk hangs."""
        found = self._processes()
        for pid in found:
            _signal(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in found:
                _signal(pid, signal.SIGCONT)

    def stop(self) -> None:
        """Stop the server at once, cutting every connection."""
        postmaster = self._postmaster()
        _signal(postmaster, signal.SIGINT)
        while (self.folder / "data" / "postmaster.pid").exists():
            time.sleep(0.02)
        if self._started:
            self._started.wait()

    def start(self) -> None:
        """Start the server again."""
        account: dict[str, Any] = {}
        if os.geteuid() == 0:
            account = {"user": self._owner, "group": self._owner_group(), "extra_groups": []}
        with (self.folder / "log").open("ab") as log:
            self._started = subprocess.Popen(
                [self._program, *self._command], cwd=self.folder, stdout=log, stderr=log, **account
            )
        while True:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.url).close()
                return
            time.sleep(0.02)

    def close(self) -> None:
        """End the server if it was started again here: whoever started it first does not know that one."""
        if self._started and self._started.poll() is None:
            self._started.send_signal(signal.SIGINT)
            self._started.wait()

    def _owner_group(self) -> int:
        return (self.folder / "data").stat().st_gid

    def _postmaster(self) -> int:
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def _processes(self) -> Sequence[int]:
        postmaster = self._postmaster()
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        return [postmaster, *map(int, children)]


def _signal(pid: int, what: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, what)


@contextmanager
def database(kind: str, folder: Path | None = None) -> Iterator[Database]:
    """A new database without a table; of PostgreSQL, a server of its own that may be stopped."""
    if kind == SQLITE:
        with tempfile.TemporaryDirectory() as made:
            yield Database((folder or Path(made)) / "relais.db")
        return
    with postgres.server() as server:
        found = PostgresDatabase(server)
        try:
            yield found
        finally:
            found.close()
