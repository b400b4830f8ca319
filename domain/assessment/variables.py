"""The variables of texts about a company's tasks, in French: hours, cost, order, effect of the second look.

A variable without a value is None: texts show it as a gap, and choices whose label needs it are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from domain.assessment.assessment import (
    COMPANY,
    COMPARED,
    COST,
    LABEL,
    RETAINED,
    SCORED,
    SEALED,
    TASKS,
    THEIRS,
    VISIONS,
    WITH_VISION,
    Assessment,
)
from domain.assessment.second_look import compare_notes, with_notes
from domain.french.amounts import number, whole
from domain.french.text import shorten
from domain.questionnaire.sources import Item, Source, reads

HALF_DAY = "log_half"
"""Noted beside the answers of the time log: the half of the day they are about."""
MOST_BRIEF = 26
"""Most characters of a task's name on a button: 40 with « , sans hésiter »."""


def brief(label: str) -> str:
    """The first words of a task's name, for a button that says something of it."""
    return shorten(re.split(r" \(|, |\u00a0: | et ", label)[0], MOST_BRIEF)


def task_names(assessment: Assessment) -> str:
    """The retained tasks: « Comptabilité, Paie et Site web »."""
    *others, last = [assessment.short(task) for task in assessment.retained_tasks] or [""]
    joint = assessment.form.words["review.and"]
    return f"{', '.join(others)} {joint} {last}" if others else last


def task(assessment: Assessment, item: Item) -> str:
    """The task of a question, or all the retained tasks for a question outside a loop."""
    return task_names(assessment) if item is None else assessment.short(item.split("/")[0])


# --- all tasks


def _activities(assessment: Assessment, item: Item) -> str:
    n = len(assessment.tasks)
    return assessment.form.words["activities_one" if n == 1 else "activities"].format(n=n)


def _hours(assessment: Assessment) -> Decimal:
    return sum((assessment.number("audit_hours", item) or Decimal(0) for item in assessment.tasks), Decimal(0))


def hours_total(assessment: Assessment) -> str | None:
    return number(_hours(assessment), "hours_per_week")


def _share(assessment: Assessment, item: Item) -> str | None:
    week = assessment.number("profile_ceo_hours")
    return number(whole(Fraction(_hours(assessment)) * 100 / Fraction(week))) if week else None


def _cost(assessment: Assessment, item: Item) -> str | None:
    costs = (assessment.internal_cost(task) or Fraction(0) for task in assessment.tasks)
    return number(whole(sum(costs, Fraction(0))))


def _heaviest(assessment: Assessment, item: Item) -> str | None:
    known = [task for task in assessment.tasks if assessment.number("audit_hours", task) is not None]
    if not known:
        return None
    return assessment.label(max(known, key=lambda task: assessment.number("audit_hours", task) or 0))


def _changes(assessment: Assessment, item: Item) -> str:
    """The tasks whose verdict the vision changes, or the new order when it changes none."""
    before, after = assessment.ranking(with_vision=False), assessment.ranking()
    words = assessment.form.words
    moved = [
        words["change.verdict"].format(
            task=assessment.label(task),
            old=words[f"verdict.{score.verdict}"],
            new=words[f"verdict.{after.scores[task].verdict}"],
        )
        for task, score in before.scores.items()
        if score.verdict != after.scores[task].verdict
    ]
    order = words["change.order"].format(order=" > ".join(assessment.label(task) for task in after.order))
    return "\u202f; ".join(moved) if moved else order


def _first(assessment: Assessment, item: Item) -> str:
    return brief(assessment.label(str(item).split("|")[0]))


def _second(assessment: Assessment, item: Item) -> str:
    return brief(assessment.label(str(item).split("|")[1]))


# --- the second look


def _gap(item: Item) -> tuple[str, str]:
    task, name, _ = str(item).split("/")
    return task, name


def _scale(assessment: Assessment, item: Item) -> str:
    return assessment.form.words[f"scale.{_gap(item)[1]}"]


def _own_note(assessment: Assessment, item: Item) -> str | None:
    task, name = _gap(item)
    return number(assessment.number(f"sealed_{name}", task))


def _third_party_note(assessment: Assessment, item: Item) -> str | None:
    task, name = _gap(item)
    return number(assessment.third_party_scale(name, task))


def _effect(assessment: Assessment, item: Item) -> str:
    """The verdict each way of settling a gap gives (`docs/rules/methode.md §7`)."""
    task, name = _gap(item)
    scored, theirs, words = (
        assessment.task_scores(task),
        assessment.third_party_scale(name, task),
        assessment.form.words,
    )
    if scored is None or theirs is None:
        return ""
    own = int(assessment.number(f"sealed_{name}", task) or theirs)
    found = compare_notes(with_notes(scored, {name: own}), assessment.company, {name: theirs})
    if found.theirs.verdict == found.own.verdict:
        return words["effect.none"]
    return words["effect.moves"].format(
        old=words[f"verdict.{found.own.verdict}"], new=words[f"verdict.{found.theirs.verdict}"]
    )


def _same_notes(assessment: Assessment, item: Item) -> str | None:
    return number(len(assessment.scale_pairs) - len(assessment.divergences))


def _other_notes(assessment: Assessment, item: Item) -> str | None:
    return number(len(assessment.divergences))


VARIABLES: Mapping[str, Source[str | None]] = {
    "task": Source(task, reads(RETAINED, LABEL)),
    "activities": Source(_activities, TASKS),
    "since": Source(lambda of, item: of.form.words.get(f"log.since.{of.text(HALF_DAY)}"), reads(HALF_DAY)),
    "scale": Source(_scale),
    "mine": Source(_own_note, SEALED),
    "theirs": Source(_third_party_note, THEIRS),
    "effect": Source(_effect, reads(SCORED, COMPANY, VISIONS)),
    "n_same": Source(_same_notes, COMPARED),
    "n_diff": Source(_other_notes, COMPARED),
    "hours_total": Source(lambda of, item: hours_total(of), reads(TASKS, "audit_hours")),
    "share_pct": Source(_share, reads(TASKS, "audit_hours", "profile_ceo_hours")),
    "cost_total": Source(_cost, reads(TASKS, COST)),
    "n_tasks": Source(lambda of, item: number(len(of.tasks)), TASKS),
    "heaviest": Source(_heaviest, reads(TASKS, LABEL, "audit_hours")),
    "a": Source(_first, LABEL),
    "b": Source(_second, LABEL),
    "change_summary": Source(_changes, reads(WITH_VISION, LABEL)),
}
COSMETIC = frozenset({"task", "a", "b", "scale", "n_same", "n_diff"})
"""Variables that only name things: when one changes, answers need no second look."""
