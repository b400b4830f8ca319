"""The scores of an answers file as plain data, rounded as they are shown (`docs/rules/scoring.md`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from domain.assessment.economics import Economics, economics
from domain.assessment.robustness import robustness
from domain.assessment.scoring import Score, Task, round_tenth
from domain.assessment.second_look import SecondLook
from domain.coherence.contradictions import Contradiction
from domain.questionnaire.lookup import objections
from domain.specification.project import Project

POINTS = ("C_int", "P", "K", "R", "E", "bonus", "P_prime", "S")
PLACES = 4
"""Decimals of the figures of the pairwise comparison."""


def score(project: Project, contradictions: Iterable[Contradiction]) -> dict[str, Any]:
    """Scores of each task, order, pairwise comparison and contradictions, ready for JSON."""
    ranking = project.ranking()
    tasks = {}
    for place in ranking.ranked:
        task = project.task_scores(place.id)
        if task is not None:
            tasks[place.id] = _task(project, place.score, task, place.id)
    return {
        "tasks": tasks,
        "order": list(ranking.order),
        "pairs": _pairs(project),
        "contradictions": list(_contradictions(project, {one.id: one for one in contradictions})),
    }


def _task(project: Project, found: Score, task: Task, item: str) -> dict[str, Any]:
    firm, money, look = robustness(task, project.company), economics(task, project.company), project.second_look(item)
    return {name: round_tenth(getattr(found, name)) for name in POINTS} | {
        "verdict": found.verdict,
        "why": found.why,
        "split": found.split,
        "robustness": firm.level,
        "trials": firm.trials,
        "flips": [asdict(flip) for flip in firm.flips],
        "economics": _economics(money) if money else None,
        "second_look": _look(look) if look else None,
    }


def _economics(found: Economics) -> dict[str, Any]:
    """Amounts in euros a month before tax."""
    names = ("internal", "price", "coordination", "start_up", "external", "gain", "cash")
    return {name: round_tenth(Fraction(getattr(found, name))) for name in names}


def _look(found: SecondLook) -> dict[str, Any]:
    sides = {"own": found.own, "theirs": found.theirs, "average": found.average}
    return {
        "divergences": [asdict(gap) for gap in found.divergences],
        **{side: {"S": round_tenth(score.S), "verdict": score.verdict} for side, score in sides.items()},
    }


def _pairs(project: Project) -> dict[str, Any] | None:
    """The pairwise comparison; None until it is complete."""
    found = project.comparison()
    if found is None:
        return None
    return {
        "weights": {task: round(weight, PLACES) for task, weight in found.weights.items()},
        "order": list(found.order),
        "lambda_max": round(found.lambda_max, PLACES),
        "CI": round(found.CI, PLACES),
        "CR": round(found.CR, PLACES),
        "cycles": [list(cycle) for cycle in found.cycles],
        "consistent": found.consistent,
        "doubtful": list(found.doubtful) if found.doubtful and not found.consistent else None,
    }


def _contradictions(project: Project, contradictions: Mapping[str, Contradiction]) -> Iterator[dict[str, Any]]:
    """The contradictions that hold, section by section; `answer`: the person's, None without one."""
    for section in project.form.sections:
        for objection, item, text in objections(project, section.id):
            known = contradictions[objection.id]
            answer = project.text(known.id, item) or None
            yield {
                "id": known.id,
                "item": item,
                "kind": known.kind,
                "severity": known.severity,
                "text": text,
                "answer": answer,
            }
