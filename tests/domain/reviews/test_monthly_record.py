"""Figures noted month by month between two quarterly reviews (`docs/rules/revue.md §11`)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.calendar.periods import Period
from domain.questionnaire.form import Key
from domain.questionnaire.path import Path, path_of
from domain.questionnaire.values import Gap, Value
from domain.reviews.figures.monthly_record import alerts, entries_for_review, months_before
from domain.reviews.opening import Entry
from domain.specification.project import project_of
from tests.domain.review_path import DELAY, LEAVES, OCTOBER, QUARTER, review_form, review_path

NOVEMBER = OCTOBER.shift(1)
OCT, NOV = f"{DELAY}/2026-10", f"{DELAY}/2026-11"
COLLECTED = "rev_collected"


def with_taken(period: Period, answers: dict[Key, Value], said: dict[Key, Value] | None = None) -> Path:
    opened = project_of(review_path(period, {}))
    entries = entries_for_review(answers, period.last_month, ())
    prior = {**opened.answers, **{(question, item): value for question, item, value in entries}}
    return path_of(review_form(), said or {}, prior)


@pytest.mark.parametrize(
    ("period", "months"), [("2026-T4", ["2026-10", "2026-11"]), ("2026-10", []), ("2027-T1", ["2027-01", "2027-02"])]
)
def test_all_the_months_of_a_quarter_but_the_last_are_noted_before_its_review(period: str, months: list[str]) -> None:
    assert [str(month) for month in months_before(Period.parse(period))] == months


@pytest.mark.parametrize(
    ("answers", "until", "reviewed", "expected"),
    [
        ({("month_value", OCT): Decimal(3)}, OCTOBER, (), [("rev_kpi_value", OCT, Decimal(3)), (COLLECTED, OCT, True)]),
        ({("month_value", OCT): Decimal(3)}, OCTOBER.shift(-1), (), []),
        ({("month_value", OCT): Decimal(3)}, NOVEMBER, (OCT,), []),
        ({("month_value", OCT): Gap.SKIPPED}, OCTOBER, (), []),
        (
            {("month_unmeasured", OCT): "forgot"},
            OCTOBER,
            (),
            [("rev_kpi_unmeasured", OCT, "forgot"), (COLLECTED, OCT, True)],
        ),
    ],
)
def test_a_review_takes_over_what_no_earlier_one_told(
    answers: dict[Key, Value], until: Period, reviewed: tuple[str, ...], expected: list[Entry]
) -> None:
    assert list(entries_for_review(answers, until, reviewed)) == expected


def test_what_is_taken_over_is_not_asked_but_judged() -> None:
    path = with_taken(QUARTER, {("month_value", OCT): Decimal(9), ("month_value", NOV): Decimal(2)})
    asked = [step.key for step in path.steps]
    assert ("rev_kpi_value", OCT) not in asked and ("rev_kpi_value", f"{DELAY}/2026-12") in asked
    assert ("rev_kpi_cause", OCT) in asked and ("rev_kpi_cause", NOV) not in asked
    assert ("rev_kpi_cases", OCT) not in asked


@pytest.mark.parametrize(("value", "red"), [(Decimal(2), []), (Decimal("3.2"), []), (Decimal(9), [OCT])])
def test_an_alert_is_a_red_light(value: Decimal, red: list[str]) -> None:
    path = with_taken(OCTOBER, {("month_value", OCT): value, ("month_value", f"{LEAVES}/2026-10"): Decimal(2)})
    assert [one.item for one in alerts(project_of(path), OCTOBER)] == red
