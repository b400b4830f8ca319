"""The calculations of an answers file as plain data, rounded as they are shown (`domain/scoring.md`)."""

from __future__ import annotations

from typing import Any

from domain.project import Project
from domain.robustness import robustness
from domain.scoring import rounded


def score(project: Project) -> dict[str, Any]:
    """Per scored task its axes, score, verdict and robustness; and the order."""
    ranking = project.ranking()
    tasks = {}
    for place in ranking.ranked:
        task = project.scored(place.id)
        if task is None:
            continue
        found, firm = place.score, robustness(task, project.company)
        points = {
            name: rounded(getattr(found, name)) for name in ("C_int", "P", "K", "R", "E", "bonus", "P_prime", "S")
        }
        tasks[place.id] = points | {
            "verdict": found.verdict,
            "why": found.why,
            "split": found.split,
            "robustness": firm.level,
        }
    return {"tasks": tasks, "order": list(ranking.order)}
