"""Conditions as data: the `when` of a question or the trigger of a clause, and whether it is true of some answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from domain.questionnaire.values import Value

Lookup = Callable[[str], Value | None]


@dataclass(frozen=True, slots=True)
class Is:
    """True when the named answer is one of the values (for a multiple choice: contains one of them)."""

    name: str
    values: tuple[Value, ...]

    def holds(self, lookup: Lookup) -> bool:
        value = lookup(self.name)
        if isinstance(value, tuple):
            return any(wanted in value for wanted in self.values)
        return value is not None and value in self.values

    def names(self) -> Iterator[str]:
        yield self.name


@dataclass(frozen=True, slots=True)
class Compare:
    """True when the named number is `gt`, `gte`, `lt` or `lte` the bound; false when it is not a number."""

    operator: str
    name: str
    bound: Decimal

    def holds(self, lookup: Lookup) -> bool:
        value = lookup(self.name)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return False
        return {
            "gt": value > self.bound,
            "gte": value >= self.bound,
            "lt": value < self.bound,
            "lte": value <= self.bound,
        }[self.operator]

    def names(self) -> Iterator[str]:
        yield self.name


@dataclass(frozen=True, slots=True)
class Not:
    condition: When

    def holds(self, lookup: Lookup) -> bool:
        return not self.condition.holds(lookup)

    def names(self) -> Iterator[str]:
        return self.condition.names()


@dataclass(frozen=True, slots=True)
class All:
    conditions: tuple[When, ...]

    def holds(self, lookup: Lookup) -> bool:
        return all(condition.holds(lookup) for condition in self.conditions)

    def names(self) -> Iterator[str]:
        return (name for condition in self.conditions for name in condition.names())


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple[When, ...]

    def holds(self, lookup: Lookup) -> bool:
        return any(condition.holds(lookup) for condition in self.conditions)

    def names(self) -> Iterator[str]:
        return (name for condition in self.conditions for name in condition.names())


When = Is | Compare | Not | All | AnyOf


def leaves(when: When) -> Iterator[Is | Compare]:
    """The simple conditions that make up this one, in order."""
    match when:
        case Is() | Compare():
            yield when
        case Not(condition):
            yield from leaves(condition)
        case All(conditions) | AnyOf(conditions):
            for condition in conditions:
                yield from leaves(condition)
