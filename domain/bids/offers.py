"""Reads the offers the person entered: their names, prices and marks, what rules them out, and their comparison."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from domain.assessment.assessment import Assessment
from domain.bids.comparison import Comparison, Offer, compare
from domain.specification import criteria

MARKED = tuple(name for name in criteria.CRITERIA if name != "price")
"""The criteria the person marks; the mark for the price is computed."""
TENTH = Decimal("0.1")


def items(assessment: Assessment) -> tuple[str, ...]:
    """The loop items of the offers received: "1", "2"…"""
    count = assessment.number("offers_count")
    return tuple(str(place + 1) for place in range(int(count or 0)))


def name(assessment: Assessment, item: str | None) -> str:
    """The name the person gave the offer, or one made from its number."""
    return assessment.text("offer_name", item) or assessment.form.words["offers.nameless"].format(n=item)


def complete_offers(assessment: Assessment) -> tuple[Offer, ...]:
    """The offers with a price and every mark."""
    found = []
    for item in items(assessment):
        price = assessment.number("offer_price", item)
        marks = {criterion: assessment.number(f"offer_{criterion}", item) for criterion in MARKED}
        if price is None or any(mark is None for mark in marks.values()):
            continue
        known = {criterion: int(mark) for criterion, mark in marks.items() if mark is not None}
        ruled_out, doubts = assessment.chosen("offer_out", item), assessment.chosen("offer_doubts", item)
        found.append(Offer(item, name(assessment, item), price, known, ruled_out, doubts))
    return tuple(found)


def budget(assessment: Assessment) -> Decimal | None:
    """Euros a month for all the retained tasks; None while the budget of one is unknown."""
    budgets = [assessment.number("spec_budget", task) for task in assessment.retained_tasks]
    known = [one for one in budgets if one is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(budgets) else None


def comparison(assessment: Assessment) -> Comparison | None:
    """The comparison; None while the weights do not make 100 or fewer than two offers are complete."""
    weights, known = criteria.weights(assessment), complete_offers(assessment)
    return compare(known, weights, budget(assessment)) if weights is not None and len(known) > 1 else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the printed comparison contains. `shown`: offer → criterion → mark, with one decimal for the price."""

    company: str | None
    preset: str
    budget: Decimal | None
    comparison: Comparison
    names: dict[str, str]
    totals: dict[str, Decimal]
    shown: dict[str, dict[str, Decimal]]

    @property
    def count(self) -> int:
        return len(self.names)


def sheet(assessment: Assessment) -> Sheet | None:
    """The comparison to print; None while there is none."""
    found = comparison(assessment)
    if found is None:
        return None
    return Sheet(
        company=assessment.text("profile_company_name") or None,
        preset="own" if assessment.text("spec_criteria") == "edit" else criteria.chosen_preset(assessment),
        budget=budget(assessment),
        comparison=found,
        names={offer.id: offer.name for offer in complete_offers(assessment)},
        totals={one.offer.id: tenths(one.total) for one in found.placed},
        shown={
            one.offer.id: {key: Decimal(mark) for key, mark in one.offer.marks.items()}
            | {"price": tenths(one.price_mark)}
            for one in found.placed
        },
    )


def tenths(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(TENTH, ROUND_HALF_UP)
