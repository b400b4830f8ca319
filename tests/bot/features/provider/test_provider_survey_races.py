"""The provider and the company at the same instant, on PostgreSQL: whatever the order, no answer is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from bot.conversation.incoming import Command, Incoming, Press
from bot.conversation.outcome import Delivered
from bot.store import Store, Tx
from tests.bot.desk import CLAIRE, Desk
from tests.bot.provider import DENIS, OPENING, PROVIDER, REVIEW, asked, through

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
LEFT = 1.0
"""Seconds the second one is given before the first commits."""


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def pressed(desk: Desk, number: int, chat: int, label: str) -> Press:
    data = next(data for words, data in reversed(desk.buttons.items()) if label in words)
    return Press(number, chat, 77, query_id="1", data=data)


def at_once(desk: Desk, first: Incoming, second: Incoming) -> None:
    """The second comes when the first is handled and not committed yet."""
    handled, go_on = threading.Event(), threading.Event()

    def handle(tx: Tx, incoming: Incoming, held: bool) -> None:
        desk.app._handle(tx, incoming, Delivered())
        if held:
            handled.set()
            assert go_on.wait(30)

    with ThreadPoolExecutor(2) as threads:
        held = threads.submit(desk.store.run_sync, handle, first, True)
        assert handled.wait(30)
        other = threads.submit(desk.store.run_sync, handle, second, False)
        wait([other], LEFT)
        go_on.set()
        held.result(30)
        other.result(30)


def test_an_answer_that_comes_as_the_review_opens_reaches_it(desk: Desk) -> None:
    desk.finished(review_participants=["ceo"])
    through(desk, DENIS, desk.say(asked(desk), DENIS), PROVIDER, "Une chose à changer")
    desk.at(OPENING)
    at_once(desk, pressed(desk, 9_001, CLAIRE, "Commencer"), pressed(desk, 9_002, DENIS, "Passer"))
    project = desk.store.run_sync(lambda tx: tx.project(CLAIRE, desk.now))
    [review] = desk.store.run_sync(lambda tx: tx.interviews.on(project, "review"))
    assert {"prv_clarity", "prv_given", "col_value"} <= {entry[0] for entry in review.prior}


def test_a_link_opened_as_the_scores_are_given_on_the_spot_is_over_for_good(desk: Desk) -> None:
    desk.finished(review_participants=["ceo", "provider"])
    word = asked(desk)
    desk.at(OPENING)
    there = REVIEW | PROVIDER | {"Votre prestataire est-il avec vous": "→Oui"}
    through(desk, CLAIRE, desk.press("Commencer"), there, "On garde")
    start = Command(9_001, DENIS, 1, name="start", argument=word.removeprefix("/start "))
    at_once(desk, start, pressed(desk, 9_002, CLAIRE, "Oui"))
    assert desk.store.run_sync(lambda tx: tx.interviews.on(tx.project(DENIS, desk.now), "collection")) == []
    assert "de vive voix" in desk.say(word, DENIS)
