"""The tables of what was measured: medians over the rounds, and ratios to the bare bot of the same round."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.answers import figures as of
from bench.answers.contenders import CONTENDERS, FLOOR
from bench.answers.figures import Figure
from bench.answers.measure import Trial
from bench.answers.scenes import ALONE, BUSY, DISTANT, THINKING, Scene

Cell = Callable[[Sequence[Trial], Sequence[Trial]], str]
"""What a table says of the trials of one bot, and of those of the bare bot in the same scene."""
NONE = "–"


def line(trial: Trial) -> str:
    """One trial, as soon as it is over."""
    found = trial.outcome
    head = f"{trial.contender.name:<10}{trial.scene!s:<30}"
    if found.trouble:
        return f"{head}{found.trouble}"
    aging = f"  last quarter / first {of.aging(found):.2f}" if trial.scene.kind == ALONE else ""
    return (
        f"{head}{of.rate(found):7.1f} answers/s {of.processor(found):7.0f} µs/answer  {of.acts(found):6.1f} acts/s  "
        f"p50 {of.p50(found):6.1f}  "
        f"p99 {of.p99(found):6.1f} ms  {of.calls(found):.2f} calls/answer  completed {found.completed}  "
        f"lost {trial.lost}  unanswered {found.unanswered}  refused {of.refusals(found):.0f}  "
        f"repeated {found.repeated}  "
        f"start {found.cold_start:.2f} s  {found.resident:.0f} → {found.peak:.0f} MB  "
        f"elsewhere {found.elsewhere:.2f}  driver {found.driver / found.seconds:.2f}{aging}"
    )


def document(trials: Sequence[Trial], tree: Path, rounds: int) -> str:
    """The file of results."""
    read = partial(subprocess.run, capture_output=True, text=True, check=False)
    commit = read(["git", "-C", str(tree), "log", "-1", "--format=%h %s"]).stdout.strip()
    changed = " (with changes)" if read(["git", "-C", str(tree), "status", "--porcelain"]).stdout else ""
    head = (
        "# Answers a second, measured",
        "",
        "Written by `python -m bench.answers --write`; `bench/answers/README.md` says how it is measured.",
        "",
        f"- {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit}{changed}",
        f"- {os.cpu_count()} cores, Linux {platform.release()}, Python {platform.python_version()}",
        f"- median of {rounds} rounds; ratios to the bare bot of the same round, with the least and the greatest",
    )
    return "\n".join((*head, *tables(trials), ""))


def tables(trials: Sequence[Trial]) -> Iterator[str]:
    """Every table, in Markdown, then the trials that broke off."""
    whole = [one for one in trials if not one.outcome.trouble]
    for scene in dict.fromkeys(one.scene for one in whole):
        yield from ("", f"### {_heading(scene)}", "")
        yield from _table(scene, whole)
    if broken := [one for one in trials if one.outcome.trouble]:
        yield from ("", "### Trials that broke off", "")
        yield from (f"- {one.contender.name}, {one.scene}: {one.outcome.trouble}" for one in broken)


def _table(scene: Scene, trials: Sequence[Trial]) -> Iterator[str]:
    columns = COLUMNS[scene.kind]
    # The number of tasks changes nothing for the bare bot: one scene of it serves all.
    place = scene.kind, scene.people
    floor = [one for one in trials if one.contender.name == FLOOR and (one.scene.kind, one.scene.people) == place]
    yield f"| | {' | '.join(title.strip() for title in columns)} |"
    yield "|---" * (len(columns) + 1) + "|"
    for name, contender in CONTENDERS.items():
        mine = [one for one in trials if one.contender.name == name and one.scene == scene]
        if mine:
            yield f"| {contender.title} | {' | '.join(cell(mine, floor) for cell in columns.values())} |"


def _heading(scene: Scene) -> str:
    tasks = f"{scene.tasks} task{'s' if scene.tasks > 1 else ''}"
    return {
        BUSY: f"{scene.people} people who answer at once, {tasks}",
        THINKING: f"{scene.people} people who think {scene.think} s, {scene.offered:.0f} acts/s offered, {tasks}",
        ALONE: f"One person, {tasks}: what an answer costs as the file grows",
        DISTANT: f"One person, the Bot API {1000 * scene.distance:.0f} ms away",
    }[scene.kind]


# --- the columns


def _median(figure: Figure, form: str = ".0f") -> Cell:
    return lambda mine, floor: format(statistics.median(figure(one.outcome) for one in mine), form)


def _total(figure: Figure) -> Cell:
    return lambda mine, floor: format(sum(figure(one.outcome) for one in mine), ".0f")


def _ratio(figure: Figure) -> Cell:
    """The median ratio to the bare bot in the same round, and between which it lies."""

    def cell(mine: Sequence[Trial], floor: Sequence[Trial]) -> str:
        floors = {one.round: figure(one.outcome) for one in floor}
        found = [figure(one.outcome) / floors[one.round] for one in mine if floors.get(one.round)]
        return f"{statistics.median(found):.2f} ({min(found):.2f}–{max(found):.2f})" if found else NONE

    return cell


def _served(mine: Sequence[Trial], floor: Sequence[Trial]) -> str:
    return format(statistics.median(of.acts(one.outcome) / one.scene.offered for one in mine), ".0%")


def _lost(mine: Sequence[Trial], floor: Sequence[Trial]) -> str:
    counted = [one.lost for one in mine if one.lost is not None]
    return str(sum(counted)) if counted else NONE


PROOF: Mapping[str, Cell] = {
    "completed": _total(lambda found: found.completed),
    "lost": _lost,
    "unanswered": _total(lambda found: found.unanswered),
    "still turning": _total(lambda found: found.turning),
    "refused": _total(of.refusals),
    "repeated": _total(lambda found: found.repeated),
    "cores taken elsewhere": _median(lambda found: found.elsewhere, ".2f"),
}
"""What must be looked at before a figure is believed: sums over the rounds, and the noise."""
COLUMNS: Mapping[str, Mapping[str, Cell]] = {
    BUSY: {
        "answers/s": _median(of.rate),
        "× bare": _ratio(of.rate),
        "acts/s": _median(of.acts),
        "× bare     ": _ratio(of.acts),
        "processor µs/answer": _median(of.processor),
        "× bare ": _ratio(of.processor),
        "µs/act": _median(of.processor_of_act),
        "× bare      ": _ratio(of.processor_of_act),
        "document workers µs/answer": _median(of.workers),
        "p50 ms": _median(of.p50, ".1f"),
        "p99 ms": _median(of.p99, ".1f"),
        "× bare  ": _ratio(of.p99),
        "calls/answer": _median(of.calls, ".2f"),
        "MB at most": _median(lambda found: found.peak),
        "× bare    ": _ratio(lambda found: found.peak),
        **PROOF,
    },
    THINKING: {
        "served of what is offered": _served,
        "core": _median(of.core, ".0%"),
        "p50 ms": _median(of.p50, ".1f"),
        "p99 ms": _median(of.p99, ".1f"),
        "× bare": _ratio(of.p99),
        **PROOF,
    },
    ALONE: {
        "p50 ms": _median(of.p50, ".1f"),
        "× bare": _ratio(of.p50),
        "acts in a walk": _median(lambda found: found.walk_length),
        "answers in a walk": _median(lambda found: found.walk_answers),
        "processor µs/answer": _median(of.processor),
        "first quarter": _median(of.quarter(0)),
        "second": _median(of.quarter(1)),
        "third": _median(of.quarter(2)),
        "last": _median(of.quarter(3)),
        "last / first": _median(of.aging, ".2f"),
        "cold start s": _median(lambda found: found.cold_start, ".2f"),
        "× bare   ": _ratio(lambda found: found.cold_start),
        "MB at the start": _median(lambda found: found.resident),
        **PROOF,
    },
    DISTANT: {"a press, p50 ms": _median(of.press, ".1f"), "× bare": _ratio(of.press), **PROOF},
}
"""Scene → the title of each column and what is in it. Titles that read alike differ by spaces that are not shown."""
