"""Reads `was` in `dialogs/`: the former names of a question, a choice or a section."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain.questionnaire.values import Value

BOOLEANS = {"True": "yes", "False": "no"}


def names(data: Any) -> tuple[str, ...]:
    """`name` or `[name, other]`."""
    return tuple(map(str, data)) if isinstance(data, list) else (str(data),)


def was(data: Any) -> dict[str, dict[str, Value]]:
    """Former name → former value → its value now, from `old`, `[old, older]` or `{old: {value: now}}`.

    Raises ValueError for anything else.
    """
    if not isinstance(data, Mapping):
        return {name: {} for name in names(data)}
    return {name: _values(values or {}) for name, values in data.items()}


def _values(data: Any) -> dict[str, Value]:
    if not isinstance(data, Mapping):
        raise ValueError("les valeurs s’écrivent {ancienne: nouvelle}")
    return {BOOLEANS.get(str(old), str(old)): _value(new) for old, new in data.items()}


def _value(data: Any) -> Value:
    if isinstance(data, list):
        return tuple(map(str, data))
    if isinstance(data, str | bool | int | Decimal):
        return data
    raise ValueError("une valeur est un mot, un nombre ou une liste de choix")
