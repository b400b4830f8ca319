"""Offers compared, from the published example to what would turn the order."""

from __future__ import annotations

import itertools
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bids.comparison import Comparison, Offer, compare, rank_offers
from domain.specification.criteria import CRITERIA, PRESETS

MARKED = tuple(name for name in CRITERIA if name != "price")
EXPERTISE = dict(zip(CRITERIA, map(Decimal, PRESETS["expertise"]), strict=True))


def offer(name: str, price: int, *marks: int, out: tuple[str, ...] = (), doubts: tuple[str, ...] = ()) -> Offer:
    return Offer(name, name, Decimal(price), dict(zip(MARKED, marks, strict=True)), out, doubts)


A = offer("A", 1200, 4, 5, 4, 3, 4, 4)
B = offer("B", 800, 3, 3, 3, 4, 3, 4)
C = offer("C", 1000, 5, 4, 4, 4, 2, 5)


def totals(found: Comparison) -> list[tuple[str, str]]:
    tenth = Decimal("0.1")
    return [
        (one.offer.id, str((Decimal(one.total.numerator) / one.total.denominator).quantize(tenth, ROUND_HALF_UP)))
        for one in found.placed
    ]


def test_the_published_example_is_found_again_and_the_cheapest_is_not_first() -> None:
    assert totals(compare((A, B, C), EXPERTISE)) == [("A", "82.7"), ("C", "81.0"), ("B", "67.0")]


@pytest.mark.parametrize(
    ("gap", "first"),
    [(0, "expert"), (2, "expert"), (3, "steady"), (4, "steady")],
)
def test_less_than_a_point_apart_expertise_decides(gap: int, first: str) -> None:
    weights = dict.fromkeys(CRITERIA, Decimal(0)) | {"understanding": Decimal(98), "relation": Decimal(2)}
    steady = offer("steady", 100, 3, 2, 3, 3, 3, 1 + gap)
    expert = offer("expert", 100, 3, 4, 3, 3, 3, 1)
    # One mark of the relation is worth 0.4 points: two are still a tie, three are not.
    assert rank_offers((steady, expert), weights)[0].offer.id == first


def test_a_ruled_out_offer_is_not_ranked_and_its_price_sets_no_mark() -> None:
    found = compare((A, offer("D", 100, 5, 5, 5, 5, 5, 5, out=("vigilance",)), C), EXPERTISE)
    assert [one.offer.id for one in found.placed] == ["A", "C"] and [one.id for one in found.out] == ["D"]
    assert found.placed[1].price_mark == 5


def test_alerts_name_the_prices_out_of_the_ordinary_and_what_was_noticed() -> None:
    low, high = offer("L", 500, *(3,) * 6), offer("H", 1400, *(3,) * 6, doubts=("no_substitute",))
    found = compare((low, high, C), EXPERTISE, Decimal(1000))
    assert found.alerts == {"L": ("low_price",), "H": ("high_price", "no_substitute"), "C": ()}
    assert compare((low,), EXPERTISE).alerts == {"L": ()}
    edge = compare((offer("E", 1300, *(3,) * 6), C), EXPERTISE, Decimal(1000))
    assert edge.alerts["E"] == ()


def test_what_would_turn_the_order_really_turns_it_and_nothing_nearer_does() -> None:
    found = compare((A, B, C), EXPERTISE)
    nearest = found.mark_flips[0]
    assert abs(nearest.turned - nearest.mark) == 1 and nearest.first == "C"
    assert found.weight_flips and all(flip.first != "A" for flip in found.weight_flips)
    moves = [abs(flip.turned - flip.weight) for flip in found.weight_flips]
    assert moves == sorted(moves)


def test_alone_or_far_ahead_nothing_turns_the_order() -> None:
    assert compare((A,), EXPERTISE).mark_flips == () == compare((A,), EXPERTISE).weight_flips
    far = compare((offer("best", 100, *(5,) * 6), offer("worst", 900, *(0,) * 6)), EXPERTISE)
    assert far.weight_flips == () and far.mark_flips == ()


def test_weights_must_be_the_seven_and_make_a_hundred() -> None:
    for wrong in ({**EXPERTISE, "price": Decimal(11)}, {name: Decimal(20) for name in CRITERIA[:5]}):
        with pytest.raises(ValueError, match="seven weights"):
            compare((A, B), wrong)


def test_with_the_same_expertise_the_commitment_on_indicators_decides() -> None:
    weights = dict.fromkeys(CRITERIA, Decimal(0)) | {"understanding": Decimal(98), "relation": Decimal(2)}
    pleasant, committed = offer("pleasant", 100, 3, 3, 3, 3, 3, 3), offer("committed", 100, 3, 3, 4, 3, 3, 1)
    assert rank_offers((pleasant, committed), weights)[0].offer.id == "committed"


@given(st.lists(st.tuples(st.integers(1, 5000), st.lists(st.integers(0, 5), min_size=6, max_size=6)), max_size=5))
def test_every_offer_that_stands_has_one_place_and_a_total_of_a_hundred_at_most(
    raw: list[tuple[int, list[int]]],
) -> None:
    offers = [offer(str(number), price, *marks) for number, (price, marks) in enumerate(raw)]
    placed = rank_offers(offers, EXPERTISE)
    assert sorted(one.offer.id for one in placed) == sorted(one.id for one in offers)
    assert all(0 <= one.total <= 100 for one in placed)
    assert all(earlier.total > later.total - 1 for earlier, later in itertools.pairwise(placed))
