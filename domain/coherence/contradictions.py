"""The contradictions and biases of the content as objections, which the interview shows when their rule is true."""

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
"""Id → its rule, which returns the variables of its text when it is true."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A contradiction or a bias (`kind`): its text, the section after which it is shown, the loop it is about or None.

    `fix`: the questions to look at again, most useful first; `unknown`: words for a variable without a value.
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
    """Convert contradictions to objections: to keep its answers, a serious one takes a written reason, others a button.

    Keeping a bias or a remark is no decision of the company.
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
