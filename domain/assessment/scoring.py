"""Scores how urgently a task should be entrusted: four axes, a score, a verdict and an order.

Values are exact, and rounded only to be shown (`docs/rules/scoring.md §1-§6`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from domain.assessment.calibration import (
    CEO_SHARE,
    DATA_LEVEL,
    DEFAULT,
    DUTY,
    FIRST,
    KEEP,
    LATER,
    READY,
    REFERENCE,
    SIMPLIFY,
    SPLIT,
    VISIBLE,
    VISION_POINTS,
    WEEKS_PER_MONTH,
    Weights,
)

VERDICTS = ("outsource_first", "outsource_later_prepare", "simplify_automate", "keep")
"""The verdicts, in the order they are shown."""

CRITERIA = ("S", "bonus", "R", "ceo_hours", "id")
"""The values the ranking compares, in this order."""

SortKey = tuple[int, Fraction, Fraction, Fraction, str]


@dataclass(frozen=True, slots=True)
class Task:
    """A task as its company does it: scales 1-5, hours a week, euros before tax (`docs/rules/scoring.md §2`)."""

    id: str
    function: str
    hours_week: Fraction
    doer: str
    direct_cost_month: Fraction
    strategic_impact: int
    ceo_value: int
    mastery: int
    friction: int
    variability: int
    repetitiveness: int
    documentation: int
    data: tuple[str, ...]
    necessity: int
    sales_drag: int
    provider_price_month: Fraction | None
    setup_cost: Fraction
    market_depth: int
    process_floor: int

    @property
    def doc_eff(self) -> int:
        """Documentation 1-5 with a provider's own method, which sets a floor."""
        return max(self.documentation, self.process_floor)

    @property
    def ceo_hours(self) -> Fraction:
        """Hours a week the head of the company would get back."""
        return self.hours_week * CEO_SHARE[self.doer]


