"""Where an objective starts, what it proposes, and what counts as better."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.indicators.objectives import baseline, is_better, proposals

D = Decimal


@pytest.mark.parametrize(
    ("objective", "expected"),
    [("cost", D(728)), ("efficiency", D("2.5")), ("expertise", D(2)), ("flexibility", None), ("", None)],
)
def test_the_audit_tells_where_the_task_stands(objective: str, expected: Decimal | None) -> None:
    found = baseline(objective, internal_cost=Fraction(2185, 3), hours=D("2.5"), mastery=D(2))
    assert found == expected


@pytest.mark.parametrize("objective", ["cost", "efficiency", "expertise"])
def test_what_the_audit_does_not_know_is_asked(objective: str) -> None:
    assert baseline(objective, internal_cost=None, hours=None, mastery=None) is None


def test_a_task_that_costs_nothing_has_no_cost_to_start_from() -> None:
    assert baseline("cost", internal_cost=Fraction(1, 3), hours=D(0), mastery=D(1)) is None


@pytest.mark.parametrize(
    ("objective", "base", "peak", "expected"),
    [
        ("cost", "1000", None, ("950", "850", "750")),
        ("cost", "810", None, ("770", "689", "608")),
        ("cost", "1", None, ("1", "1", "1")),
        ("efficiency", "10", None, ("6", "4", "2.5")),
        ("efficiency", "4", None, ("2.5", "1.5", "1")),
        ("efficiency", "0.5", None, ("0.25", "0.25", "0.25")),
        ("expertise", "1", None, ("2", "4", "5")),
        ("expertise", "3", None, ("4", "4", "5")),
        ("expertise", "4", None, ("5", "5", "5")),
        ("flexibility", "0", None, ("30", "50", "100")),
        ("flexibility", "10", "60", ("30", "50", "100")),
        ("flexibility", "10", "180", ("30", "50", "180")),
        ("flexibility", "45", None, ("55", "55", "100")),
        ("flexibility", "495", "400", ("500", "500", "500")),
    ],
)
def test_three_targets_are_proposed(
    objective: str, base: str, peak: str | None, expected: tuple[str, str, str]
) -> None:
    found = proposals(objective, D(base), D(peak) if peak else None)
    assert found == tuple(map(D, expected))


def test_nothing_is_proposed_without_a_base_or_an_objective() -> None:
    assert proposals("cost", None) is None
    assert proposals("", D(10)) is None


@pytest.mark.parametrize(
    ("objective", "target", "better"),
    [
        ("cost", "99", True),
        ("cost", "100", False),
        ("efficiency", "101", False),
        ("expertise", "101", True),
        ("flexibility", "99", False),
    ],
)
def test_less_is_better_for_cost_and_time_only(objective: str, target: str, better: bool) -> None:
    assert is_better(objective, D(target), D(100)) is better


@given(
    st.sampled_from([("cost", 10, 50000), ("efficiency", 1, 60), ("expertise", 1, 4), ("flexibility", 0, 490)]),
    st.data(),
)
def test_proposals_get_bolder_and_beat_the_base(bounds: tuple[str, int, int], data: st.DataObject) -> None:
    objective, low, high = bounds
    base = D(data.draw(st.integers(low, high)))
    found = proposals(objective, base)
    assert found
    assert not is_better(objective, found[0], found[1])
    assert not is_better(objective, found[1], found[2])
    assert is_better(objective, found[2], base)
