"""Walks of a simulation that are walked once: what they leave is copied wherever they begin from the same state."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from bot.conversation.sessions import Sessions
from tests.bot.database_copy import read_rows, replace_rows

if TYPE_CHECKING:
    from tests.bot.simulation import Simulation

P = ParamSpec("P")
T = TypeVar("T")
STATE = ("now", "update", "inbox", "buttons", "last_labels")
"""What a simulation remembers beside its database."""


@dataclass(frozen=True)
class Walk:
    """What it returned, and the state it left."""

    result: Any
    rows: Any
    state: dict[str, Any]


WalkMemory = dict[bytes, Walk]


def walked_once(
    walk: Callable[Concatenate[Simulation, P], T],
) -> Callable[Concatenate[Simulation, P], T]:
    """The same walk, remembered by what it began from: every row, the clock, what was shown, and what was asked for."""

    @wraps(walk)
    def walk_or_restore(simulation: Simulation, *args: P.args, **options: P.kwargs) -> T:
        memory = simulation.memory
        if memory is None:
            return walk(simulation, *args, **options)
        place = _fingerprint(simulation, (walk.__qualname__, args, sorted(options.items())))
        if place not in memory:
            result = walk(simulation, *args, **options)
            memory[place] = Walk(copy.deepcopy(result), read_rows(simulation.store), _state(simulation))
            return result
        known = memory[place]
        replace_rows(simulation.store, known.rows)
        # What was loaded before may be of another walk.
        simulation.app.sessions = Sessions()
        for name, value in copy.deepcopy(known.state).items():
            setattr(simulation, name, value)
        result = copy.deepcopy(known.result)
        return result

    return walk_or_restore


def _state(simulation: Simulation) -> dict[str, Any]:
    return copy.deepcopy({name: getattr(simulation, name) for name in STATE})


def _fingerprint(simulation: Simulation, asked: Any) -> bytes:
    kind = simulation.store._url.get_backend_name()
    state = [(name, repr(getattr(simulation, name))) for name in STATE]
    return hashlib.sha256(repr((kind, state, asked, read_rows(simulation.store))).encode()).digest()
