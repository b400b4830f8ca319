"""What the first reviews and the yearly one say besides, in French (`docs/rules/revue.md §12`)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from domain.assessment.economics import economics
from domain.assessment.project import Project
from domain.indicators.status import ON_TARGET, UNKNOWN
from domain.questionnaire.values import show
from domain.reviews import milestones, recorded_actions
from domain.reviews.state import last, standing_now

Item = str | None


def _trial(project: Project, item: Item) -> str:
    """What opens the decision once the trial is over, by the full targets; else nothing."""
    if milestones.TRIAL not in milestones.of(project):
        return ""
    kpis, history = project.form.catalogue.kpis, recorded_actions.histories(project)[str(item)]
    judged = [one for one in last(standing_now(history, kpis)) if one.light != UNKNOWN]
    kept = sum(one.light == ON_TARGET for one in judged)
    full = "review.trial" if all(one.full for one in judged) else "review.trial_step"
    return project.form.words[full if judged else "review.trial_bare"].format(kept=kept, n=len(judged))


def expected_cost(project: Project, task: str) -> Decimal | None:
    """What the task was to cost a month, price and time of follow-up, in euros (`docs/rules/scoring.md §10`)."""
    scored = project.scored(task)
    money = economics(scored, project.company) if scored else None
    if money is None:
        return None
    exact = money.price + money.coordination
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP)


def _expected(project: Project, item: Item) -> str:
    cost = expected_cost(project, str(item)) if milestones.YEAR in milestones.of(project) else None
    if cost is None:
        return ""
    return project.form.words["review.expected_cost"].format(cost=show("number", cost, "eur_per_month"))


def _span(project: Project, item: Item) -> str:
    year = milestones.YEAR in milestones.of(project)
    return project.form.words["review.this_year" if year else "review.this_quarter"]


VARIABLES: dict[str, Callable[[Project, Item], str | None]] = {
    "trial": _trial,
    "expected_cost": _expected,
    "span": _span,
}
