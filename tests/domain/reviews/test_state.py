"""States of a task and of a project, objective reached (`docs/rules/revue.md §4`)."""

from dataclasses import replace
from datetime import date

import pytest

from domain.indicators.history import Action, History, Measure, Terms
from domain.reviews.state import objective, project_state, readings_by_kpi, states, task_state
from tests.domain.indicator_history import (
    CALENDAR,
    START,
    aim,
    history,
    incident,
    measures,
    month,
    review_day,
    with_review,
)
from tests.domain.scoring_examples import CATALOGUE

KPIS = CATALOGUE.kpis
RED, AMBER, GREY, GREEN = "task_red", "task_amber", "task_unknown", "task_green"
GOOD, BAD, DRIFT = "95", "80", "94"


def on_time(*values: str | None) -> list[Measure]:
    return measures("gen_on_time", list(values), aim("95", "70"))


def reworks(*values: str | None) -> list[Measure]:
    return measures("gen_rework_rate", list(values), aim("4", "15"))


def filings(*values: str | None) -> list[Measure]:
    return measures("bk_filing_on_time", list(values), aim("100", "90"))


def state(known: History, *, deciding: bool = False) -> str:
    return task_state(known, KPIS, CALENDAR, deciding=deciding)


def one(*values: str | None) -> History:
    return history({"gen_on_time": on_time(*values)})


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (one(GOOD, GOOD), GREEN),
        (one(GOOD, DRIFT), AMBER),
        (one(GOOD, BAD), AMBER),
        (one(BAD, GOOD), GREEN),
        (one(BAD, BAD), RED),
        (one(GOOD, None), GREY),
        (one(None, None), AMBER),
        (one(None, None, None), RED),
        (one(BAD, None), GREY),
        (one(BAD, BAD, BAD, None), GREY),
        (history({"gen_on_time": on_time(GOOD, GOOD), "gen_rework_rate": reworks("4", None)}), GREEN),
        (one(BAD, None, None), AMBER),
        (history({"gen_on_time": on_time(BAD), "gen_rework_rate": reworks("9")}), RED),
        (history({"gen_on_time": on_time(BAD), "gen_rework_rate": reworks("4.3")}), AMBER),
        (history({"gen_on_time": on_time(DRIFT), "gen_rework_rate": reworks("4")}), AMBER),
        (history({"gen_on_time": on_time(None, None), "gen_rework_rate": reworks("4", "9")}), RED),
        (history({"bk_filing_on_time": filings("99")}), RED),
        (history({"bk_filing_on_time": filings("100")}), GREEN),
        (history({"gen_on_time": on_time(GOOD)}, incidents=incident("data")), RED),
        (history({"gen_on_time": on_time(GOOD)}, incidents=incident("legal")), RED),
        (history({"gen_on_time": on_time(GOOD)}, incidents=incident("delay")), GREEN),
        (history({"gen_on_time": on_time(GOOD)}, incidents=incident("data", date(2026, 7, 1))), GREEN),
        (History("customer_service", START, Terms(())), GREY),
    ],
)
def test_the_state_of_a_task(known: History, expected: str) -> None:
    assert state(known) == expected


def test_an_incident_keeps_the_task_red_until_it_is_settled() -> None:
    known = one(GOOD, GOOD, GOOD)
    unsettled = with_review(known, 0, incidents=incident("data"))
    assert states(unsettled, KPIS, CALENDAR) == (RED, RED, RED)
    settled = with_review(known, 0, incidents=incident("data", known.reviews[1].day))
    assert states(settled, KPIS, CALENDAR) == (RED, GREEN, GREEN)


def test_an_action_more_than_ten_working_days_late_makes_the_task_amber() -> None:
    known = one(GOOD, GOOD)
    day = known.reviews[-1].day
    action = Action("a", "ceo", day, date(2026, 6, 1))
    assert state(replace(known, actions=(replace(action, due=CALENDAR.add(day, -10)),))) == GREEN
    late = replace(action, due=CALENDAR.add(day, -11))
    assert state(replace(known, actions=(late,))) == AMBER
    assert state(replace(known, actions=(replace(late, status="done", ended=day),))) == GREEN


def test_what_escalates_is_amber_on_screen_and_red_when_deciding() -> None:
    worse = ["3.8", "4.0", "4.4"]
    response = measures("cs_first_response", list(worse), aim("4", "16"))
    tickets = measures("cs_backlog_48h", ["4", "5", "6.1"], aim("5", "30"))
    known = history({"cs_first_response": response, "cs_backlog_48h": tickets})
    assert state(known) == AMBER
    assert state(known, deciding=True) == RED
    alone = history({"cs_first_response": response})
    assert state(alone, deciding=True) == AMBER


