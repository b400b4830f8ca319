"""The values of an indicator over its periods, and the round figures of the axis they are drawn on.

Directions and lights: `docs/rules/revue.md §3`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import groupby

from domain.indicators.status import DRIFTING, OFF, ON_TARGET, UNKNOWN

MOST_POINTS = 24
DIRECTIONS = ("up", "down")
LIGHTS = (ON_TARGET, DRIFTING, OFF, UNKNOWN)
ROUND_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_STEPS = 4
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Series:
    """A trend to draw. `points`: label and value of each period, oldest first; None where nothing was measured.

    `unit`: of the catalogue, or None. `direction`: "up" or "down", whichever is better. `target`: today's. `state`: the
    light of the last period. `note`: one short sentence, or empty. `targets`: those each period was judged by, when
    they were not always today's.
    """

    name: str
    unit: str | None
    direction: str
    points: tuple[tuple[str, Decimal | None], ...]
    target: Decimal | None
    state: str
    note: str = ""
    targets: tuple[Decimal | None, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError for no point or too many, an unknown direction or light, or a number that is not finite."""
        if not 1 <= len(self.points) <= MOST_POINTS:
            raise ValueError(f"a series has 1 to {MOST_POINTS} points, not {len(self.points)}")
        if self.targets and len(self.targets) != len(self.points):
            raise ValueError(f"{len(self.points)} points have as many targets, not {len(self.targets)}")
        if self.direction not in DIRECTIONS or self.state not in LIGHTS:
            raise ValueError(f"unknown direction or light: {self.direction}, {self.state}")
        if not all(value.is_finite() for value in self._figures):
            raise ValueError("a value must be a finite number")

    @property
    def _figures(self) -> list[Decimal]:
        known = (*(value for _, value in self.points), *self.goals, self.target)
        return [figure for figure in known if figure is not None]

    @property
    def goals(self) -> tuple[Decimal | None, ...]:
        """The target of each period."""
        return self.targets or (self.target,) * len(self.points)

    @property
    def last(self) -> Decimal | None:
        """The value of the last period; None when it was not measured."""
        return self.points[-1][1]

    @property
    def runs(self) -> tuple[tuple[tuple[int, Decimal], ...], ...]:
        """The runs of consecutive periods measured, each as (index, value) of its periods."""
        placed = [(place, value) for place, (_, value) in enumerate(self.points)]
        stretches = groupby(placed, key=lambda point: point[1] is not None)
        return tuple(
            tuple((place, value) for place, value in stretch if value is not None)
            for measured, stretch in stretches
            if measured
        )

    @property
    def ticks(self) -> tuple[Decimal, ...]:
        """Two or more round figures, growing and evenly spaced, around every value and the target.

        They stay within 0 to 100 for percentages, and above zero, unless a value does not.
        """
        figures = self._figures or [Decimal(0), Decimal(1)]
        low, high = min(figures), max(figures)
        # Margins put a flat line in the middle, and keep a small change from looking like a cliff.
        room = max((high - low) / 8, max(abs(high), abs(low)) / (50 if high > low else 5)) or Decimal(1)
        floor = max(low - room, Decimal(0)) if low >= 0 else low - room
        ceiling = high + room
        if (self.unit or "").startswith(("%", "percent")) and high <= WHOLE:
            ceiling = min(ceiling, WHOLE)
        step = _round_step((ceiling - floor) / MOST_STEPS)
        first = (floor / step).to_integral_value(ROUND_FLOOR)
        last = (ceiling / step).to_integral_value(ROUND_CEILING)
        return tuple(step * count for count in range(int(first), int(last) + 1))


def _round_step(least: Decimal) -> Decimal:
    """The smallest 1, 2, 2.5 or 5 times a power of ten that is not below `least`."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(step * power for step in ROUND_STEPS if step * power >= least)
