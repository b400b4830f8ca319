"""Rules of improvement actions: their number, due day, postponements and effect (`docs/rules/revue.md §6`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from domain.assessment.catalogue import Kpi
from domain.calendar.periods import Period
from domain.calendar.workdays import Calendar
from domain.indicators.history import Action
from domain.indicators.measures import Reading
from domain.indicators.status import ON_TARGET, gap

MOST_OPEN = 3
"""Most actions open at once in the whole file (`docs/rules/revue.md §6`)."""
MOST_POSTPONED = 2
USUAL_DAYS = 10
TOO_LATE = 10
"""Working days of delay of an action after which its task is at least amber."""
PERIODS_TO_WORK = 2

SUGGESTED = {
    "volume": ("revise_volume", "warn_provider", "peak_capacity"),
    "inputs": ("supply_calendar", "single_contact", "request_template"),
    "method": ("review_three_cases", "write_procedure", "train", "change_tool"),
    "capacity": ("replacement", "schedules", "reduce_scope"),
    "target": ("measure_base_again", "amend_with_step"),
    "external": ("note_it", "neutralise_period", "watch"),
}
"""Cause of a KPI off its target (`rev_kpi_cause`) → ids of the actions to propose, best first."""
THIS_WEEK, DROP, ESCALATE = "this_week", "drop", "escalate"
"""The choices for an action that was already postponed twice (`act_third`)."""


def is_open(action: Action, day: date) -> bool:
    """True when the action was open that day."""
    return action.opened <= day and (action.ended is None or action.ended > day)


def open_ones(actions: Sequence[Action], day: date) -> tuple[Action, ...]:
    return tuple(action for action in actions if is_open(action, day))


def room(actions: Sequence[Action], day: date) -> int:
    """How many more actions may be opened that day."""
    return max(0, MOST_OPEN - len(open_ones(actions, day)))


def default_due(today: date, next_review: date, calendar: Calendar) -> date:
    """The day proposed for a new action: ten working days ahead, never after the next review."""
    return min(calendar.add(today, USUAL_DAYS), next_review)


def postpones(action: Action, status: str, day: date) -> bool:
    """True when that status, given that day, postpones the action: late, or not done by the day it was due."""
    return status == "late" or (status == "in_progress" and action.due <= day)


def this_week(day: date, calendar: Calendar) -> date:
    """The last working day of the week, or of the next week from a weekend."""
    first = calendar.on_or_after(day)
    return calendar.add(first + timedelta(7 - first.weekday()), -1)


def postponements_left(action: Action) -> int:
    """How many more times the action may be postponed; at 0 it is done this week, dropped or escalated."""
    return max(0, MOST_POSTPONED - action.postponed)


def is_late(action: Action, day: date) -> bool:
    return is_open(action, day) and action.due < day


def is_too_late(action: Action, day: date, calendar: Calendar) -> bool:
    """True when the action is open and more than ten working days late."""
    return is_open(action, day) and calendar.add(action.due, TOO_LATE) < day


def kpis_without_action(readings: Sequence[Reading], actions: Sequence[Action], day: date) -> tuple[str, ...]:
    """The red KPIs that no open action serves; each must have one."""
    served = {action.kpi for action in open_ones(actions, day)}
    return tuple(reading.kpi for reading in readings if reading.red and reading.kpi not in served)


def without_effect(action: Action, kpi: Kpi, readings: Sequence[Reading]) -> bool:
    """True when an action is done and its KPI has not improved two periods later.

    A KPI has improved when it is on target, or better by more than half the tolerance. `readings`: of that KPI, in
    order.
    """
    if action.status != "done" or action.ended is None or action.kpi != kpi.id:
        return False
    done_in = Period.holding(action.ended)
    later = [one for one in readings if one.measure.period.last_month >= done_in]
    if len(later) <= PERIODS_TO_WORK:
        return False
    at_first, after = later[0].measure.value, later[PERIODS_TO_WORK]
    if at_first is None or after.measure.value is None or after.tolerance is None:
        return False
    return after.light != ON_TARGET and gap(kpi, after.measure.value, at_first) <= after.tolerance / 2
