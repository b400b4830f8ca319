"""Measures a task beside its targets: volume, delay, overdue certificates (`docs/rules/revue.md §7, §8`).

They come from the figures already given when an indicator measures them; otherwise the review asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from domain.calendar.workdays import Calendar
from domain.indicators.history import Measure
from domain.reviews.advice import certificates_refused
from domain.reviews.opening import RECEIVED

COUNTS_VOLUME = frozenset(
    {
        "bk_docs_on_time",
        "pay_error_rate",
        "inv_error_rate",
        "pur_supplier_otif",
        "tel_answer_rate",
        "log_delivery_on_time",
        "log_order_accuracy",
        "soc_calendar",
        "cnt_on_time",
        "cnt_factual_error",
        "dsg_rights_complete",
        "fac_planned_done",
    }
)
"""The KPIs whose cases count the task's volume (formula and `volume_unit` of the catalogue)."""
TURNAROUNDS = frozenset(
    {"gen_cycle_time", "pay_turnaround", "dsg_turnaround", "hra_turnaround", "pur_order_cycle", "leg_contract_delay"}
)
"""The KPIs that measure the median delay from a complete request to the work done, in working days."""


def volume(measures: Iterable[Measure]) -> Decimal | None:
    """The mean volume of the months reviewed, from the cases of an indicator; None when none counts it."""
    counted: dict[str, list[int]] = {}
    for one in measures:
        if one.kpi in COUNTS_VOLUME and one.cases is not None:
            counted.setdefault(one.kpi, []).append(one.cases)
    return next((_mean([Decimal(cases) for cases in found]) for found in counted.values()), None)


def turnaround(measures: Iterable[Measure]) -> Decimal | None:
    """The mean over the months reviewed of the median delay in working days; None when no indicator measures it."""
    found = [one.value for one in measures if one.kpi in TURNAROUNDS and one.value is not None]
    return _mean(found) if found else None


def _mean(values: list[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.01")).normalize() + 0


def certificate_overdue(answers: Iterable[tuple[date, str]], calendar: Calendar) -> bool:
    """True when a certificate asked for more than ten working days ago, and again since, is still missing.

    `answers`: the day and the answer of each review about it (`rev_compliance_docs`), oldest first, today's last.
    """
    *earlier, (_, now) = tuple(answers) or ((calendar.today, RECEIVED),)
    waited = [day for day, answer in earlier[-1:] if answer != RECEIVED]
    return now == "missing" and bool(waited) and certificates_refused(waited[0], calendar.today, calendar)
