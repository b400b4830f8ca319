"""From monthly to quarterly reviews, and back (`docs/rules/revue.md §11`)."""

from dataclasses import replace
from datetime import date

import pytest

from domain.calendar.periods import Period
from domain.indicators.history import Action, History
from domain.reviews.rhythm.switch import DeclinedProposal, back_to_monthly, conditions, may_propose
from tests.domain.indicator_history import CALENDAR, aim, history, incident, measures, with_review
from tests.domain.scoring_examples import CATALOGUE

KPIS = CATALOGUE.kpis
SCORES = {"rel_reliability": 4, "rel_transparency": 4}
SEVENTY = dict(zip(("a", "b", "c", "d", "e"), (4, 4, 4, 4, 3), strict=True))
GOOD, DRIFT, BAD = "95", "94", "80"


def one(*values: str, first: int = 6) -> History:
    known = history({"gen_on_time": measures("gen_on_time", list(values), aim("95", "70"), first=first)})
    for index in range(len(values)):
        known = with_review(known, index, client=SCORES)
    return known


STEADY = one(GOOD, GOOD, GOOD)
LAST = STEADY.reviews[-1].day
LATE = Action("a", "ceo", date(2026, 8, 31), date(2026, 8, 1), critical=True)


def failing(*tasks: History, papers: bool = True) -> list[str]:
    found = conditions(tasks, KPIS, CALENDAR, papers_up_to_date=papers)
    assert list(found) == ["q_ramp_over", "q_green_3", "q_trust", "q_actions", "q_no_change", "q_docs"]
    return [id for id, true in found.items() if not true]


def amended(known: History, index: int, trigger: str, answer: str = "prepare") -> History:
    return with_review(known, index, amendment_answers={(trigger, None): answer})


@pytest.mark.parametrize(
    ("task", "missing"),
    [
        (STEADY, []),
        (one("82.5", "88.75", GOOD, first=1), []),
        (one("82.5", "88.75", first=1), ["q_ramp_over", "q_green_3"]),
        (one(GOOD, GOOD), ["q_green_3"]),
        (one(GOOD, DRIFT, GOOD), []),
        (one("93.5", GOOD, GOOD), []),
        (one(GOOD, DRIFT, DRIFT), ["q_green_3"]),
        (one("99", "97", "94"), ["q_green_3"]),
        (one("99", "97", "96"), []),
        (with_review(STEADY, 1, incidents=incident("data", date(2026, 8, 20))), ["q_green_3"]),
        (one(BAD, BAD, GOOD, GOOD, GOOD), []),
        (with_review(STEADY, -1, client={"rel_reliability": 4, "rel_transparency": 3}), ["q_trust"]),
        (with_review(STEADY, -1, client=SEVENTY), []),
        (with_review(STEADY, -1, client={}), ["q_trust"]),
        (with_review(STEADY, -2, client={"rel_reliability": 5, "rel_transparency": 5}), ["q_trust"]),
        (replace(STEADY, actions=(LATE,)), ["q_actions"]),
        (replace(STEADY, actions=(replace(LATE, critical=False),)), []),
        (replace(STEADY, actions=(replace(LATE, status="done", ended=date(2026, 9, 2)),)), []),
        (replace(STEADY, actions=(replace(LATE, due=LAST),)), []),
        (amended(STEADY, -1, "volume"), ["q_no_change"]),
        (amended(STEADY, -2, "volume"), ["q_no_change"]),
        (amended(STEADY, -3, "volume"), []),
        (amended(STEADY, -1, "volume", "no"), []),
        (amended(STEADY, -1, "governance"), []),
    ],
)
def test_the_quarter_is_proposed_when_every_condition_is_true(task: History, missing: list[str]) -> None:
    assert failing(task) == missing


def test_papers_must_be_up_to_date() -> None:
    assert failing(STEADY, papers=False) == ["q_docs"]


def test_one_task_is_enough_to_keep_the_whole_project_monthly() -> None:
    other = one(GOOD, DRIFT, GOOD)
    assert failing(STEADY, other) == []
    assert failing(one(DRIFT, GOOD, GOOD), other) == ["q_green_3"]
    assert failing(STEADY, one(GOOD, GOOD)) == ["q_green_3"]
    assert failing(STEADY, one("82.5", "88.75", first=1)) == ["q_ramp_over", "q_green_3"]
    assert failing(STEADY, replace(other, actions=(LATE,))) == ["q_actions"]
    assert failing(STEADY, amended(other, -1, "volume")) == ["q_no_change"]
    assert failing(one(GOOD, DRIFT, GOOD), one("99", "97", "96")) == ["q_green_3"]
    assert failing(STEADY, with_review(other, -1, client={})) == ["q_trust"]


