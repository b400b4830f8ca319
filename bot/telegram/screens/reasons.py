"""Explains the ranking in words: reasons, robustness, pairwise comparison, cost of keeping or delegating."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from bot.telegram.screens.phrases import Phrases
from domain.assessment.assessment import SCALES
from domain.assessment.economics import economics
from domain.assessment.explanation import explain
from domain.assessment.robustness import Robustness, robustness
from domain.assessment.scoring import Score, round_tenth, whole
from domain.french.amounts import number
from domain.questionnaire.form import Key
from domain.questionnaire.values import join
from domain.specification.project import Project

QUESTION_OF = {**SCALES, "hours_week": "audit_hours"}
"""Variable of the robustness trials → its question; a weight has none."""
MOST_DECIDING = 4


def reasons(phrases: Phrases, project: Project) -> str:
    """For each task: two strongest reasons for, strongest against, what readiness lacks, robustness."""
    ranking = project.ranking()
    parts = [phrases("reasons.title")]
    parts += [_task(phrases, project, task, ranking.scores[task]) for task in ranking.display]
    instinct = _instinct(phrases, project)
    return "\n\n".join([*parts, instinct] if instinct else parts)


def _task(phrases: Phrases, project: Project, task: str, score: Score) -> str:
    why, words = explain(score), phrases.words
    pulls = [_points(phrases, term, points) for term, points in why.pulls[:2] if points]
    holds = [_points(phrases, term, points) for term, points in why.holds[:1] if points]
    nothing = words["contribution.none"]
    lines = [
        phrases("reasons.task", task=project.short(task), verdict=words[f"verdict.{score.verdict}"]),
        phrases("reasons.pulls", pulls=", ".join(pulls) or nothing),
        phrases("reasons.holds", holds=", ".join(holds) or nothing),
    ]
    weakest = why.to_prepare[0] if why.to_prepare else None
    if weakest and score.values["R"][weakest] <= Fraction(1, 2):
        lines.append(phrases("reasons.ready", ready=whole(score.R), weakest=words[f"weak.{weakest}"]))
        if score.why == "not_ready":
            lines.append(phrases("reasons.prepare", step=words[f"prepare.{weakest}"]))
    else:
        lines.append(phrases("reasons.ready_plain", ready=whole(score.R)))
    if score.automation:
        lines.append(phrases("reasons.automation"))
    lines.append(_firmness(phrases, project, task))
    return "\n".join(lines)


def _points(phrases: Phrases, term: str, points: Fraction) -> str:
    key = term if f"contribution.{term}" in phrases.words else "bonus"
    return phrases.words[f"contribution.{key}"].format(points=number(round_tenth(points)))


def _firm(project: Project, task: str) -> Robustness | None:
    scored = project.task_scores(task)
    return robustness(scored, project.company) if scored else None


def _firmness(phrases: Phrases, project: Project, task: str) -> str:
    firm = _firm(project, task)
    if firm is None:
        return ""
    named = [project.form.questions[QUESTION_OF[v]].title for v in firm.variables if v in QUESTION_OF]
    if not named and firm.level != "robust":
        named = [phrases.words["reasons.weights"]]
    return phrases(f"firmness.{firm.level}", variables=join([f"« {name} »" for name in named]))


def deciding(project: Project) -> tuple[Key, ...]:
    """The answers that decide a fragile verdict, which are worth reading again."""
    found: list[Key] = []
    for task in project.ranking().display:
        firm = _firm(project, task)
        if firm and firm.level == "fragile":
            found += [(QUESTION_OF[variable], task) for variable in firm.variables if variable in QUESTION_OF]
    return tuple(found[:MOST_DECIDING])


def _instinct(phrases: Phrases, project: Project) -> str:
    """How the pairwise comparison differs from the score (`docs/rules/scoring.md §7`); empty without comparison."""
    comparison = project.comparison()
    if comparison is None:
        return ""
    short, ranking = project.short, project.ranking()
    if comparison.cycles:
        a, b, c = comparison.cycles[0]
        return phrases("instinct.cycle", a=short(a), b=short(b), c=short(c))
    if not comparison.consistent and comparison.doubtful:
        a, b = comparison.doubtful
        return phrases("instinct.doubtful", a=short(a), b=short(b))
    apart = comparison.discordant(ranking.order, {task: score.S for task, score in ranking.scores.items()})
    if apart:
        above, below = apart[0]
        return phrases("instinct.apart", a=short(below), b=short(above))
    return phrases("instinct.agree")


def economy(phrases: Phrases, project: Project) -> str:
    """Cost of each task kept or delegated, in valued time and in cash (`docs/rules/scoring.md §10`)."""
    parts = [phrases("economy.title")]
    for task in project.ranking().display:
        scored = project.task_scores(task)
        found = economics(scored, project.company) if scored else None
        if found is None:
            parts.append(phrases("economy.unknown", task=project.short(task)))
            continue
        values = {
            "task": project.short(task),
            "inside": _euros(found.internal),
            "outside": _euros(found.external),
            "price": _euros(found.price),
            "coordination": _euros(found.coordination),
            "start_up": _euros(found.start_up),
            "gain": _signed_amount(found.gain),
            "cash": _signed_amount(found.cash),
        }
        parts.append(phrases("economy.task", **values))
        if found.gain <= 0 and project.text("obj_main", task) == "expertise":
            parts.append(phrases("economy.expertise", cost=_euros(-found.gain)))
    return "\n\n".join([*parts, phrases("economy.forgotten")]) if len(parts) > 1 else phrases("ranking.none")


def _euros(value: Fraction) -> str:
    return str(number(whole_euros(value), "eur"))


def _signed_amount(value: Fraction) -> str:
    amount = whole_euros(value)
    return f"{'+' if amount > 0 else '−' if amount < 0 else ''}{number(abs(amount), 'eur')}"


def whole_euros(value: Fraction) -> Decimal:
    return Decimal(whole(value))
