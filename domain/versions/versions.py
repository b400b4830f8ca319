"""Versions of the cahier des charges: their numbers, what a change weighs, what an amendment carries.

Source: `docs/rules/cahier_des_charges.md §8`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Edition:
    """A line of the journal. `kind`: `draft`, `signed` or `minor`."""

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
class Prepared:
    """An amendment a review prepared, in words; `new` is empty when it is still to be written.

    `about`: what makes two of them the same. `question`, `item`: the answer to change, None when there is none.
    `state`: where it stands (`amendments.py`), and `proposed`: what the review had put where the answer that
    counts is the person's own.
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
class Amendment:
    """What changes a signed version: its numbers, the version it refers to, the articles, why, from when on.

    `since`: None while no version is frozen. `prepared`: what reviews had prepared, each under its own number.
    """

    numbers: tuple[int, ...]
    since: str | None
    since_day: date | None
    changes: tuple[Change, ...]
    reason: str | None
    effect: date
    prepared: tuple[Prepared, ...] = ()


def is_draft(number: str) -> bool:
    return _parts(number)[0] == 0


def kind(number: str) -> str:
    """`draft` before the signature, `signed` for a version that took one, `minor` for what followed without."""
    major, minor = _parts(number)
    return "draft" if not major else "minor" if minor else SIGNED


def signed(frozen: Iterable[str]) -> bool:
    """Whether one of those versions has been agreed: 1.0 or a later one."""
    return not all(map(is_draft, frozen))


def signature_needed(frozen: Iterable[str], changes: Iterable[Change]) -> bool:
    """Whether the next version after a signed one must be signed too: something major changes."""
    return signed(frozen) and any(change.major for change in changes)


def next_draft(frozen: Iterable[str]) -> str:
    """The draft after those: 0.1 first. After 0.9 the count goes on, 0.10: a tenth draft loses nobody their place."""
    return f"0.{max((_parts(number)[1] for number in frozen if is_draft(number)), default=0) + 1}"


def next_signed(frozen: Iterable[str]) -> str:
    """The number a signature gives: 1.0, then 2.0, 3.0…"""
    return f"{max((_parts(number)[0] for number in frozen), default=0) + 1}.0"


def next_minor(frozen: Iterable[str]) -> str:
    """The number of a small change to the signed version: 1.1, 1.2… ValueError while none is signed."""
    major, minor = max(map(_parts, frozen), default=(0, 0))
    if not major:
        raise ValueError("no version is signed yet")
    return f"{major}.{minor + 1}"


def next_number(frozen: Iterable[str], changes: Iterable[Change]) -> str:
    """The number of what has changed since the last frozen version (`changes`), when it is frozen in its turn."""
    known = tuple(frozen)
    if not signed(known):
        return next_draft(known)
    return next_signed(known) if signature_needed(known, changes) else next_minor(known)


def amendment_rank(number: str) -> int | None:
    """Version 2.0 carries amendment n° 1, 3.0 amendment n° 2; None for the others."""
    major, minor = _parts(number)
    return major - 1 if major > 1 and not minor else None


def _parts(number: str) -> tuple[int, int]:
    major, _, minor = number.partition(".")
    return int(major), int(minor)
