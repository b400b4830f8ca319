"""A series: what it refuses, its stretches without a gap, and the round figures around its values."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.indicators.series import LIGHTS, MOST_POINTS, Series

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15)


def series(
    *values: str | None, target: str | None = None, unit: str | None = None, direction: str = "up", state: str = "off"
) -> Series:
    points = tuple((f"m{place}", None if value is None else Decimal(value)) for place, value in enumerate(values))
    return Series("Délai", unit, direction, points, None if target is None else Decimal(target), state)


@pytest.mark.parametrize(
    ("values", "target", "unit", "ticks"),
    [
        (("52", "41"), "38", "jours", ["35", "40", "45", "50", "55"]),
        (("95", "94"), "98", "%", ["92", "94", "96", "98", "100"]),
        (("99.9", "100"), "100", "% des envois", ["97", "98", "99", "100"]),
        (("110", "90"), "100", "%", ["80", "90", "100", "110", "120"]),
        (("4",), None, None, ["3", "3.5", "4", "4.5", "5"]),
        (("0", "0"), "0", None, ["0", "0.25", "0.5", "0.75", "1"]),
        (("-5", "3"), "0", None, ["-7.5", "-5", "-2.5", "0", "2.5", "5"]),
        ((None,), None, None, ["0", "0.5", "1", "1.5"]),
        (("1000000000000", "3000000000000"), None, "EUR", ["0", "1E+12", "2E+12", "3E+12", "4E+12"]),
    ],
)
def test_the_axis_has_round_figures_around_the_values(
    values: tuple[str, ...], target: str | None, unit: str | None, ticks: list[str]
) -> None:
    assert series(*values, target=target, unit=unit).ticks == tuple(map(Decimal, ticks))


@given(st.lists(st.none() | NUMBERS, min_size=1, max_size=MOST_POINTS), st.none() | NUMBERS)
def test_whatever_the_values_they_stand_between_the_first_and_the_last_figure(
    values: list[Decimal | None], target: Decimal | None
) -> None:
    made = Series("x", None, "down", tuple(("m", value) for value in values), target, "drifting")
    assert 2 <= len(made.ticks) <= 7
    assert list(made.ticks) == sorted(set(made.ticks))
    for value in (*values, target):
        assert value is None or made.ticks[0] <= value <= made.ticks[-1]


def test_stretches_are_cut_where_nothing_was_measured() -> None:
    made = series("1", "2", None, "3", None, None)
    assert [[place for place, _ in run] for run in made.runs] == [[0, 1], [3]]
    assert made.last is None
    assert series(None, None).runs == ()


@pytest.mark.parametrize("state", LIGHTS)
@pytest.mark.parametrize("direction", ["up", "down"])
def test_every_light_and_direction_of_a_review_is_known(state: str, direction: str) -> None:
    assert series("1", state=state, direction=direction).last == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"values": ()},
        {"values": ("1",) * (MOST_POINTS + 1)},
        {"values": ("NaN",)},
        {"values": ("Infinity",)},
        {"values": ("1",), "target": "NaN"},
        {"values": ("1",), "direction": "sideways"},
        {"values": ("1",), "state": "purple"},
    ],
)
def test_what_cannot_be_drawn_is_refused(bad: dict[str, str]) -> None:
    values = bad.pop("values")
    with pytest.raises(ValueError):
        series(*values, **bad)
