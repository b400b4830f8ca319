"""The nine biases that answers may betray (`docs/rules/methode.md §10`, second table).

Each rule is named after its line of the table and returns the variables of its text when it is true, else None.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from domain.assessment.assessment import COST, RANKING, RETAINED, TASKS
from domain.assessment.calibration import KEEP, WEEKS_PER_MONTH
from domain.assessment.variables import hours_total
from domain.coherence.plan_contradictions import steering_hours
from domain.coherence.task_contradictions import (
    HEAD_HOURS,
    Rule,
    Values,
    head_hours,
    high,
    low,
    seems_undercounted,
    show_number,
)
from domain.french.amounts import whole
from domain.questionnaire.sources import Item, Source, reads
from domain.specification.project import Project

WORKED_WEEKS = 46
"""Weeks worked in a year."""


def bias_indispensable(project: Project, item: Item) -> Values | None:
    """« Personne ne fait aussi bien », and a head's value of 4 or more on two tasks or more."""
    unique = [task for task in project.tasks if high(project, "prio_ceo_value", task)]
    return {} if _gives_reason(project, "nobody_as_good") and len(unique) >= 2 else None


def bias_planning(project: Project, item: Item) -> Values | None:
    """« Je vais plus vite seul », or a task that seems undercounted; gives the hours of those tasks over a year."""
    quicker = _gives_reason(project, "faster_myself")
    tasks = [task for task in project.tasks if quicker or seems_undercounted(project, task)]
    hours = sum((head_hours(project, task) for task in tasks), Fraction(0)) * WORKED_WEEKS
    return {"hours_year": show_number(hours)} if hours else None


def bias_sunk_cost(project: Project, item: Item) -> Values | None:
    """« J’ai déjà payé un outil »."""
    return {} if _gives_reason(project, "already_invested") else None


def bias_pleasure(project: Project, item: Item) -> Values | None:
    """« J’aime le faire », and tasks with an impact of 2 or less: raised once, for the most expensive of them."""
    if not _gives_reason(project, "i_like_it"):
        return None
    costs = {
        task: cost
        for task in project.tasks
        if low(project, "prio_strategic_impact", task) and (cost := project.internal_cost(task))
    }
    if item not in costs or item != max(costs, key=lambda task: costs[task]):
        return None
    return {"cost": show_number(costs[item])}


def bias_control(project: Project, item: Item) -> Values | None:
    """« Peur de perdre la main »."""
    return {} if _gives_reason(project, "fear_control") else None


def bias_status_quo(project: Project, item: Item) -> Values | None:
    """« Plus tard » for every task, against its computed verdict."""
    scores = project.ranking(with_vision=False).scores
    later = "outsource_later_prepare"
    postponed = [
        project.text("rank_change_verdict", task) == later and task in scores and scores[task].verdict != later
        for task in project.tasks
    ]
    total = hours_total(project)
    return {"hours_total": total} if postponed and all(postponed) and total else None


def bias_anecdote(project: Project, item: Item) -> Values | None:
    """« Une mauvaise expérience »."""
    return {} if _gives_reason(project, "bad_experience") else None


def bias_escape(project: Project, item: Item) -> Values | None:
    """A task at the core of the trade (K of 60 or more) and painful (friction of 4 or more)."""
    score = project.ranking(with_vision=False).scores.get(str(item))
    return {} if score and score.K >= KEEP and high(project, "audit_friction", item) else None


def bias_no_time(project: Project, item: Item) -> Values | None:
    """« Pas le temps d’expliquer »; gives the hours a month the heaviest task to entrust frees, less its steering."""
    spent = [
        Fraction(project.number("audit_hours", task) or 0)
        for task in project.retained_tasks
        if project.text("audit_doer", task) not in ("", "nobody")
    ]
    heaviest = max(spent, default=Fraction(0))
    saved = whole((heaviest - steering_hours(heaviest)) * WEEKS_PER_MONTH)
    return {"hours_month": show_number(saved)} if _gives_reason(project, "no_time_to_brief") and saved > 0 else None


def _gives_reason(project: Project, reason: str) -> bool:
    return reason in project.chosen("prio_bias")


RULES: Mapping[str, Rule] = {
    rule.__name__: Source(rule, declared)
    for rule, declared in (
        (bias_indispensable, reads(TASKS, "prio_bias", "prio_ceo_value")),
        (bias_planning, reads(TASKS, HEAD_HOURS, "prio_bias", "audit_friction")),
        (bias_sunk_cost, reads("prio_bias")),
        (bias_pleasure, reads(TASKS, COST, "prio_bias", "prio_strategic_impact")),
        (bias_control, reads("prio_bias")),
        (bias_status_quo, reads(RANKING, "rank_change_verdict")),
        (bias_anecdote, reads("prio_bias")),
        (bias_escape, RANKING),
        (bias_no_time, reads(RETAINED, HEAD_HOURS, "prio_bias")),
    )
}
