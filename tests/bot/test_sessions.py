"""Sessions: what is kept in memory changes nothing that anybody sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from bot.app import App
from bot.conversation.exchange import AUDIT
from bot.conversation.incoming import Command, Incoming, Press
from bot.conversation.outcome import DeliveryMarks, Outcome
from bot.conversation.sessions import Session, Sessions
from bot.store import InterviewRow, Tx
from bot.store.tables import answer
from tests.bot.random_acts import WRITES, Somebody, rename, write_beside
from tests.bot.remembering_bots import Databases
from tests.bot.simulated_reviews import start_service
from tests.bot.simulated_survey import DENIS, OPENING, request_survey
from tests.bot.simulation import CLAIRE, Simulation
from tests.bot.walk_memory import WalkMemory

TURNS = 36


# --- where the bots begin; each returns the guest's first words


def empty_file(simulation: Simulation) -> str:
    return "/start"


def finished_file(simulation: Simulation) -> str:
    simulation.write_finished_file()
    return "/start"


def open_review(simulation: Simulation) -> str:
    start_service(simulation)
    simulation.say("/revue")
    simulation.press("Faire le point maintenant")
    return "/start"


def invited_provider(simulation: Simulation) -> str:
    simulation.write_finished_file()
    word = request_survey(simulation)
    simulation.say(word, DENIS)
    simulation.at(OPENING)
    simulation.press("Commencer")
    return word


BEGINNINGS = [(one, "sqlite") for one in (empty_file, finished_file, open_review, invited_provider)]
BEGINNINGS += [(invited_provider, "postgresql")]


@pytest.fixture
def databases(request: pytest.FixtureRequest, sqlite_template: Path, walk_memory: WalkMemory) -> Databases:
    if request.param == "sqlite":
        return Databases(sqlite_template, walk_memory)
    name = request.getfixturevalue("postgres_database")
    return Databases(sqlite_template, walk_memory, request.getfixturevalue("postgres_server"), name)


def told(outcome: Outcome) -> tuple[Any, ...]:
    return outcome.toast, [(saying.chat_id, saying.kind, saying.payload) for saying in outcome.sayings]


@pytest.mark.parametrize("beginning, databases", BEGINNINGS, indirect=["databases"])
@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_with_and_without_memory_and_with_two_processes_the_turns_are_the_same(
    databases: Databases, beginning: Callable[[Simulation], str], seed: int
) -> None:
    random = Random(seed)
    claire, denis = Somebody(random, CLAIRE), Somebody(random, DENIS)
    with databases.bots() as bots:
        words = [bot.begin(beginning) for bot in bots]
        for number in range(1000, 1000 + TURNS):
            what = random.random()
            if what < 0.08:
                time = random.choice((timedelta(hours=1), timedelta(days=1), timedelta(days=9)))
                without, *others = [bot.let_time_pass(time) for bot in bots]
                assert others == [without] * 2
            elif what < 0.25:
                write, which = random.choice(WRITES), random.random()
                for bot in bots:
                    bot.store.run_sync(write_beside, write, which, bot.simulations[0].now)
            who = denis if random.random() < 0.25 else claire
            if who is denis and not denis.seen:
                starts = [word.removeprefix("/start").strip() for word in words]
                sent: list[Incoming] = [Command(number, DENIS, number, name="start", argument=one) for one in starts]
            else:
                sent = [who.act(number)] * 3
            outcome, *outcomes = [bot.handle(one) for bot, one in zip(bots, sent, strict=True)]
            assert [told(other) for other in outcomes] == [told(outcome)] * 2
            who.see(outcome)
        stored, *others_stored = [bot.rows() for bot in bots]
        assert others_stored == [stored] * 2


async def test_answers_read_before_are_not_read_again(
    simulation: Simulation, open_store: Any, database_url: str
) -> None:
    simulation.write_finished_file()

    def change(tx: Tx) -> None:
        # The stored answers cannot be read any more, but for the new one.
        tx._connection.execute(update(answer).values(value="{"))
        audit = tx.interviews.of(tx.project(CLAIRE, simulation.now), AUDIT, simulation.now, "v")
        rename(tx, audit, simulation.now)

    async def show(app: App) -> str:
        command = Command(simulation._next(), CLAIRE, 1, name="dossier", argument="")
        return str(await app.handle(command, DeliveryMarks()))

    assert "Atelier Brindille" in await show(simulation.app)
    simulation.store.run_sync(change)
    assert "Fleurs d’Ada" in await show(simulation.app)
    with pytest.raises(ValueError):
        await show(Simulation(open_store(database_url)).app)


def test_the_file_of_another_project_is_always_read(simulation: Simulation) -> None:
    simulation.write_finished_file()
    now = simulation.now

    def audit_of_claire(tx: Tx) -> InterviewRow:
        return tx.interviews.of(tx.project(CLAIRE, now), AUDIT, now, "v")

    def load(tx: Tx, known: Session | None) -> tuple[str, Session]:
        file = tx.begin_file(DENIS, now)
        session = known.at(file.version) if known else Session(file.project, file.version)
        given = session.load(tx, simulation.app.form, audit_of_claire(tx)).given
        ended = session.end(tx)
        assert ended
        return str(given), ended

    seen, session = simulation.store.run_sync(load, None)
    assert "Fleurs d’Ada" not in seen
    simulation.store.run_sync(lambda tx: rename(tx, audit_of_claire(tx), now))
    assert "Fleurs d’Ada" in simulation.store.run_sync(load, session)[0]


def test_a_row_read_before_something_was_written_is_not_taken_for_what_is_stored(simulation: Simulation) -> None:
    simulation.write_finished_file()
    later = simulation.now + timedelta(hours=1)

    def write(tx: Tx) -> tuple[int, Session]:
        file = tx.begin_file(CLAIRE, later)
        session = Session(file.project, file.version)
        read_before = tx.interviews.of(file.project, AUDIT, later, "v")
        tx.interviews.set_said(read_before.id, later)
        session.load(tx, simulation.app.form, read_before)
        ended = session.end(tx)
        assert ended
        return read_before.id, ended

    def known(tx: Tx, audit: int, session: Session) -> InterviewRow | None:
        return session.at(tx.begin_file(CLAIRE, later).version).row(tx, audit)

    row = simulation.store.run_sync(known, *simulation.store.run_sync(write))
    assert row is None or row.said_at == later


def test_the_session_used_longest_ago_goes_first() -> None:
    sessions = Sessions(most=2)
    for chat in (1, 2):
        sessions.put(chat, Session(chat, 0))
    sessions.put(1, sessions.take(1))
    sessions.put(3, Session(3, 0))
    assert [chat for chat in (1, 2, 3) if sessions.take(chat)] == [1, 3]


async def test_nothing_is_remembered_of_somebody_who_is_erased(simulation: Simulation) -> None:
    simulation.write_finished_file()
    app = simulation.app

    async def send(incoming: Incoming) -> None:
        simulation._out(await app.handle(incoming, DeliveryMarks()))

    await send(Command(900, CLAIRE, 1, name="supprimer", argument=""))
    for number, label in enumerate(("Effacer mes données", "Oui, tout effacer")):
        await send(Press(901 + number, CLAIRE, 77, query_id="1", data=simulation.buttons[label]))
    assert "tout est effacé" in simulation.new_messages()[-1][1]
    assert app.sessions.take(CLAIRE) is None
