"""Tells which reviews are the first, end the trial or end a year; they ask more (`docs/rules/revue.md §12`)."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.assessment.economics import economics
from domain.calendar.periods import Period
from domain.indicators.history import month_number
from domain.questionnaire.sources import reads
from domain.reviews import record as known
from domain.specification.project import Project

FIRST, TRIAL, YEAR = "first", "trial", "year"
MONTHS = {FIRST: 1, TRIAL: 3, YEAR: 12}
"""Milestone → the month of the service whose review it belongs to; the yearly one comes back each year."""
GRACE = 1
"""Months a milestone may be late when the review of its month was missed."""
READS = reads(known.TOLD, "rev_start")


def milestones(start: date, period: Period, last: Period | None) -> frozenset[str]:
    """The milestones of the review of that period; `last`: the period of the review before, `start`: of the service."""
    begins, ends = month_number(start, Period(period.first)), month_number(start, period)
    before = month_number(start, last) if last else 0

    def due(name: str) -> bool:
        month = MONTHS[name] if name != YEAR else ends // MONTHS[YEAR] * MONTHS[YEAR]
        return before < month <= ends and begins <= month + GRACE

    return frozenset(name for name in MONTHS if due(name))


def milestones_of(project: Project) -> frozenset[str]:
    """The milestones of the review these answers belong to; empty when they are not a review's."""
    if known.period_of(project) is None:
        return frozenset()
    *earlier, now = known.review_records(project)
    return milestones(known.start_of(project), now.period, earlier[-1].period if earlier else None)


def expected_cost(project: Project, task: str) -> Decimal | None:
    """The expected cost of the task, price and follow-up, in euros a month (`docs/rules/scoring.md §10`)."""
    scored = project.task_scores(task)
    money = economics(scored, project.company) if scored else None
    if money is None:
        return None
    exact = money.price + money.coordination
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP)
