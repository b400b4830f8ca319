"""The catalogue shipped with the bot, and what a wrong entry says."""

from collections import Counter
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain.assessment.calibration import DATA_LEVEL, DUTY, VISIBLE
from domain.assessment.catalogue import OBJECTIVES, Bound, catalogue
from domain.assessment.scoring import sensitivity
from domain.indicators.kpis import FIRST_CHOICE, LEGAL_DUTIES

DIALOGS = Path(__file__).parents[3] / "dialogs"
FUNCTIONS = yaml.load((DIALOGS / "functions.yaml").read_text("utf-8"), yaml.CSafeLoader)
KPIS = yaml.load((DIALOGS / "kpis.yaml").read_text("utf-8"), yaml.CSafeLoader)
SHIPPED = catalogue(FUNCTIONS, KPIS)


def test_there_are_twenty_five_functions_and_other_in_seven_groups() -> None:
    assert len(SHIPPED.functions) == 26
    assert list(SHIPPED.functions)[-1] == "other"
    assert [group.id for group in SHIPPED.groups] == [
        "finance",
        "office",
        "sales_marketing",
        "digital",
        "people",
        "legal_compliance",
        "operations",
    ]


def test_every_function_has_six_kpis_and_sixteen_suit_them_all() -> None:
    assert len(SHIPPED.kpis) == 166
    counts = Counter(kpi.function for kpi in SHIPPED.kpis.values())
    assert counts.pop(None) == 16
    assert set(counts) == set(SHIPPED.functions) - {"other"}
    assert set(counts.values()) == {6}


def test_every_function_has_a_kpi_for_each_objective() -> None:
    for function in SHIPPED.functions:
        own = SHIPPED.kpis_of(function)
        assert function == "other" or {kpi.objective for kpi in own} == set(OBJECTIVES)


def test_sensitivity_follows_from_the_data_categories() -> None:
    for function in SHIPPED.functions.values():
        assert function.sensitivity == sensitivity(function.data_categories), function.id


def test_ids_named_in_the_code_exist_in_the_catalogue() -> None:
    assert set(SHIPPED.functions) >= VISIBLE | DUTY
    assert set(SHIPPED.kpis) >= LEGAL_DUTIES.union(*FIRST_CHOICE.values())
    named = {category for function in SHIPPED.functions.values() for category in function.data_categories}
    assert named <= set(DATA_LEVEL)


def test_activities_have_unique_ids() -> None:
    ids = [activity.id for function in SHIPPED.functions.values() for activity in function.typical_tasks]
    assert len(ids) == len(set(ids))


def test_french_texts_use_typographic_signs() -> None:
    text = (DIALOGS / "functions.yaml").read_text("utf-8") + (DIALOGS / "kpis.yaml").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            assert "'" not in line
            assert not any(sign in line for sign in (" ;", " ?", " !", " %", " :", "« ", " »")), line


def test_numbers_are_exact_as_written() -> None:
    assert SHIPPED.functions["phone_reception"].price_hint.low == Decimal("0.9")
    assert SHIPPED.functions["bookkeeping"].price_month == (Decimal(100), Decimal(500))
    assert SHIPPED.kpis["its_takeover"].target.lo == Bound(Decimal("0.5"))


def test_a_target_may_rest_on_the_base_or_on_the_hour_value() -> None:
    assert SHIPPED.kpis["mkt_cpa"].target.lo == Bound(Decimal("0.75"), "b")
    assert SHIPPED.kpis["obm_cost_per_hour"].target.hi == Bound(Decimal("0.9"), "v")
    assert SHIPPED.kpis["mkt_cpa"].baseline is None


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("target", "3-6", "kpi bk_cost_per_entry: '3-6' is not a range"),
        ("target", "6..3", "kpi bk_cost_per_entry: '6..3' does not go from low to high"),
        ("target", "b*0.5..3", "kpi bk_cost_per_entry: .* does not go from low to high"),
        ("target", 3, "kpi bk_cost_per_entry: 3 must be a text"),
        ("baseline", "b*0.5..b*0.6", "kpi bk_cost_per_entry: baseline .* must be two numbers"),
        ("direction", "sideways", "kpi bk_cost_per_entry: direction"),
        ("label", "", "kpi bk_cost_per_entry: label must be a text"),
        ("function", "nowhere", "kpi bk_cost_per_entry: unknown function nowhere"),
        ("colour", "red", "kpi bk_cost_per_entry: .*colour"),
    ],
)
def test_a_wrong_kpi_is_named(field: str, value: Any, message: str) -> None:
    wrong = deepcopy(KPIS)
    next(kpi for kpi in wrong if kpi["id"] == "bk_cost_per_entry")[field] = value
    with pytest.raises(ValueError, match=message):
        catalogue(FUNCTIONS, wrong)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("group", "nowhere", "function payroll: unknown group nowhere"),
        ("price_month", [1], "function payroll: "),
        ("price_month", ["a", "b"], "function payroll: 'a' is not a number"),
        ("market_depth", 6, "function payroll: market_depth"),
        ("cautions", [{"code": "x"}], "function payroll: .*text"),
        ("deliverables", "Bulletins", "function payroll: deliverables must be a list"),
    ],
)
def test_a_wrong_function_is_named(field: str, value: Any, message: str) -> None:
    wrong = deepcopy(FUNCTIONS)
    wrong["functions"][1][field] = value
    with pytest.raises(ValueError, match=message):
        catalogue(wrong, KPIS)


def test_a_missing_field_is_named() -> None:
    wrong = deepcopy(KPIS)
    del wrong[0]["target"]
    with pytest.raises(ValueError, match="kpi gen_total_cost: missing target"):
        catalogue(FUNCTIONS, wrong)


def test_a_repeated_entry_is_named() -> None:
    with pytest.raises(ValueError, match="kpi gen_total_cost: repeated"):
        catalogue(FUNCTIONS, [*KPIS, KPIS[0]])


def test_an_entry_that_is_no_mapping_is_named_by_its_place() -> None:
    with pytest.raises(ValueError, match="kpi number 1: "):
        catalogue(FUNCTIONS, ["gen_total_cost"])


@pytest.mark.parametrize(
    ("functions", "kpis", "message"),
    [
        ([], KPIS, "groups and functions are expected"),
        ({"groups": []}, KPIS, "groups and functions are expected"),
        ({**FUNCTIONS, "functions": None}, KPIS, "function: a list is expected"),
        (FUNCTIONS, {}, "kpi: a list is expected"),
    ],
)
def test_a_file_of_another_shape_is_refused(functions: Any, kpis: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        catalogue(functions, kpis)


def test_a_price_read_as_a_decimal_is_the_same_as_a_float() -> None:
    exact = deepcopy(FUNCTIONS)
    for function in exact["functions"]:
        function["price_hint"]["low"] = Decimal(str(function["price_hint"]["low"]))
    assert catalogue(exact, KPIS) == SHIPPED
