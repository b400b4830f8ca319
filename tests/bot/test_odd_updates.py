"""Whatever is sent to the bot, it neither fails nor says to somebody what another person said."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from bot.conversation import callback_data
from bot.conversation.outcome import DeliveryMarks
from bot.store import Store
from bot.telegram.decode import decode
from tests.bot.odd_updates import OddUpdates
from tests.bot.simulated_survey import DENIS, ELSA, OPENING, answer_review, answer_survey, request_survey
from tests.bot.simulation import CLAIRE, Simulation

pytestmark = pytest.mark.any_day

MARC, SECRET = 4_002, "Mirabelle"
ALL_COMMANDS = (
    "/start", "/dossier", "/priorites", "/regard", "/document", "/revue", "/tableau", "/rappels", "/absent",
    "/versions", "/avenants", "/offres", "/modifier", "/mesdonnees", "/supprimer", "/aide", "/retour", "/pause",
)  # fmt: skip
LINKS = ("regard_", "collecte_")
AT_ONCE, ROUNDS = 30, 25
"""Updates that follow each other, and how many times another series begins from the same files."""
ARGUMENTS = ("", "9999-12", "9999-T4", "0001-01", "x/0001-01-01", "٣", "9" * 5000, str(2**63), "\ud800")
Json = dict[str, Any]


class Listener(Simulation):
    """A simulation that takes raw updates, and remembers the data of every button shown and every word said."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.data: set[str] = set()
        self.said: list[tuple[int, str]] = []

    def take(self, raw: Json) -> str | None:
        """Handle an update as it comes; the toast."""
        incoming = decode({"update_id": self._next(), **raw})
        if incoming is None:
            return None
        outcome, _ = self.store.run_sync(self.app._handle, incoming, DeliveryMarks())
        self._out(outcome)
        return outcome.toast

    def press_data(self, data: str) -> str | None:
        """A press by Claire; the toast."""
        under = {"chat": {"id": CLAIRE, "type": "private"}, "date": 0, "message_id": 77}
        return self.take({"callback_query": {"id": "1", "from": {"id": CLAIRE}, "message": under, "data": data}})

    def _show(self, chat_id: int, calls: Any) -> None:
        super()._show(chat_id, calls)
        self.data |= {data for data in self.buttons.values() if data}
        self.said.append((chat_id, str(calls)))


class World:
    """The files of several people, copied for each series of updates, and the real buttons and links of Claire's."""

    def __init__(self, folder: Path, written: Listener, links: list[str]) -> None:
        self.folder, self.links, self.tokens = folder, links, [link.partition("_")[2] for link in links]
        self.now, self.update, self.real = written.now, written.update, sorted(written.data)
        self.actions, self.commands = sorted(written.app.actions), sorted(written.app.commands)

    @contextmanager
    def again(self) -> Iterator[Listener]:
        shutil.copyfile(self.folder / "world.db", self.folder / "copy.db")
        store = Store(f"sqlite:///{self.folder / 'copy.db'}")
        listener = Listener(store)
        listener.now, listener.update = self.now, self.update
        try:
            yield listener
        finally:
            store.close_sync()
            for left in self.folder.glob("copy.db*"):
                left.unlink()


def write_files(simulation: Listener) -> list[str]:
    """Claire's file with a review held, her provider's answers, and Marc's file, whose link Elsa has opened;
    the words of both links.
    """
    simulation.write_finished_file(CLAIRE)
    simulation.write_finished_file(MARC, profile_company_name=SECRET, vision_sentence=SECRET)
    simulation.say("/regard", MARC)
    invited = simulation.press("Créer le lien", MARC)
    link = re.search(r"regard_[\w-]+", invited)
    assert link, invited
    simulation.say(f"/start {link[0]}", ELSA)
    simulation.buttons.clear()
    simulation.data.clear()
    asked = request_survey(simulation)
    answer_survey(simulation, asked, DENIS)
    simulation.at(OPENING)
    answer_review(simulation)
    simulation.say("/versions")
    simulation.press("Figer")
    for command in ALL_COMMANDS:
        simulation.say(command)
    keys = [step.key for step in simulation.store.run_sync(simulation.exchange).path().steps]
    simulation.data |= {callback_data.data("e", 1, key) for key in keys}
    simulation.said.clear()
    return [link[0], asked.removeprefix("/start ")]


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("odd")
    shutil.copyfile(sqlite_template, folder / "world.db")
    store = Store(f"sqlite:///{folder / 'world.db'}")
    simulation = Listener(store)
    links = write_files(simulation)
    store.close_sync()
    yield World(folder, simulation, links)


@settings(max_examples=ROUNDS, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_odd_updates_neither_fail_nor_bring_out_what_somebody_else_said(world: World, number: int) -> None:
    odd = OddUpdates(
        Random(number), CLAIRE, world.real, world.actions, world.commands, LINKS, [*world.links, *world.tokens]
    )
    with world.again() as listener:
        before = rows_of_marc(listener.store)
        for raw in (next(odd) for _ in range(AT_ONCE)):
            listener.take(raw)
        assert rows_of_marc(listener.store) == before
        assert not [words for chat, words in listener.said if SECRET in words or chat in (MARC, ELSA)]


def test_an_action_with_any_argument_is_answered(world: World) -> None:
    for argument in ARGUMENTS:
        with world.again() as listener:
            # The erasure comes last: after it Claire is not known.
            for action in sorted(world.actions, key=lambda name: name == "erase_now"):
                said = len(listener.said)
                toast = listener.press_data(
                    callback_data.data(callback_data.ACTION, 0, argument=f"{action}={argument}")
                )
                assert toast or len(listener.said) > said, (action, argument)


def test_what_a_database_refuses_is_answered_on_both(simulation: Simulation) -> None:
    simulation.write_finished_file()
    listener = Listener(simulation.store)
    listener.now, listener.update = simulation.now, simulation.update
    for text in ("a\0b", "\ud83d", "/start regard_\0", "/start collecte_\udc00", "/start " + "x" * 4088, "/\0"):
        listener.said.clear()
        private = {"id": CLAIRE, "type": "private"}
        listener.take({"message": {"message_id": 5, "date": 1, "chat": private, "from": {"id": CLAIRE}, "text": text}})
        assert listener.said, text
    for data in (
        "kzzzzzzzzzzzzzz:abcdefgh:",
        "c1y2p0ij32e8e7:abcdefgh:1",
        "a0::log:open=" + "9" * 18,
        "a0::board:chart=\0",
    ):
        listener.said.clear()
        listener.press_data(data)
        assert listener.said, data


def rows_of_marc(store: Store) -> list[tuple[Any, ...]]:
    """Everything that is Marc's and may change, but what is planned for him."""
    asked = sql("select a.* from answer a join project p on p.id = a.project_id where p.chat_id = :marc order by a.id")
    return store.run_sync(lambda tx: [tuple(row) for row in tx._connection.execute(asked, {"marc": MARC})])
