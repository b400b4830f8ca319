"""Computes the base of an objective and proposes its targets, in its own unit (`docs/rules/methode.md §8`).

`cost`: euros a month; `efficiency`: hours a week; `expertise`: a score 1-5; `flexibility`: percent more load.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

QUARTER = Decimal("0.25")
LOWER_IS_BETTER = ("cost", "efficiency")
HIGHEST_PERCENT = Decimal(500)

Proposals = tuple[Decimal, Decimal, Decimal]


def baseline(
    objective: str,
    *,
    internal_cost: Fraction | None,
    hours: Decimal | None,
    mastery: Decimal | None,
) -> Decimal | None:
    """The base the audit gives for the task; None when it gives none, and always for flexibility."""
    if objective == "cost" and internal_cost:
        exact = Decimal(internal_cost.numerator) / internal_cost.denominator
        return _round(exact, Decimal(1)) or None
    return {"efficiency": hours, "expertise": mastery}.get(objective)


def proposals(objective: str, baseline: Decimal | None, peak: Decimal | None = None) -> Proposals | None:
    """The prudent, realistic and ambitious targets (`docs/rules/methode.md §8`).

    `peak`: percent of load above a normal month. None while the base or the objective is unknown. With a very small
    cost or time the targets may equal the base, which `is_better` tells.
    """
    if baseline is None:
        return None
    if objective == "cost":
        return _parts(baseline, ("0.95", "0.85", "0.75"), Decimal(1), Decimal(1))
    if objective == "efficiency":
        return _parts(baseline, ("0.60", "0.40", "0.25"), QUARTER, QUARTER)
    if objective == "expertise":
        prudent = min(Decimal(5), baseline + 1)
        return prudent, max(Decimal(4), prudent), Decimal(5)
    if objective == "flexibility":
        # A target must exceed what is absorbed today, by ten points at least.
        least = baseline + 10
        steps = Decimal(30), Decimal(50), max(Decimal(100), peak or Decimal(0))
        prudent, realistic, ambitious = (min(HIGHEST_PERCENT, max(step, least)) for step in steps)
        return prudent, realistic, ambitious
    return None


def is_better(objective: str, target: Decimal, baseline: Decimal) -> bool:
    """True when the target is strictly better than the base."""
    return target < baseline if objective in LOWER_IS_BETTER else target > baseline


def _parts(base: Decimal, shares: tuple[str, str, str], step: Decimal, least: Decimal) -> Proposals:
    """Shares of the base, rounded to a step and never below `least`, since some steering always remains."""
    prudent, realistic, ambitious = (max(least, _round(base * Decimal(share), step)) for share in shares)
    return prudent, realistic, ambitious


def _round(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step
