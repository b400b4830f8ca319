"""Splits each clause into the pieces the document prints, with the blanks it still has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.specification.clauses import FILLS, OFFERED, PLACEHOLDER, Clause
from domain.specification.document_answers import Blank, DocumentAnswers, Listed, NamedChoice
from domain.specification.needed_clauses import ApplicableClause, applicable_clauses
from domain.specification.terms import Term

PEOPLE: Mapping[str, str] = {
    "client_contact": "clients",
    "client_billing": "clients",
    "candidate": "candidates",
    "employee_hr": "employees",
    "employee_payroll": "employees",
    "credentials_admin": "users",
    "health_sensitive": "concerned",
}
"""Category of data → the people it is about; other categories are about nobody in particular."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of the clause's own text, printed with their spaces."""

    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a clause. `name`: its placeholder, None for words; `value`: None when the document has the words."""

    name: str | None
    value: Wording | Term | NamedChoice | Blank | Listed | str | None


@dataclass(frozen=True, slots=True)
class ClauseSheet:
    """A printed clause. `tasks`: labels of those it is about, empty for all; `offered`: the offer completes it."""

    id: str
    title: str
    tasks: tuple[str, ...]
    pieces: tuple[Piece, ...]
    source: str
    why: str
    blocking: bool
    missing: tuple[Blank, ...]
    offered: bool


def clause_sheets(answers: DocumentAnswers, terms: Mapping[str, Term]) -> Mapping[str, tuple[ClauseSheet, ...]]:
    """Section → its clauses, in order; a clause appears once for each group of tasks that fill it alike."""
    found: dict[str, list[ClauseSheet]] = {}
    for one in applicable_clauses(answers.project):
        found.setdefault(one.clause.section, []).extend(_sheets(answers, terms, one))
    return {section: tuple(sheets) for section, sheets in found.items()}


def _sheets(answers: DocumentAnswers, terms: Mapping[str, Term], one: ApplicableClause) -> list[ClauseSheet]:
    project = answers.project
    if not one.items:
        return [_sheet(one.clause, (), _pieces(answers, terms, one.clause, None))]
    everyone = project.retained_tasks or project.tasks
    alike: dict[tuple[Piece, ...], list[str]] = {}
    for item in one.items:
        alike.setdefault(_pieces(answers, terms, one.clause, item), []).append(item)
    sheets = []
    for pieces, items in alike.items():
        named = len(items) < len(everyone) and "task" not in one.clause.placeholders
        sheets.append(_sheet(one.clause, tuple(map(project.short, items)) if named else (), pieces))
    return sheets


def _sheet(clause: Clause, tasks: tuple[str, ...], pieces: tuple[Piece, ...]) -> ClauseSheet:
    values = [
        value for piece in pieces for value in (piece.value if isinstance(piece.value, tuple) else (piece.value,))
    ]
    return ClauseSheet(
        id=clause.id,
        title=clause.title,
        tasks=tasks,
        pieces=pieces,
        source=clause.source,
        why=clause.why,
        blocking=clause.blocking,
        missing=tuple(dict.fromkeys(value for value in values if isinstance(value, Blank))),
        offered=any(name in FILLS and FILLS[name].settled == OFFERED for name in clause.placeholders),
    )


def _pieces(answers: DocumentAnswers, terms: Mapping[str, Term], clause: Clause, item: str | None) -> tuple[Piece, ...]:
    pieces = []
    for position, text in enumerate(PLACEHOLDER.split(clause.text)):
        if position % 2:
            pieces.append(Piece(text, terms[text] if text in terms else _value(answers, text, item)))
        elif text:
            pieces.append(Piece(None, Wording(text)))
    return tuple(pieces)


def _value(answers: DocumentAnswers, name: str, item: str | None) -> NamedChoice | Blank | Listed | str | None:
    if name == "contact":
        return answers.text("spec_contact")
    if item is None:
        return None
    match name:
        case "task":
            return answers.project.label(item)
        case "purpose":
            return answers.choices("audit_scope", item, "audit_scope_other")
        case "data_list":
            return answers.choices("audit_data", item)
        case "people_list":
            people = [PEOPLE[one] for one in answers.project.chosen("audit_data", item) if one in PEOPLE]
            return tuple(NamedChoice(one, one) for one in dict.fromkeys(people)) or (answers.blank("audit_data", item),)
        case "location":
            return answers.choice("spec_outside_eu", item)
        case "works":
            return answers.choices("spec_deliverables", item, "spec_deliverable_other")
    return None
