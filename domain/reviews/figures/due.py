"""Lists the figures due for a period: those of the indicators followed each month, by their own frequency."""

from __future__ import annotations

from domain.calendar.periods import Period
from domain.indicators.measures import is_due
from domain.reviews.record import followed_kpis
from domain.specification.project import Project


def figures_due(project: Project, period: Period) -> tuple[str, ...]:
    """`task/kpi/month` of every figure due; the KPIs are today's, unless others are noted for a month."""
    months = [Period(period.first).shift(count) for count in range(period.months)]
    then = {month: followed_kpis(project, month) for month in months}
    items = dict.fromkeys((*project.kept_kpis, *(item for each in then.values() for item in each)))
    return tuple(
        f"{item}/{month}"
        for item in items
        for month in months
        if item in then[month] and is_due(project.kpi(item), month)
    )
