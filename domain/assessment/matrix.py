"""The priority matrix as data: where each scored task stands, and a bubble that nothing hides.

Across: what holds the task (`K`); up: what pushes it away (`P'`); size: its hours (`docs/rules/scoring.md §1, §3`).
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
"""Height of the drawing; lengths are in hundredths of its width."""
SMALLEST, LARGEST, FULL_WEEK = 2.8, 6.0, 30
"""Radius for no hour at all, then for thirty hours a week or more."""
GAP, STEP = 0.6, 3
_REACH = range(-100 // STEP, 100 // STEP + 2)
MOVES = sorted(product(_REACH, _REACH), key=lambda move: (move[0] ** 2 + move[1] ** 2, move))
"""Whole steps to the right and up, the shortest first."""

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bubble:
    """A scored task: `core` and `weight` are its 0-100 points, `hours` are a week's.

    `zone`: entrust, split, keep or leave. `verdict`: the one in force, or provider. `point` is where the circle
    would be drawn alone and `center` where it is, in hundredths of the width, counted from the bottom left.
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
    """At least one bubble; they are numbered as the ranking is shown."""

    bubbles: tuple[Bubble, ...]

    @property
    def zones(self) -> dict[str, tuple[Bubble, ...]]:
        """The bubbles of each zone, in order; every zone is there."""
        return {zone: tuple(each for each in self.bubbles if each.zone == zone) for zone in ZONES}

    @property
    def heaviest(self) -> Bubble:
        return max(self.bubbles, key=lambda bubble: bubble.weight)

    @property
    def dearest(self) -> Bubble:
        """The one closest to the head's own trade."""
        return max(self.bubbles, key=lambda bubble: bubble.core)


ZONES = ("entrust", "split", "keep", "leave")


def matrix(assessment: Assessment, tasks: Collection[str] | None = None) -> Matrix | None:
    """The scored tasks, or those among `tasks`; None when there is none."""
    ranking = assessment.ranking()
    scores = ranking.scores
    bubbles: list[Bubble] = []
    for task in ranking.display:
        if tasks is None or task in tasks:
            bubbles.append(_bubble(assessment, task, scores[task], bubbles))
    return Matrix(tuple(bubbles)) if bubbles else None


def edge(core: int) -> float:
    """The weight from which a task with this `core` is worth entrusting: `S` = 45 (`docs/rules/scoring.md §3-§4`)."""
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
    """The thresholds of `docs/rules/scoring.md §4`, without readiness and need, which the drawing does not show."""
    if score.K >= KEEP:
        return "split" if score.P_prime >= SPLIT else "keep"
    return "entrust" if score.S >= LATER else "leave"


def _inside(spot: Spot, radius: float) -> Spot:
    """The closest place where the whole circle is inside the axes."""
    across, up = (min(max(at, radius), most - radius) for at, most in zip(spot, (100, TALL), strict=True))
    return round(across, 1), round(up, 1)


def _center(point: Spot, radius: float, drawn: Sequence[Bubble]) -> Spot:
    """The place nearest to the point where the circle touches no other; the point itself when there is no room."""
    for right, above in MOVES:
        spot = (round(point[0] + right * STEP, 1), round(point[1] + above * STEP, 1))
        free = all(math.dist(spot, other.center) >= radius + other.radius + GAP for other in drawn)
        if free and spot == _inside(spot, radius):
            return spot
    return point
