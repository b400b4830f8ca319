"""Figures noted month by month while reviews are quarterly: for which months and review, and which of them are red.

Source: `docs/rules/revue.md §11`: « le relevé des KPI reste mensuel (alerte automatique), seul l’entretien devient
trimestriel ».
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from domain.assessment.catalogue import Kpi
from domain.calendar.periods import Period
from domain.indicators.measures import Reading
from domain.questionnaire.form import Key, is_given
from domain.questionnaire.values import Value
from domain.reviews import record as known
from domain.reviews.figures.due import figures_due
from domain.reviews.figures.series import reading
from domain.reviews.opening import Entry
from domain.specification.project import Project

TAKEN_AS = {"month_value": "rev_kpi_value", "month_unmeasured": "rev_kpi_unmeasured"}


@dataclass(frozen=True, slots=True)
class Alert:
    """An indicator that is red in the month just noted; `item`: « task/kpi/month »."""

    item: str
    kpi: Kpi
    reading: Reading


def months_before(period: Period) -> tuple[Period, ...]:
    """The months whose figures are noted before the review of that period: all but the last one."""
    return tuple(Period(period.first).shift(count) for count in range(period.months - 1))


def entries_for_review(answers: Mapping[Key, Value], until: Period, reviewed: Iterable[str]) -> Iterator[Entry]:
    """The monthly figures a review takes over, up to the month `until`; `reviewed`: those in earlier reviews."""
    before = set(reviewed)
    for (question, item), value in answers.items():
        if question not in TAKEN_AS or item is None or item in before or not is_given(value):
            continue
        if Period.parse(item.split("/")[2]) <= until:
            yield (TAKEN_AS[question], item, value)
            yield (known.COLLECTED, item, True)


def alerts(project: Project, month: Period) -> tuple[Alert, ...]:
    """The indicators that are red in that month; `project`: of a review being opened, with the monthly figures."""
    found = [(item, reading(project, item)) for item in figures_due(project, month)]
    return tuple(Alert(item, project.kpi(item), one) for item, one in found if one and one.red)
