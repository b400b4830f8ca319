"""Runs transactions off the event loop: on one thread for SQLite, which commits all that wait together, on a few for
PostgreSQL.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import Connection, Transaction, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.store.engine import PATIENT, POSTGRESQL_THREADS, Patience, database_file, normalise, open_engine
from bot.store.limits.file import DatabaseFile, running_alone
from bot.store.limits.trouble import StoreUnavailable, telling_trouble
from bot.store.limits.workers import Failed, Workers
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
TOGETHER = 64
"""Most transactions of `run` that SQLite commits at once: a commit waits for the disk as long as many of them take."""


@dataclass(frozen=True, slots=True)
class _Ask:
    """A transaction to run: `fn(tx, *args)`, and since when its caller waits."""

    fn: Callable[..., Any]
    args: tuple[Any, ...]
    asked: float


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
        threads, together = (1, TOGETHER) if self._sqlite else (POSTGRESQL_THREADS, 1)
        self._workers: Workers[_Ask] = Workers(threads, together, self._run_together, self._cut)
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
        result: T = await self._workers.run(_Ask(fn, args, time.monotonic()))
        return result

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
            return fn(Tx(connection), *args)

    def _run_together(self, asks: Sequence[_Ask]) -> Sequence[Any]:
        """The result of each, or Failed: each in a savepoint, so that one that fails undoes only its own work.

        In one transaction: if the database is in trouble nothing of them is saved, and all are told.
        """
        if len(asks) == 1:
            return [self._run_alone(asks[0])]
        try:
            # The one who has waited least may wait longest.
            with telling_trouble(), self._transaction(self._hurry(asks[-1].asked)) as connection:
                return [_run_in_savepoint(connection, ask) for ask in asks]
        except StoreUnavailable as error:
            return [Failed(type(error)(str(error))) for _ in asks]
        except Exception:
            # Whatever one of them did to the connection: the others are not at fault.
            return [self._run_alone(ask) for ask in asks]

    def _run_alone(self, ask: _Ask) -> Any:
        try:
            return self._run(self._hurry(ask.asked), ask.fn, *ask.args)
        except BaseException as error:
            return Failed(_fit_for_a_future(error))

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


def _run_in_savepoint(connection: Connection, ask: _Ask) -> Any:
    """The result, or Failed if its work is undone. Raises StoreUnavailable, and the others' work is undone too."""
    # The driver's own connection: three statements more for each answer would be felt.
    driver: Any = connection.connection.driver_connection
    driver.execute("SAVEPOINT one")
    try:
        with telling_trouble():
            result = ask.fn(Tx(connection), *ask.args)
    except StoreUnavailable:
        raise
    except Exception as error:
        driver.execute("ROLLBACK TO one")
        result = Failed(_fit_for_a_future(error))
    driver.execute("RELEASE one")
    return result


def _fit_for_a_future(error: BaseException) -> BaseException:
    # A future cannot carry a StopIteration: the caller would wait for ever.
    return RuntimeError("a transaction ran out of items") if isinstance(error, StopIteration) else error
