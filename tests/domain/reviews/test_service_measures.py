"""What a review observes of a task, and the rules that read it (`docs/rules/revue.md §7, §8`)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.calendar.workdays import Calendar
from domain.indicators.history import Aim, Measure
from domain.questionnaire.form import Key
from domain.questionnaire.path import Path
from domain.questionnaire.values import Value
from domain.reviews.amendment_decisions import called_for
from domain.reviews.figures.service_measures import COUNTS_VOLUME, TURNAROUNDS, certificate_overdue, turnaround, volume
from domain.reviews.minutes.minutes import minutes
from domain.reviews.opening import Entry
from domain.reviews.questions.facts import recommendation
from domain.reviews.recorded_actions import histories
from domain.specification.project import project_of
from tests.domain.indicator_history import month
from tests.domain.review_path import (
    BOOKS,
    DELAY,
    LEAVES,
    OCTOBER,
    PAY,
    asked_keys,
    question_ids,
    remembered_after,
    review_path,
)
from tests.domain.scoring_examples import CATALOGUE

AGREED = {("spec_volume", BOOKS): Decimal(100), ("spec_budget", BOOKS): Decimal(400)}
DECIDED: dict[Key, Value] = {("rev_decision", task): "continue" for task in (BOOKS, PAY)}
TODAY = Calendar(date(2027, 1, 8))


def measure(kpi: str, number: int, value: str | None = None, cases: int | None = None) -> Measure:
    return Measure(kpi, month(number), Aim(None, None), None if value is None else Decimal(value), cases)


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        ([], None),
        ([measure("bk_docs_on_time", 1, "95")], None),
        ([measure("bk_docs_on_time", 1, "95", 120)], "120"),
        (
            [measure("bk_docs_on_time", number, "95", cases) for number, cases in ((1, 100), (2, 110), (3, 121))],
            "110.33",
        ),
        ([measure("bk_correction_rate", 1, "2", 30)], None),
        ([measure("bk_docs_on_time", 1, None, 80)], "80"),
    ],
)
def test_the_volume_is_the_cases_of_an_indicator_that_counts_it(measures: list[Measure], expected: str | None) -> None:
    assert volume(measures) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        ([measure("gen_cycle_time", 1, "3")], "3"),
        ([measure("gen_cycle_time", 1, "3"), measure("gen_cycle_time", 2, "4")], "3.5"),
        ([measure("gen_cycle_time", 1)], None),
        ([measure("pay_entry_exit_delay", 1, "3")], None),
    ],
)
def test_the_delay_is_the_indicator_that_measures_it(measures: list[Measure], expected: str | None) -> None:
    assert turnaround(measures) == (None if expected is None else Decimal(expected))


def test_the_indicators_named_are_in_the_catalogue_in_the_units_meant() -> None:
    assert all(CATALOGUE.kpis[kpi].unit == "%" for kpi in COUNTS_VOLUME)
    assert all(CATALOGUE.kpis[kpi].unit == "j.o." for kpi in TURNAROUNDS)


@pytest.mark.parametrize(
    ("answers", "overdue"),
    [
        ([], False),
        ([(date(2027, 1, 8), "missing")], False),
        ([(date(2026, 12, 7), "requested"), (date(2027, 1, 8), "missing")], True),
        ([(date(2026, 12, 7), "missing"), (date(2027, 1, 8), "requested")], False),
        ([(date(2026, 12, 7), "received"), (date(2027, 1, 8), "missing")], False),
        ([(date(2026, 12, 28), "requested"), (date(2027, 1, 8), "missing")], False),
    ],
)
def test_a_paper_is_overdue_ten_working_days_after_it_was_asked_for_again(
    answers: list[tuple[date, str]], overdue: bool
) -> None:
    assert certificate_overdue(answers, TODAY) is overdue


def reviewed(said: list[dict[Key, Value]], changed: dict[Key, Value]) -> Path:
    """One monthly review after the other, all green, with these answers besides; the last one's path."""
    past: tuple[Entry, ...] = ()
    path: Path | None = None
    for index, answers in enumerate(said):
        period = OCTOBER.shift(index)
        good: dict[Key, Value] = {("rev_kpi_value", f"{item}/{period}"): Decimal(2) for item in (DELAY, LEAVES)}
        path = review_path(period, {**good, **DECIDED, **answers}, past, changed)
        past = (*past, *remembered_after(path, period))
    assert path
    return path


