"""Contradictions about the tasks, and biases: the answers that raise each, and those that nearly do."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from domain.coherence import biases, task_contradictions
from domain.coherence.contradictions import CONTRADICTIONS
from domain.questionnaire.form import Key
from domain.questionnaire.path import raised
from domain.questionnaire.value_kinds import Value
from tests.domain.sound import (
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
    about,
    chose,
    decided,
    found,
    having,
)

CASES: list[Case] = [
    (
        "contra_hours_total",
        None,
        about("audit_hours", Decimal(20), Decimal(20), Decimal(9)),
        about("audit_hours", Decimal(20), Decimal(20), Decimal(8)),
    ),
    (
        "contra_no_hours_high_friction",
        BOOKS,
        about("audit_hours", Decimal("0.75")),
        about("audit_hours", Decimal(1)),
    ),
    (
        "contra_no_hours_high_friction",
        SOCIAL,
        {("audit_hours", SOCIAL): Decimal("0.5"), ("audit_friction", SOCIAL): 4},
        {("audit_hours", SOCIAL): Decimal("0.5"), ("audit_friction", SOCIAL): 3},
    ),
    ("contra_mastered_but_painful", BOOKS, about("audit_mastery", 4), about("audit_mastery", 3)),
    ("contra_straight_line", None, FLAT, FLAT | {("audit_necessity", LOGISTICS): "n4"}),
    (
        "contra_straight_line",
        None,
        FLAT,
        FLAT | {("audit_functions", None): (BOOKS, SOCIAL), ("retain_tasks", None): (BOOKS,)},
    ),
    ("contra_all_strategic", None, about("prio_strategic_impact", 4, 5, 4), about("prio_strategic_impact", 4, 5, 3)),
    (
        "contra_strategic_but_useless",
        SOCIAL,
        {("prio_strategic_impact", SOCIAL): 4, ("audit_necessity", SOCIAL): "n2"},
        {("prio_strategic_impact", SOCIAL): 4, ("audit_necessity", SOCIAL): "n3"},
    ),
    ("contra_core_but_marginal", BOOKS, about("prio_ceo_value", 4), about("prio_ceo_value", 3)),
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
        about("prio_ceo_value", 4) | about("prio_strategic_impact", 4),
        about("prio_ceo_value", 2) | about("prio_strategic_impact", 5),
    ),
    (
        "contra_keep_but_retained",
        LOGISTICS,
        decided("outsource_first", LATER, "keep"),
        decided("outsource_first", LATER, LATER),
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
        chose("nobody_as_good") | about("prio_ceo_value", 4, 4, 1),
        chose("nobody_as_good") | about("prio_ceo_value", 4, 3, 1),
    ),
    ("bias_planning", None, chose("faster_myself"), chose("money")),
    ("bias_planning", None, about("audit_hours", Decimal("0.5")), about("audit_hours", Decimal(1))),
    ("bias_sunk_cost", None, chose("already_invested"), chose("bad_experience")),
    ("bias_pleasure", BOOKS, chose("i_like_it"), chose("i_like_it") | about("prio_strategic_impact", 3)),
    ("bias_control", None, chose("fear_control"), chose("money")),
    ("bias_status_quo", None, READY | decided(LATER, LATER, LATER), READY | decided(LATER, "keep", LATER)),
    ("bias_status_quo", None, READY | decided(LATER, LATER, LATER), decided(LATER, LATER, LATER)),
    ("bias_anecdote", None, chose("bad_experience"), chose("already_invested")),
    ("bias_escape", BOOKS, about("prio_ceo_value", 5), about("prio_ceo_value", 3)),
    ("bias_no_time", None, chose("no_time_to_brief"), chose("no_time_to_brief") | about("audit_doer", *["nobody"] * 3)),
]


@pytest.mark.parametrize(("id", "item", "holds", "nearly"), CASES)
def test_an_entry_is_raised_by_the_answers_it_is_about_and_not_by_their_neighbours(
    id: str, item: str | None, holds: dict[Key, Value], nearly: dict[Key, Value]
) -> None:
    assert (id, item) in found(holds, id)
    assert (id, item) not in found(nearly, id)


def test_every_entry_has_a_case() -> None:
    assert {case[0] for case in CASES} == task_contradictions.RULES.keys() | biases.RULES.keys()


@pytest.mark.parametrize(("id", "item", "holds", "nearly"), CASES)
def test_every_variable_of_a_text_has_a_value(
    id: str, item: str | None, holds: dict[Key, Value], nearly: dict[Key, Value]
) -> None:
    values = CONTRADICTIONS[id](having(holds), item)
    assert values is not None
    assert set(values) == set(re.findall(r"\{(\w+)\}", KNOWN[id].text))
    assert all(values.values())


def test_only_the_head_s_own_hours_fill_the_head_s_week() -> None:
    hours = about("audit_hours", Decimal(20), Decimal(20), Decimal(9))
    for doer in ("team", "mixed", "provider", "nobody"):
        project = having(hours | {("audit_doer", LOGISTICS): doer})
        assert "contra_hours_total" not in [one.id for one, _, _ in raised(project, "audit")], doer
