"""Encodes values as text that both databases accept and that decodes to the same values."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any


def encode(value: Any) -> str:
    """The value as JSON. Raises ValueError if a number would not decode exactly, TypeError for other types."""
    # ASCII, because people send NULs, which PostgreSQL refuses, and half surrogate pairs, which both refuse.
    return json.dumps(value, default=_number, allow_nan=False)


def decode(text: str) -> Any:
    """The value of a JSON text; a number with a decimal point becomes a Decimal."""
    return json.loads(text, parse_float=Decimal)


def printable(text: str) -> str:
    """The text with characters no database accepts written as escapes, for text from outside."""
    return text.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode()


def _number(value: object) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is not a JSON value")
    if value.is_finite() and value == value.to_integral_value():
        return int(value)
    nearest = float(value)
    if Decimal(repr(nearest)) != value:
        raise ValueError(f"{value} does not fit in a JSON number")
    return nearest
