"""What the form may ask of the file by name: loop items, computed choices, preselections, facts and text variables.

The form stays data: a YAML entry names a source, and every name is listed in one of the tables below.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from itertools import combinations

from domain.assessment.project import Project
from domain.bids import offers as offers_given
from domain.content import review_sources, survey_sources
from domain.indicators import kpis, objectives
from domain.questionnaire.form import OF_THEIR_OWN, Choice, Key, Question
from domain.questionnaire.values import Value
from domain.specification import criteria
from domain.specification.texts import quoted, statement, to_complete

Item = str | None
MOST_PAIRED = 4
"""Beyond four tasks only the first four of the ranking are compared (`docs/rules/scoring.md §7`)."""


# --- loops


def items(project: Project, loop: str) -> tuple[str, ...]:
    return LOOP_ITEMS[loop](project)


def _pairs(project: Project) -> tuple[str, ...]:
    tasks: tuple[str, ...] = project.tasks
    if len(tasks) < 3:
        return ()
    if len(tasks) > MOST_PAIRED:
        first = project.ranking(with_vision=False).order[:MOST_PAIRED]
        tasks = tuple(item for item in tasks if item in first)
    return tuple(f"{a}|{b}" for a, b in combinations(tasks, 2))


LOOP_ITEMS: dict[str, Callable[[Project], tuple[str, ...]]] = {
    "tasks": lambda project: project.tasks,
    "pairs": _pairs,
    "divergences": lambda project: project.divergences,
    "retained": lambda project: project.retained,
    "kpis": lambda project: project.kpis,
    "criteria": lambda project: criteria.CRITERIA,
    **review_sources.LOOP_ITEMS,
    **survey_sources.LOOP_ITEMS,
    "offers": offers_given.items,
}


# --- choices


def slug(text: str) -> str:
    """A stable id for a catalogue text that has none: ASCII letters and digits joined by `_`, at most 30."""
    plain = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30].rstrip("_")


def _other(project: Project) -> Choice:
    return Choice("other", project.form.words["choice.other"])


def _activities(project: Project, item: Item) -> tuple[Choice, ...]:
    known = project.function(str(item)).typical_tasks
    return (*(Choice(activity.id, activity.label) for activity in known), _other(project))


def _deliverables(project: Project, item: Item) -> tuple[Choice, ...]:
    known = project.function(str(item)).deliverables
    return (*(Choice(slug(text), text) for text in known), _other(project))


def _ranked_tasks(project: Project, item: Item) -> tuple[Choice, ...]:
    order = project.ranking(with_vision=False).display
    rest = [task for task in project.tasks if task not in order]
    return tuple(Choice(task, project.label(task)) for task in (*order, *rest))


def _kpi_candidates(project: Project, item: Item) -> tuple[Choice, ...]:
    task = str(item)
    found = kpis.candidates(
        project.form.catalogue,
        task,
        project.text("obj_main", task) or "efficiency",
        project.text("obj_secondary", task) or None,
    )
    return tuple(Choice(kpi.id, kpi.label) for kpi in found)


def _other_visions(project: Project, item: Item) -> tuple[Choice, ...]:
    first = project.text("vision_first")
    offered = project.form.questions["vision_first"].choices
    left = tuple(choice for choice in offered if choice.id != first)
    return (*left, Choice("none", project.form.words["choice.no_second_vision"]))


CHOICES: dict[str, Callable[[Project, Item], tuple[Choice, ...]]] = {
    "functions": lambda project, item: tuple(
        Choice(function.id, function.label) for function in project.form.catalogue.functions.values()
    ),
    "activities": _activities,
    "deliverables": _deliverables,
    "tasks": _ranked_tasks,
    "kpi_candidates": _kpi_candidates,
    "selected_kpis": lambda project, item: tuple(Choice(kpi, project.kpi(kpi).label) for kpi in project.kpis),
    "other_visions": _other_visions,
    "eliminating": offers_given.eliminating_choices,
    **survey_sources.CHOICES,
}


# --- what is proposed beforehand


def _recommended(project: Project, item: Item) -> tuple[str, ...]:
    first = [task for task in project.tasks if project.verdict(task) == "outsource_first"]
    return tuple(first[:3])


def _computed_verdict(project: Project, item: Item) -> tuple[str, ...]:
    score = project.ranking(with_vision=False).scores.get(str(item))
    return (score.verdict,) if score else ()


PRESELECTIONS: dict[str, Callable[[Project, Item], tuple[str, ...]]] = {
    "data_categories": lambda project, item: project.function(str(item)).data_categories,
    "kept_inhouse": lambda project, item: project.function(str(item)).keep,
    "recommended_tasks": _recommended,
    "computed_verdict": _computed_verdict,
    **survey_sources.PRESELECTIONS,
}


def objective_baseline(project: Project, item: Item) -> Decimal | None:
    """Where the task stands today, in the unit of its main objective (`docs/rules/methode.md §8`)."""
    task = str(item)
    cost, mastery = project.internal_cost(task), project.scale("mastery", task)
    return objectives.baseline(
        project.text("obj_main", task),
        internal_cost=cost,
        hours=project.number("audit_hours", task),
        mastery=None if mastery is None else Decimal(mastery),
    )


PREFILLS: dict[str, Callable[[Project, Item], Decimal | str | None]] = {
    "objective_baseline": objective_baseline,
    # Noted beside the answers of an approval (`bot/features/versions/versions.py`).
    "last_name": lambda project, item: project.text("last_name") or None,
}


def _target_proposals(project: Project, item: Item) -> tuple[tuple[str, Decimal], ...]:
    task = str(item)
    baseline = project.number("obj_baseline", task)
    found = objectives.proposals(project.text("obj_main", task), baseline, project.number("obj_peak", task))
    if found is None:
        return ()
    return tuple(zip(("prudent", "realistic", "ambitious"), found, strict=True))


def _criterion_weight(project: Project, item: Item) -> tuple[tuple[str, Decimal], ...]:
    low, high = criteria.weight_bounds(project, str(item))
    usual = min(max(Decimal(criteria.preset_weights(project)[str(item)]), low), high)
    return (("usual", usual),)


QUICK: dict[str, Callable[[Project, Item], tuple[tuple[str, Decimal], ...]]] = {
    "target_proposals": _target_proposals,
    "criterion_weight": _criterion_weight,
    **review_sources.QUICK,
    **survey_sources.QUICK,
}


# --- facts for `when`


def _overridden(project: Project, item: Item) -> bool:
    scores = project.ranking(with_vision=False).scores
    return any(
        project.text("rank_change_verdict", task) not in ("", scores[task].verdict)
        for task in project.tasks
        if task in scores
    )


def ranking_changed(project: Project) -> bool:
    """True when the vision moves the order or a verdict (`docs/rules/scoring.md §5`)."""
    before, after = project.ranking(with_vision=False), project.ranking()
    verdicts = [(score.verdict, after.scores[task].verdict) for task, score in before.scores.items()]
    return before.order != after.order or any(old != new for old, new in verdicts)


FACTS: dict[str, Callable[[Project, Item], Value | None]] = {
    "item": lambda project, item: item,
    "kpi_total": lambda project, item: len(project.kpis),
    "verdict_overridden": _overridden,
    "ranking_changed": lambda project, item: ranking_changed(project),
    "objective_stated": lambda project, item: statement(project, item) is not None,
    "has_personal_data": lambda project, item: project.has_personal_data(str(item)),
    "second_look_in": lambda project, item: bool(project.text("third_look")),
    **review_sources.FACTS,
    **survey_sources.FACTS,
}
FACT_NEEDS = {
    "item": (),
    "kpi_total": ("kpi_select",),
    "verdict_overridden": ("rank_change_verdict",),
    "ranking_changed": ("vision_first",),
    "objective_stated": ("obj_baseline", "obj_target", "obj_deadline"),
    "has_personal_data": ("audit_data",),
    "second_look_in": (),
    **review_sources.FACT_NEEDS,
    **survey_sources.FACT_NEEDS,
}
"""The questions a fact rests on, so that a check can see that a condition only looks back."""


def answer_item(project: Project, question: Question, item: Item) -> Item:
    """Which item's answer a condition or text means: the same one, its task for a KPI, or none."""
    if question.for_each is None or item is None:
        return None
    return item if question.for_each in OF_THEIR_OWN else item.split("/")[0]