@pytest.mark.parametrize(("agreed", "asks"), [({}, []), (AGREED, [BOOKS])])
def test_the_volume_is_asked_where_one_is_agreed(agreed: dict[Key, Value], asks: list[str]) -> None:
    assert [item for name, item in asked_keys(reviewed([{}], agreed)) if name == "rev_volume"] == asks


@pytest.mark.parametrize(
    ("volumes", "fires"),
    [
        ((130, 130), True),
        ((75, 75), True),
        ((130, 70), True),
        ((120, 120), False),
        ((130, 110), False),
        ((130,), False),
    ],
)
def test_a_volume_a_fifth_off_twice_calls_for_an_adjustment_and_an_amendment(
    volumes: tuple[int, ...], fires: bool
) -> None:
    path = reviewed([{("rev_volume", BOOKS): Decimal(one)} for one in volumes], AGREED)
    assert (recommendation(project_of(path), BOOKS) == "adjust") is fires
    found = called_for(project_of(path)).get(f"{BOOKS}/volume/")
    assert (found is not None) is fires
    if found:
        assert found.new == Decimal(sum(volumes)) / 2 and found.basis == 4


def test_a_delay_is_asked_only_where_a_serious_one_was_noted_and_no_indicator_measures_it() -> None:
    late: dict[Key, Value] = {("rev_incident", task): ("delay",) for task in (BOOKS, PAY)}
    assert [item for name, item in asked_keys(reviewed([late], {})) if name == "rev_turnaround"] == [PAY]
    assert "rev_turnaround" not in question_ids(reviewed([{}], {}))


@pytest.mark.parametrize(("delays", "fires"), [((12, 14), True), ((9, 14), False), ((14,), False)])
def test_a_delay_lived_with_twice_calls_for_an_amendment(delays: tuple[int, ...], fires: bool) -> None:
    late: list[dict[Key, Value]] = [
        {("rev_incident", PAY): ("delay",), ("rev_turnaround", PAY): Decimal(one)} for one in delays
    ]
    found = called_for(project_of(reviewed(late, {}))).get(f"{PAY}/turnaround/")
    assert (found is not None) is fires and (found is None or found.new == 14)


def test_a_delay_an_indicator_measures_calls_for_an_amendment_without_a_question() -> None:
    path = reviewed([{}, {}], {("spec_turnaround", BOOKS): Decimal(1)})
    found = called_for(project_of(path))[f"{BOOKS}/turnaround/"]
    assert (found.old, found.new) == (1, 2)


@pytest.mark.parametrize("fact", ["hidden_breach", "unlicensed", "fraud"])
def test_a_grave_fact_behind_an_incident_advises_to_stop(fact: str) -> None:
    said: dict[Key, Value] = {("rev_incident", BOOKS): ("quality",), ("rev_grave", BOOKS): (fact,)}
    path = reviewed([said], {})
    assert recommendation(project_of(path), BOOKS) == "stop" and recommendation(project_of(path), PAY) == "continue"
    assert minutes(project_of(path)).tasks[0].grave == (fact,) and minutes(project_of(path)).tasks[0].advice.legal
    assert "rev_grave" not in question_ids(reviewed([{}], {}))


def test_a_paper_refused_advises_to_stop() -> None:
    large = {("spec_duration", None): "m12", **{("spec_budget", task): Decimal(900) for task in (BOOKS, PAY)}}
    paper = f"{BOOKS}/vigilance"
    missing: dict[Key, Value] = {("rev_compliance_docs", paper): "missing"}
    said: list[dict[Key, Value]] = [{}, missing, {**missing, ("rev_paper_refused", paper): True}]
    assert "rev_paper_refused" not in question_ids(reviewed(said[:2], large))
    path = reviewed(said, large)
    assert ("rev_paper_refused", paper) in asked_keys(path)
    assert histories(project_of(path))[BOOKS].reviews[-1].grave == {"papers_refused"}
    assert recommendation(project_of(path), BOOKS) == "stop"
    forgiven = reviewed([*said[:2], {**missing, ("rev_paper_refused", paper): False}], large)
    assert recommendation(project_of(forgiven), BOOKS) == "continue"
