"""The sources a form may name, each with every answer it reads.

Capabilities declare their own sources, and `domain/content/content.py` merges them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Generic, TypeVar

T = TypeVar("T", covariant=True)
Item = str | None


def reads(*names: str | Collection[str]) -> frozenset[str]:
    """Join ids of questions and of noted facts, given one by one or as the reads of something else."""
    return frozenset(one for name in names for one in ((name,) if isinstance(name, str) else name))


@dataclass(frozen=True, slots=True)
class Source(Generic[T]):
    """A value computed from the answers, for the item of a question.

    `reads`: every question, and every fact noted beside the answers, that it may read. `needs`: the questions a fact
    cannot do without, so that a condition naming it must come after them.
    """

    compute: Callable[..., T]
    reads: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()

    def __call__(self, *asked: Any) -> T:
        return self.compute(*asked)


@dataclass(frozen=True, slots=True)
class Loop:
    """The items a group of questions is asked about.

    `expected`: how many there usually are, until they are known (`docs/rules/methode.md §11`); `filled_by`: the
    question whose answer makes the items. `own`: the items are not tasks, and a question of the loop named by another
    is read for the same item.
    """

    items: Source[tuple[str, ...]]
    expected: int = 0
    filled_by: str | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of a number; a value beyond the soft ones is asked back before it is kept."""

    min: Decimal | str | None = None
    max: Decimal | str | None = None
    soft_min: Decimal | None = None
    soft_max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """Answers that contradict each other, shown to the person at the end of a section as a question.

    `raised`: the text to show while the objection is true, else None; `text`: the same with its variables unfilled.
    `fix`: the questions to look at again, most useful first. `rank`: 0 for the most serious, which come first.
    `choice`: the button that keeps the answers as they are; None when that takes a written reason. `decides`: keeping
    them is a decision of the company.
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
    """Everything the questions of a form may name; a source computes from `view(answers)` and the item of a question.

    Named by the form: `loops`, `choices`, `preselections`, `prefills`, `quick` (proposed values), `facts` (of
    conditions), `variables` (of texts; a change of a `cosmetic` one changes no question), `units`, `together` (one
    button that answers for several items), `queues` (the questions a choice's `then` asks again).
    By question id: `bounds` (else by unit), and `figures` (the last figure known of what each review measures); units
    and bounds receive the whole key. Sets of question ids: `names` (the answer is a person's name), `worked_days` (the
    day must be a working day), `free_days` (a day off is not asked back). By `question.choice`: `left_out` (whether the
    choice is hidden), `stands_for` (the figure it means).
    `labels`: the names of all choices and items, offered or not; `nameable`: items without a label.
    `noted`: the facts that may be noted beside the answers; `noted_dates`: those of them that bounds may name.
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
