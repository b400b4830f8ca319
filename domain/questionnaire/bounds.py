"""What an answer must respect on this question, for this item, today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from domain.assessment.project import Project
from domain.calendar.workdays import Calendar, resolve
from domain.indicators.kpis import DIFFERENCES
from domain.questionnaire.form import Key
from domain.questionnaire.values import Limits
from domain.reviews import record
from domain.specification import criteria

NOTED_DATES = ("next_review",)
"""Dates noted beside the answers, that a date's bounds may name."""
MEASURED = ("rev_kpi_value", "month_value", "col_value")
"""Questions that ask for the figure of an indicator."""
USUAL_DAYS = 9
"""Days after the first one possible: what a date given as an example leaves."""
JUDGED_ONCE_SAID = ("put_off_date",)
"""Days that are refused with the next one possible rather than asked back when they are not worked."""
OF_A_KPI = (*MEASURED, "kpi_baseline", "kpi_target_custom")
"""Questions whose answer is a figure of an indicator: measured, estimated or aimed at."""
OFF_BY = Decimal(9)
"""A figure ten times off the last one is more often a slip of the unit than news."""
WHOLE = Decimal(100)
"""A first percentage beyond it is asked back: more often a slip than more than all."""


def unit_of(project: Project, key: Key) -> str | None:
    """The unit to print: the objective's, the KPI's, the function's volume, or the question's own."""
    question, item = project.form.questions[key[0]], str(key[1])
    if question.unit == "by_objective":
        return str(_by_objective(project, key).get("unit", "")) or None
    if question.unit == "kpi_unit":
        return project.kpi(item).unit
    if question.unit == "count_per_month":
        return project.function(item).volume_unit
    return question.unit


def limits(project: Project, key: Key, calendar: Calendar) -> Limits:
    """The bounds in force; a bound whose date is unknown does not apply."""
    question = project.form.questions[key[0]]
    if question.type == "date":
        known = {
            name: date.fromisoformat(project.text(name))
            for name, other in project.form.questions.items()
            if other.type == "date" and other.for_each is None and project.text(name)
        }
        known |= {name: date.fromisoformat(project.text(name)) for name in NOTED_DATES if project.text(name)}
        first, last = (
            None if bound is None else resolve(str(bound), calendar, known) for bound in (question.min, question.max)
        )
        if first and last and last < first and str(question.max).startswith(NOTED_DATES):
            # A review answered late: what it was to be done before is past.
            last = None
        return Limits(min_date=first, max_date=last)
    low, high = question.min, question.max
    if question.unit == "by_objective":
        own = _by_objective(project, key)
        low, high = (Decimal(str(own[name])) if name in own else None for name in ("min", "max"))
    if question.id in OF_A_KPI and project.kpi(str(key[1])).id not in DIFFERENCES:
        low = Decimal(0)
    if question.id == "spec_criteria_weights":
        low, high = criteria.weight_bounds(project, str(key[1]))
    soft_low, soft_high = _usual(project, key)
    return Limits(
        unit=unit_of(project, key),
        min=_number(low),
        max=_number(high),
        soft_min=soft_low,
        soft_max=soft_high,
        step=question.step,
        min_choices=question.min_choices,
        max_choices=question.max_choices,
    )


def _usual(project: Project, key: Key) -> tuple[Decimal | None, Decimal | None]:
    """What is taken without asking back; for a measured figure, nothing about ten times off the last one.

    Of an indicator never measured, of a point to start from or of a target, no percentage beyond all.
    """
    question = project.form.questions[key[0]]
    if question.id in MEASURED:
        last = record.previous(project, str(key[1])) or project.number("rev_base", _followed(key))
        if last and last > 0:
            return last / OFF_BY, last * OFF_BY
    if question.id in OF_A_KPI:
        return None, WHOLE if project.kpi(str(key[1])).unit == "%" else None
    return question.soft_min, question.soft_max if question.type != "multi_choice" else None


def _followed(key: Key) -> str:
    return str(key[1]).rsplit("/", 1)[0]


def _by_objective(project: Project, key: Key) -> Mapping[str, Any]:
    question = project.form.questions[key[0]]
    return question.by_objective.get(project.text("obj_main", key[1]), {})


def _number(bound: Decimal | str | None) -> Decimal | None:
    return bound if isinstance(bound, Decimal) else None


def window_is_empty(found: Limits) -> bool:
    """True when no date can satisfy both bounds: the start is too close (`docs/rules/methode.md §9`)."""
    return bool(found.min_date and found.max_date and found.min_date > found.max_date)


def example_day(found: Limits, calendar: Calendar) -> date:
    """A day to give as an example: worked, within the bounds, some days after the first; the first if none is worked.

    A date that starts from a weekend would be asked back.
    """
    first = found.min_date or calendar.today
    day = calendar.on_or_after(first + timedelta(USUAL_DAYS))
    if found.max_date and day > found.max_date:
        day = calendar.add(found.max_date + timedelta(1), -1)
    return max(day, first)
