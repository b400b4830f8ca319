"""Explains a verdict: where each point comes from, strongest first (`docs/rules/scoring.md §11`)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from domain.assessment.calibration import DEFAULT
from domain.assessment.scoring import Score

Points = tuple[tuple[str, Fraction], ...]

PULL_ORDER = ("FR", "H", "C", "EG", "VA")
"""The order of equal contributions to P; the vision's come after them."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Terms (`FR`, `AV`… or a vision's id) with their points, strongest first; screens show two pulls and one hold.

    `to_prepare`: the terms of R below their maximum, weakest first; the first says what to prepare.
    """

    pulls: Points
    holds: Points
    to_prepare: tuple[str, ...]


def explain(score: Score) -> Explanation:
    """The reasons for a score (`docs/rules/scoring.md §11`), and what to prepare first (`docs/rules/scoring.md §4`)."""
    pull = _points(score, "P")
    ready = score.values["R"]
    return Explanation(
        pulls=_strongest({**{term: pull[term] for term in PULL_ORDER}, **score.vision}),
        holds=_strongest(_points(score, "K")),
        to_prepare=tuple(sorted((term for term in ready if ready[term] < 1), key=lambda term: ready[term])),
    )


def _points(score: Score, axis: str) -> dict[str, Fraction]:
    return {term: 100 * DEFAULT[axis][term] * value for term, value in score.values[axis].items()}


def _strongest(points: dict[str, Fraction]) -> Points:
    return tuple(sorted(points.items(), key=lambda entry: -entry[1]))
