"""What a provider is asked and sees, what a review takes of it, and which of their actions are late."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from domain.calendar.workdays import Calendar
from domain.questionnaire.bounds import limits
from domain.questionnaire.display import question_text
from domain.questionnaire.form import Key
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Value
from domain.reviews.minutes.minutes import minutes
from domain.reviews.provider_survey import SCORES, SHOWN, entries_for_provider, late_actions
from domain.reviews.questions.figures import MEASURED
from domain.reviews.questions.provider import GIVEN, cases, proposed_figures, reason_unmeasured
from domain.reviews.record import COLLECTED
from domain.specification.project import project_of
from tests.domain.provider_path import (
    COLLECTION,
    CONSENTED,
    GIVEN_WELL,
    NOVEMBER,
    answers_taken,
    asked_of,
    beginnings,
    in_review,
)
from tests.domain.review_path import (
    BOOKS,
    DELAY,
    GOOD_MONTH,
    LEAVES,
    OCTOBER,
    PAY,
    QUARTER,
    question_ids,
    remembered_after,
    review_path,
)
from tests.shipped_form import shipped_form

# --- what is asked


def test_a_month_asks_the_figures_due_and_two_scores_a_quarter_five() -> None:
    month, quarter = question_ids(asked_of(OCTOBER)), question_ids(asked_of(QUARTER))
    assert {"col_tasks", "col_value", "col_clarity", "col_inputs", "col_obstacle"} <= month
    assert quarter - month == {"col_feedback", "col_scope", "col_payment"}
    figures = [step.item for step in asked_of(QUARTER).steps if step.question.id == "col_value"]
    assert len(figures) == 6 and f"{DELAY}/2026-12" in figures


def test_who_serves_one_task_is_asked_nothing_of_the_other() -> None:
    path = asked_of(OCTOBER, {("col_tasks", None): (PAY,)})
    items = {step.item for step in path.steps if step.item}
    assert items == {f"{LEAVES}/2026-10", PAY}


def test_a_figure_the_company_noted_in_its_month_is_not_asked_of_the_provider() -> None:
    prior = {(question, item): value for question, item, value in entries_for_provider(beginnings(QUARTER))}
    noted = {(COLLECTED, f"{DELAY}/2026-10"): True}
    asked = [
        step.item for step in path_of(COLLECTION, CONSENTED, prior | noted).steps if step.question.id == "col_value"
    ]
    assert f"{DELAY}/2026-10" not in asked and f"{DELAY}/2026-11" in asked and COLLECTED in SHOWN


def test_after_the_review_only_the_relation_is_asked_with_a_consent_that_says_so() -> None:
    path = asked_of(OCTOBER, {("col_consent_late", None): True}, over=True)
    assert question_ids(path) == {"col_consent_late", "col_tasks", "col_clarity", "col_inputs", "col_obstacle"}


def test_a_figure_not_measured_says_why_and_a_rate_says_on_how_many_cases() -> None:
    unsaid = asked_of(OCTOBER, {("col_value", f"{DELAY}/2026-10"): "not_measured"})
    assert ("col_unmeasured", f"{DELAY}/2026-10") in [step.key for step in unsaid.steps]
    measured = asked_of(OCTOBER, {("col_value", f"{DELAY}/2026-10"): Decimal(3)})
    keys = [step.key for step in measured.steps]
    assert ("col_cases", f"{DELAY}/2026-10") in keys and ("col_unmeasured", f"{DELAY}/2026-10") not in keys


def test_a_figure_far_from_last_months_is_asked_back_as_in_the_review() -> None:
    past = remembered_after(review_path(OCTOBER, GOOD_MONTH), OCTOBER)
    path = asked_of(NOVEMBER, past=past)
    key = ("col_value", f"{DELAY}/2026-11")
    found = limits(path.answers, key, Calendar(date(2026, 12, 7)))
    assert found.unit == "j.o." and found.soft_max == 18
    assert "le mois dernier" in question_text(path.answers, key) and "cible" in question_text(path.answers, key)


def test_a_measured_figure_is_below_zero_only_where_the_indicator_is_a_difference() -> None:
    project, calendar = project_of(asked_of(OCTOBER)), Calendar(date(2026, 11, 5))
    for question in MEASURED:
        for kpi, low, soft in (
            ("gen_surge_response", 0, None),
            ("gen_on_time", 0, 100),
            ("gen_net_saving", None, None),
            ("gen_budget_variance", None, 100),
        ):
            found = limits(project, (question, f"{BOOKS}/{kpi}/2026-10"), calendar)
            assert (found.min, found.soft_max) == (low, soft), (question, kpi)


# --- what is seen


def test_a_provider_sees_names_figures_and_targets_and_nothing_else_of_the_file() -> None:
    said: dict[Key, Value] = {
        **GOOD_MONTH,
        ("rev_incident", BOOKS): ("data",),
        ("rev_incident_note", BOOKS): "Un secret",
        ("rev_decision_reason", BOOKS): "Un autre secret",
        ("qtr_full_cost", BOOKS): Decimal(900),
    }
    past = remembered_after(review_path(OCTOBER, said), OCTOBER)
    everything = beginnings(NOVEMBER, past, profile_company_name="Atelier Brindille")
    seen = entries_for_provider(everything)
    assert {question for question, _, _ in seen} <= SHOWN
    hidden = {question for question, _, _ in everything} - SHOWN
    assert {"audit_hours", "profile_ceo_hours", "rel_reliability", "rev_incident_note", "rev_decision"} <= hidden
    assert not any(name.startswith(("rel_", "qtr_", "audit_h", "spec_", "obj_", "rev_decision")) for name in SHOWN)
    assert "secret" not in str(seen)


# --- what the review takes


def test_scores_become_the_reviews_own_and_figures_are_only_proposed() -> None:
    found = answers_taken()
    assert found[GIVEN, None] is True and found["prv_clarity", BOOKS] == 4
    assert found["prv_obstacle", None] == "Répondre plus tôt"
    assert not any(question.startswith("rev_") for question, _ in found)
    off_the_path = answers_taken({**GIVEN_WELL, ("col_tasks", None): (BOOKS,)})
    assert ("prv_clarity", PAY) not in off_the_path and ("col_value", f"{LEAVES}/2026-10") not in off_the_path


def test_the_providers_figure_is_a_button_and_their_reason_a_word_until_the_person_says() -> None:
    project = project_of(in_review({("rev_open", None): True}))
    assert proposed_figures(project, f"{DELAY}/2026-10") == (("collected", Decimal("4.2")),)
    assert project.get("rev_kpi_value", f"{DELAY}/2026-10") is None
    assert reason_unmeasured(project, f"{LEAVES}/2026-10") == "Outil indisponible"
    assert reason_unmeasured(project, f"{DELAY}/2026-10") is None


@pytest.mark.parametrize(("kept", "count"), [("4.2", (("collected", Decimal(12)),)), ("5", ())])
def test_the_count_of_cases_goes_with_the_figure_it_was_given_for(kept: str, count: tuple[object, ...]) -> None:
    project = project_of(in_review({("rev_kpi_value", f"{DELAY}/2026-10"): Decimal(kept)}))
    assert cases(project, f"{DELAY}/2026-10") == count


def test_a_figure_equal_to_last_months_is_one_button_not_two() -> None:
    past = remembered_after(review_path(OCTOBER, GOOD_MONTH), OCTOBER)
    prior = {(question, item): value for question, item, value in beginnings(NOVEMBER, past)}
    for figure, buttons in (("2", ["collected"]), ("3", ["collected", "identical"])):
        said = {("col_value", f"{DELAY}/2026-11"): Decimal(figure)}
        project = project_of(path_of(shipped_form().for_occasion("review"), {}, prior | said))
        assert [name for name, _ in proposed_figures(project, f"{DELAY}/2026-11")] == buttons


def test_a_provider_who_answered_is_not_asked_again_on_the_spot() -> None:
    both = {("review_participants", None): ("provider",)}
    here = review_path(OCTOBER, GOOD_MONTH, changed=both)
    assert "prv_here" in question_ids(here)
    prior = {
        (question, item): value for question, item, value in beginnings(OCTOBER, review_participants=("provider",))
    }
    asked = path_of(
        shipped_form().for_occasion("review"), {**GOOD_MONTH, ("prv_here", None): True}, prior | answers_taken()
    )
    assert "prv_here" not in question_ids(asked) and "prv_clarity" not in question_ids(asked)
    assert minutes(project_of(asked)).tasks[0].provider == Fraction(125, 2)


# --- what the provider owes


@pytest.mark.parametrize(
    ("owner", "due", "late"),
    [("provider", "2026-11-16", 1), ("provider", "2026-11-20", 0), ("ceo", "2026-11-16", 0)],
)
def test_only_the_providers_own_actions_past_their_day_are_recalled(owner: str, due: str, late: int) -> None:
    said: dict[Key, Value] = {("act_new", "1"): "Former", ("act_owner", "1"): owner, ("act_due", "1"): due}
    project = project_of(review_path(OCTOBER, {**GOOD_MONTH, **said}))
    assert len(late_actions(project, (BOOKS, PAY), Calendar(date(2026, 11, 20)))) == late
    assert late_actions(project, (PAY,), Calendar(date(2026, 11, 20))) == ()


def test_every_score_of_the_provider_has_its_place_in_the_review() -> None:
    ours = {question.id: question for section in COLLECTION.sections for question in section.questions}
    reviewed = shipped_form().questions
    for theirs, here in SCORES.items():
        assert ours[theirs].text == reviewed[here].text and ours[theirs].low == reviewed[here].low
