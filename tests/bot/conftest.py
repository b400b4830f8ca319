"""Fixtures of the bot's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.store import Store
from tests.bot.documents import LastingWorkshop, documents
from tests.bot.simulation import Simulation
from tests.bot.walk_memory import WalkMemory


@pytest.fixture(scope="session", autouse=True)
def lasting_workshop() -> Iterator[None]:
    """One process makes the documents of all the bots of these tests."""
    workshop = LastingWorkshop.shared = LastingWorkshop(documents())
    yield
    LastingWorkshop.shared = None
    workshop.end()


@pytest.fixture(scope="session")
def walk_memory() -> WalkMemory:
    """The walks that simulations made so far in this process."""
    return {}


@pytest.fixture
def simulation(store: Store, walk_memory: WalkMemory) -> Simulation:
    """A simulation on an empty database."""
    return Simulation(store, walk_memory)
