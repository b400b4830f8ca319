"""What was measured, each beside its limit, in a table with one line a scenario and database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """A measure and the most it may be; no limit for what is only printed."""

    name: str
    measured: float
    most: float | None = 0
    unit: str = ""
    fact: bool = False
    """Whether it says only that something is so, or not."""

    @property
    def ok(self) -> bool:
        return self.most is None or self.measured <= self.most

    def __str__(self) -> str:
        if self.fact:
            return f"{self.name}: yes" if self.ok else f"!! {self.name}: NO"
        limit = "" if self.most is None else f" (≤ {_short(self.most)})"
        return f"{'' if self.ok else '!! '}{self.name} {_short(self.measured)}{self.unit}{limit}"


def wait(name: str, seconds: float, most: float = 1.0) -> Check:
    return Check(name, seconds, most, " s")


def must(name: str, held: object) -> Check:
    """Something that must be so."""
    return Check(name, 0 if held else 1, fact=True)


@dataclass(frozen=True, slots=True)
class Line:
    """The outcome of a scenario on a database."""

    name: str
    database: str
    checks: Sequence[Check]
    seconds: float

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)

    def __str__(self) -> str:
        measured = "; ".join(map(str, self.checks))
        verdict = "ok" if self.ok else "FAILED"
        return f"{self.name:<58} {self.database:<11}{verdict:<7}{self.seconds:5.0f} s   {measured}"


HEADING = f"{'scenario':<58} {'database':<11}{'':<7}{'took':>7}   measured (limit)"


def _short(number: float) -> str:
    return f"{number:.2f}" if isinstance(number, float) and number != int(number) else f"{int(number)}"
