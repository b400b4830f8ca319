"""The questionnaire as data: sections, questions, choices, conditions.

Questions are asked in the order of the file. The next one is computed (`domain/questionnaire/path.py`), never stored.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any

from domain.questionnaire.conditions import When
from domain.questionnaire.sources import Objection, Sources, reads
from domain.questionnaire.values import Gap, Value

Key = tuple[str, str | None]
"""What an answer is about: the id of its question, and the loop's item (task, `task/kpi`, `a|b`) or None."""

QUESTION_TYPES = (
    "info", "single_choice", "multi_choice", "yes_no", "scale_1_5", "number",
    "date", "short_text", "long_text", "recap", "contradiction",
)  # fmt: skip
SILENT_TYPES = ("info", "recap")
"""Types the person only reads and continues; they never reach the document."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a question. `value`: the number it stands for; `was`: the choices of earlier forms that say the same.

    `then`: what the choice does instead of answering, `correct`, `explain` or `complete` (the question is asked again),
    or `edit:<question>`, which keeps the answer and asks that question.
    """

    id: str
    label: str
    value: int | None = None
    then: str | None = None
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `for_each`, `choices_from`, `preselect`, `prefill` and `quick_from` name a source (`sources.py`).

    `together`: the source of a button that answers for several items. `ends`: the answer that ends the interview.
    `essential`: never skipped; `needed`: a fact that makes a question that is not `required` necessary while it is
    true. `was`: the questions of earlier forms whose answers it takes, each with what their values became
    (`evolution.py`); its own id when its type, its choices or its loop changed.
    """

    id: str
    section: str
    type: str
    text: str
    title: str = ""
    help: str = ""
    required: bool = True
    est_s: int = 5
    for_each: str | None = None
    when: When | None = None
    choices: tuple[Choice, ...] = ()
    choices_from: str | None = None
    preselect: str | None = None
    prefill: str | None = None
    quick: tuple[Decimal, ...] = ()
    quick_from: str | None = None
    unit: str | None = None
    by_objective: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    min: Decimal | str | None = None
    max: Decimal | str | None = None
    soft_min: Decimal | None = None
    soft_max: Decimal | None = None
    step: Decimal | None = None
    default: Decimal | None = None
    min_choices: int | None = None
    max_choices: int | None = None
    recommended: int | None = None
    low: str = ""
    high: str = ""
    inherit: bool = False
    together: str | None = None
    needed: str | None = None
    excludes: str | None = None
    unknown: bool = False
    milestone: bool = False
    ends: Value | None = None
    essential: bool = False
    was: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    line: int = 0

    @property
    def silent(self) -> bool:
        return self.type in SILENT_TYPES

    @property
    def lasting(self) -> bool:
        """True for a question about the company, which recaps list and the person may edit."""
        return not self.silent and self.type != "contradiction"

    def choice(self, choice_id: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == choice_id), None)

    def takes(self, value: Value) -> bool:
        """True when a stored value is still an answer: an earlier form may have had another type or other choices."""
        if isinstance(value, Gap) or self.silent:
            return True
        match self.type:
            case "yes_no":
                return isinstance(value, bool)
            case "scale_1_5":
                return value in (1, 2, 3, 4, 5) and not isinstance(value, bool)
            case "number":
                number = isinstance(value, int | Decimal) and not isinstance(value, bool)
                return number or (isinstance(value, str) and self.choice(value) is not None)
            case "date":
                return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None
            case "contradiction":
                return isinstance(value, str)
            case "multi_choice":
                return isinstance(value, tuple) and all(map(self._offers, value))
        return isinstance(value, str) and self._offers(value)

    def _offers(self, choice_id: str) -> bool:
        return not self.choices or self.choice(choice_id) is not None


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    label: str
    number: int
    questions: tuple[Question, ...]
    occasion: str = "audit"

    def blocks(self) -> Iterator[tuple[str | None, tuple[Question, ...]]]:
        """Yield each loop (None outside one) with its neighbouring questions, which are asked item after item.

        A recap outside a loop stands alone, with the objections shown before it.
        """
        for (loop, _), questions in groupby(
            self.questions, key=lambda one: (one.for_each, one.for_each is None and one.type == "recap")
        ):
            yield loop, tuple(questions)


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring questions of the same loop. `objections`: those shown before its recap.

    `usual_s`: the seconds its loop usually takes, until its items are known. `ids`: of its questions and objections.
    `loop_reads`, `reads`, `objections_read`: the answers that decide its items, which of its questions are asked and in
    what unit, and which of its objections are true.
    """

    loop: str | None
    questions: tuple[Question, ...]
    objections: tuple[Objection, ...]
    usual_s: int
    ids: frozenset[str]
    loop_reads: frozenset[str]
    reads: frozenset[str]
    objections_read: frozenset[str]


