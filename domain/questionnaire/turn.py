"""The types the machine works on: the interview and its screen, the outputs, the turn; how far an interview is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import Path, path_of
from domain.questionnaire.values import Problem, Value

# --- state: what is on screen


@dataclass(frozen=True, slots=True)
class Asking:
    """A question on screen. `draft`: ticks not yet validated; `candidates`: values that wait for a yes."""

    key: Key
    draft: tuple[str, ...] = ()
    attempts: int = 0
    candidates: tuple[Value, ...] = ()
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Weighing:
    """The screen after an edit: the answers it sets aside, and those to look at again."""

    key: Key
    aside: tuple[Key, ...]
    review: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Correcting:
    """The answers of a section, one of which may be corrected; for None the list of sections, or of `keys`."""

    section: str | None
    page: int = 0
    keys: tuple[Key, ...] = ()


Screen = Asking | Weighing | Correcting


@dataclass(frozen=True)
class Interview:
    """One run of the form. `asking`: None before the first question and when every question has an answer.

    `queue`: answers to review next. `prior`: what was known from the start and is not asked, such as a third party's
    tasks or last month's figures. `path`: the last one computed, if one was; read it through `path_in`.
    """

    given: Mapping[Key, Value] = field(default_factory=dict)
    asking: Screen | None = None
    queue: tuple[Key, ...] = ()
    prior: Mapping[Key, Value] = field(default_factory=dict)
    path: Path | None = field(default=None, repr=False, compare=False)

    def path_in(self, form: Form) -> Path:
        """The path through these answers, computed once, from the one through the answers before when it is known."""
        known = self.path
        if known is None or known.form is not form or known.prior is not self.prior:
            known = path_of(form, self.given, self.prior)
        elif known.given is not self.given:
            known = path_of(form, self.given, self.prior, near=known)
        object.__setattr__(self, "path", known)
        return known


# --- outputs


@dataclass(frozen=True, slots=True)
class Echo:
    """Says which answer was kept; `old`: the answer it replaces."""

    key: Key
    value: Value
    old: Value | None = None


@dataclass(frozen=True, slots=True)
class Refuse:
    """Says why an answer is refused; `attempt`: how many refusals the question has had."""

    problem: Problem
    params: Mapping[str, str]
    attempt: int


@dataclass(frozen=True, slots=True)
class Resumption:
    """Says at which step and question the interview resumes after a pause."""


@dataclass(frozen=True, slots=True)
class AlreadyAnswered:
    """Says that the question of an old button has an answer; `same`: the button gives that very answer."""

    key: Key
    same: bool


@dataclass(frozen=True, slots=True)
class Note:
    """Says a sentence of `dialogs/strings.yaml`, given by its key."""

    words: str


@dataclass(frozen=True, slots=True)
class Explain:
    """Says the reasons for each verdict."""


Output = Echo | Refuse | Resumption | AlreadyAnswered | Note | Explain


@dataclass(frozen=True)
class Turn:
    """The result of a reply: the new state, the answers to save, and what to say besides the new screen."""

    interview: Interview
    path: Path
    saved: tuple[tuple[Key, Value], ...] = ()
    outputs: tuple[Output, ...] = ()


# --- progress


def seconds_done(path: Path) -> int:
    """Estimated seconds the answers given took."""
    return sum([stretch.seconds_given for stretch in path.stretches])


def seconds_left(path: Path) -> int:
    """Estimated seconds until the end: the open steps, and the usual length of loops without items yet."""
    left = sum([stretch.seconds - stretch.seconds_given for stretch in path.stretches])
    for block, stretch in zip(path.form.blocks, path.stretches, strict=False):
        if block.usual_s and block.loop and not stretch.parts and not _is_settled(path, block.loop):
            left += block.usual_s
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
