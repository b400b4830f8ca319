"""Runs transactions off the event loop: on one thread for SQLite, on a few for PostgreSQL."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import Connection, Transaction, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.store.engine import PATIENT, POSTGRESQL_THREADS, Patience, database_file, normalise, open_engine
from bot.store.limits.file import DatabaseFile, running_alone
from bot.store.limits.trouble import StoreUnavailable, telling_trouble
from bot.store.limits.workers import Workers
from bot.store.transaction import Tx
from bot.store.upgrade import is_current, upgrade

T = TypeVar("T")
Args = TypeVarTuple("Args")

SQLITE_LOCK, POSTGRESQL_LOCK = 2.0, 0.5
"""Seconds `run` waits for another process that writes, or for another transaction's row."""
STATEMENT, IDLE = 5.0, 10.0
"""Seconds a statement of `run` may take, and PostgreSQL waits for the next one before it lets the locks go."""
CLOSE_WAIT = 2.0
"""Seconds transactions that have begun may take when the store is closed."""


class NotCurrent(Exception):
    """A database cannot be read as it is; the message says why, in French."""


class Store:
    """A database, opened at its first use. Raises ValueError if the URL names none (see `normalise`).

    Its methods raise StoreUnavailable when the database is locked, away, slow, full or read-only.
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(normalise(url))
        self._sqlite = self._url.get_backend_name() == "sqlite"
        self._file = DatabaseFile(database_file(self._url)) if self._sqlite else None
        try:
            self._engine = open_engine(self._url)
        except OSError as error:
            raise StoreUnavailable(f"its folder cannot be made ({type(error).__name__})") from None
        self._workers = Workers(1 if self._sqlite else POSTGRESQL_THREADS, self._cut)
        self._connections: dict[int, Any] = {}
        """Thread → the driver's connection it uses."""
        self._closing = threading.Event()
        event.listen(self._engine, "checkout", lambda connection, *_: self._note(connection))
        event.listen(self._engine, "checkin", lambda *_: self._note(None))

    def migrate(self) -> None:
        """Bring the tables up to date; several processes may do so at once."""
        with telling_trouble():
            if self._file:
                self._file.check()
            upgrade(self._url)
            if self._file:
                self._file.opened()

    async def run(self, fn: Callable[[Tx, *Args], T], *args: *Args) -> T:
        """Run `fn(tx, *args)` in a transaction; its result, once committed. If it raises, nothing is saved.

        Cancelling the wait does not stop a transaction that has begun: it may still be committed. The same holds for
        one that is given up because the database does not answer.
        """
        asked = time.monotonic()
        return await self._workers.run(lambda: self._run(self._hurry(asked), fn, *args))

    def run_sync(self, fn: Callable[[Tx, *Args], T], *args: *Args) -> T:
        """Same as `run`, on the caller's thread and more patient, for the command line."""
        return self._run(PATIENT, fn, *args)

    def look(self, fn: Callable[[Tx, *Args], T], *args: *Args) -> T:
        """Same as `run_sync`, in a read-only transaction that blocks no writer. Raises NotCurrent."""
        with self._read() as connection:
            if connection is None:
                raise NotCurrent("cette base de données n’existe pas encore")
            if not is_current(connection):
                raise NotCurrent("cette base n’a pas les tables de ce programme ; lancez d’abord « migrate »")
            return fn(Tx(connection), *args)

    def holds_people(self) -> bool:
        """Whether anybody is known here; a database that does not exist is not created."""
        with self._read() as connection:
            if connection is None or not inspect(connection).has_table("person"):
                return False
            return connection.scalar(text("SELECT 1 FROM person LIMIT 1")) is not None

    @contextlib.contextmanager
    def lock_for_running(self) -> Iterator[None]:
        """Be the one process that runs the bot on an SQLite file. Raises StoreInUse. On PostgreSQL several may."""
        with running_alone(database_file(self._url)) if self._sqlite else contextlib.nullcontext():
            yield

    async def close(self) -> None:
        """Close the connections, after the transactions that have begun, or `CLOSE_WAIT` later."""
        await asyncio.to_thread(self.close_sync)

    def close_sync(self) -> None:
        """Same as `close`, on the caller's thread, for the command line."""
        self._closing.set()
        self._workers.close(CLOSE_WAIT)
        self._engine.dispose()

    # --- transactions

    def _hurry(self, asked: float) -> Patience:
        """The patience of `run`. On SQLite, which has one thread, time spent waiting for it counts."""
        lock = max(0.0, asked + SQLITE_LOCK - time.monotonic()) if self._sqlite else POSTGRESQL_LOCK
        return Patience(lock, STATEMENT, IDLE, self._closing.is_set)

    def _run(self, patience: Patience, fn: Callable[[Tx, *Args], T], *args: *Args) -> T:
        with telling_trouble(), self._transaction(patience) as connection:
            try:
                return fn(Tx(connection), *args)
            except StopIteration as error:
                # A future cannot carry a StopIteration: the caller would wait for ever.
                raise RuntimeError("a transaction ran out of items") from error

    @contextlib.contextmanager
    def _transaction(self, patience: Patience) -> Iterator[Connection]:
        if self._file:
            self._file.check()
        connection, transaction = self._begin(patience)
        with connection, transaction:
            if self._file:
                self._file.opened()
            yield connection
            if self._file:
                self._file.check()

    def _begin(self, patience: Patience) -> tuple[Connection, Transaction]:
        asked = time.monotonic()
        while True:
            connection = self._engine.connect().execution_options(patience=patience)
            try:
                return connection, connection.begin()
            except DBAPIError as error:
                connection.close()
                # The server restarted since the connection was used; SQLAlchemy has dropped the others too.
                if not error.connection_invalidated or asked + STATEMENT < time.monotonic() or self._closing.is_set():
                    raise
            except BaseException:
                connection.close()
                raise

    @contextlib.contextmanager
    def _read(self) -> Iterator[Connection | None]:
        """A connection that only reads; None if the SQLite file does not exist."""
        if self._sqlite and not database_file(self._url).exists():
            yield None
            return
        engine = open_engine(self._url, reading=True)
        try:
            with telling_trouble(), engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    # --- a server that has stopped answering

    def _note(self, connection: Any) -> None:
        if connection is None:
            self._connections.pop(threading.get_ident(), None)
        else:
            self._connections[threading.get_ident()] = connection

    def _cut(self, thread: int) -> None:
        """End the wait of a thread for a PostgreSQL server: nothing but its own socket can, while the server hangs."""
        connection = self._connections.get(thread)
        if connection is None or self._sqlite:
            return
        with contextlib.suppress(Exception), socket.socket(fileno=os.dup(connection.fileno())) as copy:
            copy.shutdown(socket.SHUT_RDWR)
