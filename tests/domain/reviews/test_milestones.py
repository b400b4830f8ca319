"""The first reviews and the yearly one (`docs/rules/revue.md §12`)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.calendar.periods import Period
from domain.questionnaire.display import question_text
from domain.questionnaire.form import Key
from domain.questionnaire.path import Path
from domain.questionnaire.values import Value
from domain.reviews.amendment_decisions import called_for
from domain.reviews.milestones import expected_cost, milestones
from domain.reviews.minutes.minutes import minutes
from domain.reviews.minutes.sheet import minutes_sheet
from domain.reviews.opening import Entry
from domain.specification.project import project_of
from tests.domain.review_path import BOOKS, DELAY, LEAVES, PAY, asked_keys, question_ids, remembered_after, review_path

START = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("period", "last", "expected"),
    [
        ("2026-06", None, {"first"}),
        ("2026-07", None, {"first"}),
        ("2026-07", "2026-06", set()),
        ("2026-08", None, {"trial"}),
        ("2026-08", "2026-07", {"trial"}),
        ("2026-09", "2026-07", {"trial"}),
        ("2026-09", "2026-08", set()),
        ("2026-10", "2026-07", set()),
        ("2026-T3", "2026-06", {"trial"}),
        ("2027-05", "2027-04", {"year"}),
        ("2027-06", "2027-04", {"year"}),
        ("2027-06", "2027-05", set()),
        ("2027-T2", "2027-T1", {"year"}),
        ("2028-05", "2028-04", {"year"}),
        ("2028-T2", "2028-T1", {"year"}),
        ("2027-T1", "2026-T4", set()),
    ],
)
def test_a_review_is_the_first_the_trial_s_or_the_year_s_once_and_at_most_a_month_late(
    period: str, last: str | None, expected: set[str]
) -> None:
    assert milestones(START, Period.parse(period), Period.parse(last) if last else None) == expected


def test_a_first_review_of_a_whole_quarter_is_both_the_first_and_the_trial_s() -> None:
    assert milestones(date(2026, 10, 1), Period.parse("2026-T4"), None) == {"first", "trial"}


def review_of_month(month: int, year: int = 2026, said: dict[Key, Value] | None = None) -> Path:
    """The review of that month, after the one before it."""
    period = Period(date(year, month, 1))
    before = period.shift(-1)
    past: tuple[Entry, ...] = ()
    if before.first >= START:
        past = remembered_after(review_path(before, {}), before)
    good: dict[Key, Value] = {("rev_kpi_value", f"{item}/{period}"): Decimal(2) for item in (DELAY, LEAVES)}
    return review_path(period, {**good, **(said or {})}, past)


@pytest.mark.parametrize(
    ("month", "year", "asks"),
    [
        (6, 2026, {"rev_unwritten"}),
        (7, 2026, set()),
        (8, 2026, {"qtr_renew"}),
        (10, 2026, set()),
        (5, 2027, {"qtr_full_cost", "qtr_vision", "year_lessons", "qtr_renew", "year_next"}),
    ],
)
def test_each_asks_what_is_its_own_and_no_more(month: int, year: int, asks: set[str]) -> None:
    own = {"rev_unwritten", "qtr_full_cost", "qtr_vision", "qtr_scope", "qtr_renew", "year_lessons", "year_next"}
    assert question_ids(review_of_month(month, year)) & own == asks


def test_what_was_not_written_is_kept_and_proposed_as_an_amendment_or_stays_a_note() -> None:
    decided: dict[Key, Value] = {("rev_decision", task): "continue" for task in (BOOKS, PAY)}
    said = {**decided, ("rev_unwritten", BOOKS): "Les relances {téléphoniques}"}
    item = f"{BOOKS}/task/"
    path = review_of_month(6, said=said)
    found = called_for(project_of(path))[item]
    assert (found.new, found.articles, found.major) == (
        "Les relances {téléphoniques}", ("scope", "deliverables"), True,
    )  # fmt: skip
    assert "Les relances {téléphoniques}" in question_text(path.answers, ("rev_amendment", item))
    assert minutes(project_of(path)).tasks[0].unwritten == "Les relances {téléphoniques}"
    refused = review_of_month(6, said={**said, ("rev_amendment", item): "no"})
    assert ("rev_amendment_reason", item) not in asked_keys(refused)
    assert project_of(review_of_month(6, said=decided)).text("rev_unwritten", BOOKS) == ""


def test_the_trial_opens_the_decision_by_the_full_targets() -> None:
    text = (
        question_text(review_of_month(8).answers, ("rev_decision", BOOKS)).replace("\u00a0", " ").replace("\u202f", " ")
    )
    assert text.startswith(
        "Bilan d’essai, à la cible pleine (1 sur 1 dans la cible) : garder, ajuster ou arrêter ? Au vu"
    )
    assert question_text(review_of_month(7).answers, ("rev_decision", BOOKS)).startswith("Au vu de tout cela")


def test_a_month_on_the_way_says_its_step_and_where_it_leads() -> None:
    text = question_text(review_of_month(6).answers, ("rev_kpi_value", f"{DELAY}/2026-06")).replace("\u00a0", " ")
    assert "cible : 3,5 jours ouvrés, un palier vers 3 jours ouvrés)" in text


@pytest.mark.parametrize(("next_year", "priced"), [("same", False), ("renegotiate", True), ("tender", False)])
def test_the_price_is_revised_when_the_year_to_come_is_renegotiated(next_year: str, priced: bool) -> None:
    said: dict[Key, Value] = {("rev_decision", task): "continue" for task in (BOOKS, PAY)}
    path = review_of_month(5, 2027, {**said, ("year_next", BOOKS): next_year, ("year_next", PAY): "same"})
    assert (f"{BOOKS}/price/" in called_for(project_of(path))) is priced
    assert minutes(project_of(path)).tasks[0].renewal == next_year


def test_the_year_s_cost_is_put_beside_the_one_expected() -> None:
    path = review_of_month(5, 2027, {("qtr_full_cost", BOOKS): Decimal(900)})
    expected = expected_cost(project_of(path), BOOKS)
    text = question_text(path.answers, ("qtr_full_cost", BOOKS)).replace("\u00a0", " ").replace("\u202f", " ")
    assert expected and f"cette année, par mois ? (factures + votre temps de suivi ; prévu : {expected}" in text
    assert minutes(project_of(path)).tasks[0].expected_cost == expected


def test_the_provider_s_copy_holds_neither_the_cost_nor_what_is_meant_for_the_company_alone() -> None:
    said: dict[Key, Value] = {
        **{("rev_decision", task): "continue" for task in (BOOKS, PAY)},
        ("qtr_full_cost", BOOKS): Decimal(900),
        ("year_next", BOOKS): "tender",
        ("year_lessons", None): "Écrire les cas rares",
        ("rev_incident", BOOKS): ("quality",),
        ("rev_grave", BOOKS): ("fraud",),
    }
    project = project_of(review_of_month(5, 2027, said))
    found = minutes(project)
    own, copy = (minutes_sheet(project, found, private=private) for private in (True, False))
    assert own.lessons and own.tasks[0].renewal and own.tasks[0].grave and own.tasks[0].expected_cost
    kept = copy.tasks[0]
    assert (copy.lessons, kept.renewal, kept.grave, kept.cost, kept.expected_cost) == ("", None, (), None, None)
    first = review_of_month(
        6, said={**{("rev_decision", task): "continue" for task in (BOOKS, PAY)}, ("rev_unwritten", BOOKS): "X"}
    )
    assert minutes_sheet(project_of(first), minutes(project_of(first)), private=False).tasks[0].unwritten == ""
