"""Contradictions in the answers about tasks: audit and priorities (`docs/rules/methode.md §10`).

Each rule is named after its line of the table and returns the variables of its text when it is true, else None; a
missing answer contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from domain.assessment.assessment import (
    LABEL,
    RANKING,
    RETAINED,
    SCALES,
    TASKS,
    VERDICT,
    WITH_VISION,
)
from domain.assessment.calibration import CEO_SHARE, READY
from domain.assessment.pairs import Comparison, compare
from domain.assessment.sources import pairs
from domain.assessment.variables import brief, task
from domain.french.amounts import number, whole
from domain.questionnaire.sources import Item, Source, reads
from domain.specification.project import Project

Values = Mapping[str, str]
Rule = Source[Values | None]
"""Returns the variables of its text, in French and possibly none, when the rule is true; else None."""

HIGH, LOW = 4, 2
"""A note 1-5 is high from 4 on and low up to 2."""
HEAD_HOURS = reads("audit_hours", "audit_doer")
AUDIT_SCALES = tuple(question for question in SCALES.values() if question.startswith("audit_"))


# --- shared by several rules


def high(project: Project, question: str, item: Item) -> bool:
    value = project.number(question, item)
    return value is not None and value >= HIGH


def low(project: Project, question: str, item: Item) -> bool:
    value = project.number(question, item)
    return value is not None and value <= LOW


def head_hours(project: Project, item: Item) -> Fraction:
    """Hours a week the task takes from the head of the company today; 0 while unknown.

    The shares are those of `docs/rules/scoring.md §2`, except that a task nobody does takes no time.
    """
    doer = project.text("audit_doer", item)
    if doer in ("", "nobody"):
        return Fraction(0)
    return Fraction(project.number("audit_hours", item) or 0) * CEO_SHARE[doer]


def seems_undercounted(project: Project, item: Item) -> bool:
    """True for a task of under an hour a week and a friction of 4 or more: some of its time was probably forgotten."""
    hours = project.number("audit_hours", item)
    return hours is not None and hours < 1 and high(project, "audit_friction", item)


def show_number(value: Fraction | Decimal) -> str:
    """Print the number without a unit, rounded to a whole."""
    return number(whole(value)) or ""


def task_name(project: Project, item: Item) -> Values:
    return {"task": task(project, item)}


# --- audit


def contra_hours_total(project: Project, item: Item) -> Values | None:
    """The head's hours on the tasks add up to more than the week declared."""
    week = project.number("profile_ceo_hours")
    hours = sum((head_hours(project, task) for task in project.tasks), Fraction(0))
    return {"h": number(hours) or "", "w": number(week) or ""} if week is not None and hours > week else None


def contra_no_hours_high_friction(project: Project, item: Item) -> Values | None:
    """Under an hour a week, and a friction of 4 or more."""
    return {} if seems_undercounted(project, item) else None


def contra_mastered_but_painful(project: Project, item: Item) -> Values | None:
    """A mastery of 4 or more, and a friction of 4 or more."""
    return {} if high(project, "audit_mastery", item) and high(project, "audit_friction", item) else None


def contra_straight_line(project: Project, item: Item) -> Values | None:
    """Three tasks or more with the same notes on every scale of the audit."""
    rows = {tuple(project.number(question, task) for question in AUDIT_SCALES) for task in project.tasks}
    return {} if len(project.tasks) >= 3 and len(rows) == 1 and None not in rows.pop() else None


# --- prioritise


def contra_all_strategic(project: Project, item: Item) -> Values | None:
    """Three tasks or more, all with an impact of 4 or more."""
    tasks = project.tasks
    return {} if len(tasks) >= 3 and all(high(project, "prio_strategic_impact", task) for task in tasks) else None


def contra_strategic_but_useless(project: Project, item: Item) -> Values | None:
    """An impact of 4 or more, and a necessity of 2 or less."""
    holds = high(project, "prio_strategic_impact", item) and low(project, "audit_necessity", item)
    return task_name(project, item) if holds else None


def contra_core_but_marginal(project: Project, item: Item) -> Values | None:
    """A head's value of 4 or more, and an impact of 2 or less."""
    return {} if high(project, "prio_ceo_value", item) and low(project, "prio_strategic_impact", item) else None


def contra_strategic_no_ceo_value(project: Project, item: Item) -> Values | None:
    """An impact of 4 or more, and a head's value of 2 or less."""
    return {} if high(project, "prio_strategic_impact", item) and low(project, "prio_ceo_value", item) else None


def contra_pairwise_cycle(project: Project, item: Item) -> Values | None:
    """Comparisons that prefer A to B, B to C, and C to A."""
    compared = _comparison(project)
    if compared is None or not compared.cycles:
        return None
    return dict(zip("abc", (brief(project.label(task)) for task in compared.cycles[0]), strict=True))


def contra_gut_vs_score(project: Project, item: Item) -> Values | None:
    """Consistent comparisons that reverse two tasks 5 points of S or more apart (`docs/rules/scoring.md §7`)."""
    compared = _comparison(project)
    ranking = project.ranking(with_vision=False)
    if compared is None or not compared.consistent or not compared.weights.keys() <= ranking.scores.keys():
        return None
    reversed_pairs = compared.discordant(ranking.order, {task: score.S for task, score in ranking.scores.items()})
    if not reversed_pairs:
        return None
    above, below = reversed_pairs[0]
    return {"a": brief(project.label(below)), "b": brief(project.label(above))}


def _comparison(project: Project) -> Comparison | None:
    """The comparison of tasks two by two; None until every pair has an answer, or when there are no pairs."""
    asked = {tuple(pair.split("|")): project.text("prio_pairwise", pair) for pair in pairs(project)}
    tasks = list(dict.fromkeys(task for pair in asked for task in pair))
    if len(tasks) < 3 or not all(asked.values()):
        return None
    return compare(tasks, {(a, b): answer for (a, b), answer in asked.items()})


def contra_keep_but_retained(project: Project, item: Item) -> Values | None:
    """A retained task whose verdict in force is « keep »."""
    task = str(item)
    return task_name(project, item) if task in project.retained_tasks and project.verdict(task) == "keep" else None


def contra_not_ready(project: Project, item: Item) -> Values | None:
    """A retained task that is not ready (R below 50)."""
    score = project.ranking().scores.get(str(item))
    return task_name(project, item) if item in project.retained_tasks and score and score.R < READY else None


RULES: Mapping[str, Rule] = {
    rule.__name__: Source(rule, declared)
    for rule, declared in (
        (contra_hours_total, reads(TASKS, HEAD_HOURS, "profile_ceo_hours")),
        (contra_no_hours_high_friction, reads("audit_hours", "audit_friction")),
        (contra_mastered_but_painful, reads("audit_mastery", "audit_friction")),
        (contra_straight_line, reads(TASKS, AUDIT_SCALES)),
        (contra_all_strategic, reads(TASKS, "prio_strategic_impact")),
        (contra_strategic_but_useless, reads(LABEL, "prio_strategic_impact", "audit_necessity")),
        (contra_core_but_marginal, reads("prio_ceo_value", "prio_strategic_impact")),
        (contra_strategic_no_ceo_value, reads("prio_strategic_impact", "prio_ceo_value")),
        (contra_pairwise_cycle, reads(RANKING, LABEL, "prio_pairwise")),
        (contra_gut_vs_score, reads(RANKING, LABEL, "prio_pairwise")),
        (contra_keep_but_retained, reads(RETAINED, VERDICT, LABEL)),
        (contra_not_ready, reads(RETAINED, WITH_VISION, LABEL)),
    )
}
