"""Scoring on the listed cases (`docs/rules/scoring.md §13`), then what the formulas promise for any task."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assessment.calibration import CEO_SHARE, DATA_LEVEL, DEFAULT, REFERENCE
from domain.assessment.explanation import explain
from domain.assessment.scoring import Company, Task, evaluate, rank, round_tenth, sensitivity
from tests.domain.scoring_examples import BRINDILLE, without_vision

VISIONS = (
    "growth",
    "brand_image",
    "profitability",
    "quality_reliability",
    "agility",
    "serenity",
    "innovation",
    "compliance",
)
QUIET = Task(
    id="quiet",
    function="other",
    hours_week=Fraction(0),
    doer="ceo",
    direct_cost_month=Fraction(0),
    strategic_impact=1,
    ceo_value=1,
    mastery=5,
    friction=1,
    variability=1,
    repetitiveness=1,
    documentation=1,
    data=("none",),
    necessity=5,
    sales_drag=1,
    provider_price_month=None,
    setup_cost=Fraction(0),
    market_depth=3,
    process_floor=1,
)
SOLO = Company("solo", Fraction(45))


def test_a_task_that_weighs_nothing_is_kept() -> None:
    score = evaluate(QUIET, SOLO)
    assert (score.P, score.K, score.E, score.S) == (0, 0, 0, 40)
    assert (score.verdict, score.why) == ("keep", "low_gain")


def test_a_core_task_is_kept_whatever_its_weight() -> None:
    heavy = replace(
        QUIET, strategic_impact=5, ceo_value=5, friction=5, mastery=1, variability=5, hours_week=Fraction(40)
    )
    score = evaluate(heavy, SOLO)
    assert (score.P, score.K, score.S) == (100, 100, 60)
    assert (score.verdict, score.why, score.split) == ("keep", "core", True)


@pytest.mark.parametrize(
    ("ceo_value", "impact", "core", "why"),
    [(3, 4, Fraction("61.25"), "core"), (2, 5, Fraction("58.75"), "low_gain")],
)
def test_the_core_threshold_separates_neighbours(ceo_value: int, impact: int, core: Fraction, why: str) -> None:
    score = evaluate(replace(QUIET, ceo_value=ceo_value, strategic_impact=impact), SOLO)
    assert (score.K, score.why) == (core, why)


def test_a_core_of_61_25_shows_as_61_3() -> None:
    assert round_tenth(Fraction("61.25")) == Decimal("61.3")


@pytest.mark.parametrize(("necessity", "repetitiveness"), [(1, 1), (3, 4)])
def test_sixty_points_of_idleness_are_enough_to_simplify(necessity: int, repetitiveness: int) -> None:
    score = evaluate(replace(QUIET, necessity=necessity, repetitiveness=repetitiveness), SOLO)
    assert (score.E, score.verdict) == (60, "simplify_automate")


def test_the_bonus_never_lifts_the_pull_above_a_hundred() -> None:
    task = replace(
        QUIET, hours_week=Fraction(8), direct_cost_month=Fraction(1000), mastery=1, friction=5, variability=3
    )
    score = evaluate(replace(task, sales_drag=5), replace(SOLO, visions=("growth", "quality_reliability")))
    assert (score.P, score.bonus, score.P_prime) == (95, Fraction("22.5"), 100)


@pytest.mark.parametrize(
    ("data", "level"),
    [
        (("none",), 1),
        (("client_contact", "client_billing"), 3),
        (("client_contact", "client_billing", "employee_hr"), 5),
        (("client_contact", "client_billing", "candidate"), 4),
        (("bank_access", "client_contact", "employee_hr"), 5),
        (("none", "client_contact", "client_billing"), 3),
    ],
)
def test_three_categories_of_data_raise_the_sensitivity(data: tuple[str, ...], level: int) -> None:
    assert sensitivity(data) == level


def test_thresholds_are_compared_before_rounding() -> None:
    task = replace(QUIET, friction=4, documentation=5)
    reached = evaluate(replace(task, direct_cost_month=Fraction("312.5")), SOLO)
    missed = evaluate(replace(task, direct_cost_month=Fraction("312.4")), SOLO)
    assert round_tenth(reached.S) == round_tenth(missed.S) == 55
    assert (reached.why, missed.why) == ("strong_pull_ready", "moderate_pull")


def test_readiness_is_enough_from_fifty_on() -> None:
    task = replace(QUIET, friction=5, documentation=3, data=("none",), market_depth=3)
    almost = evaluate(task, SOLO)
    ready = evaluate(replace(task, market_depth=5), SOLO)
    assert (almost.R, almost.why) == (Fraction("47.5"), "not_ready")
    assert (ready.R, ready.why) == (55, "strong_pull_ready")


def test_a_short_repetitive_task_may_be_automated_whatever_its_verdict() -> None:
    assert evaluate(replace(QUIET, repetitiveness=4, hours_week=Fraction(3)), SOLO).automation
    assert not evaluate(replace(QUIET, repetitiveness=4, hours_week=Fraction(13, 4)), SOLO).automation
    assert not evaluate(replace(QUIET, repetitiveness=3, hours_week=Fraction(1)), SOLO).automation


def test_profitability_brings_nothing_while_the_price_is_unknown() -> None:
    company = replace(SOLO, visions=("profitability",))
    task = replace(QUIET, hours_week=Fraction(8))
    assert evaluate(task, company).bonus == 0
    assert evaluate(replace(task, provider_price_month=Fraction(100)), company).bonus > 0


def test_a_vision_named_twice_counts_once() -> None:
    task = replace(QUIET, sales_drag=5)
    assert evaluate(task, replace(SOLO, visions=("growth", "growth"))).bonus == 15


def test_an_absent_first_vision_leaves_the_second_its_own_weight() -> None:
    task = replace(QUIET, sales_drag=5)
    assert evaluate(task, replace(SOLO, visions=(None, "growth"))).bonus == Fraction(15, 2)


def test_equal_tasks_say_what_separates_them() -> None:
    twin = replace(QUIET, id="twin")
    ready = replace(QUIET, id="ready", documentation=5)
    ranking = rank([twin, ready, QUIET], SOLO)
    assert ranking.order == ("ready", "quiet", "twin")
    assert [place.tie for place in ranking.ranked] == [None, "R", "id"]


def test_tasks_with_different_scores_are_not_tied() -> None:
    assert [place.tie for place in rank(BRINDILLE.tasks.values(), BRINDILLE.company).ranked] == [None] * 3


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction("11.25"), "11.3"), (Fraction("-106.75"), "-106.7"), (Fraction("0.05"), "0.1"), (3, "3.0")],
)
def test_rounding_is_half_up(value: Fraction | int, text: str) -> None:
    assert f"{round_tenth(value):.1f}" == text


# --- what holds for any task

scale = st.integers(1, 5)
euros = st.integers(0, 6000).map(Fraction)
tasks = st.builds(
    Task,
    id=st.text("abcdef", min_size=1, max_size=4),
    function=st.sampled_from(["csr", "payroll", "seo", "customer_service"]),
    hours_week=st.integers(0, 240).map(lambda quarters: Fraction(quarters, 4)),
    doer=st.sampled_from(sorted(CEO_SHARE)),
    direct_cost_month=euros,
    strategic_impact=scale,
    ceo_value=scale,
    mastery=scale,
    friction=scale,
    variability=scale,
    repetitiveness=scale,
    documentation=scale,
    data=st.lists(st.sampled_from(sorted(DATA_LEVEL)), min_size=1, max_size=4).map(tuple),
    necessity=scale,
    sales_drag=scale,
    provider_price_month=st.none() | euros,
    setup_cost=euros,
    market_depth=scale,
    process_floor=scale,
)
vision = st.none() | st.sampled_from(VISIONS)
companies = st.builds(
    Company,
    size=st.sampled_from(sorted(REFERENCE)),
    ceo_hour_value=st.integers(10, 300).map(Fraction),
    team_hour_cost=st.integers(10, 100).map(Fraction),
    visions=st.tuples(vision, vision),
)


@given(tasks, companies)
@settings(max_examples=60, deadline=None)
def test_every_axis_stays_between_zero_and_a_hundred(task: Task, company: Company) -> None:
    score = evaluate(task, company)
    for value in (score.P, score.K, score.R, score.E, score.P_prime, score.S):
        assert 0 <= value <= 100
    assert 0 <= score.bonus <= Fraction(45, 2)
    assert score.P_prime == min(100, score.P + score.bonus)


RISING = {
    "friction": ("P", 1),
    "variability": ("P", 1),
    "mastery": ("P", -1),
    "ceo_value": ("K", 1),
    "strategic_impact": ("K", 1),
    "documentation": ("R", 1),
    "repetitiveness": ("R", 1),
    "market_depth": ("R", 1),
    "necessity": ("E", -1),
}


@given(tasks, companies, st.sampled_from(sorted(RISING)), scale)
@settings(max_examples=100, deadline=None)
def test_each_scale_moves_its_axis_one_way(task: Task, company: Company, name: str, level: int) -> None:
    axis, sign = RISING[name]
    low, high = sorted((getattr(task, name), level))
    changes = [{name: low}, {name: high}]
    before, after = (getattr(evaluate(replace(task, **change), company), axis) for change in changes)
    assert (after - before) * sign >= 0


@given(tasks, companies, st.integers(0, 240))
@settings(max_examples=60, deadline=None)
def test_more_hours_never_lower_the_pull(task: Task, company: Company, more: int) -> None:
    longer = replace(task, hours_week=task.hours_week + Fraction(more, 4))
    assert evaluate(longer, company).P >= evaluate(task, company).P


@given(tasks, companies)
@settings(max_examples=60, deadline=None)
def test_no_answer_feeds_both_the_pull_and_the_core(task: Task, company: Company) -> None:
    plain = without_vision(company)
    core = replace(task, ceo_value=1, strategic_impact=1)
    pull = replace(task, friction=1, variability=1, mastery=5, hours_week=Fraction(0))
    assert evaluate(core, plain).P == evaluate(task, plain).P
    assert evaluate(pull, plain).K == evaluate(task, plain).K


@given(tasks, companies)
@settings(max_examples=60, deadline=None)
def test_the_vision_leaves_the_other_axes_alone(task: Task, company: Company) -> None:
    plain, guided = evaluate(task, without_vision(company)), evaluate(task, company)
    assert (plain.P, plain.K, plain.R, plain.E) == (guided.P, guided.K, guided.R, guided.E)
    assert guided.S >= plain.S


@given(st.lists(tasks, min_size=2, max_size=4, unique_by=lambda task: task.id), companies)
@settings(max_examples=25, deadline=None)
def test_the_order_does_not_depend_on_the_order_of_entry(found: list[Task], company: Company) -> None:
    orders = {rank(shuffled, company).order for shuffled in permutations(found)}
    assert len(orders) == 1
    assert sorted(orders.pop()) == sorted(task.id for task in found)


@given(tasks, companies)
@settings(max_examples=60, deadline=None)
def test_the_points_explained_add_up(task: Task, company: Company) -> None:
    score = evaluate(task, company)
    found = explain(score)
    assert sum(points for _, points in found.pulls) == score.P + score.bonus
    assert sum(points for _, points in found.holds) == score.K


def test_the_weights_of_each_axis_add_up_to_one() -> None:
    assert all(sum(terms.values()) == 1 for terms in DEFAULT.values())
