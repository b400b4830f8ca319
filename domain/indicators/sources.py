"""The sources the indicators offer to the form: KPIs to choose and to follow, proposed bases and targets, bounds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain.assessment.assessment import COST, MASTERY
from domain.indicators import kpis, objectives
from domain.indicators.aims import SELECTED, Aims
from domain.indicators.variables import VARIABLES
from domain.questionnaire.answers import Answers
from domain.questionnaire.bounds import own_bounds
from domain.questionnaire.form import Choice, Key
from domain.questionnaire.sources import Bounds, Item, Loop, Source, Sources, reads

WHOLE = Decimal(100)
"""Percentage above which a figure is asked back, as it is probably a slip."""


def _candidates(aims: Aims, item: Item) -> tuple[Choice, ...]:
    task = str(item)
    main, secondary = aims.text("obj_main", task) or "efficiency", aims.text("obj_secondary", task) or None
    found = kpis.candidates(aims.catalogue, task, main, secondary)
    return tuple(Choice(kpi.id, kpi.label) for kpi in found)


def _selection(aims: Aims, item: Item) -> tuple[Choice, ...]:
    return tuple(Choice(kpi, aims.kpi(kpi).label) for kpi in aims.kpis)


def objective_baseline(aims: Aims, item: Item) -> Decimal | None:
    """The base of the task's main objective, in its unit (`docs/rules/methode.md §8`); None when there is none."""
    task = str(item)
    cost, mastery = aims.internal_cost(task), aims.scale("mastery", task)
    return objectives.baseline(
        aims.text("obj_main", task),
        internal_cost=cost,
        hours=aims.number("audit_hours", task),
        mastery=None if mastery is None else Decimal(mastery),
    )


def _target_proposals(aims: Aims, item: Item) -> tuple[tuple[str, Decimal], ...]:
    task = str(item)
    baseline = aims.number("obj_baseline", task)
    found = objectives.proposals(aims.text("obj_main", task), baseline, aims.number("obj_peak", task))
    if found is None:
        return ()
    return tuple(zip(("prudent", "realistic", "ambitious"), found, strict=True))


# --- units and bounds


def _by_objective(answers: Answers, key: Key) -> Mapping[str, Any]:
    """The limits the question gives for the task's main objective."""
    return answers.form.questions[key[0]].by_objective.get(answers.text("obj_main", key[1]), {})


def _objective_unit(answers: Answers, key: Key) -> str | None:
    return str(_by_objective(answers, key).get("unit", "")) or None


def _objective_bounds(answers: Answers, key: Key) -> Bounds:
    question, own = answers.form.questions[key[0]], _by_objective(answers, key)
    low, high = (Decimal(str(own[name])) if name in own else None for name in ("min", "max"))
    return Bounds(low, high, question.soft_min, question.soft_max)


def kpi_bounds(aims: Aims, key: Key) -> Bounds:
    """The bounds of an indicator's figure: only a difference may be negative; a percentage above 100 is asked back."""
    question, kpi = own_bounds(aims.form.questions[key[0]]), aims.kpi(str(key[1]))
    low = question.min if kpi.id in kpis.DIFFERENCES else Decimal(0)
    return Bounds(low, question.max, None, WHOLE if kpi.unit == "%" else None)


def _kpi_labels(aims: Aims) -> list[tuple[str, str]]:
    known = aims.catalogue.kpis.values()
    return aims.memoize("kpi_labels", lambda: [(kpi.id, kpi.label) for kpi in known], reads())


SOURCES = Sources(
    loops={"kpis": Loop(Source(lambda aims: aims.kpis, SELECTED), expected=4, filled_by="kpi_select", own=True)},
    choices={
        "kpi_candidates": Source(_candidates, reads("obj_main", "obj_secondary")),
        "selected_kpis": Source(_selection, SELECTED),
    },
    prefills={"objective_baseline": Source(objective_baseline, reads(COST, MASTERY, "obj_main"))},
    quick={"target_proposals": Source(_target_proposals, reads("obj_main", "obj_baseline", "obj_peak"))},
    facts={"kpi_total": Source(lambda aims, item: len(aims.kpis), SELECTED, reads("kpi_select"))},
    variables=VARIABLES,
    cosmetic=frozenset({"kpi"}),
    units={
        "kpi_unit": Source(lambda aims, key: aims.kpi(str(key[1])).unit),
        "by_objective": Source(_objective_unit, reads("obj_main")),
    },
    bounds={"kpi_unit": Source(kpi_bounds), "by_objective": Source(_objective_bounds, reads("obj_main"))},
    labels={"kpis": Source(_kpi_labels)},
)
