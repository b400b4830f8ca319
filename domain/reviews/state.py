"""The state of a task and of a project after a review; whether the objective is reached (`docs/rules/revue.md §4`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from domain.assessment.catalogue import Kpi
from domain.calendar.workdays import Calendar
from domain.indicators.history import History
from domain.indicators.measures import MONTHS_VALID, Reading, readings
from domain.indicators.status import DRIFTING, ON_TARGET, UNKNOWN
from domain.reviews.actions import is_too_late

RED, AMBER, GREY, GREEN = "task_red", "task_amber", "task_unknown", "task_green"
"""Grey: no KPI has a light, so that nothing is deemed reached (`docs/rules/revue.md §3, §4`)."""
WORST_FIRST = (RED, AMBER, GREY, GREEN)
GRAVE_INCIDENTS = frozenset({"data", "legal"})
REACHED, UNDER_WAY = "reached", "under_way"
FEELING_BEHIND, FIGURES_BEHIND = "figures_good_feeling_bad", "feeling_good_figures_bad"

Readings = Mapping[str, tuple[Reading, ...]]


def readings_by_kpi(history: History, kpis: Mapping[str, Kpi]) -> Readings:
    """Every reading, oldest first, of each KPI measured at the last review; `kpis`: the catalogue's.

    A KPI that was not due this time says nothing new and does not weigh again on the task.
    """
    if not history.reviews:
        return {}
    measured = dict.fromkeys(measure.kpi for measure in history.reviews[-1].measures)
    return {kpi: readings(kpis[kpi], history.series(kpi), history.start) for kpi in measured}


def latest_readings_by_kpi(history: History, kpis: Mapping[str, Kpi]) -> Readings:
    """The same, with the KPIs followed that were not due this time: each stands as its last measure left it.

    A figure speaks for as long as its KPI's own frequency says, no longer.
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
    """The task after its last review; grey before any.

    `deciding`: a KPI that drifts and gets worse weighs as a red one. `fresh`: by what that review measured alone.
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
    """The task's state at each of its reviews, oldest first."""
    return tuple(
        task_state(history.up_to(index), kpis, calendar, deciding=deciding, fresh=fresh)
        for index in range(len(history.reviews))
    )


def project_state(tasks: Iterable[str]) -> str:
    """The worst of the tasks' states; green when there is none."""
    return min(tasks, key=WORST_FIRST.index, default=GREEN)


def objective(history: History, kpis: Mapping[str, Kpi]) -> str:
    """`reached`, `under_way`, or the way figures and feeling contradict each other.

    The KPIs that tell are those of the objective's family, all of them when none is: reached when each is on its full
    target two periods in a row and the person says so or nearly.
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
