"""How values become text that both databases accept, and come back the same."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any


def encode(value: Any) -> str:
    """JSON. ValueError if a number would not come back exactly, TypeError for what JSON does not have."""
    # ASCII, because PostgreSQL refuses a NUL and any database half a surrogate pair, and people send both.
    return json.dumps(value, default=_number, allow_nan=False)


def decode(text: str) -> Any:
    """The value of a JSON text; a number with a decimal point is a Decimal."""
    return json.loads(text, parse_float=Decimal)


def printable(text: str) -> str:
    """The text with what no database takes written as an escape: it comes from outside and must be kept."""
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
