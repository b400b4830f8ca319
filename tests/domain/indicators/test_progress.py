"""The figures of the summary message (`docs/rules/revue.md §10`)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assessment.catalogue import Kpi
from domain.indicators.measures import Reading, readings
from domain.indicators.progress import best_kpi, progress, worst_kpi
from tests.domain.indicator_history import START, aim, measures
from tests.domain.scoring_examples import CATALOGUE

KPIS = CATALOGUE.kpis
D = Decimal
FIGURES = st.decimals(-1000, 1000, places=2)


UP, DOWN = KPIS["gen_on_time"], KPIS["cs_first_response"]


@pytest.mark.parametrize(
    ("kpi", "base", "target", "value", "percent"),
    [
        (DOWN, "16", "4", "10", Fraction(50)),
        (DOWN, "16", "4", "4", Fraction(100)),
        (DOWN, "16", "4", "3", Fraction(100)),
        (DOWN, "16", "4", "17", Fraction(0)),
        (UP, "70", "95", "80", Fraction(40)),
        (UP, "70", "95", "69", Fraction(0)),
        (UP, "0", "3", "1", Fraction(100, 3)),
    ],
)
def test_progress_is_the_part_of_the_way_that_is_done(
    kpi: Kpi, base: str, target: str, value: str, percent: Fraction
) -> None:
    assert progress(kpi, D(base), D(target), D(value)) == percent


@pytest.mark.parametrize(("base", "value", "percent"), [("4", "4", 100), ("4", "5", 0), ("2", "3", 100), ("2", "6", 0)])
def test_keeping_a_level_is_all_or_nothing(base: str, value: str, percent: int) -> None:
    """Also from a base that was better than the target."""
    assert progress(DOWN, D(base), D(4), D(value)) == percent


@given(FIGURES, FIGURES, FIGURES)
def test_progress_is_a_percentage_the_same_in_both_directions(base: D, target: D, value: D) -> None:
    found = progress(UP, base, target, value)
    assert 0 <= found <= 100
    assert found == progress(DOWN, -base, -target, -value)
    assert (found == 100) is (value >= target)


def read(kpi: str, values: list[str | None], target: str, base: str = "50") -> tuple[Kpi, Reading]:
    return KPIS[kpi], readings(KPIS[kpi], measures(kpi, values, aim(target, base)), START)[-1]


FINE = read("gen_on_time", ["97"], "95")
FINER = read("cs_first_response", ["3"], "4")
WATCHED = read("tel_answer_rate", ["99", "98", "96"], "95")
GREY = read("cs_fcr", [None], "75")
AMBER = read("cs_csat", ["85"], "88")
WORSE = read("cs_first_response", ["3.8", "4.0", "4.2"], "4")
LIMIT = read("cs_csat", ["79.2"], "88")
RED = read("gen_rework_rate", ["7"], "4", "15")
REDDER = read("log_order_accuracy", ["90"], "99.5")
SILENT = read("gen_first_time_right", [None, None], "95")
DUTY = read("bk_filing_on_time", ["99"], "100")


@pytest.mark.parametrize(
    ("found", "first", "last"),
    [
        ([], None, None),
        ([FINE, FINER], "cs_first_response", None),
        ([FINE, WATCHED], "gen_on_time", "tel_answer_rate"),
        ([WATCHED], None, "tel_answer_rate"),
        ([FINE, WATCHED, GREY], "gen_on_time", "cs_fcr"),
        ([GREY, AMBER], None, "cs_csat"),
        ([AMBER, WORSE, GREY], None, "cs_first_response"),
        ([LIMIT, WORSE], None, "cs_first_response"),
        ([WORSE, RED], None, "gen_rework_rate"),
        ([RED, REDDER], None, "log_order_accuracy"),
        ([SILENT, RED], None, "gen_rework_rate"),
        ([SILENT, WORSE], None, "gen_first_time_right"),
        ([RED, REDDER, DUTY], None, "bk_filing_on_time"),
    ],
)
def test_what_goes_best_and_the_one_thing_to_improve(
    found: list[tuple[Kpi, Reading]], first: str | None, last: str | None
) -> None:
    assert (best_kpi(found), worst_kpi(found)) == (first, last)
