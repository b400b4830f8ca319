"""What people do in front of each bot: the windows that are measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BUSY, THINKING, ALONE, DISTANT = "busy", "thinking", "alone", "distant"
KINDS = (BUSY, THINKING, ALONE, DISTANT)
USUAL = 3
"""Activities that a company studies in most scenes."""
CROWD = 500
MOST_CROWD = 100
"""Above so many people, only the usual number of activities is walked: bringing everybody to their place takes long."""
THOUGHT = 2.5
"""Mean seconds of people who think."""
DISTANCE = 0.05
"""Seconds that the Bot API is away from the distant bot."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One window; `tasks` is the number of activities studied, and only matters to Relais."""

    kind: str
    people: int = 1
    tasks: int = USUAL
    think: float = 0.0
    distance: float = 0.0
    answers: int | None = None
    walks: int | None = None
    seconds: float = 600.0

    def __str__(self) -> str:
        return f"{self.kind}, {self.people} people, {self.tasks} tasks"

    @property
    def offered(self) -> float:
        """Presses and texts a second that thinking people give a bot that replies at once; 0 if nobody thinks."""
        return self.people / self.think if self.think else 0.0


def scenes(kinds: Sequence[str], people: Sequence[int], tasks: Sequence[int], answers: int) -> list[Scene]:
    """The scenes of these kinds; `people` and `answers` are for busy ones."""
    found: list[Scene] = []
    if BUSY in kinds:
        for count in people:
            walked = tasks if count <= MOST_CROWD else tasks[:1]
            found += [Scene(BUSY, count, one, answers=answers) for one in walked]
    if THINKING in kinds:
        found.append(Scene(THINKING, CROWD, tasks[0], think=THOUGHT, seconds=30.0))
    if ALONE in kinds:
        found += [Scene(ALONE, tasks=one, walks=2) for one in tasks]
    if DISTANT in kinds:
        found.append(Scene(DISTANT, tasks=tasks[0], distance=DISTANCE, walks=1))
    return found
