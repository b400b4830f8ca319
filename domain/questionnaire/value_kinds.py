"""Answers as values: their kinds, their bounds, what reading one may give, and their JSON form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any


class Gap(Enum):
    """An answer known to be missing: passed over, or « je ne sais pas »."""

    SKIPPED = "skipped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Aside:
    """A figure kept with the unit it was given in: it only counts where that unit is asked."""

    figure: int | Decimal
    unit: str


Value = str | bool | int | Decimal | tuple[str, ...] | Gap | Aside
"""Dates are ISO strings, a choice is its id, several choices a tuple of ids."""

Choices = Sequence[tuple[str, str]]
"""(id, label) of each choice proposed."""


class Problem(StrEnum):
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
    """Bounds of one question. `step` is the grain converted values are rounded to."""

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
    """`note` names a conversion that took place ("minutes", "thousands"…)."""

    value: Value
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """One or more possible readings, all within the bounds: to be asked back."""

    candidates: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """`params` are display strings: `text` as typed, the bound passed (`min`, `max`), the `unit` expected."""

    problem: Problem
    params: Mapping[str, str] = field(default_factory=dict)


def to_json(value: Value) -> Any:
    """Skipped is null, unknown {"unknown": true}, a whole Decimal an integer, several choices a list."""
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
    """The inverse of `to_json`, whether figures were read as floats or as exact Decimals.

    ValueError on anything `to_json` does not write.
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
