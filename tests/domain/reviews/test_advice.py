"""What is advised after a review, why, and what follows (`docs/rules/revue.md §7`)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.indicators.history import Action, History, Measure, Terms
from domain.reviews.advice import (
    Advice,
    advise,
    certificates_refused,
    discountable,
    recovery_plan,
    stop_plan,
    volume_off_twice,
)
from tests.domain.indicator_history import CALENDAR, START, aim, history, incident, measures, with_review
from tests.domain.scoring_examples import CATALOGUE

KPIS = CATALOGUE.kpis
GOOD, BAD, DRIFT = "95", "80", "94"
TRUSTED = {"rel_reliability": 4, "rel_transparency": 4}
DOUBTFUL = {"rel_reliability": 3, "rel_transparency": 2}
DISTRUSTED = {"rel_reliability": 2, "rel_transparency": 2}
THIRTY = dict(zip(("a", "b", "c", "d", "e"), (2, 2, 2, 2, 3), strict=True))
WHOLE = dict(zip(("a", "b", "c", "d", "e"), (4, 4, 4, 4, 4), strict=True))
TWENTY_LESS = dict(zip(("a", "b", "c", "d", "e"), (4, 3, 3, 3, 3), strict=True))
BARELY = {"rel_reliability": 3, "rel_transparency": 3}


def on_time(*values: str | None, first: int = 6) -> list[Measure]:
    return measures("gen_on_time", list(values), aim("95", "70"), first=first)


def one(*values: str | None, first: int = 6, **last: object) -> History:
    """The task is red from the second bad figure in a row on."""
    return history({"gen_on_time": on_time(*values, first=first)}, **({"client": TRUSTED} | last))  # type: ignore[arg-type]


def red_at_once(**last: object) -> History:
    return one(GOOD, **({"incidents": incident("data")} | last))


def planned(known: History, index: int) -> History:
    return with_review(known, index, decision="recovery")


def advice(known: History) -> Advice:
    return advise(known, KPIS, CALENDAR)


RED_THREE_TIMES = one(BAD, BAD, BAD, BAD)
VOLUMES = with_review(with_review(one(GOOD, GOOD, volume=Decimal(75)), 0, volume=Decimal(130)), 0, client=TRUSTED)


@pytest.mark.parametrize(
    ("known", "rank", "decision", "reasons"),
    [
        (one(GOOD, grave=frozenset({"fraud"})), 1, "stop", ("fraud", "trust_strong")),
        (one(GOOD, grave=frozenset({"fraud", "hidden_breach"})), 1, "stop", ("hidden_breach", "fraud")),
        (planned(RED_THREE_TIMES, -2), 2, "stop", ("red_three_times", "plan_without_effect")),
        (planned(RED_THREE_TIMES, -3), 2, "stop", ("red_three_times", "plan_without_effect")),
        (planned(RED_THREE_TIMES, -4), 2, "stop", ("red_three_times", "plan_without_effect")),
        (planned(one(BAD, BAD, BAD, BAD, BAD, BAD), 2), 2, "stop", ("red_three_times", "plan_without_effect")),
        (planned(one(GOOD, BAD, BAD, BAD, BAD), 0), 4, "recovery", ("red_twice", "trust_strong")),
        (planned(RED_THREE_TIMES, -1), 4, "recovery", ("red_twice", "trust_strong")),
        (RED_THREE_TIMES, 4, "recovery", ("red_twice", "trust_strong")),
        (red_at_once(client=DISTRUSTED), 3, "stop", ("red", "trust_very_low")),
        (one(BAD, BAD, BAD), 4, "recovery", ("red_twice", "trust_strong")),
        (red_at_once(client=DOUBTFUL), 4, "recovery", ("red", "trust_low")),
        (red_at_once(client=THIRTY), 4, "recovery", ("red", "trust_low")),
        (
            with_review(one(GOOD, GOOD, incidents=incident("legal"), client=DISTRUSTED), 0, client=TRUSTED),
            3,
            "stop",
            ("red", "trust_very_low"),
        ),
        (red_at_once(client=BARELY), 5, "adjust", ("red_first_time", "trust_maintain")),
        (red_at_once(), 5, "adjust", ("red_first_time", "trust_strong")),
        (red_at_once(client={}), 5, "adjust", ("red_first_time", "trust_unknown")),
        (red_at_once(feeling="wrong"), 5, "adjust", ("red_first_time", "objective_wrong")),
        (one(DRIFT, DRIFT, DRIFT), 6, "adjust", ("amber_three_times", "amber")),
        (one(GOOD, client=DOUBTFUL), 6, "adjust", ("trust_low", "task_green")),
        (with_review(one(GOOD, GOOD, client=DOUBTFUL), 0, feeling="wrong"), 6, "adjust", ("trust_low", "task_green")),
        (with_review(one(DRIFT, GOOD, client=DOUBTFUL), 0, client=TRUSTED), 6, "adjust", ("trust_low", "task_green")),
        (
            with_review(one(DRIFT, GOOD, feeling="wrong"), 0, client=DOUBTFUL),
            6,
            "adjust",
            ("objective_wrong", "trust_strong"),
        ),
        (
            with_review(one(GOOD, GOOD), 0, feeling="wrong", vision="changed", client=DOUBTFUL),
            8,
            "continue",
            ("green", "trust_strong"),
        ),
        (with_review(one(GOOD, GOOD), 0, grave=frozenset({"fraud"})), 8, "continue", ("green", "trust_strong")),
        (one(GOOD, client=WHOLE, provider=TWENTY_LESS), 6, "adjust", ("perception_gap", "trust_strong")),
        (one(GOOD, provider={"prv_clarity": 3, "prv_inputs": 3}), 6, "adjust", ("perception_gap", "trust_strong")),
        (replace(VOLUMES, terms=Terms((), volume=Decimal(100))), 6, "adjust", ("volume_off_twice", "trust_strong")),
        (one(GOOD, feeling="wrong"), 6, "adjust", ("objective_wrong", "trust_strong")),
        (one(DRIFT, feeling="wrong"), 6, "adjust", ("objective_wrong", "amber")),
        (one(GOOD, vision="changed"), 6, "adjust", ("vision_changed", "trust_strong")),
        (one(GOOD, vision="changed", feeling="wrong"), 6, "adjust", ("objective_wrong", "vision_changed")),
        (one(DRIFT), 7, "continue", ("amber", "trust_strong")),
        (one(GOOD, DRIFT, DRIFT), 7, "continue", ("amber", "trust_strong")),
        (one(GOOD), 8, "continue", ("green", "trust_strong")),
        (one(None), 8, "continue", ("unmeasured_now", "trust_strong")),
        (one(BAD, BAD, BAD, None), 8, "continue", ("unmeasured_now", "trust_strong")),
        (one(None, None), 7, "continue", ("unmeasured_twice", "trust_strong")),
        (one(GOOD, vision="shifted", client=BARELY), 8, "continue", ("green", "trust_maintain")),
    ],
)
def test_the_first_row_that_is_true_gives_the_advice_and_its_two_reasons(
    known: History, rank: int, decision: str, reasons: tuple[str, str]
) -> None:
    found = advice(known)
    assert (found.rank, found.decision, found.reasons) == (rank, decision, reasons)
    assert found.legal is (rank == 1)
    assert found.watch is (rank == 7)
    assert not found.spared


def test_stopping_is_not_advised_while_the_service_ramps_up_but_for_a_grave_fact() -> None:
    early = one("82", first=2, incidents=incident("data"), client=DISTRUSTED)
    assert advice(early) == Advice("recovery", 4, ("red", "trust_low"), spared=True)
    assert advice(one("82", first=3, incidents=incident("data"), client=DISTRUSTED)).decision == "stop"
    assert advice(with_review(early, 0, grave=frozenset({"unlicensed"}))).rank == 1


QUARTERLY = "gen_compliance_incidents"


def quarters(*values: str) -> History:
    """A legal KPI measured each quarter, reviewed each month beside one that is always good."""
    known = one(*[GOOD] * (3 * len(values)), first=6)
    for index, value in enumerate(values):
        now = known.reviews[3 * index]
        told = Measure(QUARTERLY, now.period, aim("0", "1"), Decimal(value))
        known = with_review(known, 3 * index, measures=(*now.measures, told))
    known = replace(known, terms=Terms(("gen_on_time", QUARTERLY)))
    return replace(known, reviews=tuple(replace(each, client=TRUSTED) for each in known.reviews))


def test_a_red_measure_that_still_stands_is_neither_a_first_time_nor_counted_again() -> None:
    known = quarters("1", "2")
    found = [advice(known.up_to(index)) for index in range(6)]
    assert [(one.rank, one.reasons[0], one.about) for one in found] == [
        (5, "red_first_time", None),
        (5, "red_again", QUARTERLY),
        (5, "red_again", QUARTERLY),
        (4, "red_twice", None),
        (4, "red_twice", None),
        (4, "red_twice", None),
    ]


def test_the_reason_names_what_is_off_its_target_or_what_tarries() -> None:
    assert advice(one(GOOD, DRIFT)).about == "gen_on_time"
    assert (advice(one(BAD, BAD)).reasons[0], advice(one(BAD, BAD)).about) == ("red_again", "gen_on_time")
    assert advice(one(DRIFT, feeling="wrong")).about == "gen_on_time"
    late = Action("2026-05/1", "ceo", date(2026, 5, 1), date(2026, 4, 1))
    found = advice(replace(one(GOOD), actions=(late,)))
    assert (found.rank, found.reasons[0], found.about) == (7, "action_late", "2026-05/1")


def test_what_is_not_measured_beside_what_is_good_is_not_praised() -> None:
    both = {
        "gen_on_time": on_time(GOOD, GOOD),
        "gen_rework_rate": measures("gen_rework_rate", ["4", None], aim("4", "15")),
    }
    assert advice(history(both, client=TRUSTED)).reasons[0] == "green_measured"
    first = history({"gen_on_time": measures("gen_on_time", [GOOD], aim("95"))}, client=TRUSTED)
    assert advice(first).reasons[0] == "nothing_to_judge"


def test_what_escalates_weighs_as_red() -> None:
    response = measures("cs_first_response", ["3.8", "4.0", "4.4"], aim("4", "16"))
    backlog = measures("cs_backlog_48h", ["4", "5", "6.1"], aim("5", "30"))
    known = history({"cs_first_response": response, "cs_backlog_48h": backlog}, client=TRUSTED)
    assert advice(known).rank == 5


def test_advice_needs_a_review() -> None:
    with pytest.raises(ValueError, match="no review"):
        advice(History("customer_service", START, Terms(())))


@pytest.mark.parametrize(
    ("agreed", "volumes", "off"),
    [
        ("100", ("121", "79"), True),
        ("100", ("120", "121"), False),
        ("100", ("121", "80"), False),
        ("100", (None, "150"), False),
        (None, ("150", "150"), False),
        ("0", ("150", "150"), False),
    ],
)
def test_a_volume_is_off_when_it_is_more_than_a_fifth_away_twice(
    agreed: str | None, volumes: tuple[str | None, str | None], off: bool
) -> None:
    known = one(GOOD, GOOD)
    for index, volume in enumerate(volumes):
        known = with_review(known, index, volume=None if volume is None else Decimal(volume))
    terms = Terms((), volume=None if agreed is None else Decimal(agreed))
    assert volume_off_twice(replace(known, terms=terms)) is off


def test_only_the_two_last_volumes_count() -> None:
    known = one(GOOD, GOOD, GOOD)
    for index, volume in enumerate((100, 150, 150)):
        known = with_review(known, index, volume=Decimal(volume))
    known = replace(known, terms=Terms((), volume=Decimal(100)))
    assert volume_off_twice(known)
    assert not volume_off_twice(known.up_to(1))


def causes(**named: str | None) -> History:
    """One bad month of several KPIs with the cause given for each."""
    series = {
        kpi: measures(kpi, [{"gen_cycle_time": "9"}.get(kpi, "50")], aim("5" if kpi == "gen_cycle_time" else "95", "1"))
        for kpi in named
    }
    series = {kpi: [replace(found[0], cause=named[kpi])] for kpi, found in series.items()}
    return history(series)


@pytest.mark.parametrize(
    ("known", "allowed"),
    [
        (causes(gen_on_time="method", gen_cycle_time="method"), ("gen_on_time", "gen_cycle_time")),
        (causes(gen_on_time="inputs", gen_cycle_time="inputs", gen_first_time_right="method"), ()),
        (causes(gen_on_time="inputs", gen_cycle_time="method"), ("gen_cycle_time",)),
        (causes(cs_csat="method", gen_on_time="method"), ("gen_on_time",)),
        (causes(gen_on_time=None), ("gen_on_time",)),
        (one(GOOD), ()),
        (History("customer_service", START, Terms(())), ()),
    ],
)
def test_a_discount_only_rests_on_what_the_provider_did(known: History, allowed: tuple[str, ...]) -> None:
    assert KPIS["cs_csat"].control == "shared"
    assert discountable(known, KPIS) == allowed


def test_a_kpi_whose_inputs_were_late_lately_bears_no_discount() -> None:
    known = history(
        {"gen_on_time": measures("gen_on_time", [BAD, BAD], aim("95", "70"), causes={0: "inputs", 1: "method"})}
    )
    assert discountable(known, KPIS) == ("gen_on_time",)
    assert discountable(with_review(known, -1, provider={"prv_inputs": 2}), KPIS) == ()
    # Two reviews before, it is forgiven; another KPI was never concerned.
    later = measures("gen_on_time", [BAD, BAD, BAD], aim("95", "70"), causes={0: "inputs", 1: "method", 2: "method"})
    other = measures("gen_cycle_time", ["9", "9", "9"], aim("5", "20"), causes={0: "method", 1: "method", 2: "method"})
    both = history({"gen_on_time": later, "gen_cycle_time": other}, provider={"prv_inputs": 2})
    assert discountable(both, KPIS) == ("gen_on_time", "gen_cycle_time")
    assert discountable(with_review(both.up_to(1), -1, provider={"prv_inputs": 2}), KPIS) == ("gen_cycle_time",)


def test_stopping_properly_is_a_list_with_dates() -> None:
    assert stop_plan(date(2027, 6, 1), CALENDAR)[-1].due == date(2027, 7, 12)
    assert stop_plan(date(2027, 6, 3), CALENDAR)[-1].due == date(2027, 7, 13)
    steps = stop_plan(date(2027, 5, 4), CALENDAR)
    assert [(step.id, step.due) for step in steps] == [
        ("notify", date(2027, 5, 4)),
        ("freeze", date(2027, 5, 7)),
        ("hand_back", date(2027, 6, 17)),
        ("transfer", None),
        ("revoke", None),
        ("settle", date(2027, 6, 3)),
        ("learn", date(2027, 6, 14)),
    ]


def test_accounts_are_not_settled_before_the_contract_ends_and_its_clause_prevails() -> None:
    steps = stop_plan(date(2027, 5, 4), CALENDAR, last_day=date(2027, 8, 4), handback=date(2027, 7, 30))
    due = {step.id: step.due for step in steps}
    assert due["revoke"] == date(2027, 8, 4)
    assert due["hand_back"] == date(2027, 7, 30)
    assert (due["settle"], due["learn"]) == (date(2027, 8, 4), date(2027, 8, 16))


def test_a_recovery_is_reviewed_at_fifteen_days_and_ends_at_thirty() -> None:
    assert [(step.id, step.due) for step in recovery_plan(date(2027, 6, 1), CALENDAR)] == [
        ("halfway", date(2027, 6, 16)),
        ("end", date(2027, 7, 1)),
    ]
    # Fifteen days after 1 May is a Sunday, and the Monday a holiday.
    assert recovery_plan(date(2027, 5, 1), CALENDAR)[0].due == date(2027, 5, 18)


def test_papers_are_refused_ten_working_days_after_they_were_asked_for_again() -> None:
    reminded = date(2027, 5, 3)
    assert CALENDAR.add(reminded, 10) == date(2027, 5, 19)
    assert not certificates_refused(reminded, date(2027, 5, 19), CALENDAR)
    assert certificates_refused(reminded, date(2027, 5, 20), CALENDAR)
