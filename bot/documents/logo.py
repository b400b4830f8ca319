"""Turns the operator's logo, whatever its format, into the PNG that every document shows."""

from __future__ import annotations

from pathlib import Path

import typst

from bot.documents.typesetting import Typesetter

LARGEST_FILE = 2_000_000
PIXELS_PER_INCH = 300
"""Resolution of the logo: at most 6.5 × 2.2 cm in print, so 770 × 260 pixels."""
TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "logo.typ"


def logo_png(content: bytes) -> bytes:
    """A PNG of the size of the cover, from a PNG, JPEG or SVG file. Raises ValueError for another file.

    Only the picture is kept: no scripts or links of an SVG, no metadata of a camera.
    """
    if len(content) > LARGEST_FILE:
        raise ValueError("larger than 2 MB")
    try:
        return Typesetter(TEMPLATE).compile("logo", {"bytes": list(content)}, format="png", ppi=PIXELS_PER_INCH)
    except typst.TypstError as problem:
        raise ValueError("not a PNG, JPEG or SVG picture") from problem
