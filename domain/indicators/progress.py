"""Computes the progress towards a target, the best KPI and the worst, for the summary message.

Source: `docs/rules/revue.md §10`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from domain.assessment.catalogue import Kpi
from domain.indicators.kpis import is_better
from domain.indicators.measures import Reading
from domain.indicators.status import ON_TARGET, UNKNOWN, Exact, gap


def progress(kpi: Kpi, baseline: Decimal, target: Decimal, value: Exact) -> Fraction:
    """Percent of the way from the base to the target, 0 to 100, whatever the direction.

    When the base is no worse than the target (« tenir le niveau »): 100 while the target is met, else 0.
    """
    if not is_better(kpi, target, baseline):
        return Fraction(100 if gap(kpi, value, target) >= 0 else 0)
    way = (Fraction(value) - Fraction(baseline)) / (Fraction(target) - Fraction(baseline)) * 100
    return min(max(way, Fraction(0)), Fraction(100))


def best_kpi(found: Sequence[tuple[Kpi, Reading]]) -> str | None:
    """The KPI furthest past its target, counted in tolerances, except those to watch; None when there is none."""
    good = [one for one in found if one[1].light == ON_TARGET and not one[1].to_watch]
    return max(good, key=_margin)[0].id if good else None


def worst_kpi(found: Sequence[tuple[Kpi, Reading]]) -> str | None:
    """The KPI to improve first: red (a legal duty first), drifting, unmeasured, to watch; None when all are well."""
    bad = [one for one in found if _severity(one[1]) is not None]
    return min(bad, key=lambda one: (_severity(one[1]), _margin(one)))[0].id if bad else None


def _severity(reading: Reading) -> int | None:
    if reading.red:
        return 0 if reading.legal else 1
    if reading.escalated:
        return 2
    if reading.light == UNKNOWN:
        return 4
    if reading.light == ON_TARGET:
        return 5 if reading.to_watch else None
    return 3


def _margin(one: tuple[Kpi, Reading]) -> Fraction:
    """How much better (positive) or worse than its target, in tolerances so that units compare; 0 when unknown."""
    kpi, reading = one
    if reading.judged is None or reading.target is None:
        return Fraction(0)
    return gap(kpi, reading.judged, reading.target) / Fraction(reading.tolerance or 1)
