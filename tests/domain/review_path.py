"""Opens and answers reviews of a finished file without a bot, each starting from those before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from domain.calendar.periods import Period
from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import Path, path_of
from domain.questionnaire.values import Value
from domain.reviews.opening import Entry, entries_left, opening
from domain.specification.project import project_of
from tests.interview_walk import (
    hurried_interview,
)
from tests.shipped_form import shipped_form

BOOKS, PAY = "bookkeeping", "payroll"
DELAY, LEAVES = f"{BOOKS}/gen_cycle_time", f"{PAY}/pay_entry_exit_delay"
START = "2026-06-01"
Answers = Mapping[Key, Value]


@lru_cache
def review_form() -> Form:
    return shipped_form().for_occasion("review")


@lru_cache
def agreed_answers() -> Mapping[Key, Value]:
    """Two tasks with an indicator each, base 4 working days, target 3."""
    given = dict(hurried_interview(spec_criteria="ok").interview.given)
    lived = {("spec_turnaround", task): Decimal(10) for task in (BOOKS, PAY)}
    return {**given, **lived, ("spec_start", None): START}


def review_calendar(period: Period) -> Calendar:
    return Calendar(period.end.replace(day=5))


def review_path(
    period: Period, said: Answers, past: tuple[Entry, ...] = (), changed: Mapping[Key, Value] | None = None
) -> Path:
    """The path through a review of that period with these answers; `changed`: what else the file says."""
    file = project_of(path_of(shipped_form(), {**agreed_answers(), **(changed or {})}))
    entries = opening(file, period, review_calendar(period), date(period.end.year, period.end.month, 28), past)
    return path_of(review_form(), said, {(question, item): value for question, item, value in entries})


def remembered_after(path: Path, period: Period) -> tuple[Entry, ...]:
    """The entries that review leaves to the next."""
    asked = tuple(question.id for section in review_form().sections for question in section.questions)
    return entries_left(period, path.known, asked)


def review_series(values: list[str | None], said: Answers | None = None, last: Answers | None = None) -> Path:
    """One monthly review after the other from October, with this figure for both indicators; the last one's path.

    None: not measured. `said`: at every review, `last`: at the last one only.
    """
    month, past = Period(date(2026, 10, 1)), ()
    path: Path | None = None
    for index, value in enumerate(values):
        period = month.shift(index)
        figure: Value = "not_measured" if value is None else Decimal(value)
        answers: dict[Key, Value] = {("rev_kpi_value", f"{item}/{period}"): figure for item in (DELAY, LEAVES)}
        answers |= {("rel_reliability", task): 5 for task in (BOOKS, PAY)}
        answers |= dict(said or {})
        if index == len(values) - 1:
            answers |= dict(last or {})
        path = review_path(period, answers, past)
        past = (*past, *remembered_after(path, period))
    assert path
    return path


OCTOBER, QUARTER = Period(date(2026, 10, 1)), Period.parse("2026-T4")
GOOD_MONTH: dict[Key, Value] = {
    ("rev_open", None): True,
    **{("rev_kpi_value", f"{item}/2026-10"): Decimal(2) for item in (DELAY, LEAVES)},
    **{("rev_incident", task): ("none",) for task in (BOOKS, PAY)},
    **{("rel_reliability", task): 5 for task in (BOOKS, PAY)},
    **{("rel_transparency", task): 5 for task in (BOOKS, PAY)},
    **{("rev_decision", task): "continue" for task in (BOOKS, PAY)},
    ("rev_next", None): "ok",
}


def asked_keys(path: Path) -> list[Key]:
    return [step.key for step in path.steps]


def question_ids(path: Path) -> set[str]:
    return {step.question.id for step in path.steps}
