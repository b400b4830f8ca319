"""What the reviews of a project recorded, task by task: the data of lights, advice and amendments.

Every field is an answer (questions of `docs/rules/revue.md §2`) or a fact noted beside them; no computed value is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from domain.calendar.periods import Period
from domain.calendar.rhythm import first_month

NO_SCORES: Mapping[str, int] = {}
AmendmentKey = tuple[str, str | None]
"""Trigger of an amendment and its subject within the task; it identifies the amendment from one review to another."""
NO_ANSWERS: Mapping[AmendmentKey, str] = {}


@dataclass(frozen=True, slots=True)
class Aim:
    """What the specification asked of a KPI when it was measured, in the KPI's unit.

    `alert`: the worst value tolerated, when the specification gives another than the usual one.
    """

    baseline: Decimal | None
    target: Decimal | None
    alert: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """The value of one KPI for one period (`rev_kpi_value`), or None and the reason (`rev_kpi_unmeasured`).

    A quarterly review has one measure for each month of its quarter. `cases`: `rev_kpi_cases`; `cause`:
    `rev_kpi_cause`.
    """

    kpi: str
    period: Period
    aim: Aim
    value: Decimal | None
    cases: int | None = None
    unmeasured: str | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident. `kind`: a choice of `rev_incident`; `settled`: the day it was settled, or None."""

    kind: str
    settled: date | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """An action decided in a review. `status`: the last `act_status`, "open" at first. `ended`: when done or dropped.

    `kpi`: the KPI it serves. `critical`: it answers a red KPI or an incident. `postponed`: how many times.
    `escalated`: it was postponed too often and handed to the operator.
    """

    id: str
    owner: str
    due: date
    opened: date
    status: str = "open"
    ended: date | None = None
    kpi: str | None = None
    critical: bool = False
    postponed: int = 0
    escalated: bool = False


@dataclass(frozen=True, slots=True)
class TaskReview:
    """What one review recorded for one task; `day`: when it took place.

    `client`, `provider`: the scores 1-5 of the questions asked (`rel_…`, `prv_…`). `feeling`: `rev_objective_feel`.
    `changes`: `qtr_scope` without « none ».
    `grave`: facts noted by hand (`domain/reviews/advice.py`). `volume`: a month, in the function's unit.
    `unwritten`: what the specification did not say (`rev_unwritten`). `renewal`: the year to come (`year_next`).
    `turnaround`: the median delay seen, in working days. `amendment_answers`: `rev_amendment`.
    """

    period: Period
    day: date
    measures: tuple[Measure, ...] = ()
    feeling: str | None = None
    incidents: tuple[Incident, ...] = ()
    client: Mapping[str, int] = field(default_factory=lambda: NO_SCORES)
    provider: Mapping[str, int] = field(default_factory=lambda: NO_SCORES)
    changes: frozenset[str] = frozenset()
    grave: frozenset[str] = frozenset()
    volume: Decimal | None = None
    turnaround: Decimal | None = None
    vision: str | None = None
    unwritten: str = ""
    renewal: str | None = None
    decision: str | None = None
    amendment_answers: Mapping[AmendmentKey, str] = field(default_factory=lambda: NO_ANSWERS)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the specification in force says of a task. `volume`: a month; `price`: euros before tax a month.

    `turnaround`: working days; `main`, `secondary`: ids of the objectives; `kpis`: ids of the KPIs followed.
    """

    kpis: tuple[str, ...]
    main: str = ""
    secondary: str | None = None
    volume: Decimal | None = None
    price: Decimal | None = None
    turnaround: Decimal | None = None


@dataclass(frozen=True, slots=True)
class History:
    """One task since its provider started. `reviews`: oldest first, the one under way last; `actions`: every one."""

    task: str
    start: date
    terms: Terms
    reviews: tuple[TaskReview, ...] = ()
    actions: tuple[Action, ...] = ()

    def up_to(self, index: int) -> History:
        """The history up to the review of that index, included; a negative index counts from the end."""
        kept = self.reviews[: index % len(self.reviews) + 1] if self.reviews else ()
        return History(self.task, self.start, self.terms, kept, self.actions)

    def series(self, kpi: str) -> tuple[Measure, ...]:
        """Every measure of a KPI, in order of period."""
        found = (measure for review in self.reviews for measure in review.measures if measure.kpi == kpi)
        return tuple(sorted(found, key=lambda measure: measure.period))

    @property
    def month(self) -> int:
        """The month of the service at the last review, from 1; 0 before any review."""
        return month_number(self.start, self.reviews[-1].period) if self.reviews else 0


def month_number(start: date, period: Period) -> int:
    """The month of the service, from 1; a quarter counts as its last month; less than 1 before the start."""
    return period.last_month.months_since(first_month(start)) + 1
