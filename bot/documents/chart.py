"""Draws pictures as PNG: the priority matrix, the trend of an indicator, the board of indicators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from bot.documents.cleaning import clean
from bot.documents.typesetting import Typesetter, breakable
from domain.assessment.calibration import KEEP, SPLIT
from domain.assessment.matrix import TALL, Matrix, edge
from domain.french.units import label, write_number, write_quantity
from domain.indicators.series import Series
from domain.questionnaire.values import show

LONGEST_NAME = 120
PIXELS_PER_INCH = 144
"""A page of 540 points gives 1080 pixels."""

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
MOST_ROWS = 7
LARGE = ((Decimal(10) ** 9, "Md"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))
LONG, LONGER = Decimal(10) ** 5, Decimal(10) ** 13
"""From `LONG` on a figure is shortened (« 250 k »); from `LONGER` on it is written as a power of ten."""
TINY = Decimal("0.000001")
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
LONGEST_LABEL, LONGEST_NOTE = 14, 200

_typesetter, _trends = Typesetter(TEMPLATES / "matrix.typ"), Typesetter(TEMPLATES / "trend.typ")


def matrix_png(matrix: Matrix) -> bytes:
    """The priority matrix, 1080 pixels wide and as tall as its legend; the same matrix gives the same bytes.

    Thread-safe; it takes milliseconds, so not to be called on the event loop.
    """
    return _typesetter.compile("matrix", drawing(matrix), format="png", ppi=PIXELS_PER_INCH)


def trend_png(series: Series) -> bytes:
    """One indicator as a line with its target, 1080 pixels wide; a period without a value is a gap.

    The same series gives the same bytes. Thread-safe; not to be called on the event loop.
    """
    return _trends.compile("trend", _trend(series), format="png", ppi=PIXELS_PER_INCH)


def board_png(board: Sequence[Series]) -> bytes:
    """1 to 7 indicators, one under the other, 1080 pixels wide. Raises ValueError for another number."""
    if not 1 <= len(board) <= MOST_ROWS:
        raise ValueError(f"a board has 1 to {MOST_ROWS} indicators, not {len(board)}")
    return _trends.compile("board", [_trend(series) for series in board], format="png", ppi=PIXELS_PER_INCH)


def _stretches(goals: Sequence[Decimal | None]) -> Iterator[tuple[int, Decimal | None, int]]:
    """For each stretch of periods with the same target: its first period, the target, the number of periods."""
    start = 0
    for goal, found in groupby(goals):
        count = sum(1 for _ in found)
        yield start, goal, count
        start += count


def _trend(series: Series) -> dict[str, Any]:
    """The data `trend.typ` draws: places from the left and heights from the bottom, both from 0 to 1."""
    count, ticks = len(series.points), series.ticks
    low, high = ticks[0], ticks[-1]

    def height(value: Decimal) -> float:
        return float((value - low) / (high - low))

    places = [(place + 0.5) / count for place in range(count)]
    large = max(abs(low), abs(high)) >= LONG
    return {
        "name": breakable(_short(clean(series.name))),
        "note": breakable(_short(clean(series.note), LONGEST_NOTE)),
        "state": series.state,
        "direction": series.direction,
        "last": "–" if series.last is None else _quantity(series.last, series.unit),
        "goal": None if series.target is None else _quantity(series.target, series.unit),
        "goals": [
            [start / count, (start + held) / count, height(goal)]
            for start, goal, held in _stretches(series.goals)
            if goal is not None
        ],
        "ticks": [[height(tick), _shorten(tick) if large else _plain(tick)] for tick in ticks],
        "labels": [_short(clean(name), LONGEST_LABEL) for name, _ in series.points],
        "places": places,
        "runs": [[[places[place], height(value)] for place, value in run] for run in series.runs],
    }


def _quantity(value: Decimal, unit: str | None) -> str:
    """« 38 jours », or « 1,2 M € » for a long figure."""
    if abs(value) < LONG * 10:
        return breakable(clean(write_quantity(round(value, 2), unit)))
    return breakable(clean(f"{_shorten(value)}\u00a0{label(unit)}"))


def _shorten(value: Decimal) -> str:
    """« 250 k », « 1,5 M », « 3 Md », « 1,2 × 10³⁰ »."""
    if abs(value) >= LONGER:
        power = value.adjusted()
        return f"{_plain(round(value.scaleb(-power), 2))}\u00a0×\u00a010{str(power).translate(SUPERSCRIPTS)}"
    for size, letter in LARGE:
        if abs(value) >= size:
            return f"{_plain(round(value / size, 2))}\u00a0{letter}"
    return _plain(round(value, 2))


def _plain(value: Decimal) -> str:
    if value and abs(value) < TINY:
        power = value.adjusted()
        return f"{_plain(round(value.scaleb(-power), 2))}\u00a0×\u00a010{str(power).translate(SUPERSCRIPTS)}"
    return write_number(value)


def drawing(matrix: Matrix) -> dict[str, Any]:
    """The data `matrix.typ` draws; names are cut to one line of 120 characters."""
    bubbles = [
        {
            "number": str(bubble.number),
            "name": breakable(_short(clean(bubble.name))),
            "hours": show("number", bubble.hours, "hours_per_week"),
            "verdict": bubble.verdict,
            "point": bubble.point,
            "center": bubble.center,
            "radius": bubble.radius,
        }
        for bubble in matrix.bubbles
    ]
    return {"bubbles": bubbles, "tall": TALL, "keep": KEEP, "split": SPLIT, "edge": [edge(0), edge(KEEP)]}


def _short(text: str, most: int = LONGEST_NAME) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
