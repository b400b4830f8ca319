"""Finds which clauses the specification needs, for which tasks, and the answers they lack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.assessment.assessment import RETAINED
from domain.questionnaire.form import Key
from domain.questionnaire.sources import reads
from domain.specification.clauses import FILLS, Clause, Fill
from domain.specification.facts import READS as FACTS
from domain.specification.facts import facts
from domain.specification.project import Project

READS = reads(RETAINED, FACTS, *(fill.questions for fill in FILLS.values()))


@dataclass(frozen=True, slots=True)
class ApplicableClause:
    """A clause and the tasks it applies to; `items` is empty when it applies whatever the tasks."""

    clause: Clause
    items: tuple[str, ...]


def applicable_clauses(project: Project) -> tuple[ApplicableClause, ...]:
    """The clauses that the retained tasks need, or the studied ones when none is retained, in the order printed."""
    items = project.retained_tasks or project.tasks
    known = {item: facts(project, item) for item in items}
    found = []
    for clause in project.clauses:
        if clause.when is None:
            found.append(ApplicableClause(clause, ()))
        elif concerned := tuple(item for item in items if clause.when.holds(known[item].get)):
            found.append(ApplicableClause(clause, concerned))
    return tuple(found)


def missing_answers(project: Project) -> tuple[Key, ...]:
    """The missing answers without which a blocking clause cannot be signed."""
    found = (key for one in applicable_clauses(project) if one.clause.blocking for key in _needs(project, one))
    return tuple(dict.fromkeys(key for key in found if project.get(*key) is None))


def _needs(project: Project, one: ApplicableClause) -> Iterator[Key]:
    for name in one.clause.placeholders:
        fill = FILLS.get(name, Fill())
        for question in fill.questions:
            looped = project.form.questions[question].for_each is not None
            yield from ((question, item) for item in (one.items if looped else (None,)))
