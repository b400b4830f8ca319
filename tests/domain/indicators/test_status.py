"""Lights and trends: the control cases of `docs/rules/revue.md §3`, and what always holds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.indicators.kpis import LEGAL_DUTIES
from domain.indicators.status import alert_threshold, gap, light, period_target, tolerance, trend
from tests.domain.scoring_examples import CATALOGUE, decimal_of

KPIS = CATALOGUE.kpis
WORDS = {"vert": "on_target", "orange": "drifting", "rouge": "off"}
TRENDS = {"en progrès": "improving", "stable": "stable", "en recul": "degrading", "instable": "volatile"}
LIGHTS = """
cs_first_response | 3,8 / 4,3 / 4,5 | 4 | down | 0,4 | vert / orange / rouge
gen_on_time | 95 / 93,5 / 92,9 | 95 | up | 2 | vert / orange / rouge
log_order_accuracy | 99,2 / 98,9 | 99,5 | up | 0,5 | orange / rouge
pay_error_rate | 1,4 / 1,6 | 1 | down | 0,5 | orange / rouge
inv_dso | 41 / 42 | 38 | down | 3,8 | orange / rouge
bk_filing_on_time | 99 | 100 | up | 0 | rouge
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in LIGHTS.strip().splitlines()]
CASES = [
    (kpi, decimal_of(value), decimal_of(target), WORDS[word])
    for kpi, values, target, _, _, words in ROWS
    for value, word in zip(values.split(" / "), words.split(" / "), strict=True)
]
DECIMALS = st.decimals(-1000, 1000, places=3)


@pytest.mark.parametrize(("kpi", "value", "target", "expected"), CASES)
def test_the_lights_of_the_control_cases(kpi: str, value: Decimal, target: Decimal, expected: str) -> None:
    assert light(KPIS[kpi], value, target, tolerance(KPIS[kpi], target)) == expected


@pytest.mark.parametrize(("kpi", "target", "direction", "expected"), [(row[0], *row[2:5]) for row in ROWS])
def test_the_tolerances_of_the_control_cases(kpi: str, target: str, direction: str, expected: str) -> None:
    assert KPIS[kpi].direction == direction
    assert tolerance(KPIS[kpi], decimal_of(target)) == decimal_of(expected)


@pytest.mark.parametrize(
    ("kpi", "target", "expected"),
    [
        ("bk_filing_on_time", "95", "0"),
        ("gen_compliance_incidents", "0", "0"),
        ("leg_deadlines_missed", "2", "0"),
        ("gen_on_time", "98", "2"),
        ("gen_on_time", "99.9", "0.2"),
        ("gen_on_time", "90", "2"),
        ("gen_on_time", "89.9", "8.99"),
        ("pay_error_rate", "5", "2.5"),
        ("pay_error_rate", "5.1", "0.51"),
        ("pay_error_rate", "0", "0.5"),
        ("adm_backlog", "0", "1"),
        ("adm_backlog", "5", "0.5"),
        ("gen_net_saving", "-200", "20"),
    ],
)
def test_the_tolerance_of_each_case(kpi: str, target: str, expected: str) -> None:
    assert tolerance(KPIS[kpi], Decimal(target)) == Decimal(expected)


@pytest.mark.parametrize(
    ("kpi", "target", "threshold"),
    [
        ("cs_first_response", "4", "4.4"),
        ("gen_on_time", "95", "93"),
        ("log_order_accuracy", "99.5", "99.0"),
        ("pay_error_rate", "1", "1.5"),
        ("inv_dso", "38", "41.8"),
        ("bk_filing_on_time", "100", "100"),
        ("gen_compliance_incidents", "0", "0"),
    ],
)
def test_the_threshold_is_the_target_and_its_tolerance(kpi: str, target: str, threshold: str) -> None:
    assert alert_threshold(KPIS[kpi], Decimal(target)) == Decimal(threshold)


@pytest.mark.parametrize(("month", "target"), [(0, 10), (1, 10), (2, 7), (3, 4), (4, 4), (30, 4)])
def test_the_target_is_reached_by_steps(month: int, target: int) -> None:
    assert period_target(KPIS["cs_first_response"], Decimal(16), Decimal(4), month) == target


def test_the_first_month_is_judged_on_its_own_target_and_tolerance() -> None:
    kpi = KPIS["cs_first_response"]
    target = period_target(kpi, Decimal(16), Decimal(4), 1)
    assert light(kpi, Decimal("10.8"), target, tolerance(kpi, target)) == "drifting"


