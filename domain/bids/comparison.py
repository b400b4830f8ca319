"""Compares offers: weighted totals, their order, and the small changes that would reverse it.

Source: `docs/rules/cahier_des_charges.md §6`. Totals are exact fractions of 100.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from domain.specification.criteria import CRITERIA
from domain.specification.terms import TERMS

MOST_MARK = 5
TIE = 1
"""Points of 100 below which two totals are equal; the better expertise comes first, then the KPI commitment."""
LOW_PRICE, HIGH_PRICE = (Fraction(TERMS[name].value) / 100 for name in ("price_floor", "price_ceiling"))
"""Alert thresholds, as shares of the average offer and of the budget; the specification announces the same figures."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A provider's offer. `price`: euros a month before tax; `marks`: 0 to 5 for each criterion except the price.

    `out`: what rules it out; `doubts`: remarks that do not rule it out.
    """

    id: str
    name: str
    price: Decimal
    marks: Mapping[str, int]
    out: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RankedOffer:
    """An offer with its total out of 100 and its computed mark for the price."""

    offer: Offer
    total: Fraction
    price_mark: Fraction


@dataclass(frozen=True, slots=True)
class WeightFlip:
    """The nearest weight of a criterion that puts another offer first; the other weights keep their proportions."""

    criterion: str
    weight: Decimal
    turned: int
    first: str


@dataclass(frozen=True, slots=True)
class MarkFlip:
    """The nearest mark of an offer on a criterion that puts another offer first."""

    offer: str
    criterion: str
    mark: int
    turned: int
    first: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`placed`: the offers in the running, the best first; `out`: those ruled out, in the order given."""

    placed: tuple[RankedOffer, ...]
    out: tuple[Offer, ...]
    weights: Mapping[str, Decimal]
    weight_flips: tuple[WeightFlip, ...]
    mark_flips: tuple[MarkFlip, ...]
    alerts: Mapping[str, tuple[str, ...]]

    @property
    def is_tie(self) -> bool:
        """True when the first two are less than a point apart."""
        return len(self.placed) > 1 and abs(self.placed[0].total - self.placed[1].total) < TIE


def compare(offers: Sequence[Offer], weights: Mapping[str, Decimal], budget: Decimal | None = None) -> Comparison:
    """Compare the offers. Raises ValueError when a weight is missing or the weights do not make 100.

    `budget`: euros a month for all the tasks, None while unknown.
    """
    if set(weights) != set(CRITERIA) or sum(weights.values()) != 100:
        raise ValueError("the seven weights make 100")
    eligible = [offer for offer in offers if not offer.out]
    return Comparison(
        placed=rank_offers(eligible, weights),
        out=tuple(offer for offer in offers if offer.out),
        weights=weights,
        weight_flips=tuple(_weight_flips(eligible, weights)),
        mark_flips=tuple(_mark_flips(eligible, weights)),
        alerts={offer.id: alerts(offer, offers, budget) for offer in offers},
    )


def rank_offers(offers: Sequence[Offer], weights: Mapping[str, Decimal]) -> tuple[RankedOffer, ...]:
    """Rank the offers, the best first; within a point of the best, expertise decides, then the KPI commitment."""
    lowest = min((offer.price for offer in offers), default=Decimal(0))
    left = [_evaluate(offer, weights, lowest) for offer in offers]
    order = []
    while left:
        best = max(one.total for one in left)
        near = [one for one in left if best - one.total < TIE]
        first = max(near, key=lambda one: (one.offer.marks["expertise"], one.offer.marks["kpi"], one.total))
        left.remove(first)
        order.append(first)
    return tuple(order)


def _evaluate(offer: Offer, weights: Mapping[str, Decimal], lowest: Decimal) -> RankedOffer:
    # A free offer gets the best mark for its price.
    price = MOST_MARK * Fraction(lowest) / Fraction(offer.price) if offer.price else Fraction(MOST_MARK)
    marks = {**{name: Fraction(mark) for name, mark in offer.marks.items()}, "price": price}
    total = sum((Fraction(weights[name]) * marks[name] / MOST_MARK for name in CRITERIA), Fraction(0))
    return RankedOffer(offer, total, price)


def alerts(offer: Offer, offers: Sequence[Offer], budget: Decimal | None) -> tuple[str, ...]:
    """What to ask the provider about before choosing: `low_price`, `high_price`, and the offer's doubts."""
    mean = sum((Fraction(other.price) for other in offers), Fraction(0)) / len(offers)
    found = []
    if len(offers) > 1 and offer.price < LOW_PRICE * mean:
        found.append("low_price")
    if budget is not None and offer.price > HIGH_PRICE * Fraction(budget):
        found.append("high_price")
    return (*found, *offer.doubts)


def _weight_flips(offers: Sequence[Offer], weights: Mapping[str, Decimal]) -> Iterator[WeightFlip]:
    """For each criterion, the nearest whole weight that changes the first offer; the smallest changes come first."""
    if len(offers) < 2:
        return
    first, found = rank_offers(offers, weights)[0].offer.id, []
    for criterion in CRITERIA:
        moved = sorted(range(101), key=lambda weight: (abs(weight - weights[criterion]), weight))
        for weight in moved:
            other = rank_offers(offers, _shift_weight(weights, criterion, weight))[0].offer.id
            if other != first:
                found.append(WeightFlip(criterion, weights[criterion], weight, other))
                break
    yield from sorted(found, key=lambda flip: abs(flip.turned - flip.weight))


def _shift_weight(weights: Mapping[str, Decimal], criterion: str, weight: int) -> dict[str, Decimal]:
    """The weights with one of them changed, and the others sharing the rest of the 100 in their proportions."""
    rest = sum((value for name, value in weights.items() if name != criterion), Decimal(0))
    others = len(weights) - 1
    moved = {
        name: (100 - weight) * (value / rest if rest else Decimal(1) / others)
        for name, value in weights.items()
        if name != criterion
    }
    return moved | {criterion: Decimal(weight)}


def _mark_flips(offers: Sequence[Offer], weights: Mapping[str, Decimal]) -> Iterator[MarkFlip]:
    """For each mark, the nearest mark that changes the first offer; the smallest changes come first."""
    if len(offers) < 2:
        return
    first, found = rank_offers(offers, weights)[0].offer.id, []
    for offer in offers:
        for criterion, mark in offer.marks.items():
            for turned in sorted(range(MOST_MARK + 1), key=lambda other: (abs(other - mark), other)):
                marked = replace(offer, marks={**offer.marks, criterion: turned})
                other = rank_offers([marked if one is offer else one for one in offers], weights)[0].offer.id
                if other != first:
                    found.append(MarkFlip(offer.id, criterion, mark, turned, other))
                    break
    yield from sorted(found, key=lambda flip: abs(flip.turned - flip.mark))
