"""The priority matrix as data: the place of each scored task, and a bubble no other one covers.

Across: `K`, what keeps the task inside; up: `P'`, what pushes it out; size: its hours (`docs/rules/scoring.md §1, §3`).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from domain.assessment.assessment import Assessment
from domain.assessment.calibration import DEFAULT, KEEP, LATER, SPLIT
from domain.assessment.scoring import Score, round_tenth

TALL = 75
"""Height of the drawing. Lengths are in hundredths of its width."""
SMALLEST, LARGEST, FULL_WEEK = 2.8, 6.0, 30
"""Radius for no hours, radius for thirty hours a week or more, and those hours."""
GAP, STEP = 0.6, 3
_REACH = range(-100 // STEP, 100 // STEP + 2)
MOVES = sorted(product(_REACH, _REACH), key=lambda move: (move[0] ** 2 + move[1] ** 2, move))
"""Shifts in whole steps to the right and up, the shortest first."""

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bubble:
    """A scored task. `core` and `weight`: points 0-100 (`K`, `P'`); `hours`: a week.

    `zone`: entrust, split, keep or leave. `verdict`: the one in force, or "provider" when a provider does the task.
    `point`: the circle's center if it were alone; `center`: its center in the drawing; both in hundredths of the
    width, from the bottom left.
    """

    number: int
    id: str
    name: str
    core: Decimal
    weight: Decimal
    hours: Decimal
    verdict: str
    zone: str
    point: Spot
    center: Spot
    radius: float


@dataclass(frozen=True, slots=True)
class Matrix:
    """One bubble or more, numbered in the order the ranking is shown."""

    bubbles: tuple[Bubble, ...]

    @property
    def zones(self) -> dict[str, tuple[Bubble, ...]]:
        """Zone → its bubbles, in order; every zone is present."""
        return {zone: tuple(each for each in self.bubbles if each.zone == zone) for zone in ZONES}

    @property
    def heaviest(self) -> Bubble:
        return max(self.bubbles, key=lambda bubble: bubble.weight)

    @property
    def dearest(self) -> Bubble:
        """The bubble closest to the head's own trade."""
        return max(self.bubbles, key=lambda bubble: bubble.core)


ZONES = ("entrust", "split", "keep", "leave")


def matrix(assessment: Assessment, tasks: Collection[str] | None = None) -> Matrix | None:
    """The matrix of the scored tasks, or of those in `tasks`; None when there is none."""
    ranking = assessment.ranking()
    scores = ranking.scores
    bubbles: list[Bubble] = []
    for task in ranking.display:
        if tasks is None or task in tasks:
            bubbles.append(_bubble(assessment, task, scores[task], bubbles))
    return Matrix(tuple(bubbles)) if bubbles else None


def edge(core: int) -> float:
    """The weight at which a task with this `core` is worth entrusting: `S` = 45 (`docs/rules/scoring.md §3-§4`)."""
    share = DEFAULT["S"]
    return float((LATER - share["K"] * (100 - core)) / share["P"])


def _bubble(assessment: Assessment, task: str, score: Score, drawn: Sequence[Bubble]) -> Bubble:
    hours = assessment.number("audit_hours", task) or Decimal(0)
    provider = assessment.text("audit_doer", task) == "provider"
    own = assessment.text("rank_change_verdict", task)
    radius = round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(min(hours / FULL_WEEK, Decimal(1))), 1)
    point = _inside((float(score.K), float(score.P_prime) * TALL / 100), radius)
    return Bubble(
        number=len(drawn) + 1,
        id=task,
        name=assessment.label(task),
        core=round_tenth(score.K),
        weight=round_tenth(score.P_prime),
        hours=hours,
        verdict=own or ("provider" if provider else score.verdict),
        zone=_zone(score),
        point=point,
        center=_center(point, radius, drawn),
        radius=radius,
    )


def _zone(score: Score) -> str:
    """The zone by the thresholds of `docs/rules/scoring.md §4`, without readiness and need, which are not drawn."""
    if score.K >= KEEP:
        return "split" if score.P_prime >= SPLIT else "keep"
    return "entrust" if score.S >= LATER else "leave"


def _inside(spot: Spot, radius: float) -> Spot:
    """The place closest to `spot` where the whole circle is inside the axes."""
    across, up = (min(max(at, radius), most - radius) for at, most in zip(spot, (100, TALL), strict=True))
    return round(across, 1), round(up, 1)


def _center(point: Spot, radius: float, drawn: Sequence[Bubble]) -> Spot:
    """The place closest to `point` where the circle touches no other one; `point` itself when there is no room."""
    for right, above in MOVES:
        spot = (round(point[0] + right * STEP, 1), round(point[1] + above * STEP, 1))
        free = all(math.dist(spot, other.center) >= radius + other.radius + GAP for other in drawn)
        if free and spot == _inside(spot, radius):
            return spot
    return point
