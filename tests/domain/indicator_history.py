"""Builds histories of indicators: monthly figures, and the other answers of reviews."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from domain.calendar.periods import Period
from domain.indicators.history import Action, Aim, History, Incident, Measure, TaskReview, Terms
from tests.domain.calendars import FRANCE

START = date(2026, 1, 5)
CALENDAR = FRANCE
LATER = 6
"""Months before the first review, so that the ramp-up is over."""


def month(number: int) -> Period:
    """The month with that number, counted from the start."""
    return Period(date(2026, 1, 1)).shift(number - 1)


def review_day(period: Period) -> date:
    """The day its review is held."""
    return period.end + timedelta(4)


def aim(target: str | None, base: str | None = None, alert: str | None = None) -> Aim:
    return Aim(*(None if text is None else Decimal(text) for text in (base, target, alert)))


def measures(
    kpi: str,
    values: list[str | None],
    aimed: Aim,
    *,
    first: int = LATER,
    cases: int | None = None,
    causes: dict[int, str] | None = None,
) -> list[Measure]:
    """One a month from the month `first`; None: not measured, forgotten."""
    return [
        Measure(
            kpi,
            month(first + index),
            aimed,
            None if value is None else Decimal(value),
            cases,
            "forgot" if value is None else None,
            (causes or {}).get(index),
        )
        for index, value in enumerate(values)
    ]


def history(
    series: dict[str, list[Measure]], *, terms: Terms | None = None, actions: tuple[Action, ...] = (), **last: object
) -> History:
    """A monthly review for each period measured; `last`: what the last review said besides its figures."""
    periods = sorted({one.period for each in series.values() for one in each})
    reviews = [
        TaskReview(
            period, review_day(period), tuple(one for each in series.values() for one in each if one.period == period)
        )
        for period in periods
    ]
    reviews[-1] = replace(reviews[-1], **last)  # type: ignore[arg-type]
    return History("customer_service", START, terms or Terms(tuple(series)), tuple(reviews), actions)


def with_review(known: History, index: int, **said: object) -> History:
    """The history with these other answers in one of its reviews."""
    reviews = list(known.reviews)
    reviews[index] = replace(reviews[index], **said)  # type: ignore[arg-type]
    return replace(known, reviews=tuple(reviews))


def incident(kind: str, settled: date | None = None) -> tuple[Incident, ...]:
    return (Incident(kind, settled),)
