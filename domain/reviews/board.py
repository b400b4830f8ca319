"""The board: the state of every indicator followed today, and its trend line (`docs/rules/revue.md §3, §4`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.assessment.catalogue import Kpi
from domain.calendar.periods import Period
from domain.indicators.history import Measure
from domain.indicators.measures import Reading, latest_reading, readings
from domain.indicators.series import MOST_POINTS, Series
from domain.indicators.status import ON_TARGET, UNKNOWN, gap
from domain.reviews import record as known
from domain.reviews.figures import series as figure_series
from domain.specification.completeness import MOST_KPIS
from domain.specification.project import Project

MOST_REASONS = 2
REACHED, STEP, WATCHED, OFF_TARGET = "reached", "step", "watched", "off_target"
NO_TARGET, OUTDATED, WAITING = "no_target", "outdated", "waiting"
FIRST, UNMEASURED, UNMEASURED_TWICE = "first", "unmeasured", "unmeasured_twice"
"""The states of a tile, ids of words. `step`: the target of the month is met, the full one is not yet;
`unmeasured_twice` counts as off target."""
GREYS = {"no_target": NO_TARGET, "stale": OUTDATED, "first_measure": FIRST, "unmeasured": UNMEASURED}


@dataclass(frozen=True, slots=True)
class Tile:
    """A KPI on the board: its state, its last figure and its target (None when there is none)."""

    task: str
    kpi: Kpi
    state: str
    value: Decimal | None
    target: Decimal | None


def board(project: Project, today: date) -> tuple[Tile, ...]:
    """The tiles of every KPI followed, as of `today`; `project`: of the last review closed, or of one being opened."""
    return tuple(_tile(project, item, today) for item in project.kept_kpis)


def trend_lines(project: Project, today: date) -> Mapping[str, Series]:
    """Item → trend line of each KPI with a figure: its last periods, and the targets they were judged by.

    The note gives the latest reasons for a figure off its target or not measured.
    """
    found: dict[str, Series] = {}
    for item in project.kept_kpis:
        kpi, measured = project.kpi(item), figure_series.series(project, item)
        months = _months(readings(kpi, measured, known.start_of(project)))[-MOST_POINTS:]
        points = tuple((_month(period), value) for period, value, _ in months)
        if len(found) == MOST_KPIS or all(value is None for _, value in points):
            continue
        last = latest_reading(kpi, measured, known.start_of(project), today)
        aim, light = project.number("rev_aim", item), last.light if last else UNKNOWN
        targets = tuple(target for _, _, target in months)
        varied = any(target not in (None, aim) for target in targets)
        # The note says when the light is judged by a step of the target, or when targets varied.
        step = "board.step" if _tile_state(kpi, last, aim) == STEP else "board.varied" if varied else ""
        notes = [project.form.words[step]] if step else []
        note = "\u202f; ".join([*notes, *_recent_reasons(project, measured[-MOST_POINTS:])])
        found[item] = Series(kpi.label, kpi.unit, kpi.direction, points, aim, light, note, targets)
    return found


Month = tuple[Period, Decimal | None, Decimal | None]


def _months(found: Sequence[Reading]) -> list[Month]:
    """Each period with its value and the target it was judged by; a month without a review has no value."""
    months: list[Month] = []
    for one in found:
        period, target = one.measure.period, one.target or one.measure.aim.target
        while months and months[-1][0].end < period.first:
            months.append((months[-1][0].shift(period.months), None, months[-1][2]))
        months.append((period, one.measure.value, target))
    return months


def _recent_reasons(project: Project, measured: Sequence[Measure]) -> list[str]:
    """The last two reasons: « 02/27 : méthode du prestataire », « 03/27 : oubli »."""
    reasons = [(one, question, answer) for one in measured for question, answer in _reasons(one) if answer]
    lines = [f"{_month(one.period)}\u00a0: {_label(project, question, answer)}" for one, question, answer in reasons]
    return lines[-MOST_REASONS:]


def _reasons(one: Measure) -> tuple[tuple[str, str | None], ...]:
    return ("rev_kpi_cause", one.cause), ("rev_kpi_unmeasured", one.unmeasured)


def _label(project: Project, question: str, answer: str) -> str:
    chosen = project.form.questions[question].choice(answer)
    return chosen.label[0].lower() + chosen.label[1:] if chosen else answer


def _month(period: Period) -> str:
    return f"{period.first:%m/%y}"


def _tile(project: Project, item: str, today: date) -> Tile:
    kpi, task, aim = project.kpi(item), item.split("/")[0], project.number("rev_aim", item)
    series = figure_series.series(project, item)
    found = latest_reading(kpi, series, known.start_of(project), today) if series else None
    return Tile(task, kpi, _tile_state(kpi, found, aim), found.measure.value if found else None, aim)


def _tile_state(kpi: Kpi, found: Reading | None, aim: Decimal | None) -> str:
    """The state of a tile, by the figure and the target it shows: a figure that misses it is never « atteint »."""
    if found is None:
        return WAITING
    if found.grey is not None:
        return UNMEASURED_TWICE if found.repeated_grey else GREYS[found.grey]
    if found.red:
        return OFF_TARGET
    if found.light != ON_TARGET or found.to_watch:
        return WATCHED
    value = found.measure.value
    if value is not None and aim is not None and gap(kpi, value, aim) >= 0:
        return REACHED
    return WATCHED if found.full else STEP
