"""A PostgreSQL server that accepts connections and answers none, as one whose disk or machine hangs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from bot.store import Store, StoreUnavailable, Tx
from tests import postgres
from tests.bot.store.rows import ADA, NOW
from tests.waiting import CEILING


@pytest.fixture(scope="module")
def own_server() -> Iterator[postgres.Server]:
    """A server no other test uses at the same time."""
    with postgres.server() as running:
        yield running


@pytest.fixture
def own_store(own_server: postgres.Server, open_store: Callable[[str], Store]) -> Store:
    store = open_store(own_server.url(own_server.create()))
    store.migrate()
    return store


async def test_a_server_that_freezes_is_told_and_used_again_when_it_comes_back(
    own_server: postgres.Server, own_store: Store
) -> None:
    await own_store.run(Tx.person, ADA, NOW)
    with own_server.frozen():
        async with asyncio.timeout(CEILING):
            told = await asyncio.gather(*(own_store.run(Tx.is_known, ADA) for _ in range(20)), return_exceptions=True)
        assert {type(one) for one in told} == {StoreUnavailable}
        # Neither a connection that hangs nor one that cannot be made keeps the next waiting for long.
        with pytest.raises(StoreUnavailable):
            await asyncio.wait_for(own_store.run(Tx.is_known, ADA), CEILING)
    assert await own_store.run(Tx.is_known, ADA)


async def test_closing_does_not_wait_for_a_frozen_server(own_server: postgres.Server, own_store: Store) -> None:
    await asyncio.gather(*(own_store.run(Tx.person, number, NOW) for number in range(1, 5)))
    with own_server.frozen():
        waiting = [asyncio.create_task(own_store.run(Tx.is_known, ADA)) for _ in range(10)]
        await asyncio.sleep(0)
        await asyncio.wait_for(own_store.close(), CEILING)
        told = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), CEILING)
    assert {type(one) for one in told} == {StoreUnavailable}


async def test_a_server_that_is_not_there_is_told_at_once() -> None:
    store = Store("postgresql://nobody:secret@127.0.0.1:1/relais")
    with pytest.raises(StoreUnavailable) as told:
        await asyncio.wait_for(store.run(Tx.counts), CEILING)
    assert "secret" not in str(told.value)
    await store.close()
