"""Contradictions about the tasks, and biases: the answers that raise each, and those that nearly do."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from domain.coherence import biases, task_contradictions
from domain.coherence.contradictions import CONTRADICTIONS
from domain.questionnaire.form import Key
from domain.questionnaire.lookup import objections
from domain.questionnaire.value_kinds import Value
from tests.domain.sound_file import (
    BOOKS,
    CYCLE,
    FLAT,
    KNOWN,
    LATER,
    LOGISTICS,
    LOGISTICS_LAST,
    READY,
    SOCIAL,
    Case,
    changed_verdicts,
    choice_reasons,
    contradictions_raised,
    for_each_task,
    project_with,
)

CASES: list[Case] = [
    (
        "contra_hours_total",
        None,
        for_each_task("audit_hours", Decimal(20), Decimal(20), Decimal(9)),
        for_each_task("audit_hours", Decimal(20), Decimal(20), Decimal(8)),
    ),
    (
        "contra_no_hours_high_friction",
        BOOKS,
        for_each_task("audit_hours", Decimal("0.75")),
        for_each_task("audit_hours", Decimal(1)),
    ),
    (
        "contra_no_hours_high_friction",
        SOCIAL,
        {("audit_hours", SOCIAL): Decimal("0.5"), ("audit_friction", SOCIAL): 4},
        {("audit_hours", SOCIAL): Decimal("0.5"), ("audit_friction", SOCIAL): 3},
    ),
    ("contra_mastered_but_painful", BOOKS, for_each_task("audit_mastery", 4), for_each_task("audit_mastery", 3)),
    ("contra_straight_line", None, FLAT, FLAT | {("audit_necessity", LOGISTICS): "n4"}),
    (
        "contra_straight_line",
        None,
        FLAT,
        FLAT | {("audit_functions", None): (BOOKS, SOCIAL), ("retain_tasks", None): (BOOKS,)},
    ),
    (
        "contra_all_strategic",
        None,
        for_each_task("prio_strategic_impact", 4, 5, 4),
        for_each_task("prio_strategic_impact", 4, 5, 3),
    ),
    (
        "contra_strategic_but_useless",
        SOCIAL,
        {("prio_strategic_impact", SOCIAL): 4, ("audit_necessity", SOCIAL): "n2"},
        {("prio_strategic_impact", SOCIAL): 4, ("audit_necessity", SOCIAL): "n3"},
    ),
    ("contra_core_but_marginal", BOOKS, for_each_task("prio_ceo_value", 4), for_each_task("prio_ceo_value", 3)),
    (
        "contra_strategic_no_ceo_value",
        LOGISTICS,
        {("prio_strategic_impact", LOGISTICS): 4},
        {("prio_strategic_impact", LOGISTICS): 4, ("prio_ceo_value", LOGISTICS): 3},
    ),
    ("contra_pairwise_cycle", None, CYCLE, CYCLE | {("prio_pairwise", f"{SOCIAL}|{LOGISTICS}"): "equal"}),
    ("contra_gut_vs_score", None, LOGISTICS_LAST, dict.fromkeys(CYCLE, "equal")),
    ("contra_gut_vs_score", None, LOGISTICS_LAST, CYCLE),
    (
        "contra_keep_but_retained",
        BOOKS,
        for_each_task("prio_ceo_value", 4) | for_each_task("prio_strategic_impact", 4),
        for_each_task("prio_ceo_value", 2) | for_each_task("prio_strategic_impact", 5),
    ),
    (
        "contra_keep_but_retained",
        LOGISTICS,
        changed_verdicts("outsource_first", LATER, "keep"),
        changed_verdicts("outsource_first", LATER, LATER),
    ),
    (
        "contra_not_ready",
        SOCIAL,
        {("retain_tasks", None): (SOCIAL, LOGISTICS)},
        {("retain_tasks", None): (SOCIAL, LOGISTICS), ("audit_documentation", SOCIAL): "d4"},
    ),
    (
        "bias_indispensable",
        None,
        choice_reasons("nobody_as_good") | for_each_task("prio_ceo_value", 4, 4, 1),
        choice_reasons("nobody_as_good") | for_each_task("prio_ceo_value", 4, 3, 1),
    ),
    ("bias_planning", None, choice_reasons("faster_myself"), choice_reasons("money")),
    ("bias_planning", None, for_each_task("audit_hours", Decimal("0.5")), for_each_task("audit_hours", Decimal(1))),
    ("bias_sunk_cost", None, choice_reasons("already_invested"), choice_reasons("bad_experience")),
    (
        "bias_pleasure",
        BOOKS,
        choice_reasons("i_like_it"),
        choice_reasons("i_like_it") | for_each_task("prio_strategic_impact", 3),
    ),
    ("bias_control", None, choice_reasons("fear_control"), choice_reasons("money")),
    (
        "bias_status_quo",
        None,
        READY | changed_verdicts(LATER, LATER, LATER),
        READY | changed_verdicts(LATER, "keep", LATER),
    ),
    ("bias_status_quo", None, READY | changed_verdicts(LATER, LATER, LATER), changed_verdicts(LATER, LATER, LATER)),
    ("bias_anecdote", None, choice_reasons("bad_experience"), choice_reasons("already_invested")),
    ("bias_escape", BOOKS, for_each_task("prio_ceo_value", 5), for_each_task("prio_ceo_value", 3)),
    (
        "bias_no_time",
        None,
        choice_reasons("no_time_to_brief"),
        choice_reasons("no_time_to_brief") | for_each_task("audit_doer", *["nobody"] * 3),
    ),
]


@pytest.mark.parametrize(("id", "item", "holds", "nearly"), CASES)
def test_an_entry_is_raised_by_the_answers_it_is_about_and_not_by_their_neighbours(
    id: str, item: str | None, holds: dict[Key, Value], nearly: dict[Key, Value]
) -> None:
    assert (id, item) in contradictions_raised(holds, id)
    assert (id, item) not in contradictions_raised(nearly, id)


def test_every_entry_has_a_case() -> None:
    assert {case[0] for case in CASES} == task_contradictions.RULES.keys() | biases.RULES.keys()


@pytest.mark.parametrize(("id", "item", "holds", "nearly"), CASES)
def test_every_variable_of_a_text_has_a_value(
    id: str, item: str | None, holds: dict[Key, Value], nearly: dict[Key, Value]
) -> None:
    values = CONTRADICTIONS[id](project_with(holds), item)
    assert values is not None
    assert set(values) == set(re.findall(r"\{(\w+)\}", KNOWN[id].text))
    assert all(values.values())


def test_only_the_head_s_own_hours_fill_the_head_s_week() -> None:
    hours = for_each_task("audit_hours", Decimal(20), Decimal(20), Decimal(9))
    for doer in ("team", "mixed", "provider", "nobody"):
        project = project_with(hours | {("audit_doer", LOGISTICS): doer})
        assert "contra_hours_total" not in [one.id for one, _, _ in objections(project, "audit")], doer
