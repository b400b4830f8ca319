"""Median times, printed as ratios."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def median_ms(work: Callable[[], object], rounds: int, warm: int = 3) -> float:
    """Milliseconds a call takes: the median of `rounds` calls, after `warm` calls that do not count."""
    for _ in range(warm):
        work()
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


def ratio_line(name: str, measured: float, floor_name: str, floor: float) -> str:
    return f"{name:<42} {measured:8.2f} ms   {measured / floor:6.1f} × {floor_name} ({floor:.2f} ms)"
