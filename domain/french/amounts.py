"""How an exact number is printed in a French sentence, with its unit or rounded to a whole."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from domain.french.units import write_quantity


def number(value: Decimal | Fraction | int | None, unit: str | None = None) -> str | None:
    """The number printed with its unit (`units.py`); None when there is no number."""
    if value is None:
        return None
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    return write_quantity(Decimal(value), unit)


def whole(value: Fraction | Decimal) -> Decimal:
    """Round to a whole number, half up: amounts read better without cents."""
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
    return exact.quantize(Decimal(1), ROUND_HALF_UP)
