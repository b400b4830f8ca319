"""An indicator over its periods as a picture, and a board of them."""

from __future__ import annotations

import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.documents.chart import _trend, board_png, trend_png
from domain.indicators.series import LIGHTS, MOST_POINTS, Series
from tests.documents.hostile_texts import HOSTILE

MONTHS = ("janv. 27", "févr. 27", "mars 27", "avr. 27", "mai 27", "juin 27")
DELAY = Series(
    "Délai moyen d’encaissement",
    "jours",
    "down",
    tuple(zip(MONTHS, (Decimal(52), Decimal(50), None, Decimal(45), Decimal("44.25"), Decimal(41)), strict=True)),
    Decimal(38),
    "drifting",
)


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def of(*values: str | None, **changes: object) -> Series:
    points = tuple(
        (f"mois {place}", None if value is None else Decimal(value)) for place, value in enumerate(values, 1)
    )
    return replace(DELAY, points=points, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("41", "jours", "41\u00a0jours"),
        ("1", "jours", "1\u00a0jour"),
        ("1250.5", "EUR/mois", "1\u202f250,50\u00a0€ par mois"),
        ("99.5", "%", "99,5\u202f%"),
        ("2.5", "hours_per_week", "2\u00a0h\u00a030 par semaine"),
        ("4.333333", "note/5", "4,33\u00a0sur\u00a05"),
        ("-3", None, "−3"),
        ("5600000000", "EUR", "5,6\u00a0Md\u00a0€"),
        ("2E+30", None, "2\u00a0×\u00a010³⁰\u00a0"),
    ],
)
def test_a_value_is_written_in_french_with_its_unit(value: str, unit: str | None, shown: str) -> None:
    assert _trend(of(value, unit=unit))["last"] == shown.strip("\u00a0")


def test_long_figures_of_the_axis_are_shortened_together() -> None:
    drawn = _trend(of("1200000", "3400000", unit="EUR", target=None))
    assert [tick for _, tick in drawn["ticks"]] == ["0", "1\u00a0M", "2\u00a0M", "3\u00a0M", "4\u00a0M"]


def test_the_line_has_a_gap_where_nothing_was_measured() -> None:
    drawn = _trend(DELAY)
    assert [len(run) for run in drawn["runs"]] == [2, 3]
    assert drawn["last"] == "41\u00a0jours"
    assert _trend(of("1", None))["last"] == "–"


def test_the_line_of_the_target_steps_where_the_target_changed() -> None:
    assert [[left, right] for left, right, _ in _trend(DELAY)["goals"]] == [[0, 1]]
    stepped = replace(DELAY, targets=(None, *map(Decimal, (46, 46, 38, 38, 38))))
    assert [[round(left, 2), round(right, 2)] for left, right, _ in _trend(stepped)["goals"]] == [[0.17, 0.5], [0.5, 1]]
    assert trend_png(stepped) != trend_png(DELAY)
    with pytest.raises(ValueError, match="as many targets"):
        replace(DELAY, targets=(Decimal(38),))


@pytest.mark.parametrize("count", [1, 3, MOST_POINTS])
@pytest.mark.parametrize(
    "values",
    [("4",), ("0",), ("1", "2", "3"), ("-5", "5"), (None,), ("1", None), ("1E+12", "3"), ("1E-9",), ("1E+30",)],
)
def test_a_trend_is_drawn_whatever_its_values(count: int, values: tuple[str | None, ...]) -> None:
    many = (values * MOST_POINTS)[:count]
    for target in (Decimal(4), None):
        width, height = size(trend_png(of(*many, target=target)))
        assert width == 1080
        assert 600 < height < 900


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.none() | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12),
        min_size=1,
        max_size=MOST_POINTS,
    ),
    st.text(max_size=60),
    st.sampled_from(LIGHTS),
)
def test_any_series_with_any_name_is_drawn(values: list[Decimal | None], name: str, state: str) -> None:
    points = tuple((name, value) for value in values)
    assert size(trend_png(Series(name, name, "up", points, None, state, name)))[0] == 1080


def test_hostile_names_units_labels_and_notes_are_drawn_and_do_nothing_else() -> None:
    for typed in HOSTILE.values():
        points = ((typed, Decimal(1)), (typed, Decimal(2)))
        width, height = size(trend_png(Series(typed, typed[:200], "up", points, Decimal(2), "off", typed)))
        assert width == 1080
        # A few lines of words, never a page of them.
        assert height < 1900


@pytest.mark.parametrize("count", range(1, 8))
def test_a_board_holds_one_to_seven_indicators_and_grows_with_them(count: int) -> None:
    width, height = size(board_png([DELAY] * count))
    assert width == 1080
    assert 150 * count < height < 300 * count


@pytest.mark.parametrize("count", [0, 8])
def test_a_board_of_none_or_too_many_is_refused(count: int) -> None:
    with pytest.raises(ValueError):
        board_png([DELAY] * count)


def test_direction_target_and_light_change_the_picture() -> None:
    pictures = {trend_png(DELAY), trend_png(replace(DELAY, direction="up")), trend_png(replace(DELAY, target=None))}
    pictures |= {trend_png(replace(DELAY, state=state)) for state in LIGHTS}
    assert len(pictures) == 6


def test_the_same_series_gives_the_same_bytes_on_several_threads() -> None:
    drawn = [DELAY, replace(DELAY, state="off")] * 3
    with ThreadPoolExecutor(3) as threads:
        files = list(threads.map(trend_png, drawn))
    assert files == [trend_png(each) for each in drawn]
    assert len(set(files)) == 2
