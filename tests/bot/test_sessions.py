"""Sessions: what is kept in memory changes nothing that anybody sees."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.incoming import Command, EditedText, Incoming, Press, Text
from bot.conversation.outcome import DeliveryMarks, Outcome
from bot.conversation.sessions import Session, Sessions
from bot.store import Store, Tx
from tests.bot.simulation import CLAIRE, Simulation

COMMANDS = ("start", "retour", "corriger", "pause", "reprendre", "dossier", "revue", "rappels", "classement", "aide")
TEXTS = ("5", "2 h", "Maison Tulipe", "40 %", "1er juin 2027", "oui", "passer", "pas un bouton", "12, 3 h, 400")


class Bot:
    """Some processes of the bot on one database: each update goes to the next of them."""

    def __init__(self, store: Store, processes: int, remembers: bool) -> None:
        self.simulations = [Simulation(store) for _ in range(processes)]
        self.store, self.remembers, self.handled = store, remembers, 0

    def handle(self, incoming: Incoming) -> Outcome:
        app = self.simulations[self.handled % len(self.simulations)].app
        self.handled += 1
        session = app.sessions.take(incoming.chat_id) if self.remembers else None
        outcome, session = self.store.run_sync(app._handle, incoming, DeliveryMarks(), session)
        app.sessions.put(incoming.chat_id, session)
        return outcome


@contextmanager
def bots(*shapes: tuple[int, bool]) -> Iterator[list[Bot]]:
    """Bots on databases of their own, by number of processes and whether they remember."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        found = []
        for number, shape in enumerate(shapes):
            store = Store(f"sqlite:///{Path(folder) / f'{number}.db'}")
            stack.callback(store.close_sync)
            store.migrate()
            found.append(Bot(store, *shape))
        yield found


class Somebody:
    """Somebody who presses what they see, also what they saw before, types, edits and sends commands."""

    def __init__(self, seed: int) -> None:
        self.random, self.seen, self.now = Random(seed), [], []
        self.seen: list[str]
        self.now: list[str]

    def act(self, number: int) -> Incoming:
        what = self.random.random()
        if what < 0.75 and self.now:
            return Press(number, CLAIRE, 77, query_id="1", data=self.random.choice(self.now))
        if what < 0.82 and self.seen:
            return Press(number, CLAIRE, 77, query_id="1", data=self.random.choice(self.seen))
        if what < 0.86:
            return EditedText(number, CLAIRE, number - 2, text=self.random.choice(TEXTS))
        if what < 0.92:
            return Command(number, CLAIRE, number, name=self.random.choice(COMMANDS), argument="")
        return Text(number, CLAIRE, number, text=self.random.choice(TEXTS))

    def see(self, outcome: Outcome) -> None:
        shown = [call for saying in outcome.sayings if isinstance(saying.payload, list) for call in saying.payload]
        for call in shown:
            rows = call.get("reply_markup", {}).get("inline_keyboard", [])
            if data := [one["callback_data"] for row in rows for one in row if "callback_data" in one]:
                self.now = data
                self.seen += data


def told(outcome: Outcome) -> tuple[Any, ...]:
    # Words and buttons; deep links are drawn at random.
    return outcome.toast, [saying.payload for saying in outcome.sayings if "?start=" not in str(saying.payload)]


@pytest.mark.parametrize("finished", [False, True])
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_with_and_without_memory_and_with_two_processes_the_turns_are_the_same(finished: bool, seed: int) -> None:
    with bots((1, False), (1, True), (2, True)) as all_of_them:
        if finished:
            for bot in all_of_them:
                bot.simulations[0].write_finished_file()
        somebody = Somebody(seed)
        for number in range(100, 160):
            incoming = somebody.act(number)
            without, *others = [bot.handle(incoming) for bot in all_of_them]
            assert [told(other) for other in others] == [told(without)] * 2
            somebody.see(without)


def test_a_session_reads_only_the_answers_after_the_last_it_knows(store: Store) -> None:
    simulation = Simulation(store)
    simulation.write_finished_file()
    asked: list[int] = []

    def load(tx: Tx, known: Session | None) -> Session:
        found = tx.open_file(CLAIRE)
        assert found is not None
        session = known.at(found.version) if known else Session(found.project, found.version)
        row = tx.interviews.of(found.project, "audit", simulation.now, simulation.app.form.version)
        read = tx.answers_after

        def noted(interview: int, after: int) -> Any:
            asked.append(after)
            return read(interview, after)

        tx.answers_after = noted  # type: ignore[assignment, method-assign]
        session.load(tx, simulation.app.form, row)
        session.audit = row.id
        ended = session.end(tx)
        assert ended is not None
        return ended

    def answer(tx: Tx, session: Session) -> int:
        return tx.add_answer(session.project, session.audit or 0, "profile_remote", None, True, "v", simulation.now)

    session = store.run_sync(load, None)
    again = store.run_sync(load, session)
    assert asked == [0] and again.loaded == session.loaded
    last = store.run_sync(answer, again)
    newer = store.run_sync(load, again)
    assert asked == [0, last - 1]
    assert newer.loaded[newer.audit or 0].interview.given["profile_remote", None] is True


def test_the_session_used_longest_ago_goes_first() -> None:
    sessions = Sessions(most=2)
    for chat in (1, 2):
        sessions.put(chat, Session(chat, 0))
    sessions.put(1, sessions.take(1))
    sessions.put(3, Session(3, 0))
    assert [chat for chat in (1, 2, 3) if sessions.take(chat)] == [1, 3]


def test_nothing_is_remembered_of_somebody_who_is_erased(simulation: Simulation) -> None:
    simulation.write_finished_file()
    app, store = simulation.app, simulation.store
    session = None
    for number, incoming in enumerate((Command(900, CLAIRE, 1, name="supprimer", argument=""), None)):
        if incoming is None:
            yes = next(data for label, data in simulation.buttons.items() if "supprime" in label.lower())
            incoming = Press(900 + number, CLAIRE, 77, query_id="1", data=yes)
        outcome, session = store.run_sync(app._handle, incoming, DeliveryMarks(), session)
        simulation._out(outcome)
    assert session is None
