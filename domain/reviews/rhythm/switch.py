"""Tells when reviews may go from monthly to quarterly, and when they must go back (`docs/rules/revue.md §11`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.assessment.catalogue import Kpi
from domain.calendar.periods import Period
from domain.calendar.workdays import Calendar
from domain.french.dates import add_months
from domain.indicators.history import History, TaskReview
from domain.indicators.status import DEGRADING
from domain.reviews import trust
from domain.reviews.actions import is_late
from domain.reviews.advice import STOP
from domain.reviews.amendment_proposals import MINOR, PREPARE
from domain.reviews.state import AMBER, GREEN, RED, last_readings, project_state, readings_by_kpi, states

FIRST_MONTHS, STEADY_REVIEWS, QUIET_MONTHS = 3, 3, 2
AGAIN_AFTER = 3
"""Months after which a declined change of rhythm is proposed again: three new reviews, or a new quarter."""
TRUSTED = 70


def conditions(
    tasks: Sequence[History], kpis: Mapping[str, Kpi], calendar: Calendar, *, papers_up_to_date: bool
) -> dict[str, bool]:
    """Condition id → whether it is met; quarterly reviews are proposed when all are. Raises ValueError without a task.

    `papers_up_to_date`: no certificate of the provider is due and missing.
    """
    if not tasks:
        raise ValueError("no task to judge")
    return {
        "q_ramp_over": all(task.month >= FIRST_MONTHS for task in tasks),
        "q_green_3": _is_steady(tasks, kpis, calendar),
        "q_trust": all(_has_trust(task) for task in tasks),
        "q_actions": not any(_critical_late(task) for task in tasks),
        "q_no_change": not any(_has_recent_amendment(task) for task in tasks),
        "q_docs": papers_up_to_date,
    }


def _is_steady(tasks: Sequence[History], kpis: Mapping[str, Kpi], calendar: Calendar) -> bool:
    """True after three monthly reviews in a row all green, or with one amber and no KPI getting worse."""
    recent = [task.reviews[-STEADY_REVIEWS:] for task in tasks]
    if any(len(reviews) < STEADY_REVIEWS or any(one.period.months > 1 for one in reviews) for reviews in recent):
        return False
    known = [states(task, kpis, calendar)[-STEADY_REVIEWS:] for task in tasks]
    project = [project_state(each) for each in zip(*known, strict=True)]
    if project.count(GREEN) == STEADY_REVIEWS:
        return True
    worse = any(reading.trend == DEGRADING for task in tasks for reading in last_readings(readings_by_kpi(task, kpis)))
    return project.count(GREEN) == STEADY_REVIEWS - 1 and project.count(AMBER) == 1 and not worse


def _has_trust(task: History) -> bool:
    client = trust.index(task.reviews[-1].client) if task.reviews else None
    return client is not None and client >= TRUSTED and not trust.has_dropped(task.reviews)


def _critical_late(task: History) -> bool:
    return bool(task.reviews) and any(
        action.critical and is_late(action, task.reviews[-1].day) for action in task.actions
    )


def _has_recent_amendment(task: History) -> bool:
    """True when a major amendment was prepared less than two months before the last review."""
    if not task.reviews:
        return False
    since = add_months(task.reviews[-1].day, -QUIET_MONTHS)
    return any(_has_major_amendment(task, index) for index, review in enumerate(task.reviews) if review.day > since)


def _has_major_amendment(task: History, index: int) -> bool:
    answers = task.reviews[index].amendment_answers
    return any(answer == PREPARE and trigger not in MINOR for (trigger, _), answer in answers.items())


@dataclass(frozen=True, slots=True)
class DeclinedProposal:
    """A change of rhythm the person declined at the review of that period, and the reasons given for it."""

    period: Period
    frequency: str
    reasons: tuple[str, ...] = ()


def may_propose(frequency: str, reasons: Sequence[str], period: Period, declined: Sequence[DeclinedProposal]) -> bool:
    """True when a change of rhythm may be proposed at the review of that period, given those declined before.

    A declined change is proposed again three months later, or for a new reason.
    """
    same = [one for one in declined if one.frequency == frequency and one.period <= period]
    if not same:
        return True
    last = max(same, key=lambda one: one.period)
    waited = period.last_month.months_since(last.period.last_month)
    return waited >= AGAIN_AFTER or not set(reasons) <= set(last.reasons)


def back_to_monthly(tasks: Sequence[History], kpis: Mapping[str, Kpi], calendar: Calendar) -> tuple[str, ...]:
    """The reasons why reviews must be monthly again; empty when they may stay quarterly.

    Reasons: `task_red`, `trust_fragile`, `major_amendment`, `contact_changed`, `provider_changed`, `restarted` (the
    service continues after a stop).
    """
    reviewed = [task for task in tasks if task.reviews]
    ends = [task.reviews[-1] for task in reviewed]
    clients = [found for review in ends if (found := trust.index(review.client)) is not None]
    facts = {
        "task_red": any(states(task, kpis, calendar)[-1] == RED for task in reviewed),
        "trust_fragile": any(trust.trust_level(found) == trust.FRAGILE for found in clients),
        "major_amendment": any(_has_major_amendment(task, -1) for task in reviewed),
        "contact_changed": any("contact" in review.changes for review in ends),
        "provider_changed": any("provider" in review.changes for review in ends),
        "restarted": any(_is_restart(task.reviews) for task in reviewed),
    }
    return tuple(fact for fact, true in facts.items() if true)


def _is_restart(reviews: Sequence[TaskReview]) -> bool:
    """True when the review before decided to stop, and the last one does not."""
    return len(reviews) > 1 and reviews[-2].decision == STOP and reviews[-1].decision not in (STOP, None)
