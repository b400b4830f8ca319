"""Prints what was measured."""

from __future__ import annotations

from bench.answers.measure import Trial


def line(trial: Trial) -> str:
    """One trial, as soon as it is over."""
    found = trial.outcome
    if found.trouble:
        return f"{trial.contender.name:<10} {trial.scene}: {found.trouble}"
    waits = sorted(found.latencies) or [0.0]
    answers = max(1, found.answers)
    return (
        f"{trial.contender.name:<10} {trial.scene}: {found.answers / found.seconds:7.1f} answers/s  "
        f"{1e6 * found.processor / answers:7.0f} µs/answer  p50 {1e3 * waits[len(waits) // 2]:6.1f}  "
        f"p99 {1e3 * waits[len(waits) * 99 // 100]:6.1f} ms  {sum(found.calls.values()) / answers:.2f} calls/answer  "
        f"completed {found.completed}  lost {trial.lost}  unanswered {found.unanswered}  "
        f"refused {sum(found.refusals.values())}  "
        f"start {found.cold_start:.2f} s  {found.resident:.0f} → {found.peak:.0f} MB  "
        f"elsewhere {found.elsewhere:.2f}  driver {found.driver / found.seconds:.2f}"
    )
