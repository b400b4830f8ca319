"""What a question, a choice or a section was called, as `was` says it in `dialogs/`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain.questionnaire.values import Value

BOOLEANS = {"True": "yes", "False": "no"}


def names(data: Any) -> tuple[str, ...]:
    """One name, or several of them."""
    return tuple(map(str, data)) if isinstance(data, list) else (str(data),)


def was(data: Any) -> dict[str, dict[str, Value]]:
    """`old`, `[old, older]`, `{old: {value: what it became}}`. Raises ValueError for what is none of them."""
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
