"""The ranking in words (`docs/rules/scoring.md §4, §6`)."""

from __future__ import annotations

from bot.telegram.screens.phrases import Phrases
from domain.assessment.explanation import explain
from domain.assessment.scoring import RankedTask, whole
from domain.french.amounts import number
from domain.questionnaire.values import show
from domain.specification.project import Project


def text(phrases: Phrases, project: Project) -> str:
    """Every scored task in order, with its verdict and a sentence; then the tasks that lack an answer."""
    ranking = project.ranking()
    places = {place.id: place for place in ranking.ranked}
    parts = [phrases("ranking.title")]
    parts += [_task(phrases, project, places[task], n) for n, task in enumerate(ranking.display, 1)]
    unscored = [project.label(task) for task in project.tasks if task not in places]
    if unscored:
        parts.append(phrases("ranking.unscored", tasks=", ".join(unscored)))
    return "\n\n".join(parts) if project.tasks and places else phrases("ranking.none")


def _task(phrases: Phrases, project: Project, place: RankedTask, n: int) -> str:
    task, score = place.id, place.score
    named = "provider" if project.text("audit_doer", task) == "provider" else score.verdict
    lines = [
        phrases(
            "ranking.line",
            n=n,
            task=project.label(task),
            verdict=phrases.words[f"verdict.{named}"],
            score=whole(score.S),
        )
    ]
    own = project.text("rank_change_verdict", task)
    if own and own != score.verdict:
        lines.append(phrases("ranking.own", verdict=phrases.words[f"verdict.{own}"]))
    if place.tie:
        lines.append(phrases("ranking.tie", criterion=phrases.words[f"ranking.criterion.{place.tie}"]))
    why, words = explain(score), phrases.words
    need, routine = score.values["E"]["NE"] >= score.values["E"]["RE"], score.values["E"]["RE"] >= 0.75
    reason = "both" if need and routine else "low_need" if need else "routine"
    lines.append(
        phrases(
            f"verdict_text.{score.why}",
            h=show("number", project.number("audit_hours", task) or 0, "hours_per_week"),
            cost=number(whole(score.C_int), "eur"),
            missing=words[f"weak.{why.to_prepare[0]}"] if why.to_prepare else words["gap"],
            reason=words[f"excess.{reason}"],
        )
    )
    if score.split:
        lines.append(phrases("verdict_text.split"))
    return "\n".join(lines)
