"""What the machine holds and says: the interview with its screen, the outputs, the turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.questionnaire.form import Key
from domain.questionnaire.path import Path
from domain.questionnaire.values import Problem, Value

# --- state: what is on screen


@dataclass(frozen=True, slots=True)
class Asking:
    """A question on screen, with ticks not yet validated and readings that wait for a yes."""

    key: Key
    draft: tuple[str, ...] = ()
    attempts: int = 0
    candidates: tuple[Value, ...] = ()
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Weighing:
    """After an edit: the answers it sets aside and those worth a second look."""

    key: Key
    aside: tuple[Key, ...]
    review: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Correcting:
    """The answers of a section, to correct one; None is the list of the sections, or of `keys` when given."""

    section: str | None
    page: int = 0
    keys: tuple[Key, ...] = ()


Screen = Asking | Weighing | Correcting


@dataclass(frozen=True)
class Interview:
    """One run of the form. `asking` is None before the first question and once everything is answered.

    `prior`: what was known before it began and is not asked: a third party's tasks, last month's figures.
    """

    given: Mapping[Key, Value] = field(default_factory=dict)
    asking: Screen | None = None
    queue: tuple[Key, ...] = ()
    prior: Mapping[Key, Value] = field(default_factory=dict)


# --- outputs


@dataclass(frozen=True, slots=True)
class Echo:
    """What was understood; `old` when it replaces another answer."""

    key: Key
    value: Value
    old: Value | None = None


@dataclass(frozen=True, slots=True)
class Refuse:
    problem: Problem
    params: Mapping[str, str]
    attempt: int


@dataclass(frozen=True, slots=True)
class Resumption:
    """Back after a pause: say at which step and question."""


@dataclass(frozen=True, slots=True)
class AlreadyAnswered:
    """An old button of a question that has its answer; `same` when it says nothing new."""

    key: Key
    same: bool


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence of `dialogs/strings.yaml`, by its key."""

    words: str


@dataclass(frozen=True, slots=True)
class Explain:
    """The reasons of each verdict."""


Output = Echo | Refuse | Resumption | AlreadyAnswered | Note | Explain


@dataclass(frozen=True)
class Turn:
    """The new state, the answers to save, and what to say besides the screen the new state is."""

    interview: Interview
    path: Path
    saved: tuple[tuple[Key, Value], ...] = ()
    outputs: tuple[Output, ...] = ()
