"""Counts what the present form changes for the answers and open interviews of a database.
It names questions and versions, never a person or their words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from bot.project.prepared_amendments import LEFT
from bot.project.review_file import OCCASION
from bot.store import InterviewRow, Tx
from domain.questionnaire.evolution import carry, current_key
from domain.questionnaire.form import Form
from domain.questionnaire.values import Aside, Value, from_json
from domain.reviews.opening import TOLD_DONE

BESIDE = (LEFT, TOLD_DONE)
"""Names stored among the answers that are not questions."""


class Fate(Enum):
    """What happens to an answer whose question changed."""

    GONE = "gone"
    ASKED = "asked again"
    CARRIED = "carried"


@dataclass
class AnswerCount:
    """Number of answers, and the projects they belong to."""

    answers: int = 0
    projects: set[int] = field(default_factory=set)

    def __str__(self) -> str:
        return f"{_count(self.answers, 'réponse')} dans {_count(len(self.projects), 'dossier')}"


def compare_forms(tx: Tx, form: Form) -> list[str]:
    """One line for each change, the most serious first, then one for the contents of the database."""
    counts: dict[tuple[Fate, str], AnswerCount] = {}
    everything = AnswerCount()
    for project, question, item, raw in tx.inventory.answers():
        everything.answers += 1
        everything.projects.add(project)
        if fate := _fate(form, question, item, from_json(raw)):
            one = counts.setdefault((fate, question), AnswerCount())
            one.answers += 1
            one.projects.add(project)
    lines = [_line(form, fate, question, counts[fate, question]) for fate, question in _in_order(counts)]
    opened = tx.inventory.open_interviews()
    lacking = [version for version, _, _ in tx.versions.lacking()]
    lines += [*_screens(form, opened), *_reviews(form, opened), *_versions(lacking)]
    contents = f"Cette base contient {everything} et {_count(len(opened), 'entretien ouvert', 'entretiens ouverts')}."
    return [*lines, contents if lines else f"{contents} Rien n’y change."]


def _fate(form: Form, name: str, item: str | None, value: Value) -> Fate | None:
    """What happens to one answer; None if it is unchanged."""
    if name in form.heirs:
        carried = {one.id: carry(one, name, value) for one in form.heirs[name]}
        if all(now is None for now in carried.values()):
            return Fate.ASKED
        same = carried.get(name) == value and (item is None) == (form.questions[name].for_each is None)
        return None if same else Fate.CARRIED
    question = form.questions.get(name)
    if question is None:
        return None if name in BESIDE else Fate.GONE
    stands = (item is None) == (question.for_each is None)
    return None if stands and (isinstance(value, Aside) or question.takes(value)) else Fate.ASKED


def _in_order(counts: dict[tuple[Fate, str], AnswerCount]) -> list[tuple[Fate, str]]:
    fates = list(Fate)
    return sorted(counts, key=lambda one: (fates.index(one[0]), one[1]))


def _line(form: Form, fate: Fate, name: str, told: AnswerCount) -> str:
    match fate:
        case Fate.GONE:
            text = f"question « {name} » retirée : {told}, gardées et exportées, hors du document"
            return f"W001 {text} → Si une autre question la remplace, y écrire « was: {name} »."
        case Fate.ASKED:
            text = f"question « {name} » changée : {told}, à redemander"
            return f"W002 {text} → Dire par « was » ce que deviennent ces valeurs, ou accepter de les redemander."
    heirs = ", ".join(f"« {one.id} »" for one in form.heirs[name])
    return f"W003 question « {name} » reprise par {heirs} : {told} → Rien à faire."


def _screens(form: Form, opened: list[InterviewRow]) -> Iterator[str]:
    """A line for each removed question that is on the screen of open interviews."""
    shown = [asking["key"] for row in opened if (asking := (row.state or {}).get("asking"))]
    gone = Counter(name for name, item in shown if current_key(form, (name, item)) is None)
    for name, count in sorted(gone.items()):
        which = _count(count, "entretien ouvert", "entretiens ouverts")
        yield f"W004 question « {name} » retirée : à l’écran de {which} → La question suivante y sera posée."


def _reviews(form: Form, opened: list[InterviewRow]) -> Iterator[str]:
    count = sum(row.occasion == OCCASION and row.form_version != form.version for row in opened)
    if count:
        which = _count(count, "point en cours", "points en cours")
        yield f"W005 {which} : commencés avec un autre questionnaire → Continuent avec celui-ci."


def _versions(lacking: list[int]) -> Iterator[str]:
    if lacking:
        which = _count(len(lacking), "version figée", "versions figées")
        text = f"{which} sans ses deux fichiers : {', '.join(map(str, lacking))}"
        yield f"W006 {text} → Lancer « python -m bot migrate » avant de changer ce qu’un document imprime."


def _count(number: int, one: str, several: str | None = None) -> str:
    return f"{number} {one if number < 2 else several or f'{one}s'}"