def test_a_kpi_that_was_not_due_stands_as_its_last_measure_left_it_as_long_as_it_speaks() -> None:
    filing = measures("gen_compliance_incidents", ["1"], aim("0", "1"))
    known = history({"gen_on_time": on_time(GOOD, GOOD, GOOD, GOOD), "gen_compliance_incidents": filing})
    assert states(known, KPIS, CALENDAR) == (RED, RED, RED, GREEN)
    assert states(known, KPIS, CALENDAR, fresh=True) == (RED, GREEN, GREEN, GREEN)
    assert set(readings_by_kpi(known, KPIS)) == {"gen_on_time"}


def test_between_two_measures_a_quarterly_kpi_alone_does_not_make_the_task_unmeasured() -> None:
    savings = history({"gen_compliance_incidents": measures("gen_compliance_incidents", ["0"], aim("0", "1"))})
    later = replace(savings.reviews[-1], period=month(7), day=review_day(month(7)), measures=())
    assert states(replace(savings, reviews=(*savings.reviews, later)), KPIS, CALENDAR) == (GREEN, GREEN)


def test_a_quarterly_review_judges_its_last_month_with_those_before() -> None:
    known = one(GOOD, BAD, BAD)
    whole = replace(known.reviews[-1], measures=tuple(on_time(GOOD, BAD, BAD)))
    assert state(replace(known, reviews=(whole,))) == RED
    better = replace(whole, measures=tuple(on_time(BAD, BAD, GOOD)))
    assert state(replace(known, reviews=(better,))) == GREEN


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        ((GREEN, AMBER, RED), RED),
        ((GREEN, AMBER), AMBER),
        ((GREEN, GREY), GREY),
        ((AMBER, GREY), AMBER),
        ((GREEN, GREEN), GREEN),
        ((), GREEN),
    ],
)
def test_a_project_is_as_its_worst_task(tasks: tuple[str, ...], expected: str) -> None:
    assert project_state(tasks) == expected


@pytest.mark.parametrize(
    ("values", "feeling", "expected"),
    [
        ((GOOD, GOOD), "reached", "reached"),
        ((GOOD, GOOD), "on_track", "reached"),
        ((DRIFT, GOOD), "reached", "under_way"),
        ((DRIFT, GOOD, GOOD), "reached", "reached"),
        ((GOOD,), "reached", "under_way"),
        ((GOOD, GOOD), "behind", "figures_good_feeling_bad"),
        ((GOOD, GOOD), "wrong", "figures_good_feeling_bad"),
        ((GOOD, BAD), "reached", "feeling_good_figures_bad"),
        ((GOOD, BAD), "on_track", "under_way"),
        ((GOOD, BAD), "behind", "under_way"),
        ((GOOD, GOOD), None, "under_way"),
    ],
)
def test_an_objective_is_reached_when_figures_and_feeling_agree(
    values: tuple[str, ...], feeling: str | None, expected: str
) -> None:
    known = history({"gen_on_time": on_time(*values)}, feeling=feeling)
    assert objective(known, KPIS) == expected


def test_a_step_on_the_way_is_not_the_objective() -> None:
    climbing = history(
        {"gen_on_time": measures("gen_on_time", ["90", "92"], aim("95", "70"), first=1)}, feeling="reached"
    )
    assert [one.light for one in readings_by_kpi(climbing, KPIS)["gen_on_time"]] == ["on_target", "on_target"]
    assert objective(climbing, KPIS) == "under_way"


def test_only_the_kpis_of_the_objective_tell_when_there_are() -> None:
    series = {"gen_on_time": on_time(GOOD, GOOD), "gen_rework_rate": reworks("9", "9")}
    terms = Terms(tuple(series), main="efficiency")
    assert {KPIS[kpi].objective for kpi in series} == {"efficiency"}
    assert objective(history(series, terms=terms, feeling="reached"), KPIS) == "feeling_good_figures_bad"
    series = {
        "gen_on_time": on_time(GOOD, GOOD),
        "gen_first_time_right": measures("gen_first_time_right", ["50"] * 2, aim("95", "40")),
    }
    assert objective(history(series, terms=terms, feeling="reached"), KPIS) == "reached"
    other = replace(terms, main="cost")
    assert objective(history(series, terms=other, feeling="reached"), KPIS) == "feeling_good_figures_bad"


def test_every_kpi_that_tells_must_agree() -> None:
    series = {"gen_on_time": on_time(GOOD, GOOD), "gen_rework_rate": reworks("4.3", "4.3")}
    assert objective(history(series, feeling="reached"), KPIS) == "under_way"
    assert objective(history(series, feeling="behind"), KPIS) == "under_way"


def test_without_a_review_or_a_figure_the_objective_is_under_way() -> None:
    assert objective(History("customer_service", START, Terms(())), KPIS) == "under_way"
    assert objective(with_review(one(GOOD), 0, measures=(), feeling="reached"), KPIS) == "under_way"
