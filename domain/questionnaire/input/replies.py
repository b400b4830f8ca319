"""What a person can do: the inputs of the machine. A button names the question and item it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.questionnaire.form import Key
from domain.questionnaire.values import Value


@dataclass(frozen=True, slots=True)
class Say:
    """Typed text; it answers what is on screen."""

    text: str


@dataclass(frozen=True, slots=True)
class Choose:
    """A button that gives an answer; `choice`: a choice id, `yes` or `no`, a figure or an ISO date."""

    key: Key
    choice: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A box of a multiple choice. `on`: what the box becomes, so that a double press changes nothing."""

    key: Key
    choice: str
    on: bool


@dataclass(frozen=True, slots=True)
class Submit:
    """« Valider » under a multiple choice."""

    key: Key


@dataclass(frozen=True, slots=True)
class Continue:
    """Go on after an information or a recap, or keep the answer already given."""

    key: Key


@dataclass(frozen=True, slots=True)
class Skip:
    key: Key


@dataclass(frozen=True, slots=True)
class DontKnow:
    key: Key


@dataclass(frozen=True, slots=True)
class Same:
    """« Comme pour … »: the answer given for the previous item, or the text given the last time."""

    key: Key


@dataclass(frozen=True, slots=True)
class AnswerInBulk:
    """One button for several items: « Aucun pour les 2 activités », « Tout confirmer » (`input/bulk_answers.py`)."""

    key: Key


@dataclass(frozen=True, slots=True)
class Accept:
    """Yes to one of the values the machine asked about."""

    key: Key
    index: int


@dataclass(frozen=True, slots=True)
class Decline:
    """No to all of the values the machine asked about."""

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
    """An edit, in the conversation, of the message that answered this question."""

    key: Key
    text: str


@dataclass(frozen=True, slots=True)
class Correct:
    """Show the answers of a section to correct one; None lists the sections."""

    section: str | None
    page: int = 0


@dataclass(frozen=True, slots=True)
class Fix:
    """« Corriger » under a contradiction: show the answers it is about."""

    key: Key


@dataclass(frozen=True, slots=True)
class Return:
    """Typed text after a long silence or a pause; it is asked back before it is kept as the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """« Revoir »: look again at the answers an edit affects."""


@dataclass(frozen=True, slots=True)
class Write:
    """Several answers that one press agrees to."""

    answers: Mapping[Key, Value]


@dataclass(frozen=True, slots=True)
class Resume:
    """Show the current screen: /start, /reprendre, « Continuer », a return after a pause."""


Reply = (
    Say | Choose | Tick | Submit | Continue | Skip | DontKnow | Same | AnswerInBulk | Accept | Decline
    | Browse | GoBack | Edit | Amend | Correct | Fix | Return | Review | Write | Resume
)  # fmt: skip