@dataclass(frozen=True, slots=True)
class Company:
    """What the formulas need of the company: hour values in euros; `visions`: first and second priority, or None."""

    size: str
    ceo_hour_value: Fraction
    team_hour_cost: Fraction = Fraction(25)
    visions: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a task: euros a month (`C_int`), loads 0-1 (`H`, `C`), points 0-100 (the others); all exact.

    `values`: axis → term → 0-1, which explains every point; `vision`: points each priority adds.
    """

    C_int: Fraction
    H: Fraction
    C: Fraction
    P: Fraction
    K: Fraction
    R: Fraction
    E: Fraction
    bonus: Fraction
    P_prime: Fraction
    S: Fraction
    verdict: str
    why: str
    split: bool
    automation: bool
    values: Weights
    vision: Mapping[str, Fraction]


def round_tenth(value: Fraction | Decimal | int) -> Decimal:
    """Round to one decimal, half up: 11.25 → 11.3 (`docs/rules/scoring.md §4`)."""
    return Decimal(math.floor(Fraction(value) * 10 + Fraction(1, 2))) / 10


def whole(value: Fraction | Decimal | int) -> int:
    """Round to a whole number, half up."""
    return math.floor(Fraction(value) + Fraction(1, 2))


def sensitivity(data: tuple[str, ...]) -> int:
    """Level 1-5 of the highest category, plus one from three categories on (`docs/rules/scoring.md §2`)."""
    several = len(set(data) - {"none"}) >= 3
    return min(5, max(DATA_LEVEL[category] for category in data) + several)


def hour_rate(doer: str, company: Company) -> Fraction:
    """Euros that one hour of the task costs the company (`docs/rules/scoring.md §2`)."""
    head, team = company.ceo_hour_value, company.team_hour_cost
    rates = {"ceo": head, "mixed": (head + team) / 2, "team": team, "provider": Fraction(0), "nobody": head}
    return rates[doer]


def internal_cost(task: Task, company: Company) -> Fraction:
    """`C_int`, euros a month, time included (`docs/rules/scoring.md §2`)."""
    return task.hours_week * WEEKS_PER_MONTH * hour_rate(task.doer, company) + task.direct_cost_month


def external_cost(task: Task, company: Company) -> tuple[Fraction, Fraction, Fraction] | None:
    """Price, coordination and start-up in euros a month (`docs/rules/scoring.md §10`); None without a price."""
    if task.provider_price_month is None:
        return None
    head = company.ceo_hour_value
    coordination = max(Fraction(1, 4), task.hours_week / 10) * WEEKS_PER_MONTH * head
    start_up = (task.setup_cost + 2 * (6 - task.doc_eff) * head) / 12
    return task.provider_price_month, coordination, start_up


def evaluate(task: Task, company: Company, weights: Weights = DEFAULT) -> Score:
    """The task on the four axes, with its verdict (`docs/rules/scoring.md §3-§5`).

    Raises KeyError for an unknown size, doer, data category or vision.
    """
    cost = internal_cost(task, company)
    values = _values(task, company, cost)
    axis = {name: 100 * sum(weights[name][term] * x for term, x in terms.items()) for name, terms in values.items()}
    pull, core, ready, idle = (Fraction(axis[name]) for name in "PKRE")
    load = values["P"]["H"]
    # The first vision comes last, so that a vision named twice counts once, as the first.
    visions = reversed(list(zip(VISION_POINTS, company.visions, strict=False)))
    vision = {wanted: points * _fit(wanted, task, company, load) for points, wanted in visions if wanted}
    bonus = sum(vision.values(), Fraction(0))
    pulled = min(Fraction(100), pull + bonus)
    total = weights["S"]["P"] * pulled + weights["S"]["K"] * (100 - core)
    verdict, why = _verdict(core, idle, ready, total)
    return Score(
        C_int=cost,
        H=load,
        C=values["P"]["C"],
        P=pull,
        K=core,
        R=ready,
        E=idle,
        bonus=bonus,
        P_prime=pulled,
        S=total,
        verdict=verdict,
        why=why,
        split=why == "core" and pulled >= SPLIT,
        automation=task.repetitiveness >= 4 and task.hours_week <= 3,
        values=values,
        vision=vision,
    )


def _unit(scale: int) -> Fraction:
    return Fraction(scale - 1, 4)


def _clamp(value: Fraction) -> Fraction:
    return max(Fraction(0), min(Fraction(1), value))


def _values(task: Task, company: Company, cost: Fraction) -> Weights:
    hours_ref, cost_ref = REFERENCE[company.size]
    return {
        "P": {
            "H": _clamp(task.hours_week / hours_ref),
            "C": _clamp(cost / cost_ref),
            "EG": _unit(6 - task.mastery),
            "FR": _unit(task.friction),
            "VA": _unit(task.variability),
        },
        "K": {"AV": _unit(task.ceo_value), "SI": _unit(task.strategic_impact)},
        "R": {
            "DO": _unit(task.doc_eff),
            "RE": _unit(task.repetitiveness),
            "SE": 1 - _unit(sensitivity(task.data)),
            "MD": _unit(task.market_depth),
        },
        "E": {"NE": 1 - _unit(task.necessity), "RE": _unit(task.repetitiveness)},
    }


def _fit(vision: str, task: Task, company: Company, load: Fraction) -> Fraction:
    """How far, from 0 to 1, entrusting the task serves the vision (`docs/rules/scoring.md §5`)."""
    gap, friction, share = _unit(6 - task.mastery), _unit(task.friction), CEO_SHARE[task.doer]
    fits = {
        "growth": _unit(task.sales_drag),
        "brand_image": gap if task.function in VISIBLE else Fraction(0),
        "profitability": _saving(task, company),
        "quality_reliability": (gap + friction) / 2,
        "agility": _unit(task.variability),
        "serenity": (load * share + friction) / 2,
        "innovation": load * share,
        "compliance": gap if task.function in DUTY else Fraction(0),
    }
    return fits[vision]


def _saving(task: Task, company: Company) -> Fraction:
    inside, outside = internal_cost(task, company), external_cost(task, company)
    if not inside or outside is None:
        return Fraction(0)
    return _clamp((inside - sum(outside)) / inside)


def _verdict(core: Fraction, idle: Fraction, ready: Fraction, total: Fraction) -> tuple[str, str]:
    if core >= KEEP:
        return "keep", "core"
    if idle >= SIMPLIFY:
        return "simplify_automate", "low_need_or_routine"
    if total >= FIRST and ready >= READY:
        return "outsource_first", "strong_pull_ready"
    if total >= LATER:
        return "outsource_later_prepare", "not_ready" if total >= FIRST else "moderate_pull"
    return "keep", "low_gain"


@dataclass(frozen=True, slots=True)
class RankedTask:
    """A task in the ranking. `tie`: the criterion that puts it below the task above when both have the same whole S."""

    id: str
    score: Score
    tie: str | None


@dataclass(frozen=True, slots=True)
class Ranking:
    ranked: tuple[RankedTask, ...]

    @property
    def order(self) -> tuple[str, ...]:
        return tuple(place.id for place in self.ranked)

    @property
    def display(self) -> tuple[str, ...]:
        """The tasks by verdict first, then by rank (`docs/rules/scoring.md §4`)."""
        shown = sorted(self.ranked, key=lambda place: VERDICTS.index(place.score.verdict))
        return tuple(place.id for place in shown)

    @property
    def scores(self) -> Mapping[str, Score]:
        return {place.id: place.score for place in self.ranked}


def rank(tasks: Iterable[Task], company: Company) -> Ranking:
    """Rank the tasks: by whole S, then bonus, R, the head's hours, id (`docs/rules/scoring.md §6`)."""
    return _ranking(tuple(tasks), company)


@lru_cache(maxsize=256)
def _ranking(tasks: tuple[Task, ...], company: Company) -> Ranking:
    # Each answer asks for the same ranking a dozen times: for the path, conditions, contradictions, the screen.
    rows = []
    for task in tasks:
        score = evaluate(task, company)
        rows.append(((-whole(score.S), -score.bonus, -score.R, -task.ceo_hours, task.id), score))
    rows.sort(key=lambda row: row[0])
    ties = [None, *(_tie(above[0], below[0]) for above, below in pairwise(rows))]
    return Ranking(tuple(RankedTask(key[4], score, tie) for (key, score), tie in zip(rows, ties, strict=False)))


def _tie(above: SortKey, below: SortKey) -> str | None:
    differing = [name for name, a, b in zip(CRITERIA, above, below, strict=True) if a != b]
    return differing[0] if differing and differing[0] != "S" else None
