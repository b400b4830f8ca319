"""Computes the path: the questions that apply, in order, from the answers.

Conditions and loops only see answers earlier on the path, so one pass is enough and always ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from itertools import chain
from types import MappingProxyType

from domain.questionnaire.answers import Answers
from domain.questionnaire.bounds import unit_of
from domain.questionnaire.form import Block, Form, Key, Question, is_given
from domain.questionnaire.lookup import fact, items, objections
from domain.questionnaire.sources import Item
from domain.questionnaire.values import Aside, Value

MOST_CONTRADICTIONS = 3
"""Most contradictions shown at the end of a section (`docs/rules/methode.md §10`)."""
NOTHING: Mapping[Key, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Step:
    """A question on the path, for one item of its loop."""

    question: Question
    item: Item
    key: Key = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", (self.question.id, self.item))


@lru_cache(maxsize=10_000)
def _step(form: Form, question: str, item: Item) -> Step:
    """A step, the same object on all paths: a thousand files in memory ask about the same tasks."""
    return Step(form.questions[question], item)


@dataclass(frozen=True, slots=True)
class Part:
    """The steps of a block for one item, with their answers; `raised`: its objections, None when not looked for."""

    steps: tuple[Step, ...]
    known: Mapping[Key, Value]
    raised: tuple[Step, ...] | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """The steps of a block: its parts by item, and the same from end to end. `is_open`: a step has no answer."""

    parts: Mapping[Item, Part]
    steps: tuple[Step, ...]
    known: Mapping[Key, Value]
    is_open: bool


@dataclass(frozen=True)
class Path:
    """The steps that apply and their answers.

    Answers off the path are left out, and so are those of an earlier form that this one does not take: they are asked
    again. The other fields serve the next path: `given` and `prior`, what it was computed from; `stretches`, one for
    each block; `changed`, the questions whose answers differ from those of the path it was derived from.
    """

    steps: tuple[Step, ...]
    answers: Answers
    given: Mapping[Key, Value] = field(default_factory=dict, repr=False, compare=False)
    prior: Mapping[Key, Value] = field(default_factory=dict, repr=False, compare=False)
    stretches: tuple[Stretch, ...] = field(default=(), repr=False, compare=False)
    changed: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    @property
    def form(self) -> Form:
        return self.answers.form

    @property
    def known(self) -> Mapping[Key, Value]:
        """The answers on the path."""
        return self.answers.answers

    @cached_property
    def _places(self) -> Mapping[Key, int]:
        return {step.key: place for place, step in enumerate(self.steps)}

    def step(self, key: Key) -> Step | None:
        place = self._places.get(key)
        return None if place is None else self.steps[place]

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
        end = len(self.steps) if key is None else self._places.get(key, len(self.steps))
        return next((self.steps[n] for n in range(end - 1, -1, -1) if not self.steps[n].question.silent), None)

    def may_skip(self, key: Key) -> bool:
        """True when the question may be skipped: it is not required, and no fact makes it necessary."""
        question = self.form.questions[key[0]]
        needed = question.needed is not None and fact(self.answers, key[1], question.needed) is True
        return not question.required and not needed

    def same_before(self, key: Key) -> Step | None:
        """The same question for the previous item of its loop."""
        end = self._places.get(key)
        if end is None:
            return None
        return next((self.steps[n] for n in range(end - 1, -1, -1) if self.steps[n].question.id == key[0]), None)

    def value_before(self, key: Key) -> Value | None:
        """The answer given for the previous item, for « Comme pour … »; None when there is none."""
        found = self.same_before(key)
        value = self.known.get(found.key) if found else None
        return value if is_given(value) else None

    def of_section(self, section: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.question.section == section)


def path_of(
    form: Form, answers: Mapping[Key, Value], prior: Mapping[Key, Value] = NOTHING, near: Path | None = None
) -> Path:
    """Compute the path in one pass over the form; `prior`: values known from the start and never asked.

    `near`: a path of the same form and prior through other answers. What cannot have changed is taken from it. The path
    keeps the mapping `answers`, which must not change any more.
    """
    return _Pass(form, answers, prior, near).path()


class _Pass:
    """One pass over the form. `changed`: questions whose answers on the path differ, so far, from those of `near`."""

    def __init__(self, form: Form, given: Mapping[Key, Value], prior: Mapping[Key, Value], near: Path | None) -> None:
        self.form, self.given, self.prior, self.near = form, given, prior, near
        self.seen: dict[Key, Value] = dict(prior)
        self.known: Answers = form.sources.view(Answers(form, self.seen))
        self.changed: set[str] = set()
        self.given_otherwise: set[Key] = set()
        self.complete = True
        if near is not None:
            before = near.given
            self.given_otherwise = {key for key, value in given.items() if before.get(key) is not value}
            if len(before) != len(given) - sum(key not in before for key in self.given_otherwise):
                self.given_otherwise |= before.keys() - given.keys()
            self.known.adopt_lasting(near.answers)
        self.ids_given_otherwise = {question for question, _ in self.given_otherwise}

    def path(self) -> Path:
        stretches: list[Stretch] = []
        before = self.near.stretches if self.near else ()
        for place, block in enumerate(self.form.blocks):
            was = before[place] if place < len(before) else None
            if was and self._is_same(block, was):
                stretch = was
                self.seen.update(was.known)
            else:
                stretch = self._stretch(block, was)
            stretches.append(stretch)
            self.complete = self.complete and not stretch.is_open
            if self._ends(stretch):
                break
        for left in before[len(stretches) :]:
            self.changed |= {question for question, _ in left.known}
        changed = frozenset(self.changed)
        self.known.adopt(self.near.answers if self.near else None, changed)
        steps = tuple(chain.from_iterable(stretch.steps for stretch in stretches))
        return Path(steps, self.known, self.given, self.prior, tuple(stretches), changed)

    def _ends(self, stretch: Stretch) -> bool:
        """True when the last answer of the stretch ends the interview."""
        last = stretch.steps[-1] if stretch.steps else None
        return last is not None and last.question.ends is not None and self.seen.get(last.key) == last.question.ends

    def _is_same(self, block: Block, was: Stretch) -> bool:
        """True when nothing of the block can have changed."""
        changed = self.changed
        return (
            block.ids.isdisjoint(self.ids_given_otherwise)
            and (not changed or (block.reads.isdisjoint(changed) and block.loop_reads.isdisjoint(changed)))
            and (not block.objections or all(self._objects_as(block, part) for part in was.parts.values()))
        )

    def _stretch(self, block: Block, was: Stretch | None) -> Stretch:
        before: Mapping[Item, Part] = was.parts if was else {}
        if was is not None and block.loop_reads.isdisjoint(self.changed):
            asked = tuple(before)
        else:
            asked = items(self.known, block.loop) if block.loop else (None,)
        answered = {item for question, item in self.given_otherwise if question in block.ids}
        parts: dict[Item, Part] = {}
        for item in asked:
            old = before.get(item)
            if old and block.loop and item not in answered and block.reads.isdisjoint(self.changed):
                part = old
                self.seen.update(old.known)
            else:
                part = self._part(block, item, old)
            parts[item] = part
        only = next(iter(parts.values())) if len(parts) == 1 else None
        known = only.known if only else {key: value for part in parts.values() for key, value in part.known.items()}
        if tuple(parts) != tuple(before):
            # Items came, left or changed places.
            self.changed |= {question for question, _ in (*known, *(was.known if was else ()))}
        steps = only.steps if only else tuple([step for part in parts.values() for step in part.steps])
        return Stretch(parts, steps, known, any(step.key not in self.seen for step in steps))

    def _part(self, block: Block, item: Item, old: Part | None) -> Part:
        steps: list[Step] = []
        known: dict[Key, Value] = {}
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
        self.changed |= {key[0] for key in before.keys() | known.keys() if before.get(key) is not known.get(key)}
        return Part(tuple(steps), known, raised)

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

    def _objects_as(self, block: Block, part: Part) -> bool:
        """True when the objections of this part are still those it raised, or are still not looked for."""
        looked_for = part.raised is not None
        return self._may_object(block) == looked_for and block.objections_read.isdisjoint(self.changed)

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


def seconds_left(form: Form, path: Path, answers: Mapping[Key, Value]) -> int:
    """Estimated seconds until the end: the open steps, and the usual length of loops without items yet."""
    left = sum([step.question.est_s for step in path.steps if step.key not in answers])
    for block, stretch in zip(form.blocks, path.stretches, strict=False):
        if block.loop is None or stretch.parts:
            continue
        if (expected := form.sources.loops[block.loop].expected) and not _is_settled(path, block.loop):
            left += expected * sum(question.est_s for question in block.questions if question.when is None)
    return left


def _is_settled(path: Path, loop: str) -> bool:
    """True when every question that fills the loop has an answer, even an empty one."""
    filled_by = path.form.sources.loops[loop].filled_by
    if filled_by is None:
        return False
    fills = path.form.questions[filled_by]
    place = path.form.places.get(filled_by, len(path.stretches))
    asked = [step for stretch in path.stretches[place : place + 1] for step in stretch.steps if step.question is fills]
    if not asked and fills.for_each:
        return _is_settled(path, fills.for_each)
    return bool(asked) and all(step.key in path.known for step in asked)
