"""When the provider's papers fall due, from what reviews and presses said of them."""

from __future__ import annotations

from datetime import date

import pytest

from domain.questionnaire.path import path_of
from domain.reviews.opening import Entry, certificate_dues, certificate_entries
from domain.specification.project import project_of
from tests.domain.review_path import BOOKS, PAY, agreed_answers
from tests.shipped_form import shipped_form

START = date(2026, 6, 1)
DECEMBER, JUNE = date(2026, 12, 1), date(2027, 6, 1)


def certificate_answer(period: str, due: date, answer: str) -> tuple[Entry, ...]:
    item = f"{period} {BOOKS}/vigilance"
    return (
        ("rev_paper", item, "vigilance"),
        ("rev_paper_day", item, due.isoformat()),
        ("rev_compliance_docs", item, answer),
    )


PRESSED = certificate_entries(f"{BOOKS}/vigilance", DECEMBER)


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ((), DECEMBER),
        (certificate_answer("2026-10", DECEMBER, "requested"), DECEMBER),
        (certificate_answer("2026-10", DECEMBER, "received"), JUNE),
        (PRESSED, JUNE),
        ((*certificate_answer("2026-10", DECEMBER, "missing"), *PRESSED), JUNE),
        ((*PRESSED, *certificate_answer("2026-10", DECEMBER, "missing")), JUNE),
        ((*certificate_answer("2027-04", JUNE, "missing"), *PRESSED), JUNE),
        (
            (*certificate_answer("2026-10", DECEMBER, "missing"), *certificate_answer("2027-04", JUNE, "received")),
            date(2027, 12, 1),
        ),
    ],
)
def test_a_paper_falls_due_until_it_is_received_then_six_months_later(said: tuple[Entry, ...], due: date) -> None:
    given = {**agreed_answers(), **{("spec_budget", task): 2000 for task in (BOOKS, PAY)}}
    dues = certificate_dues(project_of(path_of(shipped_form(), given)), START, date(2026, 9, 30), said)
    assert dues[f"{BOOKS}/vigilance"] == due and dues[f"{BOOKS}/insurance"] == JUNE
    assert list(dues.values()) == sorted(dues.values())


def test_small_amounts_call_for_no_paper() -> None:
    given = {**agreed_answers(), **{("spec_budget", task): 20 for task in (BOOKS, PAY)}}
    assert certificate_dues(project_of(path_of(shipped_form(), given)), START, date(2026, 9, 30), ()) == {}
