"""The priority matrix as a picture: the data that Typst draws, and the PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.documents.cleaning import clean
from bot.documents.typesetting import Typesetter, breakable
from domain.calibration import KEEP, SPLIT
from domain.matrix import TALL, Matrix, edge
from domain.values import show

LONGEST_NAME = 120
PIXELS_PER_INCH = 144
"""A page of 540 points gives 1080 pixels."""

_typesetter = Typesetter(Path(__file__).resolve().parents[2] / "templates" / "matrix.typ")


def matrix_png(matrix: Matrix) -> bytes:
    """1080 pixels wide, as tall as its legend asks; the same matrix gives the same bytes.

    Safe to call from several threads; it takes milliseconds, so never on the event loop.
    """
    return _typesetter.compile("matrix", drawing(matrix), format="png", ppi=PIXELS_PER_INCH)


def drawing(matrix: Matrix) -> dict[str, Any]:
    """What `matrix.typ` draws; names on one line, of at most 120 characters."""
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


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
