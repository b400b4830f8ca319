"""The results of a review as data: lights, trust, decision and amendments of each task, actions, and what is next.

For the summary message and the minutes (`docs/rules/revue.md §7, §8, §10`), which have the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.assessment.catalogue import Kpi
from domain.calendar.periods import Period
from domain.french.dates import add_months
from domain.indicators.history import History
from domain.indicators.measures import Reading
from domain.indicators.progress import best_kpi, progress, worst_kpi
from domain.indicators.status import OFF, ON_TARGET
from domain.reviews import milestones, recorded_actions, trust
from domain.reviews import record as known
from domain.reviews.actions import is_open
from domain.reviews.advice import (
    GRAVE,
    RECOVERY,
    STOP,
    Advice,
    PlanStage,
    advise,
    discountable,
    recovery_plan,
    stop_plan,
)
from domain.reviews.amendment_decisions import AmendmentDecision, decisions
from domain.reviews.amendment_proposals import PREPARE
from domain.reviews.milestones import expected_cost
from domain.reviews.record import certificates
from domain.reviews.state import AMBER, RED, last_readings, latest_readings_by_kpi, objective, project_state, task_state
from domain.reviews.trust import Signal
from domain.specification.project import Project
from domain.specification.terms import TERMS

CREDITED = ("service_credit", "bonus_malus")
"""Answers to `spec_incentives` that provide for a discount."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A KPI after the review. `progress`: percent of the way to the target, or None when it cannot be computed.

    `since`: the period measured, for a KPI that was not due at this review. `target_since`: the target agreed since,
    when the figure is judged by another one.
    """

    kpi: Kpi
    reading: Reading
    progress: Fraction | None
    since: Period | None
    target_since: Decimal | None


@dataclass(frozen=True, slots=True)
class TaskMinutes:
    """The results of one task. `client`, `provider`: indexes of trust 0-100. `plan`: dated stages.

    `certificates`: each with the answer about it. `fruitless`: actions done, without effect on their KPI.
    `discount`: the KPIs that justify the agreed discount, None when no discount applies.
    `grave`: ids of `reviews/advice.py`. `volume`: a month, in the function's unit. `turnaround`: working days, when no
    indicator measures it. `expected_cost`: euros a month, at the yearly review. `trial`: the review ends the trial.
    """

    task: str
    state: str
    outlooks: tuple[Outlook, ...]
    objective: str
    feeling: str
    incidents: tuple[str, ...]
    incident_note: str
    grave: tuple[str, ...]
    volume: Decimal | None
    turnaround: Decimal | None
    certificates: tuple[tuple[str, str], ...]
    fruitless: tuple[tuple[recorded_actions.RecordedAction, Kpi], ...]
    discount: tuple[Kpi, ...] | None
    client: Fraction | None
    provider: Fraction | None
    signals: tuple[Signal, ...]
    best: Kpi | None
    worst: Kpi | None
    advice: Advice
    decision: str
    reason: str
    full_cost: Decimal | None
    expected_cost: Decimal | None
    unwritten: str
    trial: bool
    renewal: str
    amendments: tuple[AmendmentDecision, ...]
    plan: tuple[PlanStage, ...]


@dataclass(frozen=True, slots=True)
class Minutes:
    """The results of a review that is closed, or whose every task has its decision.

    `actions`: the open ones, soonest first. `lessons`: those of the year, at the yearly review.
    """

    company: str
    period: Period
    day: date
    state: str
    tasks: tuple[TaskMinutes, ...]
    actions: tuple[recorded_actions.RecordedAction, ...]
    next_day: date
    lessons: str

    @property
    def prepared_amendments(self) -> tuple[AmendmentDecision, ...]:
        return tuple(one for task in self.tasks for one in task.amendments if one.answer == PREPARE)


def minutes(project: Project) -> Minutes:
    """The minutes of the review these answers belong to; raises ValueError when they are not a review's."""
    period = known.period_of(project)
    if period is None:
        raise ValueError("not a review's answers")
    day = known.calendar_of(project).today
    tasks = tuple(_task(project, history) for history in recorded_actions.histories(project).values())
    still_open = [noted for noted in recorded_actions.actions(project) if is_open(noted.action, day)]
    moved = project.text("rev_next_date")
    return Minutes(
        company=project.text("profile_company_name"),
        period=period,
        day=day,
        state=project_state(task.state for task in tasks),
        tasks=tasks,
        actions=tuple(sorted(still_open, key=lambda noted: noted.action.due)),
        next_day=date.fromisoformat(moved or project.text("next_review")),
        lessons=project.text("year_lessons"),
    )


