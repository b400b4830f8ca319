"""Compares a figure with its target: tolerance, light, trend (`docs/rules/revue.md §3`), in exact arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from domain.assessment.catalogue import Kpi
from domain.indicators.kpis import LEGAL_DUTIES, is_better, ramp_up

ON_TARGET, DRIFTING, OFF, UNKNOWN = "on_target", "drifting", "off", "unknown"
VOLATILE, IMPROVING, DEGRADING, STABLE = "volatile", "improving", "degrading", "stable"
TREND_OVER = 3

Exact = Decimal | Fraction


def tolerance(kpi: Kpi, target: Decimal) -> Decimal:
    """The distance from the target within which a figure is only drifting, in the KPI's unit; never negative."""
    percent = kpi.unit == "%"
    if kpi.id in LEGAL_DUTIES:
        return Decimal(0)
    if percent and kpi.direction == "up" and target >= 98:
        return max(Decimal("0.2"), 100 - target)
    if percent and kpi.direction == "up" and target >= 90:
        return Decimal(2)
    if percent and kpi.direction == "down" and target <= 5:
        return max(Decimal("0.5"), target / 2)
    return abs(target) / 10 if target else Decimal(1)


def alert_threshold(kpi: Kpi, target: Decimal) -> Decimal:
    """The worst value tolerated, in the KPI's unit: the target and its tolerance."""
    return target - tolerance(kpi, target) if kpi.direction == "up" else target + tolerance(kpi, target)


def period_target(kpi: Kpi, baseline: Decimal | None, target: Decimal, month: int) -> Decimal:
    """The target of a month of the service: half the way in month 1 (or less), three quarters in month 2, then all.

    There is no ramp-up for a legal duty, without a base, or from a base no worse than the target: the first month is
    never asked more than the third.
    """
    if kpi.id in LEGAL_DUTIES or baseline is None or not is_better(kpi, target, baseline):
        return target
    return ramp_up(baseline, target)[min(max(month, 1), 3) - 1]


def gap(kpi: Kpi, value: Exact, target: Exact) -> Fraction:
    """By how much the value is better than the target; negative when it is worse."""
    difference = Fraction(value) - Fraction(target)
    return difference if kpi.direction == "up" else -difference


def light(kpi: Kpi, value: Exact, target: Decimal, tol: Decimal) -> str:
    """The light of a value: `on_target`, `drifting` or `off`; `tol`: its tolerance."""
    found = gap(kpi, value, target)
    if found >= 0:
        return ON_TARGET
    return DRIFTING if found >= -Fraction(tol) else OFF


def trend(kpi: Kpi, values: Sequence[Decimal], tol: Decimal) -> str | None:
    """The trend of the last three values, given oldest first; None with fewer."""
    if len(values) < TREND_OVER:
        return None
    first, second, third = (gap(kpi, value, Decimal(0)) for value in values[-TREND_OVER:])
    band = Fraction(tol)
    if abs(second - (first + third) / 2) > 2 * band:
        return VOLATILE
    if third - first > band / 2:
        return IMPROVING
    return DEGRADING if third - first < -band / 2 else STABLE
