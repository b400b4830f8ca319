"""How complete a specification is (`docs/rules/cahier_des_charges.md §9`)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Gap, Value
from domain.specification.completeness import LINES, Completeness, completeness
from domain.specification.project import project_of
from tests.documents.filled_answers import answers_to_everything
from tests.shipped_form import shipped_form

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def form() -> Form:
    return shipped_form()


@pytest.fixture(scope="module")
def everything(form: Form) -> dict[Key, Value]:
    return answers_to_everything(form)


def of(form: Form, answers: dict[Key, Value], today: date = TODAY) -> Completeness:
    return completeness(project_of(path_of(form, answers)), today)


def earned(result: Completeness, line: str) -> float:
    return float(dict(result.earned)[line])


def test_the_nineteen_lines_are_worth_a_hundred_points() -> None:
    assert len(LINES) == 19
    assert sum(line.points for line in LINES) == 100


def test_nothing_answered_is_a_draft_of_no_worth(form: Form) -> None:
    result = of(form, {})
    assert result.score == 0
    assert result.status == "draft"
    assert ("c_objectives", (("retain_tasks", None),)) in result.missing


def test_each_line_has_words_to_name_it(form: Form) -> None:
    assert [line.id for line in LINES if f"completeness.{line.id}" not in form.words] == []


def test_a_line_about_tasks_counts_for_the_share_of_tasks_that_meet_it(
    form: Form, everything: dict[Key, Value]
) -> None:
    assert earned(of(form, everything), "c_scope_out") == 4
    without = everything | {("spec_keep_inhouse", "logistics"): Gap.UNKNOWN}
    result = of(form, without)
    assert earned(result, "c_scope_out") == pytest.approx(4 * 2 / 3)
    assert ("c_scope_out", (("spec_keep_inhouse", "logistics"),)) in result.missing


def test_an_i_do_not_know_is_a_missing_answer(form: Form, everything: dict[Key, Value]) -> None:
    result = of(form, everything | {("spec_contact", None): Gap.UNKNOWN})
    assert earned(result, "c_identity") == 0
    assert "c_identity" in result.blocking


@pytest.mark.parametrize(
    ("today", "signed", "blocks"),
    [
        (TODAY, False, False),
        (date(2027, 2, 1), False, True),
        (TODAY, True, False),
        (date(2027, 2, 1), True, False),
    ],
)
def test_a_start_in_the_past_blocks_until_a_version_is_agreed(
    today: date, signed: bool, blocks: bool, form: Form, everything: dict[Key, Value]
) -> None:
    found = completeness(project_of(path_of(form, everything)), today, signed)
    assert earned(found, "c_deadlines") == (0 if blocks else 6)
    assert ("c_deadlines" in found.blocking) is blocks


def test_an_agreed_start_that_is_not_said_still_blocks(form: Form, everything: dict[Key, Value]) -> None:
    answers = everything | {("spec_start", None): Gap.UNKNOWN}
    assert "c_deadlines" in completeness(project_of(path_of(form, answers)), TODAY, signed=True).blocking


def test_a_base_passed_over_will_be_measured_and_counts(form: Form, everything: dict[Key, Value]) -> None:
    bases = [key for key in everything if key[0] == "kpi_baseline"]
    assert earned(of(form, everything | dict.fromkeys(bases, Gap.SKIPPED)), "c_kpi_baseline") == 3
    unasked = {key: value for key, value in everything.items() if key not in bases}
    assert earned(of(form, unasked), "c_kpi_baseline") == 0


def test_what_blocks_comes_first_then_what_weighs_then_what_is_quick(form: Form, everything: dict[Key, Value]) -> None:
    answers = everything | {
        ("vision_first", None): Gap.UNKNOWN,
        ("spec_contact", None): Gap.UNKNOWN,
        ("spec_place", "logistics"): Gap.UNKNOWN,
        ("spec_deliverables", "logistics"): Gap.UNKNOWN,
    }
    found = of(form, answers)
    order = [line for line, _ in found.missing]
    blocking = [line for line in order if line in found.blocking]
    assert order[: len(blocking)] == blocking
    assert blocking.index("c_deliverables") < blocking.index("c_identity")
    assert set(order[len(blocking) :]) == {"c_context", "c_volume", "c_selection"}


def test_what_is_missing_is_counted_once_with_the_minutes_it_takes(form: Form, everything: dict[Key, Value]) -> None:
    found = of(form, complete(form, everything) | {("spec_contact", None): Gap.UNKNOWN})
    assert [line for line, _ in found.missing] == ["c_clauses", "c_identity", "c_selection"]
    assert found.lacking == (("spec_contact", None),)
    assert found.minutes == 1
    assert of(form, complete(form, everything)).minutes == 0


def complete(form: Form, everything: dict[Key, Value]) -> dict[Key, Value]:
    """Good answers to everything: indicators that suit the objective, with targets within reach."""
    good: dict[Key, Value] = {}
    for key in everything:
        question, item = key
        if question in ("kpi_baseline", "kpi_target_custom"):
            continue
        if question == "kpi_target":
            good[key] = "prudent"
        elif question == "kpi_select":
            good[key] = {"invoicing_collections": ("inv_issue_delay",), "logistics": ("log_same_day",)}.get(
                str(item), ("gen_first_time_right",)
            )
        else:
            good[key] = everything[key]
    for step in path_of(form, good).steps:
        if step.question.id == "kpi_target":
            good[step.key] = "prudent"
        if step.question.id == "kpi_baseline":
            good[step.key] = Gap.SKIPPED
    return good


def test_good_answers_to_every_question_reach_a_hundred(form: Form, everything: dict[Key, Value]) -> None:
    found = of(form, complete(form, everything))
    assert (found.missing, found.score, found.blocking) == ((), 100, ())
    assert found.status == "ready_for_review"


def test_each_line_can_be_lost(form: Form, everything: dict[Key, Value]) -> None:
    good = complete(form, everything)
    lost: dict[str, dict[Key, Value]] = {
        "c_identity": {("profile_company_name", None): Gap.SKIPPED},
        "c_context": {("vision_first", None): Gap.UNKNOWN},
        "c_objectives": {("obj_target", "other"): Gap.UNKNOWN},
        "c_scope_in": {("audit_scope", "other"): Gap.SKIPPED},
        "c_scope_out": {("spec_keep_inhouse", "other"): Gap.SKIPPED},
        "c_task_sheet": {("spec_turnaround", "other"): Gap.UNKNOWN},
        "c_deliverables": {("spec_deliverables", "other"): Gap.UNKNOWN},
        "c_deadlines": {("spec_start", None): Gap.UNKNOWN},
        "c_kpi_count": {("kpi_select", "other"): ()},
        "c_kpi_smart": {
            ("kpi_target", "other/gen_first_time_right"): Gap.UNKNOWN,
            ("obj_deadline", "other"): Gap.UNKNOWN,
        },
        "c_volume": {("spec_volume", "other"): Gap.UNKNOWN},
        "c_raci": {("profile_size", None): Gap.SKIPPED},
        "c_clauses": {("spec_contact", None): Gap.UNKNOWN},
        "c_data": {("spec_outside_eu", "logistics"): "unknown"},
        "c_governance": {("review_day", None): Gap.SKIPPED},
        "c_reversibility": {("spec_duration", None): Gap.UNKNOWN},
        "c_selection": {("spec_criteria_weights", "kpi"): 59},
    }
    for line, changes in lost.items():
        found = of(form, good | changes)
        assert line in dict(found.missing), line
        assert earned(found, line) < next(one.points for one in LINES if one.id == line)
    for line, question in (("c_budget", "spec_budget"), ("c_kpi_baseline", "kpi_baseline")):
        found = of(form, {key: value for key, value in good.items() if key[0] != question})
        assert line in dict(found.missing)
    assert {*lost, "c_budget", "c_kpi_baseline"} == {line.id for line in LINES}


@pytest.mark.parametrize(
    ("lost", "display"),
    [
        ((), "ready"),
        (("review_day",), "blocked"),
        (("review_day", "vision_first", "spec_contact"), "to_complete"),
        (("retain_tasks",), "draft"),
    ],
)
def test_each_status_has_its_sentence(
    lost: tuple[str, ...], display: str, form: Form, everything: dict[Key, Value]
) -> None:
    left = {key: value for key, value in complete(form, everything).items() if key[0] not in lost}
    found = of(form, left)
    assert found.display == display
    assert f"document.status.{found.display}" in form.words


def test_a_document_with_a_blocking_line_is_never_ready(form: Form, everything: dict[Key, Value]) -> None:
    result = of(form, complete(form, everything) | {("review_day", None): Gap.SKIPPED})
    assert result.score == 97
    assert result.blocking == ("c_governance",)
    assert result.status == "to_complete"
