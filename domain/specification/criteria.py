"""The criteria that compare providers' offers: presets of weights, the person's own, what rules an offer out.

Source: `docs/rules/cahier_des_charges.md §6`.
"""

from __future__ import annotations

from decimal import Decimal

from domain.assessment.assessment import PRICE, RETAINED, Assessment
from domain.questionnaire.sources import reads
from domain.specification.facts import READS as FACTS
from domain.specification.facts import facts

CRITERIA = ("understanding", "expertise", "kpi", "capacity", "price", "compliance", "relation")
BALANCED = "balanced"
PRESETS = {
    BALANCED: (20, 20, 15, 15, 15, 10, 5),
    "cost": (15, 15, 15, 10, 30, 10, 5),
    "efficiency": (20, 15, 20, 15, 15, 10, 5),
    "expertise": (20, 30, 15, 10, 10, 10, 5),
    "flexibility": (15, 15, 15, 30, 10, 10, 5),
}
MOST = Decimal(60)

PRESET = reads(RETAINED, "obj_main", "vision_first")
PRESET_WEIGHTS = reads(PRESET, "spec_criteria")
LEFT = reads("spec_criteria_weights")
WEIGHTS = reads(PRESET_WEIGHTS, LEFT)
ELIMINATING = reads(RETAINED, FACTS, PRICE)


def preset(assessment: Assessment) -> str:
    """The tasks' main objective, or `balanced` when they differ; `balanced` in place of `cost` with a brand vision."""
    mains = {assessment.text("obj_main", item) for item in assessment.retained_tasks} - {""}
    name = mains.pop() if len(mains) == 1 else BALANCED
    return BALANCED if name == "cost" and assessment.text("vision_first") == "brand_image" else name


def chosen_preset(assessment: Assessment) -> str:
    """`balanced` when the person chose it, else the preset of the tasks, from which their own weights start too."""
    return BALANCED if assessment.text("spec_criteria") == BALANCED else preset(assessment)


def preset_weights(assessment: Assessment) -> dict[str, int]:
    """The weights of the preset; a brand vision moves 10 points to expertise, from price (down to 5), then capacity."""
    weights = dict(zip(CRITERIA, PRESETS[chosen_preset(assessment)], strict=True))
    if assessment.text("vision_first") == "brand_image":
        from_price = min(10, weights["price"] - 5)
        weights["expertise"] += 10
        weights["price"] -= from_price
        weights["capacity"] -= 10 - from_price
    return weights


def weights(assessment: Assessment) -> dict[str, Decimal] | None:
    """The weights in force; None while the person's own do not make 100."""
    if assessment.text("spec_criteria") != "edit":
        return {name: Decimal(weight) for name, weight in preset_weights(assessment).items()}
    own = {name: assessment.number("spec_criteria_weights", name) for name in CRITERIA}
    given = {name: weight for name, weight in own.items() if weight is not None}
    return given if len(given) == len(CRITERIA) and sum(given.values()) == 100 else None


def weight_left(assessment: Assessment, criterion: str) -> Decimal:
    """The points of the 100 that earlier criteria leave."""
    before = CRITERIA[: CRITERIA.index(criterion)]
    used = sum((assessment.number("spec_criteria_weights", name) or Decimal(0) for name in before), Decimal(0))
    return max(Decimal(0), 100 - used)


def weight_bounds(assessment: Assessment, criterion: str) -> tuple[Decimal, Decimal]:
    """The lowest and highest weight with which the seven can still make 100, none above 60."""
    left = weight_left(assessment, criterion)
    after = len(CRITERIA) - CRITERIA.index(criterion) - 1
    return max(Decimal(0), left - after * MOST), min(MOST, left)


def eliminating(assessment: Assessment) -> tuple[str, ...]:
    """The ids of the rules that may exclude an offer before it is marked, in this project."""
    known = [facts(assessment, item) for item in assessment.retained_tasks]
    rules = {
        "vigilance": any(one["vigilance_required"] for one in known),
        "reserved": any(one["regulated"] == "reserved" for one in known),
        "data": any(one["has_personal_data"] for one in known),
        "no_kpi": True,
        "price": any(assessment.number("spec_budget", item) is not None for item in assessment.retained_tasks),
        "conflict": True,
    }
    return tuple(name for name, holds in rules.items() if holds)
