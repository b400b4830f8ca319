"""Who does what: one person answers for each line, and decisions stay with the company."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.questionnaire.form import Form, Key
from domain.questionnaire.values import Value
from domain.specification.raci import Row, faults, rows
from tests.shipped_form import shipped_content, shipped_form

SHIPPED = shipped_form()


@pytest.fixture(scope="module")
def form() -> Form:
    return SHIPPED


def matrix(form: Form, size: str, kept: tuple[str, ...] = (), third: str = "no") -> dict[str, dict[str, str]]:
    answers: dict[Key, Value] = {
        ("audit_functions", None): ("csr",),
        ("retain_tasks", None): ("csr",),
        ("profile_size", None): size,
        ("spec_keep_inhouse", "csr"): kept,
        ("third_offer", None): third,
    }
    return {row.id: dict(row.letters) for row in rows(shipped_content().project(answers))}


def test_a_team_has_a_referent_who_realises_what_the_head_answers_for(form: Form) -> None:
    found = matrix(form, "s2_9")
    assert found["accept"] == {"head": "A", "referent": "R", "provider": "I"}
    assert found["work"] == {"head": "I", "referent": "C", "provider": "RA"}


def test_a_head_alone_holds_both_roles(form: Form) -> None:
    found = matrix(form, "solo")
    assert found["accept"] == {"head": "RA", "provider": "I"}
    assert found["work"] == {"head": "C", "provider": "RA"}
    assert found["incident"] == {"head": "I", "provider": "RA"}


def test_the_third_party_stands_there_only_if_there_is_one(form: Form) -> None:
    assert "third" not in matrix(form, "solo")["need"]
    assert matrix(form, "solo", third="mentor")["need"]["third"] == "C"


def test_what_stays_inside_has_its_line_and_decisions_always_do(form: Form) -> None:
    assert {"decisions", "signature"} <= set(matrix(form, "s2_9"))
    assert "payments" not in matrix(form, "s2_9")
    assert matrix(form, "s2_9", kept=("payments",))["payments"]["head"] == "A"


@given(
    size=st.sampled_from(["solo", "s2_9", "s10_49", "s50_249"]),
    kept=st.lists(st.sampled_from(["decisions", "signature", "payments", "key_clients", "validation"]), unique=True),
    third=st.sampled_from(["mentor", "no", "later"]),
)
def test_every_company_gets_a_matrix_without_a_fault(size: str, kept: list[str], third: str) -> None:
    found = matrix(SHIPPED, size, tuple(kept), third)
    assert faults(tuple(Row(name, letters) for name, letters in found.items())) == ()


def test_a_line_with_no_a_with_two_or_with_one_on_the_wrong_side_is_a_fault() -> None:
    lines = (
        Row("measure", {"head": "I", "referent": "C", "provider": "R"}),
        Row("work", {"head": "A", "referent": "C", "provider": "RA"}),
        Row("decisions", {"head": "C", "referent": "C", "provider": "A"}),
        Row("review", {"head": "A", "referent": "R", "provider": "R"}),
    )
    assert faults(lines) == ("measure", "work", "decisions")
