"""Runs transactions off the event loop: on one thread for SQLite, on a few for PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple

from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from bot.store.engine import POSTGRESQL_THREADS, database_file, normalise, open_engine
from bot.store.transaction import Tx
from bot.store.upgrade import is_current, upgrade

T = TypeVar("T")
Args = TypeVarTuple("Args")


class StoreUnavailable(Exception):
    """The database is in trouble: what was asked of it is not at fault."""


class StoreReplaced(StoreUnavailable):
    """The database's file is gone, or another one is in its place."""


class NotCurrent(Exception):
    """A database cannot be read as it is; the message says why, in French."""


class Store:
    """A database, opened at its first use. Raises ValueError if the URL names none (see `normalise`)."""

    def __init__(self, url: str) -> None:
        self._url = make_url(normalise(url))
        self._engine = open_engine(self._url)
        writers = 1 if self._url.get_backend_name() == "sqlite" else POSTGRESQL_THREADS
        self._threads = ThreadPoolExecutor(writers, thread_name_prefix="store")

    def migrate(self) -> None:
        """Bring the tables up to date; several processes may do so at once."""
        upgrade(self._url)

    async def run(self, fn: Callable[[Tx, *Args], T], *args: *Args) -> T:
        """Run `fn(tx, *args)` in a transaction; its result, once committed. If it raises, nothing is saved.

        Cancelling the wait does not stop a transaction that has begun: it may still be committed.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.run_sync, fn, *args)

    def run_sync(self, fn: Callable[[Tx, *Args], T], *args: *Args) -> T:
        """Same as `run`, on the caller's thread, for the command line."""
        try:
            with self._engine.begin() as connection:
                try:
                    return fn(Tx(connection), *args)
                except StopIteration as error:
                    # A future cannot carry a StopIteration: the caller would wait for ever.
                    raise RuntimeError("a transaction ran out of items") from error
        except OperationalError as error:
            raise StoreUnavailable(type(error.orig).__name__) from error

    def look(self, fn: Callable[[Tx, *Args], T], *args: *Args) -> T:
        """Same as `run_sync`, in a read-only transaction that blocks no writer. Raises NotCurrent."""
        if self._url.get_backend_name() == "sqlite" and not database_file(self._url).exists():
            raise NotCurrent("cette base de données n’existe pas encore")
        engine = open_engine(self._url, reading=True)
        try:
            with engine.begin() as connection:
                if not is_current(connection):
                    raise NotCurrent("cette base n’a pas les tables de ce programme ; lancez d’abord « migrate »")
                return fn(Tx(connection), *args)
        finally:
            engine.dispose()

    async def close(self) -> None:
        """Close the connections, after the transactions that have begun."""
        await asyncio.to_thread(self.close_sync)

    def close_sync(self) -> None:
        """Same as `close`, on the caller's thread, for the command line."""
        self._threads.shutdown()
        self._engine.dispose()
