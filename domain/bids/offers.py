"""The offers as the person entered them: their names, their marks, what rules them out, and how they compare."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from domain.assessment.project import Project
from domain.bids.comparison import Comparison, Offer, compare
from domain.questionnaire.form import Choice
from domain.specification import criteria

MARKED = tuple(name for name in criteria.CRITERIA if name != "price")
"""The price is not marked: its mark comes from the prices."""
TENTH = Decimal("0.1")


def items(project: Project) -> tuple[str, ...]:
    """« 1 », « 2 »… as many as the person has received."""
    count = project.number("offers_count")
    return tuple(str(place + 1) for place in range(int(count or 0)))


def name(project: Project, item: str | None) -> str:
    """What the person calls the offer, else its place."""
    return project.text("offer_name", item) or project.form.words["offers.nameless"].format(n=item)


def eliminating_choices(project: Project, item: str | None) -> tuple[Choice, ...]:
    """What rules an offer out here; there is always the refusal of indicators and the conflict of interests."""
    return tuple(Choice(rule, project.form.words[f"eliminating.{rule}"]) for rule in criteria.eliminating(project))


def given(project: Project) -> tuple[Offer, ...]:
    """The offers whose price and marks are all said."""
    found = []
    for item in items(project):
        price = project.number("offer_price", item)
        marks = {criterion: project.number(f"offer_{criterion}", item) for criterion in MARKED}
        if price is None or any(mark is None for mark in marks.values()):
            continue
        known = {criterion: int(mark) for criterion, mark in marks.items() if mark is not None}
        ruled_out, doubts = project.chosen("offer_out", item), project.chosen("offer_doubts", item)
        found.append(Offer(item, name(project, item), price, known, ruled_out, doubts))
    return tuple(found)


def budget(project: Project) -> Decimal | None:
    """Euros a month for all the retained tasks together; None while one is not said."""
    said = [project.number("spec_budget", task) for task in project.retained]
    known = [one for one in said if one is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(said) else None


def compared(project: Project) -> Comparison | None:
    """The comparison, or None while the weights do not make 100 or fewer than two offers are fully described."""
    weights, known = criteria.weights(project), given(project)
    return compare(known, weights, budget(project)) if weights is not None and len(known) > 1 else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the printed comparison is made of. `shown`: offer → criterion → mark, one decimal for the price."""

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


def sheet(project: Project) -> Sheet | None:
    """The comparison to print, or None while there is none."""
    found = compared(project)
    if found is None:
        return None
    return Sheet(
        company=project.text("profile_company_name") or None,
        preset="own" if project.text("spec_criteria") == "edit" else criteria.chosen_preset(project),
        budget=budget(project),
        comparison=found,
        names={offer.id: offer.name for offer in given(project)},
        totals={one.offer.id: tenths(one.total) for one in found.placed},
        shown={
            one.offer.id: {key: Decimal(mark) for key, mark in one.offer.marks.items()}
            | {"price": tenths(one.price_mark)}
            for one in found.placed
        },
    )


def tenths(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(TENTH, ROUND_HALF_UP)
