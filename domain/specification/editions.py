"""Which document is made and for whom: its edition among those of the project, and its audience.

Source: `docs/rules/cahier_des_charges.md §1, §8`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from domain.questionnaire.form import Key

Reader = Literal["own", "provider", "signature"]
"""Who reads: the company (everything), the providers asked for an offer, or those who sign."""


@dataclass(frozen=True, slots=True)
class Audience:
    """`annotated` adds to the company's own copy where each passage comes from; `dates`: when each answer was given."""

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
    """One thing the document says otherwise. `old` None: added; `new` None: removed.

    `about`: the task or the indicator, in words; None for the whole document. `major`: takes an amendment.
    """

    name: str
    about: str | None
    label: str
    old: str | None
    new: str | None
    major: bool

    @property
    def article(self) -> str:
        """« Comptabilité – Cible »."""
        return f"{self.about} – {self.label}" if self.about else self.label


@dataclass(frozen=True, slots=True)
class PreparedAmendment:
    """An amendment a review prepared, in words, as a version takes it and keeps it; `new` is empty while unwritten.

    `about`: what makes two of them the same. `question`, `item`: the answer to change, None when there is none.
    `state`: where it stands (`domain/versions/amendments.py`), or stood when a version took it; `proposed`: what the
    review had put where the answer that counts is the person's own.
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
    """What changes a signed version: its numbers, the version it refers to, the articles, why, from when on.

    `since`: None while no version is frozen. `prepared`: what reviews had prepared, each under its own number.
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
    """`number`: the version. `pending`: it is not frozen yet; `history`: the versions frozen before it.

    `amendment`: what it changes to the last one, `reason`: what was written to justify it.
    """

    number: str = "0.1"
    pending: bool = False
    history: tuple[JournalEntry, ...] = ()
    amendment: VersionAmendment | None = None
    reason: str | None = None


DRAFT = Edition()
OWN = Audience()


def is_draft(number: str) -> bool:
    """Whether nobody has signed anything yet: a version before 1.0."""
    return int(number.partition(".")[0]) == 0
