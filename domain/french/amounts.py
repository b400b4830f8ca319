"""Exact numbers as a sentence prints them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from domain.french.units import write_quantity


def number(value: Decimal | Fraction | int | None, unit: str | None = None) -> str | None:
    """The number with its unit; None for nothing."""
    if value is None:
        return None
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    return write_quantity(Decimal(value), unit)


def whole(value: Fraction | Decimal) -> Decimal:
    """Rounded to the unit, half up: amounts read better without cents."""
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
    return exact.quantize(Decimal(1), ROUND_HALF_UP)
