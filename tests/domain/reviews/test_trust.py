"""The barometer of trust (`docs/rules/revue.md §5`)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.indicators.history import TaskReview
from domain.reviews import trust
from domain.reviews.trust import Signal
from tests.domain.indicator_history import aim, measures, month, review_day

CLIENT = ("rel_reliability", "rel_transparency", "rel_responsiveness", "rel_initiative", "rel_ease")
PROVIDER = ("prv_clarity", "prv_inputs", "prv_feedback", "prv_scope", "prv_payment")
SCORES = st.lists(st.integers(1, 5), min_size=1, max_size=5)


def scores(questions: tuple[str, ...], *given: int) -> dict[str, int]:
    return dict(zip(questions, given, strict=False))


def review(client: tuple[int, ...] = (), provider: tuple[int, ...] = (), **said: object) -> TaskReview:
    return TaskReview(
        month(6),
        review_day(month(6)),
        client=scores(CLIENT, *client),
        provider=scores(PROVIDER, *provider),
        **said,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("given", "index", "reads"),
    [
        ((4, 3), Fraction("62.5"), "trust_maintain"),
        ((4, 4, 5, 3, 4), Fraction(75), "trust_strong"),
        ((4, 4, 4, 4, 3), Fraction(70), "trust_strong"),
        ((3, 3), Fraction(50), "trust_maintain"),
        ((3, 2), Fraction("37.5"), "trust_fragile"),
        ((1, 1), Fraction(0), "trust_fragile"),
        ((5, 5), Fraction(100), "trust_strong"),
    ],
)
def test_the_index_and_how_it_reads(given: tuple[int, ...], index: Fraction, reads: str) -> None:
    found = trust.index(scores(CLIENT, *given))
    assert found == index
    assert trust.trust_level(found) == reads


def test_without_an_answer_there_is_no_index() -> None:
    assert trust.index({}) is None
    assert trust.difference(review((4, 4))) is None


@pytest.mark.parametrize(
    ("client", "provider", "signal"),
    [
        ((4, 4), (3, 3), Signal("perception_gap", "client", "rel_reliability")),
        ((4, 2), (4, 4), Signal("perception_gap", "client", "rel_transparency")),
        ((4, 4), (4, 2), Signal("perception_gap", "provider", "prv_inputs")),
        ((4, 4, 4, 4, 4), (4, 4, 4, 3, 2), None),
        ((4, 4, 4, 4, 4), (4, 4, 4, 2, 2), Signal("perception_gap", "provider", "prv_scope")),
        ((4, 4), (), None),
    ],
)
def test_a_gap_of_twenty_points_names_the_question_farthest_from_the_other_side(
    client: tuple[int, ...], provider: tuple[int, ...], signal: Signal | None
) -> None:
    """Twenty points are 0.8 of a mark."""
    found = [one for one in trust.signals([review(client, provider)], False) if one.id == "perception_gap"]
    assert found == ([signal] if signal else [])


@pytest.mark.parametrize(
    ("before", "now", "dropped"),
    [
        ((4, 4, 4, 4, 4), (4, 4, 3, 3, 3), True),
        ((4, 4, 4, 4, 4), (4, 4, 4, 3, 3), False),
        ((4, 4), (), False),
        ((), (2, 2), False),
    ],
)
def test_fifteen_points_less_than_last_time_are_a_drop(
    before: tuple[int, ...], now: tuple[int, ...], dropped: bool
) -> None:
    reviews = [review(before, before), review(now, now)]
    found = [one for one in trust.signals(reviews, False) if one.id == "drop"]
    assert found == ([Signal("drop", "client"), Signal("drop", "provider")] if dropped else [])


def test_a_drop_is_seen_past_a_review_without_scores() -> None:
    assert trust.has_dropped([review((5, 5)), review(), review((4, 4))])
    assert not trust.has_dropped([review((5, 5)), review((4, 4)), review()])
    assert trust.has_dropped([review(), review((5, 5)), review((4, 4))])
    assert not trust.has_dropped([])


def test_only_the_last_review_is_looked_at() -> None:
    uneasy, fine = review((4, 4), (2, 2)), review((4, 4), (4, 4))
    assert [one.id for one in trust.signals([fine, uneasy], False)] == ["perception_gap", "drop", "client_cause"]
    assert trust.signals([uneasy, fine], False) == ()


def test_inputs_cited_twice_or_scored_two_are_the_company_s_doing() -> None:
    late = {0: "inputs"}
    once = measures("gen_on_time", ["80"], aim("95"), causes=late)
    other = measures("gen_cycle_time", ["80"], aim("5"), causes=late)
    cited = [review(measures=tuple(once)), review(measures=tuple(other))]
    assert trust.client_cause(cited)
    assert trust.client_cause([review(measures=(*once, *other))])
    assert not trust.client_cause(cited[:1])
    assert not trust.client_cause([cited[0], review(), cited[1]])
    assert trust.client_cause([review((5, 5), (5, 2))])
    assert not trust.client_cause([review((5, 5), (5, 3))])
    assert not trust.client_cause([])
    assert trust.signals(cited, False) == (Signal("client_cause"),)


def test_thanks_are_suggested_when_all_is_green_and_trust_high() -> None:
    """85 on five questions is 22 marks."""
    high, lower = review((5, 5, 4, 4, 4)), review((5, 4, 4, 4, 4))
    assert trust.signals([high], True) == (Signal("recognition"),)
    assert trust.signals([high], False) == ()
    assert trust.signals([lower], True) == ()


@pytest.mark.parametrize(
    ("client", "provider", "waited", "shown"),
    [
        (True, True, False, True),
        (True, False, False, False),
        (False, True, False, False),
        (True, False, True, True),
    ],
)
def test_scores_are_shown_to_both_at_once(client: bool, provider: bool, waited: bool, shown: bool) -> None:
    assert trust.may_show(client, provider, waited) is shown


@given(SCORES, SCORES)
def test_an_index_is_a_percentage_and_the_gap_the_same_both_ways(one: list[int], other: list[int]) -> None:
    first, second = (trust.index(scores(CLIENT, *each)) for each in (one, other))
    assert first is not None and second is not None
    assert 0 <= first <= 100
    forth, back = trust.difference(review(tuple(one), tuple(other))), trust.difference(review(tuple(other), tuple(one)))
    assert forth == back == abs(first - second)
