"""Computes what entrusting a task costs and brings, in valued time and in cash (`docs/rules/scoring.md §10`)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from domain.assessment.scoring import Company, Task, external_cost, internal_cost


@dataclass(frozen=True, slots=True)
class Economics:
    """Euros a month before tax. `gain` counts time and `cash` does not: a gain may cost cash, so both are shown."""

    internal: Fraction
    price: Fraction
    coordination: Fraction
    start_up: Fraction
    cash: Fraction

    @property
    def external(self) -> Fraction:
        return self.price + self.coordination + self.start_up

    @property
    def gain(self) -> Fraction:
        return self.internal - self.external


def economics(task: Task, company: Company) -> Economics | None:
    """Compare doing a task with entrusting it (`docs/rules/scoring.md §10`); None while no price is known."""
    outside = external_cost(task, company)
    if outside is None:
        return None
    price, coordination, start_up = outside
    return Economics(
        internal=internal_cost(task, company),
        price=price,
        coordination=coordination,
        start_up=start_up,
        cash=task.direct_cost_month - price - task.setup_cost / 12,
    )