def test_a_legal_duty_an_unknown_base_or_a_base_as_good_as_the_target_has_no_ramp_up() -> None:
    assert period_target(KPIS["bk_filing_on_time"], Decimal(90), Decimal(100), 1) == 100
    assert period_target(KPIS["cs_first_response"], None, Decimal(4), 1) == 4
    assert period_target(KPIS["cs_first_response"], Decimal(4), Decimal(4), 1) == 4
    assert period_target(KPIS["cs_first_response"], Decimal(3), Decimal(4), 1) == 4


@pytest.mark.parametrize(
    ("kpi", "values", "target", "expected"),
    [
        ("cs_first_response", "5,2 ; 4,6 ; 4,1", "4", "en progrès"),
        ("cs_first_response", "4,0 ; 4,1 ; 4,1", "4", "stable"),
        ("cs_first_response", "3,8 ; 4,0 ; 4,4", "4", "en recul"),
        ("cs_first_response", "4 ; 7 ; 4", "4", "instable"),
        ("gen_on_time", "94 ; 95 ; 96", "95", "en progrès"),
        ("gen_on_time", "94,5 ; 95 ; 95,5", "95", "stable"),
        ("gen_on_time", "96 ; 95,5 ; 94,5", "95", "en recul"),
        ("gen_on_time", "95,5 ; 95 ; 94,5", "95", "stable"),
        ("gen_on_time", "95,5 ; 95 ; 94,7", "95", "stable"),
        ("gen_on_time", "95 ; 99 ; 95", "95", "stable"),
        ("gen_on_time", "95 ; 99,1 ; 95", "95", "instable"),
        ("gen_on_time", "95 ; 90,9 ; 95", "95", "instable"),
    ],
)
def test_the_trends_of_the_control_cases(kpi: str, values: str, target: str, expected: str) -> None:
    """The protocol calls 94 ; 95 ; 96 stable, its formula a progress (2 is more than half of 2): the formula holds."""
    found = trend(
        KPIS[kpi], [decimal_of(value) for value in values.split(" ; ")], tolerance(KPIS[kpi], decimal_of(target))
    )
    assert found == TRENDS[expected]


def test_only_the_last_three_values_make_a_trend() -> None:
    kpi, values = KPIS["gen_on_time"], [Decimal(50), Decimal(95), Decimal(95), Decimal(95)]
    assert trend(kpi, values, Decimal(2)) == "stable"
    assert trend(kpi, values[:2], Decimal(2)) is None


@given(st.sampled_from(sorted(KPIS)), DECIMALS, DECIMALS, DECIMALS)
def test_a_better_value_never_has_a_worse_light(kpi_id: str, target: Decimal, one: Decimal, other: Decimal) -> None:
    kpi, order = KPIS[kpi_id], ("off", "drifting", "on_target")
    low, high = sorted((one, other), key=lambda value: gap(kpi, value, target))
    tol = tolerance(kpi, target)
    assert tol >= 0
    assert order.index(light(kpi, low, target, tol)) <= order.index(light(kpi, high, target, tol))
    assert light(kpi, target, target, tol) == "on_target"
    assert light(kpi, alert_threshold(kpi, target), target, tol) in ("drifting", "on_target")


@given(st.sampled_from(sorted(KPIS)), DECIMALS, DECIMALS, st.integers(-3, 40))
def test_a_step_lies_between_the_base_and_the_target(kpi_id: str, base: Decimal, target: Decimal, month: int) -> None:
    kpi = KPIS[kpi_id]
    found = period_target(kpi, base, target, month)
    assert min(base, target) <= found <= max(base, target)
    assert gap(kpi, found, target) <= 0
    if month >= 3 or kpi_id in LEGAL_DUTIES:
        assert found == target


@given(st.sampled_from(["gen_on_time", "cs_first_response"]), st.lists(DECIMALS, min_size=3, max_size=3))
def test_a_trend_reads_the_other_way_from_the_other_end(kpi_id: str, values: list[Decimal]) -> None:
    turned = {"improving": "degrading", "degrading": "improving"}
    forth, back = (trend(KPIS[kpi_id], each, Decimal(1)) for each in (values, values[::-1]))
    assert forth == turned.get(str(back), back)
