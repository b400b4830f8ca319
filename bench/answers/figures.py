"""Figures of one window, computed from what was counted in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench.answers.plan import Outcome

Figure = Callable[[Outcome], float]


def rate(found: Outcome) -> float:
    """Answers a second."""
    return found.answers / found.seconds


def acts(found: Outcome) -> float:
    """Presses and texts replied to a second, answers or not."""
    return found.replies / found.seconds


def processor(found: Outcome) -> float:
    """Microseconds of the bot's process for each answer."""
    return 1e6 * found.processor / max(1, found.answers)


def processor_of_act(found: Outcome) -> float:
    """Microseconds of the bot's process for each press or text replied to, an answer or not."""
    return 1e6 * found.processor / max(1, found.replies)


def workers(found: Outcome) -> float:
    """Microseconds of the processes that make documents for each answer."""
    return 1e6 * found.workers / max(1, found.answers)


def core(found: Outcome) -> float:
    """Share of a processor core that the bot takes."""
    return found.processor / found.seconds


def p50(found: Outcome) -> float:
    return _percentile(found.latencies, 50)


def p99(found: Outcome) -> float:
    return _percentile(found.latencies, 99)


def press(found: Outcome) -> float:
    return _percentile(found.press_latencies, 50)


def calls(found: Outcome) -> float:
    """Calls of the Bot API for each answer, those that ask for updates not counted."""
    return sum(found.calls.values()) / max(1, found.answers)


def quarters(found: Outcome) -> list[float]:
    """Microseconds of the bot's process for each answer, in each quarter of the walk."""
    pairs = zip(found.quarter_processor, found.quarter_latencies, strict=True)
    return [1e6 * seconds / max(1, len(waits)) for seconds, waits in pairs]


def quarter(place: int) -> Figure:
    return lambda found: quarters(found)[place]


def aging(found: Outcome) -> float:
    """The processor time of an answer in the last quarter of the walk, beside one in the first."""
    first, *_, last = quarters(found)
    return last / first if first else 0.0


def refusals(found: Outcome) -> float:
    return sum(found.refusals.values())


def _percentile(values: Sequence[float], share: int) -> float:
    """Milliseconds."""
    ordered = sorted(values) or [0.0]
    return 1000 * ordered[min(len(ordered) - 1, len(ordered) * share // 100)]
