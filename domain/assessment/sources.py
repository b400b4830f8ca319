"""The sources the assessment offers to the form: loops over tasks and pairs, choices, facts, proposed answers."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

from domain.assessment.assessment import (
    COMPARED,
    HOUR_VALUE,
    LABEL,
    LOOK,
    PERSONAL,
    RANKING,
    RETAINED,
    SEALED,
    TASKS,
    VERDICT,
    WITH_VISION,
    Assessment,
)
from domain.assessment.second_look import FIELDS
from domain.assessment.variables import COSMETIC, HALF_DAY, VARIABLES
from domain.questionnaire.answers import Answers
from domain.questionnaire.form import Choice, Key
from domain.questionnaire.sources import Item, Loop, Source, Sources, reads

MOST_PAIRED = 4
"""Most tasks compared two by two; with more, only the first four of the ranking are (`docs/rules/scoring.md §7`)."""


# --- loops


def pairs(assessment: Assessment) -> tuple[str, ...]:
    """The pairs `a|b` of tasks to compare; none for fewer than three tasks."""
    tasks: tuple[str, ...] = assessment.tasks
    if len(tasks) < 3:
        return ()
    if len(tasks) > MOST_PAIRED:
        first = assessment.ranking(with_vision=False).order[:MOST_PAIRED]
        tasks = tuple(item for item in tasks if item in first)
    return tuple(f"{a}|{b}" for a, b in combinations(tasks, 2))


LOOPS = {
    "tasks": Loop(Source(lambda of: of.tasks, TASKS), expected=3, filled_by="audit_functions"),
    "pairs": Loop(Source(pairs, RANKING), expected=3, filled_by="audit_functions", own=True),
    "divergences": Loop(Source(lambda of: of.divergences, COMPARED)),
    "retained": Loop(Source(lambda of: of.retained_tasks, RETAINED), expected=2, filled_by="retain_tasks"),
}


# --- choices


def other(answers: Answers) -> Choice:
    """The choice « Autre… »."""
    return Choice("other", answers.form.words["choice.other"])


def _functions(assessment: Assessment, item: Item) -> tuple[Choice, ...]:
    return tuple(Choice(function.id, function.label) for function in assessment.catalogue.functions.values())


def _activities(assessment: Assessment, item: Item) -> tuple[Choice, ...]:
    known = assessment.function(str(item)).typical_tasks
    return (*(Choice(activity.id, activity.label) for activity in known), other(assessment))


def _ranked_tasks(assessment: Assessment, item: Item) -> tuple[Choice, ...]:
    order = assessment.ranking(with_vision=False).display
    rest = [task for task in assessment.tasks if task not in order]
    return tuple(Choice(task, assessment.label(task)) for task in (*order, *rest))


def _other_visions(assessment: Assessment, item: Item) -> tuple[Choice, ...]:
    first = assessment.text("vision_first")
    offered = assessment.form.questions["vision_first"].choices
    left = tuple(choice for choice in offered if choice.id != first)
    return (*left, Choice("none", assessment.form.words["choice.no_second_vision"]))


def retained_tasks(assessment: Assessment, item: Item) -> tuple[Choice, ...]:
    return tuple(Choice(task, assessment.label(task)) for task in assessment.retained_tasks)


CHOICES = {
    "functions": Source(_functions),
    "activities": Source(_activities),
    "tasks": Source(_ranked_tasks, reads(RANKING, LABEL)),
    "retained_tasks": Source(retained_tasks, reads(RETAINED, LABEL)),
    "other_visions": Source(_other_visions, reads("vision_first")),
}


# --- proposed answers


def _recommendation(assessment: Assessment, item: Item) -> tuple[str, ...]:
    first = [task for task in assessment.tasks if assessment.verdict(task) == "outsource_first"]
    return tuple(first[:3])


def _computed_verdict(assessment: Assessment, item: Item) -> tuple[str, ...]:
    score = assessment.ranking(with_vision=False).scores.get(str(item))
    return (score.verdict,) if score else ()


PRESELECTIONS = {
    "data_categories": Source(lambda of, item: of.function(str(item)).data_categories),
    "recommended_tasks": Source(_recommendation, VERDICT),
    "retained_tasks": Source(lambda of, item: of.retained_tasks, RETAINED),
    "computed_verdict": Source(_computed_verdict, RANKING),
}


# --- facts for conditions


def _has_override(assessment: Assessment, item: Item) -> bool:
    own = {task: verdict for task in assessment.tasks if (verdict := assessment.text("rank_change_verdict", task))}
    scores = assessment.ranking(with_vision=False).scores if own else {}
    return any(verdict != scores[task].verdict for task, verdict in own.items() if task in scores)


def ranking_changed(assessment: Assessment) -> bool:
    """True when the vision changes the order or a verdict (`docs/rules/scoring.md §5`)."""
    if not assessment.text("vision_first") and not assessment.text("vision_second"):
        return False
    before, after = assessment.ranking(with_vision=False), assessment.ranking()
    verdicts = [(score.verdict, after.scores[task].verdict) for task, score in before.scores.items()]
    return before.order != after.order or any(old != new for old, new in verdicts)


FACTS = {
    "item": Source(lambda of, item: item),
    "verdict_overridden": Source(_has_override, reads(RANKING, "rank_change_verdict"), reads("rank_change_verdict")),
    "ranking_changed": Source(lambda of, item: ranking_changed(of), WITH_VISION, reads("vision_first")),
    "has_personal_data": Source(lambda of, item: of.has_personal_data(str(item)), PERSONAL, PERSONAL),
    "second_look_in": Source(lambda of, item: bool(of.text(LOOK)), reads(LOOK)),
    "several_tasks": Source(lambda of, item: len(of.retained_tasks) > 1, RETAINED),
    "vision_stated": Source(
        lambda of, item: bool(of.text("vision_first")), reads("vision_first"), reads("vision_first")
    ),
}


# --- names, units, figures


def _task_labels(assessment: Assessment) -> list[tuple[str, str]]:
    known = assessment.catalogue.functions
    return assessment.memoize("task_labels", lambda: [(task, assessment.label(task)) for task in known], LABEL)


def _volume_unit(assessment: Assessment, key: Key) -> str:
    return assessment.function(str(key[1])).volume_unit


def _derived_hour_value(assessment: Assessment, item: Item) -> Decimal | None:
    """The hour value « Aidez-moi » gives, in euros; None while there is no monthly target to derive it from."""
    return assessment.hour_value if assessment.get("profile_ceo_month_target") else None


SOURCES = Sources(
    loops=LOOPS,
    choices=CHOICES,
    preselections=PRESELECTIONS,
    facts=FACTS,
    variables=VARIABLES,
    cosmetic=COSMETIC,
    units={"count_per_month": Source(_volume_unit)},
    stands_for={"profile_ceo_hour_value.help": Source(_derived_hour_value, HOUR_VALUE)},
    labels={"functions": Source(_task_labels, LABEL)},
    nameable=frozenset(FIELDS),
    noted=reads(SEALED, LOOK, HALF_DAY),
)
