"""The kinds of values an answer may be, their bounds, the results of reading a text, and their JSON form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any


class Gap(Enum):
    """An answer known to be missing: the person skipped the question, or answered « je ne sais pas »."""

    SKIPPED = "skipped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Aside:
    """A figure set aside with the unit it was given in; it counts again when the question asks for that unit."""

    figure: int | Decimal
    unit: str


Value = str | bool | int | Decimal | tuple[str, ...] | Gap | Aside
"""Dates are ISO strings, a choice is its id, several choices a tuple of ids."""

Choices = Sequence[tuple[str, str]]
"""(id, label) of each choice proposed."""


class Problem(StrEnum):
    """Why an answer is refused; the value is the key of its words."""

    NOT_A_NUMBER = "not_a_number"
    TWO_NUMBERS = "two_numbers"
    TOO_MANY_FIGURES = "too_many_figures"
    WRONG_UNIT = "wrong_unit"
    BELOW_MIN = "below_min"
    ABOVE_MAX = "above_max"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_A_DATE = "not_a_date"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_DAY_THEN = "no_such_day_then"
    NO_SUCH_MONTH = "no_such_month"
    BEFORE_MIN_DATE = "before_min_date"
    AFTER_MAX_DATE = "after_max_date"
    NOT_WORKED = "not_worked"
    NOT_A_CHOICE = "not_a_choice"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    NOT_TEXT = "not_text"
    NOT_A_NAME = "not_a_name"
    BAD_CHARACTERS = "bad_characters"


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one question; a value beyond a soft one is asked back. `step`: what converted values round to."""

    unit: str | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    soft_min: Decimal | None = None
    soft_max: Decimal | None = None
    step: Decimal | None = None
    min_date: date | None = None
    max_date: date | None = None
    min_choices: int | None = None
    max_choices: int | None = None
    min_length: int | None = None
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """A text with one certain value. `note`: the conversion made ("minutes", "thousands"…), or None."""

    value: Value
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A text with one or more possible values, all within the bounds, to ask back."""

    candidates: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused answer. `params`: the text typed, the bound passed (`min`, `max`), the `unit`; in French."""

    problem: Problem
    params: Mapping[str, str] = field(default_factory=dict)


def to_json(value: Value) -> Any:
    """Convert to JSON: skipped is null, unknown is {"unknown": true}, several choices a list."""
    match value:
        case Gap.SKIPPED:
            return None
        case Gap.UNKNOWN:
            return {"unknown": True}
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case tuple():
            return list(value)
        case Aside():
            return {"aside": to_json(value.figure), "unit": value.unit}
    return value


def from_json(raw: Any) -> Value:
    """Convert what `to_json` wrote back to a value, whether figures come as floats or as exact Decimals.

    Raises ValueError on anything `to_json` does not write.
    """
    match raw:
        case None:
            return Gap.SKIPPED
        case {"unknown": True, **rest} if not rest:
            return Gap.UNKNOWN
        case {"aside": figure, "unit": str(unit), **rest} if not rest:
            kept = from_json(figure)
            if isinstance(kept, int | Decimal) and not isinstance(kept, bool):
                return Aside(kept, unit)
        case bool() | int() | str():
            return raw
        case float() if Decimal(repr(raw)).is_finite():
            return Decimal(repr(raw))
        case Decimal() if raw.is_finite():
            return raw
        case list() if all(isinstance(item, str) for item in raw):
            return tuple(raw)
    raise ValueError(f"not an answer: {raw!r:.80}")
