"""The databases of the bots: new ones, copies, and which answers are in them."""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from collections.abc import Collection
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType

import psycopg

from bench.answers.contenders import POSTGRESQL
from tests import postgres

STORED = "SELECT update_id FROM answer WHERE update_id IS NOT NULL"
"""The update of each stored answer, in the tables of Relais as in those of the durable rival."""


class Databases:
    """Databases that end with the measure. The PostgreSQL server, durable, only runs if there is one of its kind."""

    def __init__(self, kinds: Collection[str]) -> None:
        self._kinds, self._stack, self._numbers = kinds, ExitStack(), itertools.count(1)

    def __enter__(self) -> Databases:
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        if POSTGRESQL in self._kinds:
            self._server = self._stack.enter_context(postgres.server(durable=True))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def new(self, kind: str) -> str:
        """The URL of an empty database; empty for a bot that has none."""
        if not kind:
            return ""
        return self._server.url(self._server.create()) if kind == POSTGRESQL else self._file()

    def copy(self, url: str) -> str:
        """The URL of a database that holds the same; nobody may be connected to the first one."""
        if not url.startswith("sqlite"):
            return self._server.url(self._server.copy(url.partition("@/")[2].partition("?")[0]))
        new = self._file()
        with closing(_open(url)) as source, closing(_open(new)) as target:
            source.backup(target)
        return new

    def _file(self) -> str:
        return f"sqlite:///{self.folder / f'{next(self._numbers)}.db'}"


def _open(url: str) -> sqlite3.Connection:
    return sqlite3.connect(url.removeprefix("sqlite:///"))


def lost_answers(noted: Collection[int], url: str) -> int:
    """How many of the answers that these updates brought are not in the database."""
    if url.startswith("sqlite"):
        with closing(_open(url)) as connection:
            stored = connection.execute(STORED).fetchall()
    else:
        with psycopg.connect(url) as server:
            stored = server.execute(STORED).fetchall()
    return len(set(noted) - {update for (update,) in stored})
