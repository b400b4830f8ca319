"""The path: which questions apply, in order, computed from the answers every time.

Conditions and loops only see answers that stand earlier on the path, so one pass is enough and it always ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from domain.assessment.project import Project
from domain.coherence.contradictions import raised
from domain.content.sources import fact, items
from domain.questionnaire.bounds import unit_of
from domain.questionnaire.form import Form, Key, Question, is_given
from domain.questionnaire.values import Aside, Value

EXPECTED_ITEMS = {
    **{"tasks": 3, "pairs": 3, "divergences": 0, "retained": 2, "kpis": 4, "criteria": 0, "offers": 3},
    **{"review_kpis": 0, "open_actions": 0, "new_actions": 0, "proposals": 0, "papers": 0},
    **{"collected_kpis": 0, "served_tasks": 0},
}
"""How many items a loop is expected to have while nobody has said (`docs/rules/methode.md §11`)."""

FILLED_BY = {
    "tasks": "audit_functions",
    "pairs": "audit_functions",
    "retained": "retain_tasks",
    "kpis": "kpi_select",
    "offers": "offers_count",
}
"""The question whose answers make a loop's items."""


MOST_CONTRADICTIONS = 3
"""Contradictions put to a person at the end of a step (`docs/rules/methode.md §10`)."""


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
    """The steps that apply, and the project their answers make.

    Answers off the path are left out, and those an older form took that this one does not: they are asked again.
    """

    steps: tuple[Step, ...]
    project: Project

    def step(self, key: Key) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def first_open(self, answers: Mapping[Key, Value]) -> Step | None:
        """The first step without an answer (a gap the person chose counts as an answer)."""
        return next((step for step in self.steps if step.key not in answers), None)

    @property
    def refused(self) -> Step | None:
        """The step whose answer ended the path early, if one did."""
        last = self.steps[-1]
        ends = last.question.ends
        return last if ends is not None and self.project.answers.get(last.key) == ends else None

    def before(self, key: Key | None) -> Step | None:
        """The last step before `key` that asks something; of the whole path for None."""
        found = None
        for step in self.steps:
            if step.key == key:
                return found
            if not step.question.silent:
                found = step
        return found

    def may_skip(self, key: Key) -> bool:
        """True when nothing now makes the answer necessary."""
        question = self.project.form.questions[key[0]]
        needed = question.needed is not None and fact(self.project, key[1], question.needed) is True
        return not question.required and not needed

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


NOTHING: Mapping[Key, Value] = MappingProxyType({})


def path_of(form: Form, answers: Mapping[Key, Value], prior: Mapping[Key, Value] = NOTHING) -> Path:
    """Walk the form once and keep what applies; `prior` is known from the start and never asked."""
    steps: list[Step] = []
    seen: dict[Key, Value] = dict(prior)
    project = Project(form, seen)
    for section in form.sections:
        for loop, questions in section.blocks():
            for item in items(project, loop) if loop else (None,):
                for question in questions:
                    if question.when and not question.when.holds(partial(fact, project, item)):
                        continue
                    if question.type == "recap":
                        steps += _contradictions(project, question.section, answers, seen)
                    step = Step(question, item)
                    steps.append(step)
                    value = answers.get(step.key)
                    if isinstance(value, Aside):
                        value = value.figure if unit_of(project, step.key) == value.unit else None
                    if value is not None and question.takes(value):
                        seen[step.key] = value
                    if question.ends is not None and seen.get(step.key) == question.ends:
                        return Path(tuple(steps), project)
    return Path(tuple(steps), project)


def _contradictions(project: Project, section: str, answers: Mapping[Key, Value], seen: dict[Key, Value]) -> list[Step]:
    """Those that hold at the end of a step: the ones already answered, and the most serious of the others."""
    form, found = project.form, raised(project, section, project.form.contradictions)
    steps = [Step(form.questions[one.contradiction.id], one.item) for one in found]
    known = [step for step in steps if isinstance(answers.get(step.key), str)]
    seen.update({step.key: answers[step.key] for step in known})
    open_ones = [step for step in steps if step not in known][: max(0, MOST_CONTRADICTIONS - len(known))]
    return [step for step in steps if step in known or step in open_ones]


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
    """True once every question that fills the loop has been answered, even with nothing."""
    if loop not in FILLED_BY:
        return False
    fills = path.project.form.questions[FILLED_BY[loop]]
    asked = [step for step in path.steps if step.question is fills]
    if not asked and fills.for_each:
        return _settled(path, fills.for_each)
    return bool(asked) and all(step.key in path.project.answers for step in asked)