def fact(project: Project, item: Item, name: str) -> Value | None:
    """The value a condition sees under this name: a fact, or the answer to a question."""
    if name in FACTS:
        return FACTS[name](project, item)
    question = project.form.questions[name]
    return project.get(name, answer_item(project, question, item))


# --- what a question shows


def choices(project: Project, key: Key) -> tuple[Choice, ...]:
    """The choices on screen, their labels filled in; those whose label has no value yet are left out."""
    question = project.form.questions[key[0]]
    if question.choices_from:
        return CHOICES[question.choices_from](project, key[1])
    found = []
    for choice in question.choices:
        if _left_out(project, question, choice, key[1]):
            continue
        label = fill(project, choice.label, key[1])
        if label is not None:
            found.append(Choice(choice.id, label, choice.value, choice.then))
    return tuple(found)


def _left_out(project: Project, question: Question, choice: Choice, item: Item) -> bool:
    """True for the answer another question already took, for « compléter » when the document lacks nothing that
    was passed over, for the balanced grid when it is the one proposed.
    """
    if (question.id, choice.id) == ("spec_criteria", criteria.BALANCED):
        return criteria.preset(project) == criteria.BALANCED != project.text("spec_criteria")
    if question.excludes:
        other = project.form.questions[question.excludes]
        return choice.id == project.text(other.id, answer_item(project, other, item))
    return choice.then == "complete" and not to_complete(project)


def fill(project: Project, text: str, item: Item) -> str | None:
    """The text with its variables; None when one of them has no value (a proposed target without a base)."""
    known = quoted(project, text, item)
    return None if None in known.values() else text.format(**known)


def preselected(project: Project, key: Key) -> tuple[str, ...]:
    question = project.form.questions[key[0]]
    if not question.preselect:
        return ()
    offered = {choice.id for choice in choices(project, key)}
    return tuple(choice for choice in PRESELECTIONS[question.preselect](project, key[1]) if choice in offered)
