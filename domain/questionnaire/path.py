"""Computes the path: the questions that apply, in order, from the answers.

Conditions and loops only see answers earlier on the path, so one pass is enough and always ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from types import MappingProxyType

from domain.questionnaire.answers import Answers
from domain.questionnaire.bounds import unit_of
from domain.questionnaire.form import Form, Key, Question, is_given
from domain.questionnaire.lookup import fact, items
from domain.questionnaire.sources import Objection
from domain.questionnaire.values import Aside, Value

MOST_CONTRADICTIONS = 3
"""Most contradictions shown at the end of a section (`docs/rules/methode.md §10`)."""


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
    """The steps that apply and their answers.

    Answers off the path are left out, and so are those of an earlier form that this one does not take: they are asked
    again.
    """

    steps: tuple[Step, ...]
    answers: Answers

    @property
    def form(self) -> Form:
        return self.answers.form

    @property
    def known(self) -> Mapping[Key, Value]:
        """The answers on the path."""
        return self.answers.answers

    def step(self, key: Key) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def first_open(self, answers: Mapping[Key, Value]) -> Step | None:
        """The first step without an answer; a gap counts as an answer."""
        return next((step for step in self.steps if step.key not in answers), None)

    @property
    def refusal(self) -> Step | None:
        """The step whose answer ended the path early, if one did."""
        last = self.steps[-1]
        ends = last.question.ends
        return last if ends is not None and self.known.get(last.key) == ends else None

    def step_before(self, key: Key | None) -> Step | None:
        """The last step before `key` that asks something; the last of the whole path when `key` is None."""
        found = None
        for step in self.steps:
            if step.key == key:
                return found
            if not step.question.silent:
                found = step
        return found

    def may_skip(self, key: Key) -> bool:
        """True when the question may be skipped: it is not required, and no fact makes it necessary."""
        question = self.form.questions[key[0]]
        needed = question.needed is not None and fact(self.answers, key[1], question.needed) is True
        return not question.required and not needed

    def same_before(self, key: Key) -> Step | None:
        """The same question for the previous item of its loop."""
        found = None
        for step in self.steps:
            if step.key == key:
                return found
            if step.question.id == key[0]:
                found = step
        return None

    def value_before(self, key: Key) -> Value | None:
        """The answer given for the previous item, for « Comme pour … »; None when there is none."""
        found = self.same_before(key)
        value = self.known.get(found.key) if found else None
        return value if is_given(value) else None

    def of_section(self, section: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.question.section == section)


NOTHING: Mapping[Key, Value] = MappingProxyType({})


def path_of(form: Form, answers: Mapping[Key, Value], prior: Mapping[Key, Value] = NOTHING) -> Path:
    """Compute the path in one pass over the form; `prior`: values known from the start and never asked.

    The last paths are remembered: whatever handles an answer asks for the same ones several times.
    """
    return _path_of(form, _Given(answers, prior, repr((dict(answers), dict(prior)))))


@dataclass(frozen=True, slots=True)
class _Given:
    """What a path is computed from; the same when it is written the same, for True equals 1 and 1.50 equals 1.5."""

    answers: Mapping[Key, Value] = field(compare=False)
    prior: Mapping[Key, Value] = field(compare=False)
    written: str


@lru_cache(maxsize=16)
def _path_of(form: Form, given: _Given) -> Path:
    answers = given.answers
    steps: list[Step] = []
    seen: dict[Key, Value] = dict(given.prior)
    known: Answers = form.sources.view(Answers(form, seen))
    for section in form.sections:
        for loop, questions in section.blocks():
            for item in items(known, loop) if loop else (None,):
                for question in questions:
                    if question.when and not question.when.holds(partial(fact, known, item)):
                        continue
                    if question.type == "recap":
                        steps += _objections(known, question.section, answers, seen)
                    step = Step(question, item)
                    steps.append(step)
                    value = answers.get(step.key)
                    if isinstance(value, Aside):
                        value = value.figure if unit_of(known, step.key) == value.unit else None
                    if value is not None and question.takes(value):
                        seen[step.key] = value
                    if question.ends is not None and seen.get(step.key) == question.ends:
                        return Path(tuple(steps), known)
    return Path(tuple(steps), known)


def objections(answers: Answers, section: str) -> list[tuple[Objection, str | None, str]]:
    """The objections to raise at the end of a section, the most serious first: (objection, item, text)."""
    found = [
        (one, item, text)
        for one in answers.form.sources.objections
        if one.section == section
        for item in (items(answers, one.for_each) if one.for_each else (None,))
        if (text := one.raised(answers, item)) is not None
    ]
    return sorted(found, key=lambda each: each[0].rank)


def _objections(known: Answers, section: str, answers: Mapping[Key, Value], seen: dict[Key, Value]) -> list[Step]:
    """The objections of a section as steps: those already answered, and the most serious of the others."""
    steps = [Step(known.form.questions[one.id], item) for one, item, _ in objections(known, section)]
    settled = [step for step in steps if isinstance(answers.get(step.key), str)]
    seen.update({step.key: answers[step.key] for step in settled})
    open_ones = [step for step in steps if step not in settled][: max(0, MOST_CONTRADICTIONS - len(settled))]
    return [step for step in steps if step in settled or step in open_ones]


def seconds_left(form: Form, path: Path, answers: Mapping[Key, Value]) -> int:
    """Estimated seconds until the end: the open steps, and the usual length of loops without items yet."""
    left = sum(step.question.est_s for step in path.steps if step.key not in answers)
    for section in form.sections:
        for loop, questions in section.blocks():
            if loop and not items(path.answers, loop) and not _is_settled(path, loop):
                usual = sum(question.est_s for question in questions if question.when is None)
                left += form.sources.loops[loop].expected * usual
    return left


def _is_settled(path: Path, loop: str) -> bool:
    """True when every question that fills the loop has an answer, even an empty one."""
    filled_by = path.form.sources.loops[loop].filled_by
    if filled_by is None:
        return False
    fills = path.form.questions[filled_by]
    asked = [step for step in path.steps if step.question is fills]
    if not asked and fills.for_each:
        return _is_settled(path, fills.for_each)
    return bool(asked) and all(step.key in path.known for step in asked)