def _task(project: Project, history: History) -> TaskMinutes:
    task, kpis, calendar = history.task, project.catalogue.kpis, known.calendar_of(project)
    now = known.review_records(project)[-1]
    review = history.reviews[-1]
    found, state = last_readings(latest_readings_by_kpi(history, kpis)), task_state(history, kpis, calendar)
    pairs = [(kpis[reading.kpi], reading) for reading in found]
    good, bad = best_kpi(pairs), worst_kpi(pairs) if state in (RED, AMBER) else None
    decision, found_at = project.text("rev_decision", task), milestones.milestones_of(project)
    green = bool(found) and all(reading.light == ON_TARGET for reading in found)
    return TaskMinutes(
        task=task,
        state=state,
        outlooks=tuple(_outlook(project, history, kpi, reading) for kpi, reading in pairs),
        objective=objective(history, kpis),
        feeling=review.feeling or "",
        incidents=tuple(incident.kind for incident in review.incidents),
        incident_note=now.text("rev_incident_note", task),
        grave=tuple(fact for fact in GRAVE if fact in review.grave),
        volume=review.volume,
        turnaround=project.number("rev_turnaround", task),
        certificates=tuple(
            (project.text("rev_paper", item), answer)
            for item in certificates(project)
            if item.split("/")[0] == task and (answer := project.text("rev_compliance_docs", item))
        ),
        fruitless=recorded_actions.actions_without_effect(project, task),
        discount=_discount(project, history, found),
        client=trust.index(review.client),
        provider=trust.index(review.provider),
        signals=trust.signals(history.reviews, green),
        best=kpis[good] if good else None,
        worst=kpis[bad] if bad else None,
        advice=advise(history, kpis, calendar),
        decision=decision,
        reason=now.text("rev_decision_reason", task),
        full_cost=project.number("qtr_full_cost", task),
        expected_cost=expected_cost(project, task) if milestones.YEAR in found_at else None,
        unwritten=review.unwritten,
        trial=milestones.TRIAL in found_at,
        renewal=review.renewal or "",
        amendments=decisions(project, task),
        plan=_plan(project, decision),
    )


def _discount(project: Project, history: History, found: tuple[Reading, ...]) -> tuple[Kpi, ...] | None:
    """The KPIs that justify a discount, after the months of grace and when a figure of this review is off target."""
    kpis, period = project.catalogue.kpis, history.reviews[-1].measures
    off = any(reading.light == OFF and reading.measure in period for reading in found)
    if project.text("spec_incentives") not in CREDITED or history.month <= TERMS["grace_months"].value or not off:
        return None
    return tuple(kpis[kpi] for kpi in discountable(history, kpis))


def _outlook(project: Project, history: History, kpi: Kpi, reading: Reading) -> Outlook:
    measured = reading.measure in history.reviews[-1].measures
    since = known.target_since(project, f"{history.task}/{kpi.id}", reading.measure.aim)
    return Outlook(kpi, reading, _progress(kpi, reading), None if measured else reading.measure.period, since)


def _progress(kpi: Kpi, reading: Reading) -> Fraction | None:
    """Percent of the way from the agreed base to the full target, by the figure shown; None when one is unknown."""
    aim, value = reading.measure.aim, reading.measure.value
    if aim.baseline is None or aim.target is None or value is None:
        return None
    return progress(kpi, aim.baseline, aim.target, value)


def _plan(project: Project, decision: str) -> tuple[PlanStage, ...]:
    """The dated stages of a stop or a recovery, else none; a contract ends with its duration when it has one."""
    calendar = known.calendar_of(project)
    if decision == STOP:
        months = project.number("spec_duration")
        end = add_months(known.start_of(project), int(months)) if months else None
        ahead = end if end and end > calendar.today else None
        return stop_plan(calendar.today, calendar, last_day=ahead)
    return recovery_plan(calendar.today, calendar) if decision == RECOVERY else ()
