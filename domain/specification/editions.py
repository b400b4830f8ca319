"""The edition of the document among those of the project, and its audience: which one is printed, and for whom.

Source: `docs/rules/cahier_des_charges.md §1, §8`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from domain.questionnaire.form import Key

Reader = Literal["own", "provider", "signature"]
"""Who reads the document: the company, which sees everything, the providers asked for an offer, or those who sign."""


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a document is made. `annotated`: the company's copy says where each passage comes from.

    `dates`: when each answer was given.
    """

    reader: Reader = "own"
    annotated: bool = False
    dates: Mapping[Key, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A version frozen before this one. `kind`: `draft`, `signed` or `minor`."""

    number: str
    day: date
    reason: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change in the document. `old`: None when added; `new`: None when removed.

    `about`: the task or indicator in words; None for the whole document. `major`: it takes an amendment.
    """

    name: str
    about: str | None
    label: str
    old: str | None
    new: str | None
    major: bool

    @property
    def article(self) -> str:
        """What changes, in words: « Comptabilité – Cible »."""
        return f"{self.about} – {self.label}" if self.about else self.label


@dataclass(frozen=True, slots=True)
class PreparedAmendment:
    """An amendment prepared by a review, in words, as a version records it; `new`: empty while it is not written.

    `about`: identifies the amendment. `question`, `item`: the answer to change; None when there is none.
    `state`: its state (`domain/versions/amendments.py`), now or when a version took it; `proposed`: the review's value,
    when the person has given another one.
    """

    number: int
    about: str
    article: str
    old: str
    new: str
    why: str
    major: bool
    question: str | None
    item: str | None
    state: str = ""
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class VersionAmendment:
    """The amendment to a signed version: its numbers, the version it refers to, the changes, why, from when on.

    `since`: the number of that version; None while none is frozen. `prepared`: the amendments reviews prepared, each
    under its own number.
    """

    numbers: tuple[int, ...]
    since: str | None
    since_day: date | None
    changes: tuple[Change, ...]
    reason: str | None
    effect: date
    prepared: tuple[PreparedAmendment, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of the document. `pending`: it is not frozen yet; `history`: the versions frozen before it.

    `amendment`: what it changes in the last one; `reason`: the justification the person wrote.
    """

    number: str = "0.1"
    pending: bool = False
    history: tuple[JournalEntry, ...] = ()
    amendment: VersionAmendment | None = None
    reason: str | None = None


DRAFT = Edition()
OWN = Audience()


def is_draft(number: str) -> bool:
    """True for a version before 1.0, which nobody has signed."""
    return int(number.partition(".")[0]) == 0
