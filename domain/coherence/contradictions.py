"""Which answers of a file do not hold together: the contradictions and biases the content knows, as objections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.coherence import biases, plan_contradictions, task_contradictions
from domain.coherence.task_contradictions import Rule
from domain.questionnaire.sources import Item, Objection, Source
from domain.specification.project import Project

SEVERITIES = ("block", "warn", "hint")
"""The most serious first."""

CONTRADICTIONS: Mapping[str, Rule] = {
    **task_contradictions.RULES,
    **plan_contradictions.RULES,
    **biases.RULES,
}
"""By id: the rule that gives the values of its text when it holds."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What is said of a contradiction or a bias (`kind`), after which section, about the whole file or each item.

    `fix`: the questions to look at again, most useful first; `unknown`: what stands for a variable with no answer.
    """

    id: str
    section: str
    severity: str
    text: str
    fix: tuple[str, ...]
    for_each: str | None = None
    kind: str = "contradiction"
    basis: str = ""
    unknown: Mapping[str, str] = field(default_factory=dict)


def objections(known: Iterable[Contradiction], words: Mapping[str, str]) -> tuple[Objection, ...]:
    """What is put to the person: a serious one takes a written reason, the others a press.

    Keeping a bias or a mere remark decides nothing.
    """
    return tuple(_objection(one, words) for one in known)


def _objection(one: Contradiction, words: Mapping[str, str]) -> Objection:
    rule = CONTRADICTIONS[one.id]

    def raised(project: Project, item: Item) -> str | None:
        values = rule(project, item)
        return None if values is None else one.text.format(**{**one.unknown, **values})

    button = {"warn": "choice.intended", "hint": "choice.noted"}.get(one.severity)
    return Objection(
        one.id,
        one.section,
        words["contradiction.title"],
        one.text,
        Source(raised, rule.reads),
        one.fix,
        SEVERITIES.index(one.severity),
        one.for_each,
        words[button] if button else None,
        decides=one.kind == "contradiction" and one.severity != "hint",
    )
