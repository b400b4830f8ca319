"""Reads the answers for the document, with a blank in place of each missing answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.questionnaire.bounds import unit_of
from domain.questionnaire.display import question_text
from domain.questionnaire.form import Key
from domain.questionnaire.lookup import choices
from domain.questionnaire.path import path_of
from domain.questionnaire.values import show
from domain.specification.project import Project


@dataclass(frozen=True, slots=True)
class Blank:
    """A missing answer: its question, and where the chat asks it.

    `step` and `number`: as counted in the chat, questions from 1 in each step; `about`: the task or indicator in words.
    `addressed`: the reader is the person, whom the document may send to the question.
    """

    question: str
    item: str | None
    step: int
    number: int
    text: str
    addressed: bool
    about: str | None = None


@dataclass(frozen=True, slots=True)
class NamedChoice:
    """A choice; the document has its own words for the id, or prints the label."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with the code of its unit (`domain/french/units.py`)."""

    value: Decimal
    unit: str | None


Listed = tuple[NamedChoice | str | Blank, ...]


class DocumentAnswers:
    """Reads the answers for the document, and collects the blanks it meets, in the order of the questions."""

    def __init__(self, project: Project, addressed: bool = True) -> None:
        self.project, self._addressed = project, addressed
        self._places = places(project)
        self._blanks: dict[Key, Blank] = {}

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return tuple(sorted(self._blanks.values(), key=lambda blank: (blank.step, blank.number)))

    def asks(self, question: str, item: str | None = None) -> bool:
        return (question, item) in self._places

    def blank(self, question: str, item: str | None = None) -> Blank:
        """The blank of this question or, while it is not on the path, of the choice of the tasks that opens it."""
        key = (question, item) if self.asks(question, item) else ("retain_tasks", None)
        if key not in self._blanks:
            text, about = question_text(self.project, key), about_of(self.project, key[1])
            self._blanks[key] = Blank(*key, *self._places[key], text, self._addressed, about)
        return self._blanks[key]

    def text(self, question: str, item: str | None = None) -> str | Blank:
        return self.project.text(question, item) or self.blank(question, item)

    def number(self, question: str, item: str | None = None) -> Quantity | Blank:
        value = self.project.number(question, item)
        if value is None:
            return self.blank(question, item)
        return Quantity(value, unit_of(self.project, (question, item)))

    def day(self, question: str) -> date | Blank:
        value = self.project.text(question)
        return date.fromisoformat(value) if value else self.blank(question)

    def choice(self, question: str, item: str | None = None) -> NamedChoice | Blank:
        chosen = self.project.get(question, item)
        if isinstance(chosen, bool):
            return NamedChoice("yes" if chosen else "no", show("yes_no", chosen))
        return self._named_choice(question, item, chosen) if isinstance(chosen, str) else self.blank(question, item)

    def choices(self, question: str, item: str | None = None, other: str = "") -> Listed:
        """The choices ticked, or one blank; `other`: the question whose text replaces « other »."""
        chosen = self.project.chosen(question, item)
        if not chosen:
            return (self.blank(question, item),)
        return tuple(
            self.text(other, item) if other and one == "other" else self._named_choice(question, item, one)
            for one in chosen
        )

    def _named_choice(self, question: str, item: str | None, chosen: str) -> NamedChoice:
        offered = {choice.id: choice.label for choice in choices(self.project, (question, item))}
        return NamedChoice(chosen, offered.get(chosen, chosen))


def places(project: Project) -> Mapping[Key, tuple[int, int]]:
    """Key → step and number of each lasting question on the path, counted from 1 in each step, as in the chat."""
    found: dict[Key, tuple[int, int]] = {}
    counted: dict[str, int] = {}
    for step in path_of(project.form, project.answers).steps:
        if step.question.lasting:
            section = step.question.section
            counted[section] = counted.get(section, 0) + 1
            found[step.key] = (project.form.section(section).number, counted[section])
    return found


def about_of(project: Project, item: str | None) -> str | None:
    """The task, indicator or criterion an answer is about, in words; None for the whole file."""
    if item is None:
        return None
    task, _, kpi = item.partition("/")
    if task not in project.catalogue.functions:
        return project.form.words.get(f"criterion.{task}")
    return project.kpi(item).label if kpi else project.label(task)
