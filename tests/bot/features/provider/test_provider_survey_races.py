"""The provider and the company at the same instant, on PostgreSQL: whatever the order, no answer is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.conversation.incoming import Command, Incoming, Press
from bot.conversation.outcome import DeliveryMarks
from bot.store import Tx
from tests.bot.simulated_survey import DENIS, OPENING, PROVIDER_ANSWERS, REVIEW_ANSWERS, answer_until, request_survey
from tests.bot.simulation import CLAIRE, Simulation
from tests.bot.store.lock import wait_for_a_lock
from tests.waiting import CEILING

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def pressed(simulation: Simulation, number: int, chat: int, label: str) -> Press:
    data = next(data for words, data in reversed(simulation.buttons.items()) if label in words)
    return Press(number, chat, 77, query_id="1", data=data)


def at_once(simulation: Simulation, url: str, first: Incoming, second: Incoming) -> None:
    """The second comes when the first is handled and not committed yet: it waits for it, or is done before."""
    handled, go_on = threading.Event(), threading.Event()

    def handle(tx: Tx, incoming: Incoming, held: bool) -> None:
        simulation.app._handle(tx, incoming, DeliveryMarks())
        if held:
            handled.set()
            assert go_on.wait(CEILING)

    with ThreadPoolExecutor(2) as threads:
        held = threads.submit(simulation.store.run_sync, handle, first, True)
        assert handled.wait(CEILING)
        other = threads.submit(simulation.store.run_sync, handle, second, False)
        wait_for_a_lock(url, or_else=other.done)
        go_on.set()
        held.result(CEILING)
        other.result(CEILING)


def test_an_answer_that_comes_as_the_review_opens_reaches_it(simulation: Simulation, database_url: str) -> None:
    simulation.write_finished_file(review_participants=["ceo"])
    answer_until(
        simulation, DENIS, simulation.say(request_survey(simulation), DENIS), PROVIDER_ANSWERS, "Une chose à changer"
    )
    simulation.at(OPENING)
    at_once(
        simulation,
        database_url,
        pressed(simulation, 9_001, CLAIRE, "Commencer"),
        pressed(simulation, 9_002, DENIS, "Passer"),
    )
    project = simulation.store.run_sync(lambda tx: tx.project(CLAIRE, simulation.now))
    [review] = simulation.store.run_sync(lambda tx: tx.interviews.of_occasion(project, "review"))
    assert {"prv_clarity", "prv_given", "col_value"} <= {entry[0] for entry in review.prior}


def test_a_link_opened_as_the_scores_are_given_on_the_spot_is_over_for_good(
    simulation: Simulation, database_url: str
) -> None:
    simulation.write_finished_file(review_participants=["ceo", "provider"])
    word = request_survey(simulation)
    simulation.at(OPENING)
    there = REVIEW_ANSWERS | PROVIDER_ANSWERS | {"Votre prestataire est-il avec vous": "→Oui"}
    answer_until(simulation, CLAIRE, simulation.press("Commencer"), there, "On garde")
    start = Command(9_001, DENIS, 1, name="start", argument=word.removeprefix("/start "))
    at_once(simulation, database_url, start, pressed(simulation, 9_002, CLAIRE, "Oui"))
    assert (
        simulation.store.run_sync(lambda tx: tx.interviews.of_occasion(tx.project(DENIS, simulation.now), "collection"))
        == []
    )
    assert "de vive voix" in simulation.say(word, DENIS)
