"""A desk with a version agreed before the work began, reviews that prepare amendments, and what a version says."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from bot.documents import Documents
from bot.project.editions import Editions
from bot.project.prepared_amendments import prepared
from bot.store import Tx
from domain.questionnaire import replies as say
from domain.questionnaire.form import Key
from domain.questionnaire.values import Value
from domain.specification.document import Specification
from domain.specification.editions import Audience, Reader
from domain.specification.project import project_of
from tests.bot.desk import Desk
from tests.bot.held import at, hold, started
from tests.bot.house import shipped
from tests.bot.talk import plain

PREPARING = {"La cause la plus probable": "→Cible mal réglée", "Je prépare l’avenant": "→Préparer l’avenant"}
"""What is answered to a review whose figures are off: a target ill set, and every amendment prepared."""
DELAY, LEAVES = "bookkeeping/gen_cycle_time", "payroll/pay_entry_exit_delay"
IRRELEVANT = {"Pourquoi n’est-ce": "→Plus pertinent"}
WRONG = {"Où en êtes-vous": "→plus le bon", "La raison": "On verra"}


@lru_cache
def papers() -> Documents:
    return Documents()


def agreed(desk: Desk, **changed: Value) -> None:
    """Claire’s file, agreed as version 1.0 ten days before the service begins."""
    at(desk, 2026, 9, 20)
    started(desk, date(2026, 10, 1), **changed)
    approve(desk)


def approve(desk: Desk) -> str:
    """« Bon pour accord » from the versions, with a name and without a reason."""
    desk.say("/versions")
    desk.press("Bon pour accord")
    return accord(desk)


def accord(desk: Desk) -> str:
    """The questions of an accord under way, answered yes."""
    desk.say("Claire Valserine")
    desk.press("Passer")
    return desk.press("Oui")


def prepare(desk: Desk, figure: str = "9", wishes: dict[str, str] | None = None) -> str:
    """The review of October, which prepares what it calls for; then the amendments that wait."""
    at(desk, 2026, 11, 9)
    hold(desk, figure, {**PREPARING, **(wishes or {})})
    return amendments(desk)


def amendments(desk: Desk) -> str:
    desk.say("/versions")
    return desk.press("préparé")


def answer(desk: Desk, question: str, item: str | None = None) -> Value | None:
    """What the file says now."""
    return desk.store.run_sync(lambda tx: project_of(desk.visit(tx).path()).get(question, item))


def changed(desk: Desk, given: dict[Key, Value]) -> None:
    """The person changes these answers of the file by themselves."""

    def write(tx: Tx) -> None:
        visit = desk.visit(tx)
        visit.sit(visit.audit)
        visit.take(say.Write(given))

    desk.store.run_sync(write)


def editions(tx: Tx, desk: Desk) -> Editions:
    visit = desk.visit(tx)
    known = prepared(tx, visit.project, shipped(), visit.path())
    return Editions(shipped(), tx.versions.of_project(visit.project), visit.seen, known)


def version(desk: Desk, number: str) -> Specification:
    """A frozen version, as its files are made."""

    def read(tx: Tx) -> Specification:
        found = editions(tx, desk)
        return found.frozen(next(row for row in found.rows if row.number == number))

    return desk.store.run_sync(read)


def numbers(desk: Desk) -> list[str]:
    return desk.store.run_sync(lambda tx: list(editions(tx, desk).numbers))


def text(spec: Specification) -> str:
    """What the document says, without its typographic spaces."""
    return plain(papers().render(spec, "md").decode())


def said(desk: Desk, reader: Reader) -> str:
    """What a reader of the document reads now, before its annexes."""

    def read(tx: Tx) -> Specification:
        return editions(tx, desk).current(desk.visit(tx).path(), desk.now, Audience(reader))

    return text(desk.store.run_sync(read)).split("### Journal des versions")[0]


def aside(desk: Desk, number: int) -> str:
    """Leave one aside, from the list of those that wait; the list again."""
    desk.press(f"✏️ Avenant n° {number}")
    return bare(desk.press("Laisser de côté"))


def bare(shown: str) -> str:
    """With ordinary spaces and without what makes it bold."""
    return plain(shown).replace("<b>", "").replace("</b>", "")


def told(spec: Specification) -> list[tuple[str, str, str]]:
    """What the amendment of a version changes, as it is printed."""
    assert spec.amendment
    return [(change.name, plain(change.old or ""), plain(change.new or "")) for change in spec.amendment.changes]
