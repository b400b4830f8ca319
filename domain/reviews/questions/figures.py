"""The values a review proposes, and the bounds beyond which a measured figure is asked back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from domain.indicators.sources import kpi_bounds
from domain.questionnaire.form import Key
from domain.questionnaire.sources import Bounds, Item, Source, reads
from domain.reviews.figures.series import previous
from domain.reviews.record import MEASURES
from domain.specification.project import Project

MEASURED = ("rev_kpi_value", "month_value", "col_value")
"""Questions that ask for the figure of an indicator."""
OFF_BY = Decimal(9)
"""Factor from the last figure beyond which a new one is probably in the wrong unit."""

Proposed = tuple[tuple[str, Decimal], ...]


def _last(project: Project, item: Item) -> Decimal | None:
    return previous(project, str(item))


def _last_value(project: Project, item: Item) -> Proposed:
    value = _last(project, item)
    return () if value is None else (("identical", value),)


def _agreed_value(question: str) -> Callable[[Project, Item], Proposed]:
    def quick(project: Project, item: Item) -> Proposed:
        value = project.number(question, item)
        return (("agreed", value),) if value else ()

    return quick


def _measured_bounds(project: Project, key: Key) -> Bounds:
    """The bounds of the indicator; with a last figure or a base, a figure about ten times off is asked back."""
    found, item = kpi_bounds(project, key), str(key[1])
    last = previous(project, item) or project.number("rev_base", item.rsplit("/", 1)[0])
    return replace(found, soft_min=last / OFF_BY, soft_max=last * OFF_BY) if last and last > 0 else found


QUICK: Mapping[str, Source[Proposed]] = {
    "last_value": Source(_last_value, MEASURES),
    "agreed_volume": Source(_agreed_value("spec_volume"), reads("spec_volume")),
    "agreed_turnaround": Source(_agreed_value("spec_turnaround"), reads("spec_turnaround")),
}
FIGURES = dict.fromkeys(MEASURED, Source(_last, MEASURES))
BOUNDS = dict.fromkeys(MEASURED, Source(_measured_bounds, MEASURES))
