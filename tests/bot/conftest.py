"""Fixtures of the bot's tests."""

from __future__ import annotations

import pytest

from bot.store import Store
from tests.bot.simulation import Simulation


@pytest.fixture
def simulation(store: Store) -> Simulation:
    """A simulation on an empty database."""
    return Simulation(store)
