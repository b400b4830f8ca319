"""What Telegram has asked to wait for: who waits, for how long, and what is tried when it is long."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from bot.store import Store
from bot.telegram.holds import Holds
from tests.bot.store.rows import NOW

pytestmark = [pytest.mark.any_day, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
ANA, BRUNO, CHLOE, DENIS = 1, 2, 3, 4


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The monotonic clock, which a test moves."""
    moment = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    return moment


async def test_one_refusal_holds_its_chat_a_second_holds_bulk_a_third_holds_everything(
    store: Store, seconds: list[float]
) -> None:
    holds = Holds(store, lambda: NOW)
    assert holds.refuse(ANA, 5) == 5
    assert (holds.wait(ANA), holds.wait(BRUNO), holds.wait_in_bulk()) == (5, 0, 0)
    holds.refuse(BRUNO, 5)
    assert (holds.wait(CHLOE), holds.wait(CHLOE, bulk=True), holds.wait_in_bulk()) == (0, 5, 5)
    holds.refuse(CHLOE, 5)
    assert (holds.wait(DENIS), holds.wait_in_bulk()) == (5, 5)
    seconds[0] += 5
    assert (holds.wait(DENIS), holds.wait(ANA), holds.wait_in_bulk()) == (0, 0, 0)


async def test_refusals_that_are_not_close_hold_their_chats_alone(store: Store, seconds: list[float]) -> None:
    holds = Holds(store, lambda: NOW)
    for chat in (ANA, BRUNO, CHLOE):
        holds.refuse(chat, 60)
        seconds[0] += 3
    assert (holds.wait(DENIS, bulk=True), holds.wait(ANA)) == (0, 51)


async def test_a_refusal_that_names_no_wait_holds_for_a_minute(store: Store, seconds: list[float]) -> None:
    assert Holds(store, lambda: NOW).refuse(ANA, None) == 60


async def test_a_hold_of_an_hour_is_tried_with_one_message_every_five_minutes(
    store: Store, seconds: list[float]
) -> None:
    holds = Holds(store, lambda: NOW)
    assert holds.refuse(ANA, 3600) == 300
    seconds[0] += 300
    assert holds.wait(ANA) == 0
    assert holds.wait(ANA) > 0
    holds.refuse(ANA, 3300)
    assert holds.wait(ANA) == 300
    seconds[0] += 300
    assert holds.wait(ANA) == 0
    holds.accept(ANA)
    assert holds.wait(ANA) == 0


async def test_the_holds_of_other_processes_are_obeyed(store: Store, seconds: list[float]) -> None:
    store.run_sync(lambda tx: tx.outbox.hold("chat", ANA, NOW + timedelta(seconds=40)))
    store.run_sync(lambda tx: tx.outbox.hold("bulk", 0, NOW - timedelta(seconds=1)))
    holds = Holds(store, lambda: NOW)
    holds.learn(store.run_sync(lambda tx: tx.outbox.holds(NOW)))
    assert (holds.wait(ANA), holds.wait_in_bulk()) == (40, 0)
