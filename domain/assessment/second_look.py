"""Compares the trusted third party's scores with the head's: divergences, and the verdict each set gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.assessment.scoring import Company, Score, Task, evaluate

FIELDS = ("strategic_impact", "ceo_value", "friction", "mastery")
DIVERGENCE = 2
"""The difference between two notes from which the person is asked what to do (`docs/rules/methode.md §7`)."""


@dataclass(frozen=True, slots=True)
class Divergence:
    field: str
    own: int
    theirs: int


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The score with the head's answers, with the third party's, and with their mean; the person chooses."""

    divergences: tuple[Divergence, ...]
    own: Score
    theirs: Score
    average: Score


def mean(own: int, theirs: int) -> int:
    """The mean rounded half up: 2 and 3 give 3."""
    return (own + theirs + 1) // 2


def with_notes(task: Task, notes: Mapping[str, int]) -> Task:
    """A copy of the task with these notes."""
    given: dict[str, Any] = dict(notes)
    return replace(task, **given)


def settled_note(own: int, theirs: int | None, choice: str) -> int:
    """The note that counts by the person's choice about the gap; their own until they choose."""
    if theirs is None:
        return own
    return {"take_theirs": theirs, "average": mean(own, theirs)}.get(choice, own)


def compare_notes(task: Task, company: Company, theirs: Mapping[str, int]) -> SecondLook:
    """Compare both sets of scores 1-5 (`docs/rules/scoring.md §9`); a field missing from `theirs` keeps the head's."""
    given: dict[str, Any] = {field: theirs[field] for field in FIELDS if field in theirs}
    own: dict[str, Any] = {field: getattr(task, field) for field in given}
    middle: dict[str, Any] = {field: mean(own[field], given[field]) for field in given}
    return SecondLook(
        divergences=tuple(
            Divergence(field, own[field], given[field])
            for field in given
            if abs(own[field] - given[field]) >= DIVERGENCE
        ),
        own=evaluate(task, company),
        theirs=evaluate(replace(task, **given), company),
        average=evaluate(replace(task, **middle), company),
    )
