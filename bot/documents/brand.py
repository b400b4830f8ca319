"""The operator's name, colour and logo, for the cover of every document."""

from __future__ import annotations

from dataclasses import dataclass

ACCENT = "#1f4e79"
READABLE = 3.0
"""Minimum contrast of large text on its background (WCAG 2.2, 1.4.3)."""


@dataclass(frozen=True, slots=True)
class Brand:
    """`color`: #RRGGBB, or None for each layout's own. `logo`: a PNG made by `bot.documents.logo`."""

    name: str = ""
    color: str | None = None
    logo: bytes | None = None

    @property
    def accent(self) -> str:
        return self.color or ACCENT


def tint(color: str, white: float) -> str:
    """The colour mixed with white; `white` is the share of it, from 0 to 1."""
    return "#" + "".join(f"{round(part + (255 - part) * white):02x}" for part in _parts(color))


def contrast(color: str) -> float:
    """Contrast of text of this colour on white, from 1 to 21 (WCAG 2.2)."""
    shares = [part / 255 for part in _parts(color)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _parts(color: str) -> tuple[int, int, int]:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue
