"""Which answers of a file do not hold together, at the end of a step, the most serious first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.assessment.project import Project
from domain.coherence import biases, plan_contradictions, task_contradictions
from domain.coherence.task_contradictions import Rule
from domain.content.sources import items
from domain.questionnaire.form import Contradiction, Key

SEVERITIES = ("block", "warn", "hint")
"""The most serious first."""

CONTRADICTIONS: Mapping[str, Rule] = {
    **task_contradictions.RULES,
    **plan_contradictions.RULES,
    **biases.RULES,
}


@dataclass(frozen=True, slots=True)
class Raised:
    """A contradiction that holds, for one item of its loop, with its text filled in."""

    contradiction: Contradiction
    item: str | None
    text: str


def raised(project: Project, section: str, known: Iterable[Contradiction]) -> tuple[Raised, ...]:
    """All that hold in the section: the most serious first, then in the order they are known."""
    found = []
    for entry in known:
        if entry.section != section:
            continue
        for item in items(project, entry.for_each) if entry.for_each else (None,):
            values = CONTRADICTIONS[entry.id](project, item)
            if values is not None:
                found.append(Raised(entry, item, entry.text.format(**{**entry.unknown, **values})))
    return tuple(sorted(found, key=lambda one: SEVERITIES.index(one.contradiction.severity)))


def text_of(project: Project, key: Key) -> str:
    """The contradiction as it is put to the person; the bare text if it no longer holds."""
    entry = next(entry for entry in project.form.contradictions if entry.id == key[0])
    values = CONTRADICTIONS[entry.id](project, key[1])
    return entry.text if values is None else entry.text.format(**{**entry.unknown, **values})


def concerned(project: Project, key: Key) -> tuple[Key, ...]:
    """The given answers to look at again: of the same task where it is about one."""
    entry = next(entry for entry in project.form.contradictions if entry.id == key[0])
    task = key[1].split("/")[0] if key[1] else None
    return tuple(
        (question, item)
        for question in entry.fix
        for name, item in project.answers
        if name == question and (task is None or item is None or item.split("/")[0] == task)
    )
