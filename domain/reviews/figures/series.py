"""Places a figure among the earlier ones: the series of an indicator, its light, its target month by month."""

from __future__ import annotations

from decimal import Decimal

from domain.calendar.periods import Period
from domain.indicators.history import Measure
from domain.indicators.measures import Reading, readings
from domain.reviews.record import aim_of, figures, review_records, start_of
from domain.specification.project import Project


def series(project: Project, item: str) -> tuple[Measure, ...]:
    """Every measure of the item's KPI, in order of period."""
    task, kpi = item.split("/")[:2]
    found = (measure for one in review_records(project) for measure in figures(one, task) if measure.kpi == kpi)
    return tuple(sorted(found, key=lambda measure: measure.period))


def reading(project: Project, item: str) -> Reading | None:
    """The reading of a figure of this review, with its light; None until the figure is given."""
    kpi, month = project.kpi(item), Period.parse(item.split("/")[2])
    found = readings(kpi, series(project, item), start_of(project))
    return next((one for one in found if one.measure.period == month), None)


def last_measured(project: Project, item: str) -> Measure | None:
    """The last measure with a figure before the month of this item, or None."""
    month = Period.parse(item.split("/")[2])
    found = [one for one in series(project, item) if one.period < month and one.value is not None]
    return found[-1] if found else None


def previous(project: Project, item: str) -> Decimal | None:
    """The last figure before the month of this item, or None."""
    found = last_measured(project, item)
    return found.value if found else None


def target(project: Project, item: str) -> Decimal | None:
    """The target of the month of this item, full or a step of the ramp-up; None when there is none."""
    month, now = Period.parse(item.split("/")[2]), review_records(project)[-1]
    aim = aim_of(now, item)
    if aim.target is None:
        return None
    before = [one for one in series(project, item) if one.period < month]
    meant = Measure(project.kpi(item).id, month, aim, aim.target)
    return readings(project.kpi(item), [*before, meant], start_of(project))[-1].target or aim.target
