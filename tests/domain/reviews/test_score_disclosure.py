"""Courtesy: who is shown whose scores when, what a later note says, and what stays of a provider who left."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from domain.questionnaire.path import path_of
from domain.reviews.minutes.minutes import minutes
from domain.reviews.minutes.sheet import minutes_sheet
from domain.reviews.provider_survey import AWAITED, note, reveal, sides, wait_is_over, without_provider
from domain.specification.project import project_of
from tests.domain.provider_path import GIVEN_WELL, answers_taken, beginnings, in_review
from tests.domain.review_path import BOOKS, GOOD_MONTH, OCTOBER, PAY, remembered_after, review_path
from tests.shipped_form import shipped_form


@pytest.mark.parametrize(
    ("client", "provider", "over", "told"),
    [
        (False, False, False, None),
        (True, False, False, None),
        (False, True, False, None),
        (True, True, False, "both"),
        (True, True, True, "both"),
        (True, False, True, "client"),
        (False, True, True, "provider"),
        (False, False, True, "nobody"),
    ],
)
def test_scores_are_told_once_both_are_in_or_when_the_wait_is_over(
    client: bool, provider: bool, over: bool, told: str | None
) -> None:
    assert reveal(client, provider, over) == told


def test_the_wait_is_three_working_days_from_the_opening() -> None:
    """October's review of the tests is held on Thursday 5 November 2026."""
    project = project_of(review_path(OCTOBER, GOOD_MONTH))
    days = [(date(2026, 11, 5) + timedelta(count)) for count in range(7)]
    assert [wait_is_over(project, day) for day in days] == [False] * 5 + [True] * 2


def test_the_two_sides_of_each_task_are_counted_from_each_ones_scores() -> None:
    project = project_of(in_review(GOOD_MONTH))
    found = sides((BOOKS, PAY), project.answers, answers_taken({**GIVEN_WELL, ("col_tasks", None): (BOOKS,)}))
    assert [(one.task, one.client, one.provider) for one in found] == [
        (BOOKS, Fraction(100), Fraction(125, 2)),
        (PAY, Fraction(100), None),
    ]
    assert sides((BOOKS,), {}, {}) == ()


def test_minutes_made_before_say_they_wait_and_afterwards_give_a_dated_note() -> None:
    prior = {(question, item): value for question, item, value in beginnings(OCTOBER)}
    awaited = prior | {(AWAITED, None): True}
    noted = awaited | {(q, item): value for q, item, value in note(date(2026, 11, 9), (BOOKS, PAY), answers_taken())}
    for known, day, value in ((awaited, None, None), (noted, date(2026, 11, 9), Decimal(63))):
        project = project_of(path_of(shipped_form().for_occasion("review"), GOOD_MONTH, known))
        sheet = minutes_sheet(project, minutes(project))
        part = sheet.tasks[0]
        assert part.awaited and part.provider is None and part.client == 100
        assert (sheet.note_day, part.noted) == (day, value)
        # The provider's copy shows the company's scores once they may be seen, no sooner.
        copy = minutes_sheet(project, minutes(project), private=False)
        assert (copy.tasks[0].client is None) == (day is None)
    assert sheet.note_word == "Répondre plus tôt"
    late = project_of(path_of(shipped_form().for_occasion("review"), GOOD_MONTH, awaited))
    assert minutes_sheet(late, minutes(late), private=False, waited=True).tasks[0].client == 100


def test_a_note_changes_nothing_of_what_the_closed_review_says_and_is_not_remembered() -> None:
    prior = {(question, item): value for question, item, value in beginnings(OCTOBER)}
    noted = {(q, item): value for q, item, value in note(date(2026, 11, 9), (BOOKS, PAY), answers_taken())}
    before = path_of(shipped_form().for_occasion("review"), GOOD_MONTH, prior)
    since = path_of(shipped_form().for_occasion("review"), GOOD_MONTH, prior | noted)
    plain, told = minutes(project_of(before)).tasks[0], minutes(project_of(since)).tasks[0]
    assert (plain.client, plain.provider, plain.signals, plain.advice) == (
        told.client, told.provider, told.signals, told.advice,
    )  # fmt: skip
    assert remembered_after(before, OCTOBER) == remembered_after(since, OCTOBER)


def test_nothing_of_a_provider_who_left_stays_in_the_reviews() -> None:
    mine = [[question, item, value] for (question, item), value in answers_taken().items()]
    later = [["prv_clarity", f"2026-10 {BOOKS}", 4], ["prv_obstacle", "2026-10", "Répondre"]]
    others = [["prv_clarity", f"2026-09 {BOOKS}", 2], ["rel_reliability", BOOKS, 5]]
    assert without_provider([*mine, *others], "2026-10", True) == others
    assert without_provider([*later, *others], "2026-10", False) == others
