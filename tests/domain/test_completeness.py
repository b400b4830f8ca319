"""How complete a specification is (`domain/cahier_des_charges.md §9`)."""

from __future__ import annotations

from datetime import date

import pytest

from bot.content import load_form
from domain.completeness import LINES, Completeness, completeness
from domain.form import Form, Key
from domain.path import path_of
from domain.values import Gap, Value
from tests.documents.reading import filled

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def form() -> Form:
    return load_form()


@pytest.fixture(scope="module")
def everything(form: Form) -> dict[Key, Value]:
    return filled(form)


def of(form: Form, answers: dict[Key, Value], today: date = TODAY) -> Completeness:
    return completeness(path_of(form, answers).project, today)


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


def test_a_start_in_the_past_blocks(form: Form, everything: dict[Key, Value]) -> None:
    assert earned(of(form, everything), "c_deadlines") == 6
    late = of(form, everything, date(2027, 2, 1))
    assert earned(late, "c_deadlines") == 0
    assert "c_deadlines" in late.blocking


def test_a_base_passed_over_will_be_measured_and_counts(form: Form, everything: dict[Key, Value]) -> None:
    bases = [key for key in everything if key[0] == "kpi_baseline"]
    assert earned(of(form, everything | dict.fromkeys(bases, Gap.SKIPPED)), "c_kpi_baseline") == 3
    unasked = {key: value for key, value in everything.items() if key not in bases}
    assert earned(of(form, unasked), "c_kpi_baseline") == 0


def test_what_the_person_can_answer_comes_first_then_what_blocks_then_what_weighs(
    form: Form, everything: dict[Key, Value]
) -> None:
    answers = everything | {
        ("vision_first", None): Gap.UNKNOWN,
        ("spec_contact", None): Gap.UNKNOWN,
        ("spec_place", "logistics"): Gap.UNKNOWN,
        ("spec_deliverables", "logistics"): Gap.UNKNOWN,
    }
    order = [line for line, _ in of(form, answers).missing]
    mine = [line for line in order if line in ("c_deliverables", "c_identity", "c_context", "c_volume")]
    assert mine[:2] == ["c_deliverables", "c_identity"]
    assert set(mine[2:]) == {"c_context", "c_volume"}
    assert max(map(order.index, mine)) < order.index("c_clauses")


def test_a_document_with_a_blocking_line_is_never_ready(form: Form, everything: dict[Key, Value]) -> None:
    result = of(form, everything)
    assert result.blocking
    assert result.status != "ready_for_review"
