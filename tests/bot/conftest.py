"""What the tests of the bot share."""

from __future__ import annotations

import pytest

from bot.store import Store
from tests.bot.simulation import Simulation
from tests.bot.walk_memory import WalkMemory


@pytest.fixture(scope="session")
def walk_memory() -> WalkMemory:
    """The walks that simulations made so far in this process."""
    return {}


@pytest.fixture
def simulation(store: Store, walk_memory: WalkMemory) -> Simulation:
    """The bot's decisions on a database of its own, before anybody wrote."""
    return Simulation(store, walk_memory)
