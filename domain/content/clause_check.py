"""Checks the rules clauses must satisfy: they name things that exist, and their conditions can be true."""

from __future__ import annotations

from collections.abc import Iterator

from domain.content.check import Issue
from domain.content.content import Content
from domain.questionnaire.conditions import Is, When, leaves
from domain.specification.clauses import PLACEHOLDERS, Clause
from domain.specification.document import SECTIONS
from domain.specification.facts import facts

EMPTY_FILE = "other"
"""The task whose facts show which ones exist; every catalogue has it."""


def check_clauses(content: Content, file: str) -> list[Issue]:
    """Every issue of the clauses, at the line of the clause."""
    known = facts(content.project({}), EMPTY_FILE)
    return [
        Issue(file, clause.line, code, text, remedy)
        for clause in content.clauses
        for code, text, remedy in _issues(content, clause, set(known))
    ]


def _issues(content: Content, clause: Clause, known: set[str]) -> Iterator[tuple[str, str, str]]:
    if [other.id for other in content.clauses].count(clause.id) > 1:
        yield "L001", f"clause « {clause.id} » donnée deux fois", "Un nom par clause."
    if clause.section not in SECTIONS:
        yield "L002", f"section inconnue « {clause.section} »", f"Une de : {', '.join(SECTIONS)}."
    for name in clause.placeholders:
        if name not in PLACEHOLDERS:
            remedy = f"Une de : {', '.join(sorted(PLACEHOLDERS))}."
            yield "L003", f"accolade inconnue « {name} » dans « {clause.id} »", remedy
    if clause.text.count("{") != len(clause.placeholders) or clause.text.count("}") != len(clause.placeholders):
        yield "L004", f"une accolade de « {clause.id} » n’est pas refermée ou ne nomme rien", "Écrire {nom}."
    for name in clause.when.names() if clause.when else ():
        if name not in known:
            yield "L005", f"fait inconnu « {name} » dans « {clause.id} »", f"Un de : {', '.join(sorted(known))}."
    for value in _impossible(content, clause.when) if clause.when else ():
        yield "L006", f"« {clause.id} » attend « {value} », qui n’arrive jamais", "Choisir une valeur possible."


def _impossible(content: Content, when: When) -> Iterator[str]:
    """The values of the condition that a fact can never have."""
    named: dict[str, set[object]] = {
        "function": set(content.catalogue.functions),
        "regulated": {function.regulated for function in content.catalogue.functions.values()},
        "incentives": {choice.id for choice in content.form.questions["spec_incentives"].choices},
    }
    for leaf in leaves(when):
        if isinstance(leaf, Is):
            possible = named.get(leaf.name, {True, False})
            yield from (str(value) for value in leaf.values if value not in possible)
