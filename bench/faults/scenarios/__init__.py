"""The scenarios: one group a module, each a line of the table on every database it applies to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bench.faults.database import POSTGRESQL, SQLITE
from bench.faults.stage import Stage
from bench.faults.table import Check

BOTH = (SQLITE, POSTGRESQL)
Play = Callable[[Stage], Awaitable[Sequence[Check]]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario; `short`: it belongs to the short run, `started`: the bot runs when it begins."""

    name: str
    play: Play
    databases: Sequence[str] = BOTH
    short: bool = False
    started: bool = True
    most: float = 240.0
    """Seconds after which it is given up."""
