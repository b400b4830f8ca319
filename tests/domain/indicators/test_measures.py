"""A KPI period after period: ramp-up, greys, few cases, what escalates and grows old (`docs/rules/revue.md §3`)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from domain.calendar.periods import Period
from domain.indicators.history import Measure
from domain.indicators.measures import Reading, is_due, latest_reading, readings
from tests.domain.indicator_history import START, aim, measures, month
from tests.domain.scoring_examples import CATALOGUE

KPIS = CATALOGUE.kpis


def read(kpi: str, series: list[Measure]) -> tuple[Reading, ...]:
    return readings(KPIS[kpi], series, START)


def lights_of(kpi: str, series: list[Measure]) -> list[str]:
    return [one.light for one in read(kpi, series)]


def test_the_way_to_the_target_is_climbed_in_three_months() -> None:
    found = read("cs_first_response", measures("cs_first_response", ["10.8", "7", "4"], aim("4", "16"), first=1))
    assert [one.target for one in found] == [10, 7, 4]
    assert [one.light for one in found] == ["drifting", "on_target", "on_target"]
    assert [one.full for one in found] == [False, False, True]


def test_without_a_base_the_first_measure_is_the_base_and_the_way_starts_the_month_after() -> None:
    found = read("cs_first_response", measures("cs_first_response", [None, "16", "10", "7", "4"], aim("4"), first=1))
    assert [one.grey for one in found] == ["unmeasured", "first_measure", None, None, None]
    assert [one.target for one in found] == [None, None, 10, 7, 4]
    assert [one.light for one in found[2:]] == ["on_target"] * 3


def test_a_legal_duty_is_judged_from_the_first_measure() -> None:
    assert lights_of("bk_filing_on_time", measures("bk_filing_on_time", ["99"], aim("100"), first=1)) == ["off"]


def test_what_is_not_measured_twice_in_a_row_counts_as_red_but_stays_grey() -> None:
    found = read("gen_on_time", measures("gen_on_time", ["95", None, None, "95", None], aim("95", "70")))
    assert [one.light for one in found] == ["on_target", "unknown", "unknown", "on_target", "unknown"]
    assert [one.red for one in found] == [False, False, True, False, False]


def test_a_first_measure_after_a_grey_is_no_second_grey() -> None:
    found = read("gen_on_time", measures("gen_on_time", [None, "80"], aim("95"), first=1))
    assert [one.red for one in found] == [False, False]


def test_without_a_target_the_light_says_so_and_is_never_green() -> None:
    found = read("gen_on_time", measures("gen_on_time", ["99"], aim(None, "70")))[0]
    assert (found.light, found.grey) == ("unknown", "no_target")


def test_few_cases_are_judged_on_three_periods_with_their_number() -> None:
    series = measures("gen_on_time", ["98", "96", "91"], aim("95", "70"), cases=12)
    found = read("gen_on_time", series)
    assert [one.judged for one in found] == [98, 97, 95]
    assert [one.light for one in found] == ["on_target"] * 3
    assert found[-1].few == 12


def test_the_mean_is_exact() -> None:
    series = measures("gen_on_time", ["95", "95", "94.9"], aim("95", "70"), cases=19)
    assert read("gen_on_time", series)[-1].judged == Fraction(2849, 30)
    assert lights_of("gen_on_time", series)[-1] == "drifting"


def test_twenty_cases_or_an_unknown_number_are_judged_alone() -> None:
    for cases in (20, None):
        found = read("gen_on_time", measures("gen_on_time", ["98", "96", "91"], aim("95", "70"), cases=cases))
        assert (found[-1].light, found[-1].few, found[-1].judged) == ("off", None, 91)


def test_the_measure_that_became_the_base_is_no_part_of_the_mean() -> None:
    series = measures("cs_first_response", ["16", "10"], aim("4"), first=1, cases=5)
    assert read("cs_first_response", series)[-1].judged == 10


def test_a_mean_skips_what_was_not_measured() -> None:
    series = measures("gen_on_time", ["90", "98", None, "96"], aim("95", "70"), cases=5)
    assert read("gen_on_time", series)[-1].judged == 97


def test_a_threshold_the_specification_writes_prevails() -> None:
    series = measures("gen_on_time", ["91", "90", "89.9"], aim("95", "70", alert="90"))
    assert lights_of("gen_on_time", series) == ["drifting", "drifting", "off"]


def test_drifting_and_getting_worse_escalates() -> None:
    found = read("cs_first_response", measures("cs_first_response", ["3.8", "4.0", "4.4"], aim("4", "16")))[-1]
    assert (found.light, found.trend, found.escalated, found.red) == ("drifting", "degrading", True, False)


def test_green_and_getting_worse_is_to_be_watched() -> None:
    found = read("gen_on_time", measures("gen_on_time", ["98", "97", "95"], aim("95", "70")))[-1]
    assert (found.light, found.to_watch, found.escalated) == ("on_target", True, False)


def test_red_and_getting_worse_is_red_and_nothing_else() -> None:
    found = read("gen_on_time", measures("gen_on_time", ["98", "95", "90"], aim("95", "70")))[-1]
    assert (found.trend, found.red, found.to_watch, found.escalated) == ("degrading", True, False, False)


def test_a_missing_value_breaks_the_trend() -> None:
    found = read("gen_on_time", measures("gen_on_time", ["98", "97", None, "95"], aim("95", "70")))
    assert found[-1].trend is None


@pytest.mark.parametrize(
    ("kpi", "today", "grey"),
    [
        ("gen_on_time", date(2026, 7, 1), None),
        ("gen_on_time", date(2026, 8, 31), None),
        ("gen_on_time", date(2026, 9, 1), "stale"),
        ("gen_compliance_incidents", date(2026, 10, 31), None),
        ("gen_compliance_incidents", date(2026, 11, 1), "stale"),
    ],
)
def test_a_figure_grows_old(kpi: str, today: date, grey: str | None) -> None:
    """June's, of a monthly then of a quarterly KPI."""
    series = measures(kpi, ["0" if kpi.endswith("incidents") else "95"], aim("0" if "inc" in kpi else "95", "0"))
    assert series[0].period == month(6)
    found = latest_reading(KPIS[kpi], series, START, today)
    assert found is not None
    assert (found.grey, found.light) == (grey, "unknown" if grey else "on_target")
    assert found.measure.value == Decimal(series[0].value or 0)


def test_the_last_figure_is_the_one_that_stands() -> None:
    series = measures("gen_on_time", ["80", "95"], aim("95", "70"))
    found = latest_reading(KPIS["gen_on_time"], series, START, date(2026, 8, 1))
    assert found is not None
    assert (found.measure, found.light) == (series[-1], "on_target")


def test_before_any_measure_there_is_no_reading() -> None:
    assert latest_reading(KPIS["gen_on_time"], [], START, date(2026, 7, 1)) is None


@pytest.mark.parametrize(
    ("kpi", "period", "due"),
    [
        ("gen_on_time", "2026-11", True),
        ("cs_first_response", "2026-11", True),
        ("gen_compliance_incidents", "2026-11", False),
        ("gen_compliance_incidents", "2026-12", True),
        ("gen_compliance_incidents", "2027-03", True),
        ("gen_compliance_incidents", "2027-04", False),
        ("gen_compliance_incidents", "2026-T4", True),
    ],
)
def test_a_quarterly_kpi_is_only_due_at_the_end_of_a_quarter(kpi: str, period: str, due: bool) -> None:
    assert is_due(KPIS[kpi], Period.parse(period)) is due
