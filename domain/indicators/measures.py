"""Reads the measures of a KPI period after period: its light, with the reason when grey, its trend, its warnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from domain.assessment.catalogue import Kpi
from domain.calendar.periods import Period
from domain.indicators.history import Measure, month_number
from domain.indicators.kpis import LEGAL_DUTIES
from domain.indicators.status import (
    DEGRADING,
    DRIFTING,
    OFF,
    ON_TARGET,
    TREND_OVER,
    UNKNOWN,
    light,
    period_target,
    tolerance,
    trend,
)

FEW_CASES = 20
"""Cases below which a figure is too fragile to judge alone."""
UNMEASURED, FIRST_MEASURE, NO_TARGET, STALE = "unmeasured", "first_measure", "no_target", "stale"
"""Why a light is grey: no value, the first value (it becomes the base), no target, or a value too old."""
MONTHS_VALID = {"weekly": 1, "monthly": 1, "quarterly": 3}
"""Frequency of a KPI → months that one figure covers."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the measure of a KPI says for one period.

    `grey`: why the light is unknown, or None. `judged`: the value the light depends on, the mean of three periods when
    there are few cases; `few`: that count of cases, to show. `target`: of this period; `full`: the ramp-up is over.
    """

    kpi: str
    legal: bool
    measure: Measure
    light: str
    grey: str | None = None
    target: Decimal | None = None
    tolerance: Decimal | None = None
    full: bool = False
    judged: Fraction | None = None
    few: int | None = None
    trend: str | None = None
    repeated_grey: bool = False

    @property
    def escalated(self) -> bool:
        """True when drifting and getting worse, which counts as red in decisions."""
        return self.light == DRIFTING and self.trend == DEGRADING

    @property
    def to_watch(self) -> bool:
        return self.light == ON_TARGET and self.trend == DEGRADING

    @property
    def red(self) -> bool:
        """True when off target, or unmeasured twice in a row: what is not measured is not deemed reached."""
        return self.light == OFF or self.repeated_grey


def readings(kpi: Kpi, series: Sequence[Measure], start: date) -> tuple[Reading, ...]:
    """One reading for each measure; `series` in order of period, `start`: of the service."""
    return _readings(kpi, tuple(series), start)


# Each review looks at all those before it, several times: the same readings are asked for again and again.
@lru_cache(maxsize=4096)
def _readings(kpi: Kpi, series: tuple[Measure, ...], start: date) -> tuple[Reading, ...]:
    found: list[Reading] = []
    for index, measure in enumerate(series):
        before = found[-1] if found else None
        found.append(_reading(kpi, series[: index + 1], start, measure, before))
    return tuple(found)


def _reading(kpi: Kpi, series: Sequence[Measure], start: date, measure: Measure, before: Reading | None) -> Reading:
    legal = kpi.id in LEGAL_DUTIES
    if measure.value is None:
        repeated = before is not None and before.grey == UNMEASURED
        return Reading(kpi.id, legal, measure, UNKNOWN, UNMEASURED, repeated_grey=repeated)
    if measure.aim.target is None:
        return Reading(kpi.id, legal, measure, UNKNOWN, NO_TARGET)
    base, month, judged_from = measure.aim.baseline, month_number(start, measure.period), series
    if base is None and not legal:
        # The first value measured is the base; the ramp-up starts the month after.
        first = next(index for index, one in enumerate(series) if one.value is not None)
        base, judged_from = series[first].value, series[first + 1 :]
        if not judged_from:
            return Reading(kpi.id, legal, measure, UNKNOWN, FIRST_MEASURE)
        month = measure.period.last_month.months_since(series[first].period.last_month)
    target = period_target(kpi, base, measure.aim.target, month)
    tol = _tolerance(kpi, measure, target)
    few = measure.cases if measure.cases is not None and measure.cases < FEW_CASES else None
    judged = Fraction(measure.value) if few is None else _mean(judged_from[-TREND_OVER:])
    recent = [one.value for one in series[-TREND_OVER:] if one.value is not None]
    return Reading(
        kpi.id,
        legal,
        measure,
        light(kpi, judged, target, tol),
        target=target,
        tolerance=tol,
        full=target == measure.aim.target,
        judged=judged,
        few=few,
        trend=trend(kpi, recent, tol),
    )


def _tolerance(kpi: Kpi, measure: Measure, target: Decimal) -> Decimal:
    """The tolerance in the KPI's unit: that of the specification's alert threshold when it has one, else the usual."""
    alert, full = measure.aim.alert, measure.aim.target
    return tolerance(kpi, target) if alert is None or full is None else abs(full - alert)


def _mean(series: Sequence[Measure]) -> Fraction:
    values = [Fraction(one.value) for one in series if one.value is not None]
    return sum(values, Fraction(0)) / len(values)


def latest_reading(kpi: Kpi, series: Sequence[Measure], start: date, today: date) -> Reading | None:
    """The last reading as of `today`, grey when its figure is too old; None before any measure.

    A figure is `stale` after a whole period of the KPI's frequency and one more month to collect the next.
    """
    found = readings(kpi, series, start)
    if not found:
        return None
    last = found[-1]
    age = Period.holding(today).months_since(last.measure.period.last_month)
    if last.light == UNKNOWN or age <= MONTHS_VALID[kpi.frequency] + 1:
        return last
    return Reading(kpi.id, last.legal, last.measure, UNKNOWN, STALE)


def is_due(kpi: Kpi, period: Period) -> bool:
    """True when the KPI is measured for that period; a quarterly one only in the last month of a quarter."""
    return MONTHS_VALID[kpi.frequency] == 1 or period.ends_a_quarter
