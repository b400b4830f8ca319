"""Finds the amendments to propose from a task's reviews, with their values (`docs/rules/revue.md §8`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from domain.assessment.catalogue import Catalogue, Kpi
from domain.calendar.periods import Period
from domain.indicators.history import AmendmentKey, History, TaskReview, month_number
from domain.indicators.kpis import candidates, is_better, round_target
from domain.indicators.measures import Reading
from domain.indicators.status import ON_TARGET, TREND_OVER
from domain.reviews.advice import ADJUST, CONTINUE, volume_off_twice
from domain.reviews.state import readings_by_kpi

ARTICLES: Mapping[str, tuple[str, ...]] = {
    "volume": ("scope", "budget", "organisation"),
    "target": ("kpis",),
    "kpi": ("kpis",),
    "task": ("scope", "deliverables"),
    "objective": ("objectives",),
    "turnaround": ("deadlines",),
    "data": ("data",),
    "subcontractor": ("compliance",),
    "price": ("budget",),
    "governance": ("governance",),
}
"""Trigger of an amendment → the sections of the specification it changes; the most serious triggers come first."""
MINOR = frozenset({"governance"})
BLOCKING = frozenset({"data"})
NOTED = {"tasks": "task", "data": "data", "place": "data", "subcontractor": "subcontractor"}
"""A change noted at a review (`TaskReview.changes`) → the trigger of the amendment to propose."""
NOTIFIED = ("contact", "tools")
GREEN_PERIODS = 6
YEAR = 12
UNWRITTEN = "unwritten"
"""The reason of an amendment that adds what the first month showed to be missing from the specification."""
RENEGOTIATE = "renegotiate"
"""The answer to `year_next` that revises the price."""
PREPARE, LATER, NO = "prepare", "later", "no"
REFUSALS, SILENT = 2, 2
"""After `REFUSALS` refusals the same amendment is not proposed for `SILENT` reviews."""

Prefilled = Decimal | str | None


@dataclass(frozen=True, slots=True)
class AmendmentProposal:
    """An amendment to propose: what is in force (`old`), what to write instead (`new`), why, and on which periods.

    `subject`: the KPI, or what changes in the governance. `reason`: an id. `basis`: the measured base of a target, or
    the price of one unit (euros before tax) of a volume. `old`, `new`: figures in the unit they amend, ids of KPIs or
    objectives, or None when the person must give them.
    """

    task: str
    trigger: str
    subject: str | None
    reason: str
    old: Prefilled
    new: Prefilled
    evidence: tuple[Period, ...]
    basis: Decimal | None = None

    @property
    def articles(self) -> tuple[str, ...]:
        return ARTICLES[self.trigger]

    @property
    def major(self) -> bool:
        """True when the amendment must be signed; a minor one is only notified."""
        return self.trigger not in MINOR

    @property
    def blocking(self) -> bool:
        """True when nothing may be processed before the amendment is signed."""
        return self.trigger in BLOCKING

    @property
    def key(self) -> AmendmentKey:
        """The trigger and the subject, which identify the amendment of a task from one review to another."""
        return self.trigger, self.subject

    @property
    def item(self) -> str:
        """« task/trigger/subject »: the item of the questions a review asks about the amendment."""
        return f"{self.task}/{self.trigger}/{self.subject or ''}"


def proposals(history: History, catalogue: Catalogue) -> tuple[AmendmentProposal, ...]:
    """The amendments to propose at the last review, not answered there yet; those postponed before it come again."""
    return tuple(found for found in _all_called_for(history, catalogue) if _may_be_proposed(history, found))


def _all_called_for(history: History, catalogue: Catalogue) -> tuple[AmendmentProposal, ...]:
    if not history.reviews:
        return ()
    found = {one.key: one for one in _from_reviews(history, catalogue)}
    if len(history.reviews) > 1:
        postponed = {key for key, answer in history.reviews[-2].amendment_answers.items() if answer == LATER}
        for one in _all_called_for(history.up_to(-2), catalogue):
            if one.key in postponed and _still_true(history, catalogue, one):
                found.setdefault(one.key, one)
    order = tuple(ARTICLES)
    return tuple(sorted(found.values(), key=lambda one: (order.index(one.trigger), one.subject or "")))


def _still_true(history: History, catalogue: Catalogue, found: AmendmentProposal) -> bool:
    """False when the indicator behind a postponed amendment has since left its target, or reached it."""
    series = readings_by_kpi(history, catalogue.kpis).get(found.subject or "")
    if not series or found.reason not in ("green_six_times", "cause_target"):
        return True
    return (series[-1].light == ON_TARGET) == (found.reason == "green_six_times")


def _may_be_proposed(history: History, found: AmendmentProposal) -> bool:
    """True when the amendment is not answered at this review, prepared on the same evidence or refused twice lately."""
    answers = [
        (index, review.amendment_answers[found.key])
        for index, review in enumerate(history.reviews)
        if found.key in review.amendment_answers
    ]
    now = len(history.reviews) - 1
    if any(index == now for index, _ in answers):
        return False
    prepared = max((index for index, answer in answers if answer == PREPARE), default=-1)
    if prepared >= 0 and any(period.first < history.reviews[prepared].period.end for period in found.evidence):
        return False
    refused = [index for index, answer in answers if answer == NO and index > prepared]
    return len(refused) < REFUSALS or now - refused[-1] > SILENT


# --- the triggers


def _from_reviews(history: History, catalogue: Catalogue) -> Iterator[AmendmentProposal]:
    yield from _figures(history, catalogue)
    yield from _volume(history)
    yield from _turnaround(history)
    yield from _from_changes(history)
    now, terms = history.reviews[-1], history.terms
    reason = "objective_wrong" if now.feeling == "wrong" else "vision_changed" if now.vision == "changed" else None
    if reason:
        yield AmendmentProposal(history.task, "objective", None, reason, terms.main or None, None, (now.period,))
    if terms.price is not None and _ends_a_year(history, now.period) and now.renewal in (None, RENEGOTIATE):
        yield AmendmentProposal(history.task, "price", None, "anniversary", terms.price, None, (now.period,))


def _figures(history: History, catalogue: Catalogue) -> Iterator[AmendmentProposal]:
    """Propose to change a target the person calls badly set, or a KPI long green or that has lost its meaning."""
    incoming = _incoming(history, catalogue)
    for id, series in readings_by_kpi(history, catalogue.kpis).items():
        kpi, now = catalogue.kpis[id], series[-1]
        if now.measure.cause == "target" and now.measure.aim.target is not None:
            yield _intermediate_target(history.task, kpi, series, now.measure.aim.target)
        lasting = series[-GREEN_PERIODS:]
        green = len(lasting) == GREEN_PERIODS and all(one.light == ON_TARGET for one in lasting)
        if now.measure.unmeasured == "not_relevant":
            yield AmendmentProposal(
                history.task, "kpi", id, "not_relevant", id, next(incoming, None), (now.measure.period,)
            )
        elif green and not now.legal and history.reviews[-1].period.ends_a_quarter:
            evidence = tuple(one.measure.period for one in lasting)
            yield AmendmentProposal(history.task, "kpi", id, "green_six_times", id, next(incoming, None), evidence)


def _intermediate_target(task: str, kpi: Kpi, series: tuple[Reading, ...], target: Decimal) -> AmendmentProposal:
    """Propose a target halfway between the mean of three periods and the current one, or no value when rounding leaves
    none.
    """
    recent = [one.measure for one in series[-TREND_OVER:] if one.measure.value is not None]
    values = [one.value for one in recent if one.value is not None]
    base = sum(values, Decimal(0)) / len(values) if values else None
    if base is not None and (is_better(kpi, base, target) or is_better(kpi, values[-1], (base + target) / 2)):
        # A mean better than the target would make it harder; one far behind today's figure would ask for less.
        base = values[-1]
    step = round_target(kpi, (base + target) / 2) if base is not None else None
    periods = tuple(one.period for one in recent) or (series[-1].measure.period,)
    return AmendmentProposal(
        task, "target", kpi.id, "cause_target", target, step if step != target else None, periods, basis=base
    )


def _incoming(history: History, catalogue: Catalogue) -> Iterator[str]:
    """The KPIs proposed for the task that are not followed yet, each used once as a replacement."""
    terms = history.terms
    proposed = candidates(catalogue, history.task, terms.main, terms.secondary)
    return (kpi.id for kpi in proposed if kpi.id not in terms.kpis)


def _volume(history: History) -> Iterator[AmendmentProposal]:
    agreed, price = history.terms.volume, history.terms.price
    if not agreed or not volume_off_twice(history):
        return
    seen = [one.volume for one in history.reviews[-2:] if one.volume is not None]
    unit_price = price / agreed if price is not None else None
    mean = sum(seen, Decimal(0)) / len(seen)
    yield AmendmentProposal(
        history.task, "volume", None, "volume_off_twice", agreed, mean, _periods(history, 2), basis=unit_price
    )


def _turnaround(history: History) -> Iterator[AmendmentProposal]:
    """Propose to write the real delay when the agreed one is exceeded twice without a recovery or a stop."""
    agreed, recent = history.terms.turnaround, history.reviews[-2:]
    if agreed is None or len(recent) < 2 or any(not _longer(one, agreed) for one in recent):
        return
    if recent[0].decision in (CONTINUE, ADJUST) and recent[1].decision in (CONTINUE, ADJUST, None):
        yield AmendmentProposal(
            history.task, "turnaround", None, "delay_accepted", agreed, recent[1].turnaround, _periods(history, 2)
        )


def _longer(review: TaskReview, agreed: Decimal) -> bool:
    return review.turnaround is not None and Fraction(review.turnaround) > Fraction(agreed)


def _from_changes(history: History) -> Iterator[AmendmentProposal]:
    now = history.reviews[-1]
    for change, trigger in NOTED.items():
        if change in now.changes:
            yield AmendmentProposal(history.task, trigger, None, f"{change}_changed", None, None, (now.period,))
    for change in NOTIFIED:
        if change in now.changes:
            yield AmendmentProposal(history.task, "governance", change, f"{change}_changed", None, None, (now.period,))
    if now.unwritten:
        yield AmendmentProposal(history.task, "task", None, UNWRITTEN, None, now.unwritten, (now.period,))


def _periods(history: History, count: int) -> tuple[Period, ...]:
    return tuple(review.period for review in history.reviews[-count:])


def _ends_a_year(history: History, period: Period) -> bool:
    """True when the period contains the last month of a year of service (`docs/rules/revue.md §12`)."""
    month = month_number(history.start, period)
    return month >= YEAR and month % YEAR < period.months
