"""An answers file written by an earlier form, read by this one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.content.answers_file import answers_from_json, second_look_from_json
from domain.questionnaire.form import Form, Key, Question
from domain.questionnaire.values import Gap, Value
from tests.shipped_form import shipped_form


def changed(id: str, **fields: Any) -> Form:
    """The shipped form, where a question says otherwise."""

    def now(question: Question) -> Question:
        return replace(question, **fields) if question.id == id else question

    form = shipped_form()
    return replace(
        form,
        sections=tuple(replace(one, questions=tuple(map(now, one.questions))) for one in form.sections),
        elsewhere=tuple(replace(one, questions=tuple(map(now, one.questions))) for one in form.elsewhere),
    )


TASKS: dict[str, Any] = {"consent_data": True, "audit_functions": ["bookkeeping", "payroll"]}
CASES: dict[str, tuple[Form, dict[str, Any], dict[Key, Value]]] = {
    "renamed": (
        changed("profile_company_name", was={"company": {}}),
        {"company": "Atelier"},
        {("profile_company_name", None): "Atelier"},
    ),
    "renamed in its loop": (
        changed("audit_hours", was={"hours": {}}),
        {"hours": {"payroll": 3.5}},
        {("audit_functions", None): ("bookkeeping", "payroll"), ("audit_hours", "payroll"): Decimal("3.5")},
    ),
    "out of a loop": (
        changed("profile_ceo_hours", was={"profile_ceo_hours": {}}),
        {"profile_ceo_hours": {"bookkeeping": 40, "payroll": 50}},
        {("profile_ceo_hours", None): 50},
    ),
    "into a loop": (
        changed("audit_hours", was={"hours": {}}),
        {"hours": 4},
        {("audit_hours", "bookkeeping"): 4, ("audit_hours", "payroll"): 4},
    ),
    "not known": (
        changed("profile_company_name", was={"company": {}}),
        {"company": {"unknown": True}, "other": "x"},
        {("profile_company_name", None): Gap.UNKNOWN},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_answers_given_to_an_earlier_form_are_read(case: tuple[Form, dict[str, Any], dict[Key, Value]]) -> None:
    form, given, expected = case
    found = answers_from_json({"answers": {**TASKS, **given}}, form)
    assert expected.items() <= found.items()
    assert all(name in form.questions for name, _ in found)


def test_what_a_third_party_said_is_read_too() -> None:
    form = changed("third_mastery", was={"third_skill": {}})
    notes = [{"question": "third_skill", "item": "payroll", "value": 4}, {"question": "third_look", "value": "7"}]
    assert second_look_from_json({"second_look": notes}, form) == {
        ("third_mastery", "payroll"): 4,
        ("third_look", None): "7",
    }
