"""Reads the actions of a file's reviews from its answers: who does what by when, and the result.

The answers are read as in `domain/reviews/record.py`; rules: `docs/rules/revue.md §6`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.assessment.assessment import RETAINED
from domain.assessment.catalogue import Kpi
from domain.indicators.history import Action, History
from domain.questionnaire.sources import reads
from domain.reviews.actions import (
    DROP,
    ESCALATE,
    SUGGESTED,
    THIS_WEEK,
    kpis_without_action,
    postponements_left,
    postpones,
    this_week,
    without_effect,
)
from domain.reviews.record import CALENDAR, HISTORY, ReviewRecord, calendar_of, history, period_of, review_records
from domain.reviews.state import last_readings, readings_by_kpi
from domain.specification.project import Project

SLOTS = ("1", "2", "3")
"""The new actions one review may open."""
ACTIONS = reads(
    *(HISTORY, CALENDAR, RETAINED),
    *("act_new", "act_due", "act_owner", "act_status", "act_third", "act_new_due"),
)
"""The answers that the actions of a file, and so the whole history of a task, are read from."""


@dataclass(frozen=True, slots=True)
class RecordedAction:
    """An action with its text as typed and the task it serves."""

    action: Action
    task: str
    text: str


def histories(project: Project) -> dict[str, History]:
    """Retained task → its history, with the actions that serve it."""
    noted = actions(project)
    return {
        task: replace(history(project, task), actions=tuple(one.action for one in noted if one.task == task))
        for task in project.retained_tasks
    }


def actions(project: Project, *, before: bool = False) -> tuple[RecordedAction, ...]:
    """Every action, oldest first; each serves a red KPI without one, else the first task (`docs/rules/revue.md §6`).

    `before`: as they were before this review.
    """
    return project.memoize(("actions", before), lambda: _actions(project, before), ACTIONS)


def _actions(project: Project, before: bool) -> tuple[RecordedAction, ...]:
    found: list[RecordedAction] = []
    for index, one in enumerate(review_records(project)):
        if before and not one.past:
            continue
        found = [_update(noted, one) for noted in found]
        needed = _kpis_without_action(project, found, index, one.day)
        for slot in SLOTS:
            text, due = one.text("act_new", slot), one.text("act_due", slot)
            if not text or not due:
                continue
            task, kpi = needed.pop(0) if needed else (project.retained_tasks[0], None)
            incident = any(kind != "none" for kind in one.chosen("rev_incident", task))
            action = Action(
                id=f"{one.period}/{slot}",
                owner=one.text("act_owner", slot) or "ceo",
                due=date.fromisoformat(due),
                opened=one.day,
                kpi=kpi,
                critical=kpi is not None or incident,
            )
            found.append(RecordedAction(action, task, text))
    return tuple(found)


def _update(noted: RecordedAction, one: ReviewRecord) -> RecordedAction:
    status = one.text("act_status", noted.action.id)
    if not status:
        return noted
    if not postpones(noted.action, status, one.day):
        ended = one.day if status in ("done", "dropped") else None
        return replace(noted, action=replace(noted.action, status=status, ended=ended))
    third, due = one.text("act_third", noted.action.id), one.text("act_new_due", noted.action.id)
    changed = replace(noted.action, status=status, postponed=noted.action.postponed + 1)
    if third == DROP:
        changed = replace(changed, status="dropped", ended=one.day)
    elif third == THIS_WEEK:
        changed = replace(changed, due=this_week(one.day, calendar_of(one.project)))
    elif third == ESCALATE:
        changed = replace(changed, escalated=True)
    elif due:
        changed = replace(changed, due=date.fromisoformat(due))
    return replace(noted, action=changed)


def _kpis_without_action(
    project: Project, found: Sequence[RecordedAction], index: int, day: date
) -> list[tuple[str, str | None]]:
    """(task, red KPI) for each red KPI that no open action serves; an action for one of them is critical."""
    kpis = project.catalogue.kpis
    wanted: list[tuple[str, str | None]] = []
    for task in project.retained_tasks:
        mine = [noted.action for noted in found if noted.task == task]
        red = kpis_without_action(last_readings(readings_by_kpi(history(project, task).up_to(index), kpis)), mine, day)
        wanted += [(task, kpi) for kpi in red]
    return wanted


def open_before(project: Project) -> tuple[RecordedAction, ...]:
    """The actions that are open when this review begins."""
    now = period_of(project)
    earlier = [noted for noted in actions(project) if noted.action.id.split("/")[0] != str(now)]
    day = calendar_of(project).today
    return tuple(noted for noted in earlier if noted.action.ended is None or noted.action.ended >= day)


def is_third_postponement(project: Project, item: str) -> bool | None:
    """True when this review postpones an action already postponed twice; None when it does not postpone it."""
    noted = next((noted for noted in actions(project, before=True) if noted.action.id == item), None)
    if noted is None or not postpones(noted.action, project.text("act_status", item), calendar_of(project).today):
        return None
    return postponements_left(noted.action) == 0


def escalations(project: Project) -> tuple[RecordedAction, ...]:
    """The actions this review hands to the operator."""
    return tuple(noted for noted in actions(project) if project.text("act_third", noted.action.id) == ESCALATE)


def actions_without_effect(project: Project, task: str) -> tuple[tuple[RecordedAction, Kpi], ...]:
    """The actions done two periods ago whose KPI has not improved, reported by the review that measures it."""
    kpis, known, found = project.catalogue.kpis, histories(project)[task], []
    now, earlier = (
        readings_by_kpi(known, kpis),
        readings_by_kpi(known.up_to(-2), kpis) if len(known.reviews) > 1 else {},
    )
    for noted in actions(project):
        kpi = kpis.get(noted.action.kpi or "")
        if noted.task != task or kpi is None or kpi.id not in now:
            continue
        told_before = without_effect(noted.action, kpi, earlier.get(kpi.id, ()))
        if without_effect(noted.action, kpi, now[kpi.id]) and not told_before:
            found.append((noted, kpi))
    return tuple(found)


def suggestions(project: Project) -> tuple[str, ...]:
    """Ids of the actions to propose for the cause of the first figure off its target; empty without a cause."""
    period = period_of(project)
    if period is None:
        return ()
    causes = [
        measure.cause for task in project.retained_tasks for measure in history(project, task).reviews[-1].measures
    ]
    return next((SUGGESTED[cause] for cause in causes if cause), ())


def red_kpis_without_action(project: Project) -> tuple[Kpi, ...]:
    """The red KPIs that no open action serves, this review's included; each needs one (`docs/rules/revue.md §6`)."""
    if period_of(project) is None:
        return ()
    records = review_records(project)
    needed = _kpis_without_action(project, actions(project), len(records) - 1, records[-1].day)
    return tuple(project.catalogue.kpis[kpi] for _, kpi in needed if kpi)
