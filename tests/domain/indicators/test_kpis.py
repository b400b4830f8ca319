"""Which KPIs are proposed, which targets, and what makes a KPI a good one."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assessment.catalogue import OBJECTIVES, Kpi
from domain.indicators.kpis import LEGAL_DUTIES, candidates, is_better, is_unrealistic, ramp_up, smart, targets
from tests.domain.scoring_examples import CATALOGUE

KPIS = CATALOGUE.kpis
D = Decimal
HOUR = D(50)


def ids(function: str, main: str, secondary: str | None = None) -> list[str]:
    return [kpi.id for kpi in candidates(CATALOGUE, function, main, secondary)]


# --- candidates


def test_the_function_s_own_kpis_come_first_then_those_that_suit_all() -> None:
    assert ids("payroll", "efficiency") == [
        "pay_turnaround",
        "pay_internal_hours",
        "pay_error_rate",
        "pay_dsn_accepted",
        "gen_hours_freed",
        "gen_on_time",
        "gen_cycle_time",
        "gen_rework_rate",
    ]


def test_the_main_objective_comes_before_the_second() -> None:
    assert ids("payroll", "flexibility", "cost")[:3] == [
        "pay_entry_exit_delay",
        "pay_cost_per_slip",
        "pay_error_rate",
    ]


def test_no_second_objective_adds_none() -> None:
    assert ids("payroll", "expertise", "none") == ids("payroll", "expertise")


def test_other_draws_on_the_kpis_that_suit_all_and_keeps_one_of_quality() -> None:
    found = candidates(CATALOGUE, "other", "cost", "efficiency")
    assert [kpi.objective for kpi in found] == ["cost"] * 4 + ["expertise"] + ["efficiency"] * 3


@pytest.mark.parametrize("function", CATALOGUE.functions)
def test_candidates_are_few_distinct_and_serve_the_main_objective(function: str) -> None:
    for main, secondary in product(OBJECTIVES, [None, "none", *OBJECTIVES]):
        found = candidates(CATALOGUE, function, main, secondary)
        assert 1 <= len(found) <= 8
        assert len({kpi.id for kpi in found}) == len(found)
        assert found[0].objective == main
        assert {kpi.function for kpi in found} <= {function, None}
        if {main, secondary} & {"cost", "efficiency"}:
            assert "expertise" in {kpi.objective for kpi in found}


# --- targets


@pytest.mark.parametrize(
    ("kpi", "baseline", "expected"),
    [
        # Rising: from the low end of the range to its high end.
        ("gen_on_time", "70", ("92", "95", "98")),
        ("gen_on_time", None, ("92", "95", "98")),
        # Falling: from the high end to the low end.
        ("cs_first_response", "16", ("4", "3", "2")),
        ("bk_close_delay", "25", ("12", "10", "8")),
        # A share of the measured base, in euros to the unit above ten, to ten cents below.
        ("mkt_cpa", "120", ("108", "99", "90")),
        ("gen_unit_cost", "4", ("3.8", "3.5", "3.2")),
        # A share of the hour value, whatever the base.
        ("obm_cost_per_hour", None, ("45", "33", "20")),
        # Small percentages to one decimal.
        ("pay_error_rate", "3", ("1", "0.5", "0")),
        ("log_order_accuracy", "97", ("99.3", "99.6", "99.8")),
        # Days to a half.
        ("gen_surge_response", "12", ("5", "3.5", "2")),
        ("gen_cycle_time", "7", ("5.5", "4.5", "3.5")),
        # Already better than the prudent target: 5 %, half and all of what is left.
        ("gen_on_time", "93", ("94", "96", "98")),
        ("cs_backlog_48h", "4", ("3.9", "3", "2")),
        # Close to the end, rounding never gives back the base nor overtakes the next target.
        ("gen_on_time", "96.1", ("97", "97", "98")),
        ("pay_turnaround", "2.8", ("2.5", "2.5", "2")),
        ("log_stock_accuracy", "99", ("99.3", "99.3", "99.5")),
        # A range written more finely than the rounding keeps its ends.
        ("web_availability", "99.2", ("99.8", "99.9", "99.95")),
        # 100 % is for legal duties only.
        ("bk_filing_on_time", "95", ("100", "100", "100")),
        ("its_backup_test", "40", ("95", "97", "99.9")),
        ("pay_dsn_accepted", "95", ("99", "99.5", "99.9")),
        ("leg_budget_use", "120", ("100", "93", "85")),
        ("gen_compliance_incidents", "2", ("0", "0", "0")),
    ],
)
def test_targets_follow_the_range(kpi: str, baseline: str | None, expected: tuple[str, str, str]) -> None:
    found = targets(KPIS[kpi], D(baseline) if baseline else None, HOUR)
    assert found
    assert (found.prudent, found.realistic, found.ambitious) == tuple(map(D, expected))
    assert not found.hold


def test_without_the_base_it_rests_on_no_target_is_proposed() -> None:
    assert targets(KPIS["mkt_cpa"], None, HOUR) is None
    assert targets(KPIS["seo_nonbrand_clicks"], D(0), HOUR) is None
    assert targets(KPIS["obm_cost_per_hour"], D(60), None) is None


def test_a_base_better_than_the_ambitious_target_is_held() -> None:
    found = targets(KPIS["gen_on_time"], D(99), HOUR)
    assert found
    assert found.hold
    assert found.prudent == found.realistic == found.ambitious == D(99)
    assert (found.lo, found.hi) == (D(92), D(98))


def test_the_range_is_told_in_the_unit_of_the_kpi() -> None:
    found = targets(KPIS["gen_total_cost"], D(1000), HOUR)
    assert found
    assert (found.lo, found.hi) == (D(750), D(950))


bases = st.none() | st.decimals(min_value=0, max_value=2000, places=2, allow_nan=False)


@given(st.sampled_from(sorted(KPIS)), bases)
def test_targets_get_better_stay_in_bounds_and_beat_the_base(name: str, baseline: Decimal | None) -> None:
    kpi = KPIS[name]
    found = targets(kpi, baseline, HOUR)
    if found is None:
        return
    steps = (found.prudent, found.realistic, found.ambitious)
    assert not is_better(kpi, steps[0], steps[1])
    assert not is_better(kpi, steps[1], steps[2])
    assert all(step >= 0 for step in steps)
    assert found.lo <= found.hi
    if found.hold:
        assert set(steps) == {baseline}
        return
    if baseline is not None:
        assert all(is_better(kpi, step, baseline) for step in steps)
    if kpi.unit == "%" and kpi.direction == "up" and kpi.id not in LEGAL_DUTIES:
        assert all(step < 100 for step in steps)


# --- on the way


def test_the_ramp_up_goes_half_way_then_three_quarters_then_all_the_way() -> None:
    assert ramp_up(D(16), D(4)) == (D(10), D(7), D(4))
    assert ramp_up(D("403"), D("268.65")) == (D("335.83"), D("302.24"), D("268.65"))


@pytest.mark.parametrize(
    ("target", "months", "unrealistic"),
    [("98", 6, False), ("99", 6, True), ("95", 3, False), ("96", 3, True)],
)
def test_a_target_beyond_the_range_or_too_soon_is_unrealistic(target: str, months: int, unrealistic: bool) -> None:
    assert is_unrealistic(KPIS["gen_on_time"], D(target), D(70), HOUR, months) is unrealistic


def test_without_a_range_half_the_base_in_three_months_is_the_limit() -> None:
    kpi = KPIS["obm_cost_per_hour"]
    assert not is_unrealistic(kpi, D(30), D(60), None, 3)
    assert is_unrealistic(kpi, D(29), D(60), None, 3)
    assert not is_unrealistic(kpi, D(29), D(60), None, 6)


def test_better_follows_the_direction() -> None:
    assert is_better(KPIS["gen_on_time"], D(95), D(90))
    assert is_better(KPIS["cs_first_response"], D(4), D(16))
    assert not is_better(KPIS["cs_first_response"], D(4), D(4))


# --- SMART


def check(kpi: Kpi, **changes: object) -> tuple[bool, ...]:
    facts: dict[str, object] = {"target": D(95), "baseline": D(70), "hour_value": HOUR, "months": 6}
    facts |= changes
    visions = facts.pop("visions", ())
    found = smart(kpi, "payroll", str(facts.pop("main", "efficiency")), visions, **facts)  # type: ignore[arg-type]
    return found.specific, found.measurable, found.attainable, found.relevant, found.timed


def test_a_good_kpi_gets_five_points() -> None:
    assert check(KPIS["gen_on_time"]) == (True, True, True, True, True)


@pytest.mark.parametrize(
    ("kpi", "changes", "expected"),
    [
        (KPIS["cs_first_response"], {"target": D(4), "baseline": D(16)}, (False, True, True, True, True)),
        (replace(KPIS["gen_on_time"], source=""), {}, (True, False, True, True, True)),
        (KPIS["gen_on_time"], {"target": D(99)}, (True, True, False, True, True)),
        (KPIS["gen_on_time"], {"target": D(70)}, (True, True, False, True, True)),
        (KPIS["gen_on_time"], {"target": None}, (True, True, False, True, True)),
        (KPIS["gen_on_time"], {"main": "cost"}, (True, True, True, False, True)),
        (KPIS["gen_on_time"], {"months": None}, (True, True, True, True, False)),
    ],
)
def test_each_letter_can_be_missing(kpi: Kpi, changes: dict[str, object], expected: tuple[bool, ...]) -> None:
    assert check(kpi, **changes) == expected


def test_the_vision_makes_a_kpi_relevant() -> None:
    assert check(KPIS["gen_on_time"], main="cost", visions=(None, "growth"))[3]
    assert not check(KPIS["gen_on_time"], main="cost", visions=("brand_image", None))[3]
    assert check(KPIS["gen_backup_coverage"], main="cost", visions=("serenity",))[3]


def test_a_level_that_is_held_is_attainable() -> None:
    assert check(KPIS["gen_on_time"], baseline=D(99), target=D(99))[2]


def test_without_a_range_half_the_base_is_attainable() -> None:
    kpi = KPIS["obm_cost_per_hour"]
    assert check(kpi, hour_value=None, baseline=D(60), target=D(30))[2]
    assert not check(kpi, hour_value=None, baseline=D(60), target=D(29))[2]
    assert not check(kpi, hour_value=None, baseline=None, target=D(29))[2]


def test_a_kpi_is_kept_with_four_points_if_it_can_be_measured() -> None:
    facts = {"target": D(95), "baseline": D(70), "hour_value": HOUR, "months": 6}
    kpi = KPIS["gen_on_time"]
    four = smart(kpi, "payroll", "cost", (), **facts)  # type: ignore[arg-type]
    unmeasured = smart(replace(kpi, formula=""), "payroll", "efficiency", (), **facts)  # type: ignore[arg-type]
    three = smart(kpi, "payroll", "cost", (), **{**facts, "months": None})  # type: ignore[arg-type]
    assert (four.points, four.is_smart) == (4, True)
    assert (unmeasured.points, unmeasured.is_smart) == (4, False)
    assert (three.points, three.is_smart) == (3, False)
