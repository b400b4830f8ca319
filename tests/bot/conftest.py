"""What the tests of the bot share."""

from __future__ import annotations

import pytest

from bot.store import Store
from tests.bot.simulation import Simulation


@pytest.fixture
def simulation(store: Store) -> Simulation:
    """The bot's decisions on a database of its own, before anybody wrote."""
    return Simulation(store)
