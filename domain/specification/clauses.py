"""Which clauses the specification needs, for which tasks, and the answers each still lacks.

The clauses themselves are data (`dialogs/clauses.yaml`, from `docs/rules/cahier_des_charges.md §4`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.assessment.project import Project
from domain.questionnaire.conditions import When
from domain.questionnaire.form import Key
from domain.specification.facts import facts
from domain.specification.terms import TERMS

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Clause:
    """`when` looks at the facts of a task (None: always); `why`: one plain sentence for the company alone."""

    id: str
    section: str
    title: str
    blocking: bool
    text: str
    source: str
    why: str
    when: When | None = None
    line: int = 0

    @property
    def placeholders(self) -> tuple[str, ...]:
        return tuple(PLACEHOLDER.findall(self.text))


@dataclass(frozen=True, slots=True)
class Fill:
    """What a placeholder stands for: the questions it is made of, and whether each task has its own.

    `settled`: what a `blocking` clause may carry without an answer, the usual wording or a figure the offer brings.
    """

    questions: tuple[str, ...] = ()
    per_task: bool = False
    settled: str | None = None


USUAL, OFFERED = "usual", "offered"
FILLS: Mapping[str, Fill] = {
    "task": Fill(("retain_tasks",), per_task=True),
    "purpose": Fill(("audit_scope",), per_task=True),
    "data_list": Fill(("audit_data",), per_task=True),
    "people_list": Fill(("audit_data",), per_task=True),
    "location": Fill(("spec_outside_eu",), per_task=True),
    "works": Fill(("spec_deliverables",), per_task=True),
    "contact": Fill(("spec_contact",)),
    "uses": Fill(settled=USUAL),
    "supports": Fill(settled=USUAL),
    "territory": Fill(settled=USUAL),
    "duration": Fill(settled=USUAL),
    "amount": Fill(settled=OFFERED),
    "media_budget": Fill(settled=OFFERED),
}
"""Every placeholder a clause may name, with the terms of `domain/specification/terms.py`."""
PLACEHOLDERS = frozenset({*FILLS, *TERMS})


@dataclass(frozen=True, slots=True)
class Applied:
    """A clause and the tasks it applies to; none when it applies whatever the tasks."""

    clause: Clause
    items: tuple[str, ...]


def applied(project: Project) -> tuple[Applied, ...]:
    """The clauses the retained tasks call for, else the studied ones, in the order printed."""
    items = project.retained or project.tasks
    known = {item: facts(project, item) for item in items}
    found = []
    for clause in project.form.clauses:
        if clause.when is None:
            found.append(Applied(clause, ()))
        elif held := tuple(item for item in items if clause.when.holds(known[item].get)):
            found.append(Applied(clause, held))
    return tuple(found)


def lacking(project: Project) -> tuple[Key, ...]:
    """The answers without which a blocking clause cannot be signed."""
    found = (key for one in applied(project) if one.clause.blocking for key in _needs(project, one))
    return tuple(dict.fromkeys(key for key in found if project.get(*key) is None))


def _needs(project: Project, one: Applied) -> Iterator[Key]:
    for name in one.clause.placeholders:
        fill = FILLS.get(name, Fill())
        for question in fill.questions:
            looped = project.form.questions[question].for_each is not None
            yield from ((question, item) for item in (one.items if looped else (None,)))
