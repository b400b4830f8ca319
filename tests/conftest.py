"""Databases for the tests: SQLite and a real PostgreSQL, a fresh one for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.store import Store
from tests import postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    with postgres.server() as running:
        yield running


@pytest.fixture(scope="session")
def postgres_database(postgres_server: postgres.Server) -> str:
    """The name of a migrated database, cleared after every test: several times faster than a new one."""
    name = postgres_server.create()
    _migrate(postgres_server.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, to copy."""
    path = tmp_path_factory.mktemp("template") / "relais.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with no table in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        server: postgres.Server = request.getfixturevalue("postgres_server")
        name = server.create()
        yield server.url(name)
        server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database with no row in it."""
    if request.param == "sqlite":
        path = tmp_path / "relais.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        server: postgres.Server = request.getfixturevalue("postgres_server")
        name = request.getfixturevalue("postgres_database")
        yield server.url(name)
        server.clear(name)


def _migrate(url: str) -> None:
    store = Store(url)
    store.migrate()
    store.close_sync()


@pytest.fixture
def open_store() -> Iterator[Callable[[str], Store]]:
    """Opens stores, and closes them after the test."""
    with ExitStack() as stores:

        def opened(url: str) -> Store:
            store = Store(url)
            stores.callback(store.close_sync)
            return store

        yield opened


@pytest.fixture
def store(database_url: str, open_store: Callable[[str], Store]) -> Store:
    """A store on the migrated, empty database."""
    return open_store(database_url)