def test_quarterly_reviews_are_not_three_monthly_ones() -> None:
    quarter = replace(STEADY.reviews[-1], period=Period.parse("2026-T3"))
    assert failing(replace(STEADY, reviews=(*STEADY.reviews[:2], quarter))) == ["q_green_3"]


def test_a_project_without_a_task_is_an_error() -> None:
    with pytest.raises(ValueError, match="no task"):
        conditions([], KPIS, CALENDAR, papers_up_to_date=True)


@pytest.mark.parametrize(
    ("task", "reasons"),
    [
        (STEADY, ()),
        (one(GOOD, BAD, BAD), ("task_red",)),
        (one(GOOD, GOOD, BAD), ()),
        (with_review(STEADY, -1, client={"rel_reliability": 3, "rel_transparency": 2}), ("trust_fragile",)),
        (with_review(STEADY, -1, client={}), ()),
        (amended(STEADY, -1, "data"), ("major_amendment",)),
        (amended(STEADY, -2, "data"), ()),
        (amended(STEADY, -1, "governance"), ()),
        (with_review(STEADY, -1, changes=frozenset({"contact"})), ("contact_changed",)),
        (with_review(STEADY, -1, changes=frozenset({"provider"})), ("provider_changed",)),
        (with_review(STEADY, -1, changes=frozenset({"tools"})), ()),
    ],
)
def test_reviews_are_monthly_again_as_soon_as_something_gives_way(task: History, reasons: tuple[str, ...]) -> None:
    assert back_to_monthly([STEADY, task], KPIS, CALENDAR) == reasons


def test_a_task_that_goes_on_after_a_stop_is_monthly_again() -> None:
    stopped = with_review(STEADY, -2, decision="stop")
    assert back_to_monthly([with_review(stopped, -1, decision="continue")], KPIS, CALENDAR) == ("restarted",)
    assert back_to_monthly([with_review(stopped, -1, decision="stop")], KPIS, CALENDAR) == ()
    assert back_to_monthly([replace(STEADY, reviews=())], KPIS, CALENDAR) == ()


OCTOBER, AUTUMN = Period(date(2026, 10, 1)), Period.parse("2026-T4")
TO_QUARTERS, TO_MONTHS = DeclinedProposal(OCTOBER, "quarterly"), DeclinedProposal(AUTUMN, "monthly", ("task_red",))


@pytest.mark.parametrize(
    ("frequency", "reasons", "period", "declined", "again"),
    [
        ("quarterly", (), OCTOBER, (), True),
        ("quarterly", (), OCTOBER, (TO_QUARTERS,), False),
        ("quarterly", (), OCTOBER.shift(1), (TO_QUARTERS,), False),
        ("quarterly", (), OCTOBER.shift(2), (TO_QUARTERS,), False),
        ("quarterly", (), OCTOBER.shift(3), (TO_QUARTERS,), True),
        ("quarterly", (), OCTOBER.shift(4), (TO_QUARTERS, DeclinedProposal(OCTOBER.shift(3), "quarterly")), False),
        ("quarterly", (), OCTOBER.shift(-1), (TO_QUARTERS,), True),
        ("monthly", ("task_red",), OCTOBER.shift(1), (TO_QUARTERS,), True),
        ("monthly", ("task_red",), AUTUMN, (TO_MONTHS,), False),
        ("monthly", ("task_red",), Period(date(2027, 1, 1)), (TO_MONTHS,), False),
        ("monthly", ("task_red", "trust_fragile"), Period(date(2027, 1, 1)), (TO_MONTHS,), True),
        ("monthly", ("trust_fragile",), Period(date(2027, 1, 1)), (TO_MONTHS,), True),
        ("monthly", ("task_red",), AUTUMN.shift(3), (TO_MONTHS,), True),
    ],
)
def test_a_change_of_rhythm_declined_waits_for_three_months_or_a_new_reason(
    frequency: str, reasons: tuple[str, ...], period: Period, declined: tuple[DeclinedProposal, ...], again: bool
) -> None:
    assert may_propose(frequency, reasons, period, declined) is again
