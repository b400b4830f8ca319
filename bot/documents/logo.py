"""The operator's logo, whatever its file was, as the picture that every document shows."""

from __future__ import annotations

from pathlib import Path

import typst

from bot.documents.typesetting import Typesetter

LARGEST_FILE = 2_000_000
PIXELS_PER_INCH = 300
"""At most 6.5 × 2.2 cm in print: 770 × 260 pixels, a few tens of kilobytes."""
TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "logo.typ"


def logo_png(content: bytes) -> bytes:
    """A PNG, JPEG or SVG file as a PNG of the size of the cover; ValueError when it is not such a picture.

    Everything but the picture is left behind: scripts of an SVG, links, notes of a camera.
    """
    if len(content) > LARGEST_FILE:
        raise ValueError("larger than 2 MB")
    try:
        return Typesetter(TEMPLATE).compile("logo", {"bytes": list(content)}, format="png", ppi=PIXELS_PER_INCH)
    except typst.TypstError as problem:
        raise ValueError("not a PNG, JPEG or SVG picture") from problem
