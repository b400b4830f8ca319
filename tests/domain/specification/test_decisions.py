"""What the company kept knowingly, as the document explains it."""

from __future__ import annotations

from decimal import Decimal

from domain.questionnaire.form import Key
from domain.questionnaire.values import Value
from domain.specification.parts.decisions import accepted_contradictions
from tests.domain.sound_file import LOGISTICS, main_objective, project_with

KEPT: Key = ("contra_cost_negative", LOGISTICS)
CHEAP: dict[Key, Value] = {("audit_hours", LOGISTICS): Decimal(2), ("audit_direct_cost", LOGISTICS): Decimal(0)}


def texts(budget: int) -> list[str]:
    answers = main_objective("cost") | CHEAP | {KEPT: "Pour le sérieux.", ("spec_budget", LOGISTICS): Decimal(budget)}
    project = project_with(answers)
    assert KEPT in project.answers
    return [one.text for one in accepted_contradictions(project) if one.reason == "Pour le sérieux."]


def test_a_contradiction_kept_with_a_reason_is_explained_in_full() -> None:
    [text] = texts(3000)
    assert "Logistique" in text and "{" not in text


def test_a_contradiction_that_a_later_answer_settles_needs_no_explanation() -> None:
    assert texts(1) == []
