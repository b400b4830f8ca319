"""Sessions: what is kept in memory changes nothing that anybody sees."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select, update

from bot.app import App
from bot.conversation.exchange import AUDIT
from bot.conversation.incoming import Command, EditedText, Incoming, Press, Text
from bot.conversation.outcome import DeliveryMarks, Outcome
from bot.conversation.sessions import Session, Sessions
from bot.store import InterviewRow, Store, Tx
from bot.store.tables import answer, interview, planned
from domain.assessment.second_look import FIELDS
from tests.bot.simulated_reviews import start_service
from tests.bot.simulated_survey import DENIS, OPENING, request_survey
from tests.bot.simulation import CLAIRE, Simulation
from tests.bot.walk_memory import WalkMemory
from tests.postgres import Server

COMMANDS = ("start", "retour", "corriger", "pause", "reprendre", "dossier", "revue", "rappels", "priorites", "aide")
TEXTS = ("5", "2 h", "Maison Tulipe", "40 %", "1er juin 2027", "oui", "passer", "pas un bouton", "12, 3 h, 400", "98")
TURNS = 36
SIDES, TASKS = (("third", 1), ("sealed", 5)), ("bookkeeping", "payroll")
Rows = dict[str, list[tuple[Any, ...]]]


# --- where they begin; each returns the guest's first words


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


class Bot:
    """Some processes of the bot on one database: each update goes to the next of them."""

    def __init__(self, store: Store, processes: int, remembers: bool, memory: WalkMemory) -> None:
        self.simulations = [Simulation(store, memory) for _ in range(processes)]
        self.store, self.handled = store, 0
        self.most = 1000 if remembers else 0

    def begin(self, beginning: Callable[[Simulation], str]) -> str:
        word = beginning(self.simulations[0])
        self.set_clock(self.simulations[0].now)
        for one in self.simulations:
            one.app.sessions = Sessions(self.most)
            # The links made from here on are drawn at random.
            one.app.context = replace(one.app.context, link=lambda _: "https://t.me/relais")
        return word

    def set_clock(self, moment: datetime) -> None:
        for one in self.simulations:
            one.now = moment

    def handle(self, incoming: Incoming) -> Outcome:
        simulation = self.simulations[self.handled % len(self.simulations)]
        self.handled += 1
        outcome = asyncio.run(simulation.app.handle(incoming, DeliveryMarks()))
        simulation._out(outcome)
        return outcome

    def let_time_pass(self, time: timedelta) -> list[tuple[int, str]]:
        """Another process does what falls due; its messages."""
        self.set_clock(self.simulations[0].now + time)
        other = self.simulations[-1]
        other.new_messages()
        return other.at(other.now)

    def rows(self) -> Rows:
        """What is stored; the ids of planned jobs depend on the database."""

        def read(tx: Tx, table: Table) -> list[tuple[Any, ...]]:
            columns = [column for column in table.c if table is not planned or column.name != "id"]
            return sorted((tuple(row) for row in tx._connection.execute(select(*columns))), key=repr)

        return {table.name: self.store.run_sync(read, table) for table in (answer, interview, planned)}


class Databases:
    """Empty databases: copies of a migrated file, and the worker's on PostgreSQL."""

    def __init__(self, template: Path, memory: WalkMemory, server: Server | None = None, name: str = "") -> None:
        self.template, self.memory, self.server, self.name = template, memory, server, name

    @contextmanager
    def bots(self) -> Iterator[list[Bot]]:
        """One without memory, one with, and two processes with memory."""
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            urls = [f"sqlite:///{shutil.copyfile(self.template, Path(folder) / f'{one}.db')}" for one in range(3)]
            if self.server:
                stack.callback(self.server.clear, self.name)
                urls[2] = self.server.url(self.name)
            stores = [Store(url) for url in urls]
            for store in stores:
                stack.callback(store.close_sync)
            shapes = ((1, False), (1, True), (2, True))
            yield [Bot(store, *shape, self.memory) for store, shape in zip(stores, shapes, strict=True)]


@pytest.fixture
def databases(request: pytest.FixtureRequest, sqlite_template: Path, walk_memory: WalkMemory) -> Databases:
    if request.param == "sqlite":
        return Databases(sqlite_template, walk_memory)
    name = request.getfixturevalue("postgres_database")
    return Databases(sqlite_template, walk_memory, request.getfixturevalue("postgres_server"), name)


class Somebody:
    """Somebody who presses what they see, also what they saw before, types, edits and sends commands."""

    def __init__(self, random: Random, chat_id: int) -> None:
        self.random, self.chat_id = random, chat_id
        self.seen: list[str] = []
        self.now: list[str] = []

    def act(self, number: int) -> Incoming:
        what, chat = self.random.random(), self.chat_id
        if what < 0.75 and self.now:
            return Press(number, chat, 77, query_id="1", data=self.random.choice(self.now))
        if what < 0.82 and self.seen:
            return Press(number, chat, 77, query_id="1", data=self.random.choice(self.seen))
        if what < 0.86:
            return EditedText(number, chat, number - 2, text=self.random.choice(TEXTS))
        if what < 0.92:
            return Command(number, chat, number, name=self.random.choice(COMMANDS), argument="")
        return Text(number, chat, number, text=self.random.choice(TEXTS))

    def see(self, outcome: Outcome) -> None:
        shown = [call for saying in outcome.sayings if isinstance(saying.payload, list) for call in saying.payload]
        for call in shown:
            rows = call.get("reply_markup", {}).get("inline_keyboard", [])
            if data := [one["callback_data"] for row in rows for one in row if "callback_data" in one]:
                self.now = data
                self.seen += data


# --- what another process writes in Claire's file between two of her turns


def show_again(tx: Tx, row: InterviewRow, now: datetime) -> None:
    tx.interviews.save_state(row.id, None, row.closed_at, now)


def close(tx: Tx, row: InterviewRow, now: datetime) -> None:
    # A review is only closed by its last answer.
    if row.occasion == AUDIT:
        tx.interviews.save_state(row.id, {"queue": []}, now, now)


def add_prior(tx: Tx, row: InterviewRow, now: datetime) -> None:
    """What a second look leaves in the file, and what a later date leaves in a review."""
    notes = [[f"{side}_{name}", task, note] for side, note in SIDES for task in TASKS for name in FIELDS]
    tx.interviews.add_prior(row.id, [["next_review", None, "2027-02-05"], ["third_look", None, "1"], *notes])


def rename(tx: Tx, row: InterviewRow, now: datetime) -> None:
    project = tx.project(CLAIRE, now)
    name = f"Fleurs d’Ada {tx.counts()['answer']}"
    tx.add_answer(project, row.id, "profile_company_name", None, name, row.form_version, now)


WRITES = (show_again, close, add_prior, rename)


def write_beside(tx: Tx, write: Callable[[Tx, InterviewRow, datetime], None], which: float, now: datetime) -> None:
    """Write in one of Claire's interviews."""
    found = tx.open_file(CLAIRE)
    if found is None:
        return
    ids = tx._connection.scalars(select(interview.c.id).where(interview.c.project_id == found.project)).all()
    if ids:
        write(tx, tx.interviews.by_id(sorted(ids)[int(which * len(ids))]), now)


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
