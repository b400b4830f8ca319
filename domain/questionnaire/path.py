"""Computes the path: the questions that apply, in order, from the answers.

Conditions and loops only see answers earlier on the path, so one pass is enough and always ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from domain.questionnaire.answers import Answers
from domain.questionnaire.bounds import unit_of
from domain.questionnaire.form import Block, Form, Key, Question, is_given
from domain.questionnaire.lookup import fact, items, objections
from domain.questionnaire.sources import Item
from domain.questionnaire.values import Aside, Value

MOST_CONTRADICTIONS = 3
"""Most contradictions shown at the end of a section (`docs/rules/methode.md §10`)."""
Given = Mapping[Key, Value]
NOTHING: Given = MappingProxyType({})


class Step(NamedTuple):
    """A question on the path, for one item of its loop."""

    question: Question
    item: Item
    key: Key


@lru_cache(maxsize=10_000)
def _step(form: Form, question: str, item: Item) -> Step:
    """A step, the same object on all paths: a thousand files in memory ask about the same tasks."""
    return Step(form.questions[question], item, (question, item))


class Part(NamedTuple):
    """The steps of a block for one item, with their answers; `raised`: its objections, None when not looked for.

    `is_open`: a step has no answer. `seconds`: the estimated length of its steps; `seconds_given`: of those that were
    answered, even if the question no longer takes the answer.
    """

    steps: tuple[Step, ...]
    known: Given
    raised: tuple[Step, ...] | None
    is_open: bool
    seconds: int
    seconds_given: int


class Stretch(NamedTuple):
    """The steps of a block: its parts by item, and the same from end to end. `ends`: its last answer ends the path."""

    parts: Mapping[Item, Part]
    steps: tuple[Step, ...]
    known: Given
    ends: bool
    is_open: bool
    seconds: int
    seconds_given: int


@dataclass(frozen=True)
class Path:
    """The steps that apply and their answers.

    Answers off the path are left out, and so are those of an earlier form that this one does not take: they are asked
    again. The other fields serve the next path: `given` and `prior`, what it was computed from; `stretches`, one for
    each block; `changed`, the questions whose answers differ from those of the path it was derived from.
    """

    steps: tuple[Step, ...]
    answers: Answers
    given: Given = field(default_factory=dict, repr=False, compare=False)
    prior: Given = field(default_factory=dict, repr=False, compare=False)
    stretches: tuple[Stretch, ...] = field(default=(), repr=False, compare=False)
    changed: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    @property
    def form(self) -> Form:
        return self.answers.form

    @property
    def known(self) -> Given:
        """The answers on the path."""
        return self.answers.answers

    def step(self, key: Key) -> Step | None:
        place = self.form.places.get(key[0], len(self.stretches))
        block = self.stretches[place : place + 1]
        return next((step for stretch in block for step in stretch.steps if step.key == key), None)

    def _before(self, key: Key) -> Iterator[Step]:
        """Yield the steps before this one, the nearest first; none when it is not on the path."""
        passed = False
        for stretch in reversed(self.stretches[: self.form.places.get(key[0], -1) + 1]):
            for step in reversed(stretch.steps):
                if passed:
                    yield step
                passed = passed or step.key == key

    def first_open(self, answers: Given) -> Step | None:
        """The first step without an answer; a gap counts as an answer."""
        return next((step for step in self.steps if step.key not in answers), None)

    @property
    def refusal(self) -> Step | None:
        """The step whose answer ended the path early, if one did."""
        last, ends = self.steps[-1], self.steps[-1].question.ends
        return last if ends is not None and self.known.get(last.key) == ends else None

    def step_before(self, key: Key | None) -> Step | None:
        """The last step before `key` that asks something; the last of the whole path when it is None or not on it."""
        before = self._before(key) if key and self.step(key) else reversed(self.steps)
        return next((step for step in before if not step.question.silent), None)

    def may_skip(self, key: Key) -> bool:
        """True when the question may be skipped: it is not required, and no fact makes it necessary."""
        question = self.form.questions[key[0]]
        needed = question.needed is not None and fact(self.answers, key[1], question.needed) is True
        return not question.required and not needed

    def same_before(self, key: Key) -> Step | None:
        """The same question for the previous item of its loop."""
        return next((step for step in self._before(key) if step.question.id == key[0]), None)

    def value_before(self, key: Key) -> Value | None:
        """The answer given for the previous item, for « Comme pour … »; None when there is none."""
        value = self.known.get(found.key) if (found := self.same_before(key)) else None
        return value if is_given(value) else None

    def of_section(self, section: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.question.section == section)


def path_of(form: Form, answers: Given, prior: Given = NOTHING, near: Path | None = None) -> Path:
    """Compute the path in one pass over the form; `prior`: values known from the start and never asked.

    `near`: a path of the same form and prior through other answers. What cannot have changed is taken from it. The path
    keeps the mapping `answers`, which must not change any more.
    """
    return _Pass(form, answers, prior, near, _differences(near.given, answers) if near else set()).path()


def path_with(near: Path, answers: Given) -> Path:
    """The path through the answers of `near` and these, which replace those of the same questions."""
    given = {**near.given, **answers}
    otherwise = {key for key, value in answers.items() if near.given.get(key) is not value}
    return _Pass(near.form, given, near.prior, near, otherwise).path()


def _differences(before: Given, given: Given) -> set[Key]:
    """The questions that have another answer, a new one, or no answer any more."""
    found = {key for key, value in given.items() if before.get(key) is not value}
    if len(before) != len(given) - sum(key not in before for key in found):
        found |= before.keys() - given.keys()
    return found


class _Pass:
    """One pass over the form.

    `changed`: questions whose answers on the path differ, so far, from those of `near`; `touched`: the places of the
    blocks that may be different for that.
    """

    def __init__(self, form: Form, given: Given, prior: Given, near: Path | None, otherwise: set[Key]) -> None:
        self.form, self.given, self.prior, self.near = form, given, prior, near
        self.seen: dict[Key, Value] = dict(prior)
        self.known: Answers = form.sources.view(Answers(form, self.seen))
        self.changed: set[str] = set()
        self.given_otherwise, self.complete = otherwise, True
        self.touched = {form.places[question] for question, _ in otherwise if question in form.places}
        if near is not None:
            self.known.adopt_lasting(near.answers)

    def path(self) -> Path:
        stretches, before = list[Stretch](), self.near.stretches if self.near else ()
        for place, block in enumerate(self.form.blocks):
            was = before[place] if place < len(before) else None
            if was and place not in self.touched and (not block.objections or self._objects_as(block, was)):
                stretch = was
                self.seen.update(was.known)
            else:
                stretch = self._stretch(block, was)
            stretches.append(stretch)
            self.complete = self.complete and not stretch.is_open
            if stretch.ends:
                break
        for left in before[len(stretches) :]:
            self._change(left.known)
        changed = frozenset(self.changed)
        self.known.adopt(self.near.answers if self.near else None, changed)
        steps = tuple(chain.from_iterable(stretch.steps for stretch in stretches))
        return Path(steps, self.known, self.given, self.prior, tuple(stretches), changed)

    def _change(self, keys: Iterable[Key]) -> None:
        """Notice that these answers on the path differ."""
        for question in {question for question, _ in keys} - self.changed:
            self.changed.add(question)
            self.touched |= self.form.readers.get(question, frozenset())

    def _stretch(self, block: Block, was: Stretch | None) -> Stretch:
        before: Mapping[Item, Part] = was.parts if was else {}
        if was is not None and block.loop_reads.isdisjoint(self.changed):
            asked = tuple(before)
        else:
            asked = items(self.known, block.loop) if block.loop else (None,)
        answered = {item for question, item in self.given_otherwise if question in block.ids}
        parts, steps, known = dict[Item, Part](), list[Step](), dict[Key, Value]()
        for item in asked:
            old = before.get(item)
            if old and block.loop and item not in answered and block.reads.isdisjoint(self.changed):
                part = old
                self.seen.update(old.known)
            else:
                part = self._part(block, item, old)
            parts[item] = part
            steps += part.steps
            known.update(part.known)
        if tuple(parts) != tuple(before):
            # Items came, left or changed places.
            self._change((*known, *(was.known if was else ())))
        ends = steps[-1].question.ends if steps else None
        return Stretch(
            parts,
            part.steps if len(parts) == 1 else tuple(steps),
            part.known if len(parts) == 1 else known,
            ends is not None and self.seen.get(steps[-1].key) == ends,
            any([part.is_open for part in parts.values()]),
            sum([part.seconds for part in parts.values()]),
            sum([part.seconds_given for part in parts.values()]),
        )

    def _part(self, block: Block, item: Item, old: Part | None) -> Part:
        steps, known = list[Step](), dict[Key, Value]()
        raised: tuple[Step, ...] | None = None
        for question in block.questions:
            if question.when and not question.when.holds(partial(fact, self.known, item)):
                continue
            asked = [_step(self.form, question.id, item)]
            if question.type == "recap" and self._may_object(block):
                raised = self._raised(block, question.section, old)
                asked = [*self._shown(raised), *asked]
            for step in asked:
                value = self._value(step)
                if value is not None:
                    self.seen[step.key] = known[step.key] = value
            steps += asked
            if question.ends is not None and known.get(steps[-1].key) == question.ends:
                break
        before = old.known if old else NOTHING
        self._change([key for key in before.keys() | known.keys() if before.get(key) is not known.get(key)])
        return Part(
            tuple(steps),
            known,
            raised,
            any([step.key not in self.seen for step in steps]),
            sum([step.question.est_s for step in steps]),
            sum([step.question.est_s for step in steps if step.key in self.given]),
        )

    def _value(self, step: Step) -> Value | None:
        """The answer to the step; None when there is none, or the question no longer takes it."""
        value = self.given.get(step.key)
        if isinstance(value, Aside):
            value = value.figure if unit_of(self.known, step.key) == value.unit else None
        return value if value is not None and step.question.takes(value) else None

    def _may_object(self, block: Block) -> bool:
        """True when objections can be asked: nothing is left to ask before them, or one of them has an answer."""
        return self.complete or any(one.id in self._ids_given for one in block.objections)

    @cached_property
    def _ids_given(self) -> set[str]:
        return {question for question, _ in self.given}

    def _objects_as(self, block: Block, was: Stretch) -> bool:
        """True when the objections of a block that is not touched are still those raised, or still not looked for."""
        if all(part.raised is None for part in was.parts.values()):
            return not self.complete
        return self._may_object(block) and block.objections_read.isdisjoint(self.changed)

    def _raised(self, block: Block, section: str, old: Part | None) -> tuple[Step, ...]:
        """The objections of a section that are true, as steps, the most serious first."""
        if old is not None and old.raised is not None and block.objections_read.isdisjoint(self.changed):
            return old.raised
        return tuple(_step(self.form, one.id, item) for one, item, _ in objections(self.known, section))

    def _shown(self, raised: tuple[Step, ...]) -> list[Step]:
        """Those already answered, and the most serious of the others."""
        settled = [step for step in raised if isinstance(self.given.get(step.key), str)]
        open_ones = [step for step in raised if step not in settled][: max(0, MOST_CONTRADICTIONS - len(settled))]
        return [step for step in raised if step in settled or step in open_ones]
