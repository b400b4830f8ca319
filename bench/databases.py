"""Empty databases for a measure: SQLite files, and a PostgreSQL server that stops with it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests import postgres


@contextmanager
def databases() -> Iterator[dict[str, Callable[[], str]]]:
    """Name of each database system → a function that makes a new database and returns its URL."""
    numbers = count(1)
    with tempfile.TemporaryDirectory() as folder, postgres.server() as server:
        yield {
            "SQLite": lambda: f"sqlite:///{Path(folder) / f'{next(numbers)}.db'}",
            "PostgreSQL": lambda: server.url(server.create()),
        }
