"""What a person can do: the inputs of the machine. A button names the question and item it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.questionnaire.form import Key
from domain.questionnaire.values import Value


@dataclass(frozen=True, slots=True)
class Say:
    """Typed text: it only ever answers what is on screen."""

    text: str


@dataclass(frozen=True, slots=True)
class Choose:
    """A button that is an answer: a choice id, `yes`/`no`, a figure or an ISO date."""

    key: Key
    choice: str


@dataclass(frozen=True, slots=True)
class Tick:
    """`on` says what the box becomes, so that a double press changes nothing."""

    key: Key
    choice: str
    on: bool


@dataclass(frozen=True, slots=True)
class Submit:
    """« Valider » under a multiple choice."""

    key: Key


@dataclass(frozen=True, slots=True)
class Continue:
    """Go on: read an information or a recap, or keep the answer that is there."""

    key: Key


@dataclass(frozen=True, slots=True)
class Skip:
    key: Key


@dataclass(frozen=True, slots=True)
class DontKnow:
    key: Key


@dataclass(frozen=True, slots=True)
class Same:
    """« Comme pour … »: the answer given for the item before; a text given the last time."""

    key: Key


@dataclass(frozen=True, slots=True)
class AnswerInBulk:
    """One press for several items: « Aucun pour les 2 activités », « Tout confirmer » (`input/bulk_answers.py`)."""

    key: Key


@dataclass(frozen=True, slots=True)
class Accept:
    """Yes to one of the readings the machine asked about."""

    key: Key
    index: int


@dataclass(frozen=True, slots=True)
class Decline:
    """None of those readings."""

    key: Key


@dataclass(frozen=True, slots=True)
class Browse:
    """Another screen of the same question: a category, a page, a month."""

    key: Key
    page: str


@dataclass(frozen=True, slots=True)
class GoBack:
    pass


@dataclass(frozen=True, slots=True)
class Edit:
    key: Key


@dataclass(frozen=True, slots=True)
class Amend:
    """The person edited the message that had answered this question."""

    key: Key
    text: str


@dataclass(frozen=True, slots=True)
class Correct:
    """Show the answers of a section to correct one; None lists the sections."""

    section: str | None
    page: int = 0


@dataclass(frozen=True, slots=True)
class Fix:
    """« Corriger » a contradiction: show the answers it rests on."""

    key: Key


@dataclass(frozen=True, slots=True)
class Return:
    """Typed text after a long silence or a pause: proposed as the answer, never taken for it."""

    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """« Revoir » the answers an edit concerns."""


@dataclass(frozen=True, slots=True)
class Write:
    """Several answers at once, agreed in one press."""

    answers: Mapping[Key, Value]


@dataclass(frozen=True, slots=True)
class Resume:
    """Show what is pending: /start, /reprendre, « Continuer », a return after a pause."""


Reply = (
    Say | Choose | Tick | Submit | Continue | Skip | DontKnow | Same | AnswerInBulk | Accept | Decline
    | Browse | GoBack | Edit | Amend | Correct | Fix | Return | Review | Write | Resume
)  # fmt: skip
