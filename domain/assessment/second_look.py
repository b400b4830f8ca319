"""What the trusted third party changes: divergences, and the verdict with each set of scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.assessment.scoring import Company, Score, Task, evaluate

FIELDS = ("strategic_impact", "ceo_value", "friction", "mastery")
DIVERGENCE = 2
"""A gap of this many notes is shown and put to the person (`docs/rules/methode.md §7`)."""


@dataclass(frozen=True, slots=True)
class Divergence:
    field: str
    own: int
    theirs: int


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The score with the head's answers, the third party's, and their mean; none is imposed."""

    divergences: tuple[Divergence, ...]
    own: Score
    theirs: Score
    average: Score


def mean(own: int, theirs: int) -> int:
    """Half up: 2 and 3 give 3."""
    return (own + theirs + 1) // 2


def with_notes(task: Task, notes: Mapping[str, int]) -> Task:
    """The task with these notes in place of its own."""
    given: dict[str, Any] = dict(notes)
    return replace(task, **given)


def settled_note(own: int, theirs: int | None, choice: str) -> int:
    """The note that counts once the person has said what to do of the gap; their own until then."""
    if theirs is None:
        return own
    return {"take_theirs": theirs, "average": mean(own, theirs)}.get(choice, own)


def compare_notes(task: Task, company: Company, theirs: Mapping[str, int]) -> SecondLook:
    """Both sets of scores 1-5 compared (`docs/rules/scoring.md §9`); a field left out keeps the head's."""
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
