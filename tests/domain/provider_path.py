"""The path of a provider through their survey, and of a review that starts with what they gave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from domain.calendar.periods import Period
from domain.questionnaire.form import Key
from domain.questionnaire.path import Path, path_of
from domain.questionnaire.values import Value
from domain.reviews.opening import Entry, opening
from domain.reviews.provider_survey import answers_to_take, entries_for_provider
from domain.reviews.questions.provider import OVER
from domain.specification.project import project_of
from tests.domain.review_path import BOOKS, DELAY, LEAVES, OCTOBER, PAY, agreed_answers, review_calendar
from tests.shipped_form import shipped_form

COLLECTION = shipped_form().for_occasion("collection")
NOVEMBER = Period(date(2026, 11, 1))
CONSENTED: dict[Key, Value] = {("col_consent", None): True}


def beginnings(period: Period, past: tuple[Entry, ...] = (), **changed: Value) -> tuple[Entry, ...]:
    """What a review starts with, in the file of the tests with these answers changed."""
    file = project_of(
        path_of(shipped_form(), {**agreed_answers(), **{(name, None): value for name, value in changed.items()}})
    )
    return opening(file, period, review_calendar(period), date(2027, 1, 28), past)


def asked_of(
    period: Period, said: Mapping[Key, Value] | None = None, past: tuple[Entry, ...] = (), over: bool = False
) -> Path:
    """The path a provider walks with these answers."""
    prior = {(question, item): value for question, item, value in entries_for_provider(beginnings(period, past))}
    return path_of(COLLECTION, {**CONSENTED, **(said or {})}, prior | ({(OVER, None): True} if over else {}))


GIVEN_WELL: dict[Key, Value] = {
    ("col_tasks", None): (BOOKS, PAY),
    ("col_value", f"{DELAY}/2026-10"): Decimal("4.2"),
    ("col_cases", f"{DELAY}/2026-10"): Decimal(12),
    ("col_value", f"{LEAVES}/2026-10"): "not_measured",
    ("col_unmeasured", f"{LEAVES}/2026-10"): "tool",
    **{("col_clarity", task): 4 for task in (BOOKS, PAY)},
    **{("col_inputs", task): 3 for task in (BOOKS, PAY)},
    ("col_obstacle", None): "Répondre plus tôt",
}


def answers_taken(said: Mapping[Key, Value] = GIVEN_WELL) -> dict[Key, Value]:
    """What the review of October takes of what the provider said."""
    return {(question, item): value for question, item, value in answers_to_take(asked_of(OCTOBER, said))}


def in_review(said: Mapping[Key, Value], more: Mapping[Key, Value] | None = None) -> Path:
    """A review of October that starts with what the provider gave."""
    prior = {(question, item): value for question, item, value in beginnings(OCTOBER)}
    return path_of(shipped_form().for_occasion("review"), said, {**prior, **answers_taken(), **(more or {})})
