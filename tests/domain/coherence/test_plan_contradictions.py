"""Contradictions of the plan, from objectives to budget: the answers that raise each, and those that nearly do."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from domain.coherence import plan_contradictions
from domain.coherence.contradictions import CONTRADICTIONS
from domain.questionnaire.form import Key
from domain.questionnaire.lookup import objections
from domain.questionnaire.value_kinds import Gap, Value
from tests.domain.sound_file import (
    BOOKS,
    FULL_SAME_DAY,
    KNOWN,
    LOGISTICS,
    SAME_DAY,
    SOCIAL,
    Case,
    contradictions_raised,
    for_each_task,
    main_objective,
    objective_figures,
    project_with,
    text_of,
)

CASES: list[Case] = [
    (
        "contra_cost_negative",
        LOGISTICS,
        main_objective("cost") | {("spec_budget", LOGISTICS): Decimal(1685)},
        main_objective("cost") | {("spec_budget", LOGISTICS): Decimal(1684)},
    ),
    (
        "contra_expertise_mastered",
        LOGISTICS,
        main_objective("expertise") | {("audit_mastery", LOGISTICS): 4},
        main_objective("expertise"),
    ),
    (
        "contra_flex_stable",
        LOGISTICS,
        main_objective("flexibility") | {("audit_variability", LOGISTICS): "v2"},
        main_objective("flexibility") | {("audit_variability", LOGISTICS): "v3"},
    ),
    (
        "contra_efficiency_low_hours",
        LOGISTICS,
        {("audit_hours", LOGISTICS): Decimal(1)},
        {("audit_hours", LOGISTICS): Decimal("1.25")},
    ),
    (
        "contra_target_not_better",
        LOGISTICS,
        objective_figures(LOGISTICS, "9", "9"),
        objective_figures(LOGISTICS, "9", "8.75"),
    ),
    (
        "contra_target_not_better",
        LOGISTICS,
        main_objective("flexibility") | objective_figures(LOGISTICS, "50", "30"),
        main_objective("flexibility") | objective_figures(LOGISTICS, "30", "50"),
    ),
    ("contra_target_unrealistic", SAME_DAY, FULL_SAME_DAY, {("kpi_target", SAME_DAY): "ambitious"}),
    (
        "contra_target_unrealistic",
        SAME_DAY,
        {("kpi_target", SAME_DAY): "ambitious", ("obj_deadline", LOGISTICS): "m3"},
        {("kpi_target", SAME_DAY): "realistic", ("obj_deadline", LOGISTICS): "m3"},
    ),
    (
        "contra_kpi_not_objective",
        BOOKS,
        {("kpi_select", BOOKS): ("bk_cost_per_entry",)},
        {("kpi_select", BOOKS): ("bk_cost_per_entry", "bk_filing_on_time")},
    ),
    (
        "contra_kpi_uncontrollable",
        "logistics/gen_hours_freed",
        {("kpi_select", LOGISTICS): ("log_same_day", "gen_hours_freed")},
        {("kpi_select", LOGISTICS): ("log_same_day",)},
    ),
    (
        "contra_too_many_kpis",
        None,
        {("kpi_select", LOGISTICS): ("log_same_day", "log_order_accuracy", "gen_on_time", "gen_cycle_time")},
        {("kpi_select", LOGISTICS): ("log_same_day", "log_order_accuracy", "gen_on_time")},
    ),
    (
        "contra_growth_no_drag",
        None,
        for_each_task("prio_sales_drag", 2, 5, 2),
        for_each_task("prio_sales_drag", 2, 5, 3),
    ),
    (
        "contra_brand_low_cost",
        SOCIAL,
        {("vision_first", None): "brand_image", ("retain_tasks", None): (SOCIAL,), **main_objective("cost", SOCIAL)},
        {
            ("vision_first", None): "brand_image",
            ("retain_tasks", None): (SOCIAL,),
            **main_objective("expertise", SOCIAL),
        },
    ),
    (
        "contra_vision_unlinked",
        BOOKS,
        {("vision_task_link", BOOKS): False},
        {("vision_task_link", BOOKS): Gap.UNKNOWN},
    ),
    (
        "contra_budget_market",
        BOOKS,
        {("spec_budget", BOOKS): Decimal(49)},
        {("spec_budget", BOOKS): Decimal(50)},
    ),
    (
        "contra_subordination",
        LOGISTICS,
        {("spec_provider_type", LOGISTICS): "freelance", ("spec_place", LOGISTICS): "onsite_regular"},
        {("spec_provider_type", LOGISTICS): "freelance", ("spec_place", LOGISTICS): "onsite_occasional"},
    ),
    (
        "contra_start_too_soon",
        None,
        {("spec_offers_deadline", None): "2027-01-26"},
        {("spec_offers_deadline", None): "2027-01-25"},
    ),
    (
        "contra_regulated",
        BOOKS,
        {("spec_provider_type", BOOKS): "freelance"},
        {("spec_provider_type", BOOKS): Gap.UNKNOWN},
    ),
    (
        "contra_budget_hours",
        LOGISTICS,
        {("spec_budget", LOGISTICS): Decimal(487)},
        {("spec_budget", LOGISTICS): Decimal(488)},
    ),
    (
        "contra_no_net_time",
        LOGISTICS,
        objective_figures(LOGISTICS, "9", "7.25"),
        objective_figures(LOGISTICS, "9", "7"),
    ),
]


@pytest.mark.parametrize(("id", "item", "holds", "nearly"), CASES)
def test_an_entry_is_raised_by_the_answers_it_is_about_and_not_by_their_neighbours(
    id: str, item: str | None, holds: dict[Key, Value], nearly: dict[Key, Value]
) -> None:
    assert (id, item) in contradictions_raised(holds, id)
    assert (id, item) not in contradictions_raised(nearly, id)


def test_every_entry_has_a_case() -> None:
    assert {case[0] for case in CASES} == plan_contradictions.RULES.keys()


@pytest.mark.parametrize(("id", "item", "holds", "nearly"), CASES)
def test_every_variable_of_a_text_has_a_value(
    id: str, item: str | None, holds: dict[Key, Value], nearly: dict[Key, Value]
) -> None:
    values = CONTRADICTIONS[id](project_with(holds), item)
    assert values is not None
    assert set(values) == set(re.findall(r"\{(\w+)\}", KNOWN[id].text))
    assert all(values.values())


def test_seven_indicators_are_the_most_in_all() -> None:
    tasks: dict[Key, Value] = {("retain_tasks", None): (BOOKS, SOCIAL, LOGISTICS)}
    eight: dict[Key, Value] = {
        ("kpi_select", BOOKS): ("bk_filing_on_time", "bk_cost_per_entry", "gen_on_time"),
        ("kpi_select", SOCIAL): ("gen_on_time", "gen_cycle_time", "gen_rework_rate"),
        ("kpi_select", LOGISTICS): ("log_same_day", "log_order_accuracy"),
    }
    assert text_of("contra_too_many_kpis", tasks | eight).startswith("8\u00a0indicateurs")
    seven = eight | {("kpi_select", LOGISTICS): ("log_same_day",)}
    assert "contra_too_many_kpis" not in [one.id for one, _, _ in objections(project_with(tasks | seven), "kpis")]


def test_a_start_the_form_accepts_on_a_saturday_is_not_too_soon() -> None:
    dates: dict[Key, Value] = {("spec_start", None): "2027-02-06", ("spec_offers_deadline", None): "2027-02-01"}
    assert "contra_start_too_soon" not in [one.id for one, _, _ in objections(project_with(dates), "specification")]


def test_what_software_does_is_not_priced_by_the_hour() -> None:
    project = project_with({("spec_budget", BOOKS): Decimal(100)})
    assert "contra_budget_hours" not in [one.id for one, _, _ in objections(project, "specification")]
