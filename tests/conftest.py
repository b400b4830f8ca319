"""Fixtures of all tests: the moment they take place, and empty SQLite and PostgreSQL databases."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from bot.store import Store
from tests import clock, postgres, real_clock
from tests.days import Touches, may_touch, on_real_clock, timed_fixtures, touches_time

# What the tests import stays. To look for garbage among it, thousands of times, would cost a fifth of all their time.
gc.set_threshold(50_000, 20, 20)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: some tests wait for another process, or for the disk."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--touching-time",
        choices=("in-process", "processes"),
        help="only the tests that touch time, on SQLite: those on the tests' clock, or with the bot on the real one",
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With `make test-days`, skip modules that do not touch time, without importing them."""
    kind = config.getoption("--touching-time")
    if kind is None or not collection_path.name.startswith("test_"):
        return None
    return None if may_touch(on_real_clock if kind == "processes" else touches_time, collection_path) else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if kind := config.getoption("--touching-time"):
        wanted = [
            item
            for item in items
            if _touches(touches_time, item) and _touches(on_real_clock, item) == (kind == "processes")
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = wanted
    # The longest begin first: no worker is left alone with them at the end.
    items.sort(key=lambda item: not any(map(item.get_closest_marker, ("long", "any_day"))))


def _touches(touches: Touches, item: pytest.Item) -> bool:
    """Whether a test is repeated; time is the same on both databases, so once is enough."""
    if item.get_closest_marker("any_day"):
        return False
    if not isinstance(item, pytest.Function):
        return touches(item.path)
    given = item.callspec.params if hasattr(item, "callspec") else {}
    if "postgresql" in given.values():
        return False
    return touches(item.path) or not timed_fixtures(touches).isdisjoint(set(item.fixturenames) - set(given))


@pytest.fixture(autouse=True)
def real_clock_left_unread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where only the tests' clock is moved, whoever reads the real one would be told another day: the test fails."""
    if request.config.getoption("--touching-time") == "in-process":
        with real_clock.watch() as readings:
            yield
        assert readings == []
    else:
        yield


@pytest.fixture(scope="session")
def now() -> datetime:
    """When the tests take place, in UTC: `make test-days` repeats those that touch time at other moments."""
    return clock.now()


RUNNING = pytest.StashKey[tuple[ExitStack, postgres.Server]]()

# Nothing may depend on how busy the machine is. What is looked for at random is the same each time where a failure
# keeps work out: new cases are found by whoever runs the tests by hand.
hypothesis.settings.register_profile(
    "busy",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("busy")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Start one PostgreSQL for the whole run, with the first worker."""
    if node.config.getoption("--touching-time"):
        return
    if RUNNING not in node.config.stash:
        stack = ExitStack()
        node.config.stash[RUNNING] = stack, stack.enter_context(postgres.server())
    node.workerinput["postgres"] = str(node.config.stash[RUNNING][1].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if RUNNING in config.stash:
        config.stash[RUNNING][0].close()


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[postgres.Server]:
    """The run's server, with a prefix for this worker's databases; without workers, a server of its own."""
    shared: dict[str, Any] = getattr(request.config, "workerinput", {})
    if "postgres" in shared:
        running = postgres.Server(Path(shared["postgres"]), shared["workerid"])
        yield running
        running.close()
    else:
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

        def open_url(url: str) -> Store:
            store = Store(url)
            stores.callback(store.close_sync)
            return store

        yield open_url


@pytest.fixture
def store(database_url: str, open_store: Callable[[str], Store]) -> Store:
    """A store on the migrated, empty database."""
    return open_store(database_url)