@dataclass(frozen=True, eq=False)
class Form:
    """A questionnaire, the sources its questions name, and the words of its computed texts.

    `sections`: asked on this occasion; `elsewhere`: asked on others, their questions can be named here.
    `heirs`: id of a question of an earlier form → the questions that take its answers.
    A form is only equal to itself: it is made once, and what is computed from it can be remembered.
    """

    version: str
    sections: tuple[Section, ...]
    words: Mapping[str, str]
    sources: Sources
    elsewhere: tuple[Section, ...] = ()
    questions: Mapping[str, Question] = field(init=False)
    heirs: Mapping[str, tuple[Question, ...]] = field(init=False)
    _by_occasion: dict[str, Form] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        known = (*self.elsewhere, *self.sections)
        everything = {question.id: question for section in known for question in section.questions}
        everything |= {one.id: objection_question(one) for one in self.sources.objections}
        object.__setattr__(self, "questions", everything)
        heirs: dict[str, tuple[Question, ...]] = {}
        for question in everything.values():
            for name in question.was:
                heirs[name] = (*heirs.get(name, ()), question)
        object.__setattr__(self, "heirs", heirs)

    def for_occasion(self, occasion: str) -> Form:
        """The same content with the sections of another occasion to ask (`audit`, `second_look`, `review`…)."""
        if occasion not in self._by_occasion:
            known = (*self.sections, *self.elsewhere)
            asked = tuple(section for section in known if section.occasion == occasion)
            others = tuple(section for section in known if section.occasion != occasion)
            form = replace(self, sections=asked, elsewhere=others)
            # What is computed from a form is remembered: the same occasion must be the same form, whoever asks.
            object.__setattr__(form, "_by_occasion", self._by_occasion)
            self._by_occasion[occasion] = form
        return self._by_occasion[occasion]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the sections asked, in order."""
        return tuple(self._block(loop, questions) for section in self.sections for loop, questions in section.blocks())

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Id of a question or objection → the place of the block that asks it."""
        return {name: place for place, block in enumerate(self.blocks) for name in block.ids}

    @cached_property
    def readers(self) -> Mapping[str, frozenset[int]]:
        """Id of an answer → the places of the blocks whose items, questions or units it may change."""
        found: dict[str, frozenset[int]] = {}
        for place, block in enumerate(self.blocks):
            for name in block.reads | block.loop_reads:
                found[name] = found.get(name, frozenset()) | {place}
        return found

    def _block(self, loop: str | None, questions: tuple[Question, ...]) -> Block:
        sources = self.sources
        recaps = {question.section for question in questions if question.type == "recap"}
        objections = tuple(one for one in sources.objections if one.section in recaps)
        named = [name for question in questions if question.when for name in question.when.names()]
        facts = (sources.facts[name].reads if name in sources.facts else name for name in named)
        units = (sources.units[unit].reads for one in questions if (unit := one.unit or "") in sources.units)
        always = sum(one.est_s for one in questions if one.when is None)
        loops = (sources.loops[one.for_each].items.reads for one in objections if one.for_each)
        return Block(
            loop,
            questions,
            objections,
            sources.loops[loop].expected * always if loop else 0,
            reads([one.id for one in questions], [one.id for one in objections]),
            sources.loops[loop].items.reads if loop else frozenset(),
            reads(*facts, *units),
            reads(*loops, *(one.raised.reads for one in objections)),
        )

    @cached_property
    def fixed_choices(self) -> frozenset[str]:
        """The questions whose choices are always all offered, under the same labels."""
        hidden = {name.partition(".")[0] for name in self.sources.left_out}
        return frozenset(
            one.id
            for one in self.questions.values()
            if not (one.choices_from or one.excludes or one.id in hidden)
            and all(not re.search("[{}]", each.label) and each.then not in self.sources.queues for each in one.choices)
        )

    @cached_property
    def dates(self) -> tuple[str, ...]:
        """The questions outside loops whose answer is a date, which bounds may name."""
        return tuple(name for name, one in self.questions.items() if one.type == "date" and one.for_each is None)

    def section(self, section_id: str) -> Section:
        return self._by_id[section_id]

    @cached_property
    def _by_id(self) -> Mapping[str, Section]:
        return {section.id: section for section in self.sections}

    @cached_property
    def section_count(self) -> int:
        """How many numbered steps the interview has (the welcome is step 0)."""
        return max(section.number for section in self.sections)


def objection_question(one: Objection) -> Question:
    """The objection as a question, answered by its button or by a written reason."""
    choices = (Choice("intended", one.choice),) if one.choice else ()
    return Question(
        one.id, one.section, "contradiction", one.text, one.title, est_s=10, for_each=one.for_each, choices=choices
    )


@lru_cache(maxsize=4096)
def reference(key: Key) -> str:
    """Eight characters that name a key inside a button, whose data is at most 64 bytes."""
    text = f"{key[0]} {key[1] or ''}"
    return base64.urlsafe_b64encode(hashlib.blake2b(text.encode(), digest_size=6).digest()).decode()


def is_given(value: Value | None) -> bool:
    """True for an answer that is neither None nor a gap."""
    return value is not None and not isinstance(value, Gap)
