"""Empty databases for a measure: SQLite files, and a real PostgreSQL that ends with it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests import postgres


@contextmanager
def databases() -> Iterator[dict[str, Callable[[], str]]]:
    """By the database's name, what makes a new one and gives its URL."""
    numbers = count(1)
    with tempfile.TemporaryDirectory() as folder, postgres.server() as server:
        yield {
            "SQLite": lambda: f"sqlite:///{Path(folder) / f'{next(numbers)}.db'}",
            "PostgreSQL": lambda: server.url(server.create()),
        }
