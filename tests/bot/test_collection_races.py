"""The provider and the company at the same instant, on PostgreSQL: whatever the order, no answer is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from bot.incoming import Incoming, Press
from bot.outcome import Delivered
from bot.store import Store, Tx
from tests.bot.desk import CLAIRE, Desk
from tests.bot.provider import DENIS, OPENING, PROVIDER, asked, through

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
LEFT = 1.0
"""Seconds one is given while the other is held back before they commit."""


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_an_answer_that_comes_as_the_review_opens_reaches_it(desk: Desk) -> None:
    desk.finished(review_participants=["ceo"])
    through(desk, DENIS, desk.say(asked(desk), DENIS), PROVIDER, "Une chose que")
    desk.at(OPENING)
    opening = next(data for words, data in desk.buttons.items() if "Commencer" in words)
    passing = next(data for words, data in reversed(desk.buttons.items()) if "Passer" in words)
    opened, go_on = threading.Event(), threading.Event()

    def press(tx: Tx, number: int, chat: int, data: str, held: bool) -> None:
        pressed: Incoming = Press(number, chat, 77, query_id="1", data=data)
        desk.app._handle(tx, pressed, Delivered())
        if held:
            opened.set()
            assert go_on.wait(30)

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(desk.store.run_sync, press, 9_001, CLAIRE, opening, True)
        assert opened.wait(30)
        second = threads.submit(desk.store.run_sync, press, 9_002, DENIS, passing, False)
        wait([second], LEFT)
        go_on.set()
        first.result(30)
        second.result(30)
    project = desk.store.run_sync(lambda tx: tx.project(CLAIRE, desk.now))
    [review] = desk.store.run_sync(lambda tx: tx.interviews.on(project, "review"))
    assert {"prv_clarity", "prv_given", "col_value"} <= {entry[0] for entry in review.prior}
