"""What a form may ask of the answers by name, each entry with everything it reads of them.

Capabilities declare their own entries; whoever builds the form merges them (`domain/content/content.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Generic, TypeVar

T = TypeVar("T", covariant=True)
Item = str | None


def reads(*names: str | Collection[str]) -> frozenset[str]:
    """The ids of questions and of noted facts, given one by one or as the reads of something else."""
    return frozenset(one for name in names for one in ((name,) if isinstance(name, str) else name))


@dataclass(frozen=True, slots=True)
class Source(Generic[T]):
    """A value computed from the answers, for the item of a question.

    `reads`: every question, and every fact noted beside the answers, that it may look at. `needs`: the questions
    without which a fact says nothing: a condition that names it comes after them.
    """

    compute: Callable[..., T]
    reads: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()

    def __call__(self, *asked: Any) -> T:
        return self.compute(*asked)


@dataclass(frozen=True, slots=True)
class Loop:
    """The items a group of questions is asked of.

    `expected`: how many there usually are, while nobody has said (`docs/rules/methode.md §11`); `filled_by`: the
    question that makes them. `own`: the items are not tasks: what questions say of each other is about the same item.
    """

    items: Source[tuple[str, ...]]
    expected: int = 0
    filled_by: str | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number must respect, and what is taken without asking back."""

    min: Decimal | str | None = None
    max: Decimal | str | None = None
    soft_min: Decimal | None = None
    soft_max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """Answers that do not hold together, put to the person at the end of a section as a question of its own.

    `raised`: the text filled in while it holds, else None; `text`: the same unfilled. `fix`: the questions to look at
    again, most useful first. `rank`: the most serious, of rank 0, come first. `choice`: the button that keeps them as
    they are; None when it takes a written reason. `decides`: keeping them is a decision of the company.
    """

    id: str
    section: str
    title: str
    text: str
    raised: Source[str | None]
    fix: tuple[str, ...]
    rank: int = 0
    for_each: str | None = None
    choice: str | None = None
    decides: bool = False


Table = Mapping[str, Source[Any]]


def _as_they_are(answers: Any) -> Any:
    return answers


@dataclass(frozen=True)
class Sources:
    """Everything the questions of a form may name; entries compute from `view(answers)` and a question's item.

    Named by the form: `loops`, `choices`, `preselections`, `prefills`, `quick` (proposed values), `facts` (of
    conditions), `variables` (of texts; a change of a `cosmetic` one changes no question), `units`, `together` (one
    press for several items), `queues` (what a choice's `then` asks again).

    By question: `bounds` (else by unit), and `figures`, the last figure known of what is measured each time; units and
    bounds are asked with the whole key. `names` are answered with somebody's name; the days of `worked_days` must be
    worked, those of `free_days` are not asked back when they are not. By « question.choice »: `left_out`, and
    `stands_for`, the figure a choice comes to.

    `labels`: the names of what choices and items may hold, still offered or not; `nameable`: items that need none.
    `noted`: what may stand beside the answers, `noted_dates`: those of them that bounds may name.
    """

    view: Callable[[Any], Any] = _as_they_are
    loops: Mapping[str, Loop] = field(default_factory=dict)
    choices: Table = field(default_factory=dict)
    preselections: Table = field(default_factory=dict)
    prefills: Table = field(default_factory=dict)
    quick: Table = field(default_factory=dict)
    facts: Table = field(default_factory=dict)
    variables: Table = field(default_factory=dict)
    units: Table = field(default_factory=dict)
    together: Table = field(default_factory=dict)
    queues: Table = field(default_factory=dict)
    bounds: Table = field(default_factory=dict)
    figures: Table = field(default_factory=dict)
    left_out: Table = field(default_factory=dict)
    stands_for: Table = field(default_factory=dict)
    labels: Table = field(default_factory=dict)
    objections: tuple[Objection, ...] = ()
    cosmetic: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    worked_days: frozenset[str] = frozenset()
    free_days: frozenset[str] = frozenset()
    nameable: frozenset[str] = frozenset()
    noted: frozenset[str] = frozenset()
    noted_dates: frozenset[str] = frozenset()
