"""The catalogue of what can be outsourced and how it is measured: functions, their groups and their KPIs.

It is built from plain lists and dictionaries; a defect raises a ValueError that names the entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, TypeVar

OBJECTIVES = ("cost", "efficiency", "expertise", "flexibility")
ALLOWED = {
    "objective": OBJECTIVES,
    "direction": ("up", "down"),
    "control": ("provider", "shared"),
    "frequency": ("weekly", "monthly", "quarterly"),
    "regulated": ("none", "partial", "reserved"),
    "status": ("verifie", "connu", "a_verifier"),
    "sensitivity": (1, 2, 3, 4, 5),
    "market_depth": (1, 2, 3, 4, 5),
    "process_floor": (1, 2, 3, 4, 5),
}
BOUND = re.compile(r"(?:([bv])\*)?([0-9]+(?:\.[0-9]+)?)")

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Activity:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Caution:
    """A caution about a function. `status`: `verifie` (source read), `connu` (general knowledge), `a_verifier`."""

    code: str
    text: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class PriceHint:
    """A price range in euros before tax for one `unit`; `source`: `vu` (page read) or `usage`."""

    low: Decimal
    high: Decimal
    unit: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Function:
    """Work a company can entrust (`docs/rules/catalogue_fonctions.md §1`); `price_month`: range in euros before tax."""

    id: str
    label: str
    group: str
    typical_tasks: tuple[Activity, ...]
    delivery_models: tuple[str, ...]
    data_categories: tuple[str, ...]
    sensitivity: int
    regulated: str
    cautions: tuple[Caution, ...]
    objective_fit: Mapping[str, int]
    vision_fit: tuple[str, ...]
    market_depth: int
    process_floor: int
    volume_unit: str
    price_hint: PriceHint
    price_month: tuple[Decimal, Decimal]
    deliverables: tuple[str, ...]
    keep: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """A number, or a multiple of the measured base (`b`) or of the head's hour value (`v`)."""

    factor: Decimal
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    lo: Bound
    hi: Bound


@dataclass(frozen=True, slots=True)
class Kpi:
    """A measure of a task (`docs/rules/catalogue_kpi.md §1`); `function`: None when it suits every function."""

    id: str
    label: str
    function: str | None
    objective: str
    formula: str
    unit: str
    direction: str
    control: str
    baseline: tuple[Decimal, Decimal] | None
    target: Range
    source: str
    frequency: str
    pitfall: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    groups: tuple[Group, ...]
    functions: Mapping[str, Function]
    kpis: Mapping[str, Kpi]

    def kpis_of(self, function_id: str | None) -> tuple[Kpi, ...]:
        """The KPIs of one function, in catalogue order; for None those that suit every function."""
        return tuple(kpi for kpi in self.kpis.values() if kpi.function == function_id)


def catalogue(functions_data: Any, kpis_data: Any) -> Catalogue:
    """Build the catalogue from `{groups: […], functions: […]}` and a list of KPIs.

    Raises ValueError, naming the entry, for a missing, unknown, repeated or ill-written field.
    """
    if not isinstance(functions_data, Mapping) or not functions_data.keys() >= {"groups", "functions"}:
        raise ValueError("functions: groups and functions are expected")
    groups = _entries("group", functions_data["groups"], lambda raw: _build(Group, raw))
    functions = _entries("function", functions_data["functions"], _function)
    kpis = _entries("kpi", kpis_data, _kpi)
    for function in functions.values():
        if function.group not in groups:
            raise ValueError(f"function {function.id}: unknown group {function.group}")
    for kpi in kpis.values():
        if kpi.function is not None and kpi.function not in functions:
            raise ValueError(f"kpi {kpi.id}: unknown function {kpi.function}")
    return Catalogue(tuple(groups.values()), functions, kpis)


def _entries(kind: str, data: Any, build: Callable[[Any], Entry]) -> dict[str, Entry]:
    if not isinstance(data, list):
        raise ValueError(f"{kind}: a list is expected")
    found: dict[str, Entry] = {}
    for position, raw in enumerate(data, start=1):
        name = raw.get("id", f"number {position}") if isinstance(raw, dict) else f"number {position}"
        if name in found:
            raise ValueError(f"{kind} {name}: repeated")
        try:
            found[name] = build(raw)
        except KeyError as missing:
            raise ValueError(f"{kind} {name}: missing {missing.args[0]}") from missing
        except (TypeError, ValueError, ArithmeticError) as wrong:
            raise ValueError(f"{kind} {name}: {wrong}") from wrong
    return found


def _build(kind: type[Entry], raw: Mapping[str, Any]) -> Entry:
    """Build the dataclass from the entry; raise TypeError or ValueError for a field of another type or value."""
    entry = kind(**raw)
    for field in fields(entry):  # type: ignore[arg-type]
        value = getattr(entry, field.name)
        if field.type == "str" and (not isinstance(value, str) or not value):
            raise TypeError(f"{field.name} must be a text, not {value!r}")
        if field.name in ALLOWED and value not in ALLOWED[field.name]:
            raise ValueError(f"{field.name}: {value!r} is none of {', '.join(map(str, ALLOWED[field.name]))}")
    return entry


def _function(raw: Mapping[str, Any]) -> Function:
    low, high = raw["price_month"]
    hint = raw["price_hint"]
    plain = ("delivery_models", "data_categories", "vision_fit", "deliverables", "keep")
    return _build(
        Function,
        {
            **raw,
            **{name: _texts(name, raw[name]) for name in plain},
            "typical_tasks": tuple(_build(Activity, activity) for activity in raw["typical_tasks"]),
            "cautions": tuple(_build(Caution, caution) for caution in raw["cautions"]),
            "price_hint": _build(PriceHint, {**hint, "low": _exact(hint["low"]), "high": _exact(hint["high"])}),
            "price_month": (_exact(low), _exact(high)),
        },
    )


def _kpi(raw: Mapping[str, Any]) -> Kpi:
    target = Range(*_ends(raw["target"]))
    baseline = None if raw["baseline"] == "own" else _ends(raw["baseline"])
    if baseline and baseline[0].base:
        raise ValueError(f"baseline {raw['baseline']!r} must be two numbers, or own")
    values = tuple(bound.factor for bound in baseline) if baseline else None
    return _build(Kpi, {"function": None, **raw, "baseline": values, "target": target})


def _ends(text: Any) -> tuple[Bound, Bound]:
    """Read both ends of `min..max`, each a number or a multiple of `b` or `v` (`docs/rules/catalogue_kpi.md §1`)."""
    if not isinstance(text, str):
        raise TypeError(f"{text!r} must be a text like 3..6")
    ends = [BOUND.fullmatch(part) for part in text.split("..")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        raise ValueError(f"{text!r} is not a range like 3..6 or b*0.75..b*0.90")
    lo, hi = (Bound(Decimal(match[2]), match[1]) for match in ends if match)
    if lo.base != hi.base or lo.factor > hi.factor:
        raise ValueError(f"{text!r} does not go from low to high")
    return lo, hi


def _texts(name: str, values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"{name} must be a list of texts")
    return tuple(values)


def _exact(number: Any) -> Decimal:
    """The decimal as it is written, even when the reader made it a float."""
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal):
        raise TypeError(f"{number!r} is not a number")
    return Decimal(str(number))
