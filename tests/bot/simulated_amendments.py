"""In a simulation: agrees a version, prepares amendments in reviews, and reads versions."""

from __future__ import annotations

from datetime import date

from bot.project.editions import Editions
from bot.project.prepared_amendments import prepared_amendments
from bot.store import Tx
from domain.questionnaire.form import Key
from domain.questionnaire.input import replies as say
from domain.questionnaire.values import Value
from domain.specification.document import Specification
from domain.specification.editions import Audience, Reader
from domain.specification.project import project_of
from tests.bot.conversation import plain
from tests.bot.documents import documents
from tests.bot.simulated_reviews import hold_review, set_clock, start_service
from tests.bot.simulation import Simulation
from tests.bot.walk_memory import walked_once
from tests.shipped_form import shipped_form

PREPARING = {"La cause la plus probable": "→Cible mal réglée", "Je prépare l’avenant": "→Préparer l’avenant"}
"""Answers to a review whose figures are off: the target is ill set, and every amendment is prepared."""
DELAY, LEAVES = "bookkeeping/gen_cycle_time", "payroll/pay_entry_exit_delay"
IRRELEVANT = {"Pourquoi n’est-ce": "→Plus pertinent"}
WRONG = {"Où en êtes-vous": "→plus le bon", "La raison": "On verra"}


@walked_once
def agree_version(simulation: Simulation, **changed: Value) -> None:
    """Write Claire’s file and agree it as version 1.0, ten days before the service begins."""
    set_clock(simulation, 2026, 9, 20)
    start_service(simulation, date(2026, 10, 1), **changed)
    approve_version(simulation)


@walked_once
def approve_version(simulation: Simulation) -> str:
    """Approve a version (« Bon pour accord »), with a name and without a reason."""
    simulation.say("/versions")
    simulation.press("Bon pour accord")
    return answer_accord(simulation)


def answer_accord(simulation: Simulation) -> str:
    """Answer the questions of an approval under way with yes."""
    simulation.say("Claire Valserine")
    simulation.press("Passer")
    return simulation.press("Oui")


@walked_once
def prepare_amendments(simulation: Simulation, figure: str = "9", wishes: dict[str, str] | None = None) -> str:
    """Hold October's review and prepare its amendments; the list of those pending."""
    set_clock(simulation, 2026, 11, 9)
    hold_review(simulation, figure, {**PREPARING, **(wishes or {})})
    return show_amendments(simulation)


def show_amendments(simulation: Simulation) -> str:
    simulation.say("/versions")
    return simulation.press("préparé")


def current_answer(simulation: Simulation, question: str, item: str | None = None) -> Value | None:
    """The present answer of the file."""
    return simulation.store.run_sync(lambda tx: project_of(simulation.exchange(tx).path()).get(question, item))


def change_answers(simulation: Simulation, given: dict[Key, Value]) -> None:
    """Change these answers of the file, as the person would."""

    def write(tx: Tx) -> None:
        exchange = simulation.exchange(tx)
        exchange.switch_to(exchange.audit)
        exchange.take(say.Write(given))

    simulation.store.run_sync(write)


def editions(tx: Tx, simulation: Simulation) -> Editions:
    exchange = simulation.exchange(tx)
    known = prepared_amendments(tx, exchange.project, shipped_form(), exchange.path())
    return Editions(shipped_form(), tx.versions.of_project(exchange.project), exchange.calendar_at, known)


def frozen_version(simulation: Simulation, number: str) -> Specification:
    """The specification of a frozen version, from which its files are made."""

    def read(tx: Tx) -> Specification:
        found = editions(tx, simulation)
        return found.frozen(next(row for row in found.rows if row.number == number))

    return simulation.store.run_sync(read)


def version_numbers(simulation: Simulation) -> list[str]:
    return simulation.store.run_sync(lambda tx: list(editions(tx, simulation).numbers))


def document_text(spec: Specification) -> str:
    """The text of the document, with ordinary spaces."""
    return plain(documents().render(spec, "md").decode())


def current_document(simulation: Simulation, reader: Reader) -> str:
    """The present text of the document before its annexes."""

    def read(tx: Tx) -> Specification:
        return editions(tx, simulation).current(simulation.exchange(tx).path(), simulation.now, Audience(reader))

    return document_text(simulation.store.run_sync(read)).split("### Journal des versions")[0]


@walked_once
def leave_aside(simulation: Simulation, number: int) -> str:
    """Leave an amendment aside; the list shown again."""
    simulation.press(f"✏️ Avenant n° {number}")
    return unformatted(simulation.press("Laisser de côté"))


def unformatted(shown: str) -> str:
    """The text with ordinary spaces and without bold markup."""
    return plain(shown).replace("<b>", "").replace("</b>", "")


def printed_changes(spec: Specification) -> list[tuple[str, str, str]]:
    """The printed changes of a version's amendment."""
    assert spec.amendment
    return [(change.name, plain(change.old or ""), plain(change.new or "")) for change in spec.amendment.changes]
