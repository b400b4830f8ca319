"""What a review observes of a task beside its targets: volume, delay, papers refused (`docs/rules/revue.md §7, §8`).

Taken from the figures already typed where an indicator tells them; asked otherwise.
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
"""The KPIs whose cases are the units of the task's volume (formula and `volume_unit` of the catalogue)."""
TURNAROUNDS = frozenset(
    {"gen_cycle_time", "pay_turnaround", "dsg_turnaround", "hra_turnaround", "pur_order_cycle", "leg_contract_delay"}
)
"""The KPIs that are the median delay itself, from a complete request to the work done, in working days."""


def volume(measures: Iterable[Measure]) -> Decimal | None:
    """The volume of a month as the cases of an indicator count it, the mean of the months reviewed."""
    counted: dict[str, list[int]] = {}
    for one in measures:
        if one.kpi in COUNTS_VOLUME and one.cases is not None:
            counted.setdefault(one.kpi, []).append(one.cases)
    return next((_mean([Decimal(cases) for cases in found]) for found in counted.values()), None)


def turnaround(measures: Iterable[Measure]) -> Decimal | None:
    """The median delay in working days as an indicator measures it, the mean of the months reviewed."""
    found = [one.value for one in measures if one.kpi in TURNAROUNDS and one.value is not None]
    return _mean(found) if found else None


def _mean(values: list[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.01")).normalize() + 0


def certificate_overdue(answers: Iterable[tuple[date, str]], calendar: Calendar) -> bool:
    """True when a paper asked for more than ten working days ago, and again since, is still not there.

    `answers`: what each review said of it (`rev_compliance_docs`) and when, oldest first, today's last.
    """
    *earlier, (_, now) = tuple(answers) or ((calendar.today, RECEIVED),)
    waited = [day for day, answer in earlier[-1:] if answer != RECEIVED]
    return now == "missing" and bool(waited) and certificates_refused(waited[0], calendar.today, calendar)
