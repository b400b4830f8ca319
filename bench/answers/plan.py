"""What one measured window is told, and what it counts."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Plan:
    """What a trial does. It ends after so many answers, walks or seconds, whichever comes first."""

    command: list[str]
    env: dict[str, str]
    folder: str
    log: str
    walk: str
    tasks: int = 3
    people: int = 1
    think: float = 0.0
    reaction: float = 0.0
    """Seconds before an act in any case; aiogram-dialog shows the same question again to whoever takes none."""
    distance: float = 0.0
    """Seconds that each call of the bot takes beside the work."""
    answers: int | None = None
    walks: int | None = None
    seconds: float = 600.0
    places: str = ""
    """The file that keeps everybody at their place; written if there is none yet, and then nothing is measured."""


@dataclass(slots=True)
class Outcome:
    """What was counted in the window; what names no unit is a number of things."""

    cold_start: float = 0.0
    resident: float = 0.0
    """Megabytes after the start."""
    peak: float = 0.0
    walk_length: int = 0
    """Acts in a whole walk."""
    walk_answers: int = 0
    seconds: float = 0.0
    replies: int = 0
    answers: int = 0
    completed: int = 0
    processor: float = 0.0
    """Seconds of the bot's process."""
    workers: float = 0.0
    """Seconds of the processes it started."""
    driver: float = 0.0
    elsewhere: float = 0.0
    """Processor cores that other programs kept busy meanwhile."""
    latencies: list[float] = field(default_factory=list)
    press_latencies: list[float] = field(default_factory=list)
    quarter_latencies: list[list[float]] = field(default_factory=lambda: [[], [], [], []])
    quarter_processor: list[float] = field(default_factory=lambda: [0.0] * 4)
    """Seconds of the bot's process in each quarter of the walks; only with one person."""
    calls: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    turning: int = 0
    """Presses never answered, apart from those that were on their way."""
    unanswered: int = 0
    beside: int = 0
    repeated: int = 0
    noted: list[int] = field(default_factory=list)
    """The updates of all answers replied to since the bot started."""
    trouble: str = ""
