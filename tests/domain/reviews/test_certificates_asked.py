"""The provider's papers in a review: when each is asked for, and how the minutes name it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from domain.calendar.periods import Period
from domain.questionnaire.display import question_text
from domain.questionnaire.form import Key
from domain.questionnaire.values import Value
from domain.reviews.minutes.minutes import minutes
from domain.reviews.minutes.sheet import minutes_sheet
from domain.reviews.opening import Entry
from domain.specification.project import project_of
from tests.domain.review_path import (
    BOOKS,
    PAY,
    asked_keys,
    question_ids,
    remembered_after,
    review_path,
)


def test_a_paper_falls_due_every_six_months_of_a_contract_that_calls_for_it() -> None:
    large = {("spec_duration", None): "m12", **{("spec_budget", task): Decimal(900) for task in (BOOKS, PAY)}}
    november = review_path(Period(date(2026, 11, 1)), {}, changed=large)
    papers = [item for name, item in asked_keys(november) if name == "rev_compliance_docs"]
    assert papers == [f"{BOOKS}/vigilance"]
    text = question_text(november.answers, ("rev_compliance_docs", papers[0]))
    assert "attestation de vigilance" in text and "1er décembre 2026" in text
    assert "rev_compliance_docs" not in question_ids(review_path(Period(date(2026, 9, 1)), {}, changed=large))


def papers_asked(answers: Mapping[str, str]) -> dict[str, list[str]]:
    """The papers asked for at each monthly review of a year and a half; `answers`: by month, else « Reçue »."""
    large = {("spec_duration", None): "m12", **{("spec_budget", task): Decimal(900) for task in (BOOKS, PAY)}}
    found: dict[str, list[str]] = {}
    past: tuple[Entry, ...] = ()
    for count in range(20):
        month = Period(date(2026, 6, 1)).shift(count)
        items = [
            item for name, item in asked_keys(review_path(month, {}, past, large)) if name == "rev_compliance_docs"
        ]
        said: dict[Key, Value] = {("rev_compliance_docs", item): answers.get(str(month), "received") for item in items}
        past = (*past, *remembered_after(review_path(month, said, past, large), month))
        if items:
            found[str(month)] = [str(item) for item in items]
    return found


def test_a_paper_received_is_asked_for_again_at_its_next_date_only_and_two_of_the_same_day_both_are() -> None:
    vigilance, insurance = f"{BOOKS}/vigilance", f"{BOOKS}/insurance"
    assert papers_asked({}) == {"2026-11": [vigilance], "2027-05": [vigilance, insurance], "2027-11": [vigilance]}


def test_a_paper_not_received_is_asked_for_until_it_is() -> None:
    vigilance = f"{BOOKS}/vigilance"
    found = papers_asked({"2026-11": "requested", "2026-12": "missing"})
    assert [month for month, items in found.items() if vigilance in items][:4] == [
        "2026-11", "2026-12", "2027-01", "2027-05",
    ]  # fmt: skip


def test_the_minutes_name_each_paper_with_its_answer() -> None:
    large = {("spec_duration", None): "m12", **{("spec_budget", task): Decimal(900) for task in (BOOKS, PAY)}}
    said: dict[Key, Value] = {
        ("rev_compliance_docs", f"{BOOKS}/vigilance"): "received",
        ("rev_compliance_docs", f"{BOOKS}/insurance"): "missing",
    }
    project = project_of(review_path(Period(date(2027, 5, 1)), said, (), large))
    found = minutes(project)
    assert [task.certificates for task in found.tasks] == [(("vigilance", "received"), ("insurance", "missing")), ()]
    row = minutes_sheet(project, found).tasks[0].certificates[1]
    assert row.answer and row.answer.label == "Pas encore"
