"""Computes the bounds that apply to the answer of a question, for one item, today."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from domain.calendar.workdays import Calendar, resolve
from domain.questionnaire.answers import Answers
from domain.questionnaire.form import Key, Question
from domain.questionnaire.sources import Bounds
from domain.questionnaire.values import Limits

USUAL_DAYS = 9
"""Days between the first possible day and the day given as an example."""


def unit_of(answers: Answers, key: Key) -> str | None:
    """The unit to print: the question's own or, when that names a source, the item's."""
    unit = answers.form.questions[key[0]].unit
    source = answers.form.sources.units.get(unit or "")
    found: str | None = source(answers, key) if source else unit
    return found


def limits(answers: Answers, key: Key, calendar: Calendar) -> Limits:
    """The bounds that apply; a bound that depends on an unknown date does not."""
    question, bounds = answers.form.questions[key[0]], answers.form.sources.bounds
    if question.type == "date":
        return _days(answers, question, calendar)
    source = bounds.get(question.id) or bounds.get(question.unit or "")
    found: Bounds = source(answers, key) if source else own_bounds(question)
    return Limits(
        unit=unit_of(answers, key),
        min=_number(found.min),
        max=_number(found.max),
        soft_min=found.soft_min,
        soft_max=found.soft_max,
        step=question.step,
        min_choices=question.min_choices,
        max_choices=question.max_choices,
    )


def own_bounds(question: Question) -> Bounds:
    """The bounds the question itself gives."""
    soft_max = question.soft_max if question.type != "multi_choice" else None
    return Bounds(question.min, question.max, question.soft_min, soft_max)


def _days(answers: Answers, question: Question, calendar: Calendar) -> Limits:
    noted = answers.form.sources.noted_dates
    named = (*answers.form.dates, *noted)
    known = {name: date.fromisoformat(answers.text(name)) for name in named if answers.text(name)}
    first, last = (
        None if bound is None else resolve(str(bound), calendar, known) for bound in (question.min, question.max)
    )
    if first and last and last < first and str(question.max).startswith(tuple(noted)):
        # The question is answered late: the date it had to precede is past.
        last = None
    return Limits(min_date=first, max_date=last)


def _number(bound: Decimal | str | None) -> Decimal | None:
    return bound if isinstance(bound, Decimal) else None


def window_is_empty(found: Limits) -> bool:
    """True when no date can satisfy both bounds: the start is too close (`docs/rules/methode.md §9`)."""
    return bool(found.min_date and found.max_date and found.min_date > found.max_date)


def example_day(found: Limits, calendar: Calendar) -> date:
    """A day to give as an example: a working day within the bounds, `USUAL_DAYS` after the first one when possible.

    A day off would be asked back. The first day of the bounds when they contain no working day.
    """
    first = found.min_date or calendar.today
    day = calendar.on_or_after(first + timedelta(USUAL_DAYS))
    if found.max_date and day > found.max_date:
        day = calendar.add(found.max_date + timedelta(1), -1)
    return max(day, first)
