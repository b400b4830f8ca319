"""The path: which questions apply, in order, computed from the answers every time.

Conditions and loops only see answers that stand earlier on the path, so one pass is enough and it always ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from domain.form import Form, Key, Question, is_given
from domain.project import Project
from domain.sources import fact, items
from domain.values import Value

EXPECTED_ITEMS = {"tasks": 3, "pairs": 3, "retained": 2, "kpis": 4, "criteria": 0}
"""How many items a loop is expected to have while nobody has said (`domain/methode.md §11`)."""


@dataclass(frozen=True, slots=True)
class Step:
    """A question on the path, for one item of its loop."""

    question: Question
    item: str | None

    @property
    def key(self) -> Key:
        return (self.question.id, self.item)


@dataclass(frozen=True)
class Path:
    """The steps that apply, and the project their answers make (answers off the path are left out)."""

    steps: tuple[Step, ...]
    project: Project

    def step(self, key: Key) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def first_open(self, answers: Mapping[Key, Value]) -> Step | None:
        """The first step without an answer (a gap the person chose counts as an answer)."""
        return next((step for step in self.steps if step.key not in answers), None)

    def before(self, key: Key) -> Step | None:
        """The last step before `key` that asks something."""
        found = None
        for step in self.steps:
            if step.key == key:
                return found
            if not step.question.silent:
                found = step
        return found

    def same_before(self, key: Key) -> Step | None:
        """The same question for the item before, inside its loop."""
        found = None
        for step in self.steps:
            if step.key == key:
                return found
            if step.question.id == key[0]:
                found = step
        return None

    def value_before(self, key: Key) -> Value | None:
        """The answer given for the item before, for « Comme pour … »."""
        found = self.same_before(key)
        value = self.project.answers.get(found.key) if found else None
        return value if is_given(value) else None

    def of_section(self, section: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.question.section == section)


def path_of(form: Form, answers: Mapping[Key, Value]) -> Path:
    """Walk the form once and keep what applies."""
    steps: list[Step] = []
    seen: dict[Key, Value] = {}
    project = Project(form, seen)
    for section in form.sections:
        for loop, questions in section.blocks():
            for item in items(project, loop) if loop else (None,):
                for question in questions:
                    if question.when and not question.when.holds(partial(fact, project, item)):
                        continue
                    step = Step(question, item)
                    steps.append(step)
                    if step.key in answers:
                        seen[step.key] = answers[step.key]
                    if question.ends is not None and seen.get(step.key) == question.ends:
                        return Path(tuple(steps), Project(form, seen))
    return Path(tuple(steps), Project(form, seen))


def seconds_left(form: Form, path: Path, answers: Mapping[Key, Value]) -> int:
    """Estimated seconds until the end: open steps, plus loops whose items nobody has chosen yet."""
    left = sum(step.question.est_s for step in path.steps if step.key not in answers)
    for section in form.sections:
        for loop, questions in section.blocks():
            if loop and not items(path.project, loop) and not _settled(path, loop):
                usual = sum(question.est_s for question in questions if question.when is None)
                left += EXPECTED_ITEMS[loop] * usual
    return left


def _settled(path: Path, loop: str) -> bool:
    """True once the question that fills the loop has been answered, even with nothing."""
    source = {"tasks": "audit_functions", "pairs": "audit_functions", "retained": "retain_tasks"}.get(loop)
    if source:
        return is_given(path.project.get(source))
    return False
