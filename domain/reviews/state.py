"""Computes the state of a task and of a project after a review, and of the objective (`docs/rules/revue.md §4`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from domain.assessment.catalogue import Kpi
from domain.calendar.workdays import Calendar
from domain.indicators.history import History
from domain.indicators.measures import MONTHS_VALID, Reading, readings
from domain.indicators.status import DRIFTING, ON_TARGET, UNKNOWN
from domain.reviews.actions import is_too_late

RED, AMBER, GREY, GREEN = "task_red", "task_amber", "task_unknown", "task_green"
"""The states of a task. `GREY`: no KPI has a light, so nothing is deemed reached (`docs/rules/revue.md §3, §4`)."""
WORST_FIRST = (RED, AMBER, GREY, GREEN)
GRAVE_INCIDENTS = frozenset({"data", "legal"})
REACHED, UNDER_WAY = "reached", "under_way"
FEELING_BEHIND, FIGURES_BEHIND = "figures_good_feeling_bad", "feeling_good_figures_bad"

Readings = Mapping[str, tuple[Reading, ...]]


def readings_by_kpi(history: History, kpis: Mapping[str, Kpi]) -> Readings:
    """KPI → all its readings, oldest first, for each KPI measured at the last review; `kpis`: the catalogue's.

    A KPI that was not due at that review is left out, so that its measure does not count twice.
    """
    if not history.reviews:
        return {}
    measured = dict.fromkeys(measure.kpi for measure in history.reviews[-1].measures)
    return {kpi: readings(kpis[kpi], history.series(kpi), history.start) for kpi in measured}


def latest_readings_by_kpi(history: History, kpis: Mapping[str, Kpi]) -> Readings:
    """The readings of `readings_by_kpi`, and those of the KPIs followed that were not due at the last review.

    A measure counts for as long as the frequency of its KPI.
    """
    found = dict(readings_by_kpi(history, kpis))
    if not history.reviews:
        return found
    now = history.reviews[-1].period.last_month
    for kpi in history.terms.kpis:
        series = () if kpi in found else history.series(kpi)
        if series and now.months_since(series[-1].period.last_month) < MONTHS_VALID[kpis[kpi].frequency]:
            found[kpi] = readings(kpis[kpi], series, history.start)
    return found


def last_readings(found: Readings) -> tuple[Reading, ...]:
    return tuple(series[-1] for series in found.values())


def task_state(
    history: History, kpis: Mapping[str, Kpi], calendar: Calendar, *, deciding: bool = False, fresh: bool = False
) -> str:
    """The state of the task after its last review; grey before any review.

    `deciding`: a KPI that drifts and gets worse counts as red. `fresh`: count the measures of that review alone.
    """
    if not history.reviews:
        return GREY
    found = readings_by_kpi(history, kpis) if fresh else latest_readings_by_kpi(history, kpis)
    day = history.reviews[-1].day

    def red(reading: Reading) -> bool:
        return reading.red or (deciding and reading.escalated)

    now = last_readings(found)
    reds = [series for series in found.values() if red(series[-1])]
    twice = any(len(series) > 1 and red(series[-2]) for series in reds)
    duty = any(series[-1].legal for series in reds)
    unsettled = any(
        incident.kind in GRAVE_INCIDENTS and (incident.settled is None or incident.settled > day)
        for review in history.reviews
        for incident in review.incidents
    )
    if twice or len(reds) > 1 or duty or unsettled:
        return RED
    late = any(is_too_late(action, day, calendar) for action in history.actions)
    if reds or late or any(reading.light == DRIFTING for reading in now):
        return AMBER
    return GREY if all(reading.light == UNKNOWN for reading in now) else GREEN


def states(
    history: History, kpis: Mapping[str, Kpi], calendar: Calendar, *, deciding: bool = False, fresh: bool = False
) -> tuple[str, ...]:
    """The state of the task at each of its reviews, oldest first."""
    return tuple(
        task_state(history.up_to(index), kpis, calendar, deciding=deciding, fresh=fresh)
        for index in range(len(history.reviews))
    )


def project_state(tasks: Iterable[str]) -> str:
    """The worst of the tasks' states; green when there is none."""
    return min(tasks, key=WORST_FIRST.index, default=GREEN)


def objective(history: History, kpis: Mapping[str, Kpi]) -> str:
    """The state of the objective: `reached`, `under_way`, or how figures and feeling contradict each other.

    It depends on the KPIs of the objective's family, or on all when there is none: it is reached when each is on its
    full target two periods in a row and the person feels it is reached or on track.
    """
    if not history.reviews:
        return UNDER_WAY
    found, feeling = readings_by_kpi(history, kpis), history.reviews[-1].feeling
    family = [series for kpi, series in found.items() if kpis[kpi].objective == history.terms.main]
    telling: Sequence[tuple[Reading, ...]] = family or tuple(found.values())
    if not telling:
        return UNDER_WAY
    if feeling in ("behind", "wrong") and all(series[-1].light == ON_TARGET for series in telling):
        return FEELING_BEHIND
    if feeling == "reached" and any(series[-1].red for series in telling):
        return FIGURES_BEHIND
    kept = all(_holds_target(series) for series in telling)
    return REACHED if kept and feeling in ("reached", "on_track") else UNDER_WAY


def _holds_target(series: tuple[Reading, ...]) -> bool:
    return len(series) > 1 and all(one.light == ON_TARGET and one.full for one in series[-2:])
