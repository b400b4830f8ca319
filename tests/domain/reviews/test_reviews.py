"""What a review asks, remembers and comes to, computed from its answers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.questionnaire.display import question_text
from domain.questionnaire.form import Key
from domain.questionnaire.input import replies as say
from domain.questionnaire.interview import advance
from domain.questionnaire.turn import Asking, Interview, Note
from domain.questionnaire.values import Value
from domain.reviews.amendment_decisions import called_for
from domain.reviews.figures.series import previous, reading, target
from domain.reviews.minutes.minutes import minutes
from domain.reviews.minutes.sheet import minutes_sheet
from domain.reviews.questions.facts import recommendation
from domain.reviews.recorded_actions import histories, open_before
from domain.reviews.rhythm.proposal import rhythm_to_propose
from domain.specification.project import project_of
from tests.domain.review_path import (
    BOOKS,
    DELAY,
    GOOD_MONTH,
    LEAVES,
    OCTOBER,
    PAY,
    QUARTER,
    asked_keys,
    question_ids,
    review_calendar,
    review_form,
    review_path,
    review_series,
)


def test_a_month_when_all_is_well_takes_less_than_three_minutes() -> None:
    path = review_path(OCTOBER, GOOD_MONTH)
    assert sum(step.question.est_s for step in path.steps) < 180
    assert not any(name.startswith("qtr_") for name in question_ids(path))


def test_a_quarter_asks_for_its_three_months_and_looks_further() -> None:
    path = review_path(QUARTER, {})
    months = [item for name, item in asked_keys(path) if name == "rev_kpi_value"]
    assert months == [f"{item}/2026-{month}" for item in (DELAY, LEAVES) for month in (10, 11, 12)]
    assert {"qtr_full_cost", "qtr_scope", "qtr_renew", "rel_ease"} <= question_ids(path)


@pytest.mark.parametrize(
    ("said", "follows"),
    [
        ({("rev_kpi_value", f"{DELAY}/2026-10"): "not_measured"}, {"rev_kpi_unmeasured"}),
        ({("rev_kpi_value", f"{DELAY}/2026-10"): Decimal(2)}, set()),
        ({("rev_kpi_value", f"{DELAY}/2026-10"): Decimal(9)}, {"rev_kpi_cause"}),
        ({("rev_incident", BOOKS): ("delay",)}, {"rev_incident_note", "rev_grave", "rev_turnaround"}),
        ({("rev_incident", BOOKS): ("data",)}, {"rev_incident_note", "rev_grave", "rev_incident_settled"}),
        ({("act_new", "1"): "Écrire la procédure"}, {"act_owner", "act_due", "act_more"}),
        ({("rev_next", None): "move"}, {"rev_next_date"}),
    ],
)
def test_an_answer_opens_the_questions_it_calls_for(said: dict[Key, Value], follows: set[str]) -> None:
    assert question_ids(review_path(OCTOBER, said)) - question_ids(review_path(OCTOBER, {})) == follows


def test_three_actions_stand_open_at_most() -> None:
    said: dict[Key, Value] = {}
    for slot in ("1", "2", "3"):
        said |= {
            ("act_new", slot): f"Action {slot}",
            ("act_owner", slot): "ceo",
            ("act_due", slot): "2026-11-20",
            ("act_more", slot): True,
        }
    path = review_series(["2"], said)
    assert ("act_new", "3") in asked_keys(path) and ("act_more", "3") not in asked_keys(path)
    following = review_series(["2", "2"], said)
    assert [noted.text for noted in open_before(project_of(following))] == ["Action 1", "Action 2", "Action 3"]
    assert ("act_new", "1") not in asked_keys(following)
    done = review_series(["2", "2"], said, {("act_status", "2026-10/2"): "done"})
    assert [key for key in asked_keys(done) if key[0] == "act_new"] == [("act_new", "1")]


def test_an_action_answers_the_red_indicator_nobody_serves_yet() -> None:
    said: dict[Key, Value] = {("act_new", "1"): "Former", ("act_owner", "1"): "team", ("act_due", "1"): "2026-11-20"}
    action = histories(project_of(review_series(["9"], said)))[BOOKS].actions[0]
    assert action.kpi == "gen_cycle_time" and action.critical and action.id == "2026-10/1"


@pytest.mark.parametrize(
    ("value", "incident", "critical"), [("9", "none", True), ("2", "delay", True), ("3.2", "none", False)]
)
def test_an_action_is_critical_when_it_answers_a_red_indicator_or_an_incident(
    value: str, incident: str, critical: bool
) -> None:
    said: dict[Key, Value] = {("act_new", "1"): "Former", ("act_owner", "1"): "team", ("act_due", "1"): "2026-11-20"}
    said[("rev_incident", BOOKS)] = (incident,)
    assert histories(project_of(review_series([value], said)))[BOOKS].actions[0].critical is critical


def test_what_the_last_review_said_is_known_to_the_next() -> None:
    path = review_series(["3.5", "3"])
    item = f"{DELAY}/2026-11"
    assert previous(project_of(path), item) == Decimal("3.5")
    assert len(histories(project_of(path))[BOOKS].reviews) == 2
    assert "3,5 jours ouvrés" in question_text(path.answers, ("rev_kpi_value", item)).replace("\u00a0", " ")
    assert target(project_of(path), item) == 3


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["3"], "(pas encore mesuré, cible"),
        (["3.5", "3"], "(le mois dernier : 3,5 jours ouvrés"),
        (["3.5", None, "3"], "(en octobre : 3,5 jours ouvrés"),
        (["3.5", None, None, "3"], "(en octobre 2026 : 3,5 jours ouvrés"),
    ],
)
def test_the_figure_before_is_given_with_the_month_it_is_of(values: list[str | None], told: str) -> None:
    item = f"{DELAY}/{OCTOBER.shift(len(values) - 1)}"
    assert told in question_text(review_series(values).answers, ("rev_kpi_value", item)).replace("\u00a0", " ")


def test_in_a_quarter_the_month_before_is_named() -> None:
    said: dict[Key, Value] = {("rev_kpi_value", f"{DELAY}/2026-10"): Decimal(2)}
    path = review_path(QUARTER, said)
    text = question_text(path.answers, ("rev_kpi_value", f"{DELAY}/2026-11")).replace("\u00a0", " ")
    assert "(en octobre : 2 jours ouvrés" in text


def test_a_figure_gets_its_light_when_it_is_said() -> None:
    lights = [reading(project_of(review_series([value])), f"{DELAY}/2026-10") for value in ("3", "3.2", "9")]
    assert [found.light if found else None for found in lights] == ["on_target", "drifting", "off"]


@pytest.mark.parametrize(
    ("values", "decision"),
    [
        (["3"], "continue"),
        (["9"], "continue"),
        (["9", "9"], "adjust"),
        (["9", "9", "9"], "recovery"),
        ([None, None], "continue"),
        ([None, None, None], "adjust"),
    ],
)
def test_the_advice_follows_the_figures(values: list[str | None], decision: str) -> None:
    assert recommendation(project_of(review_series(values)), BOOKS) == decision


def test_not_following_the_advice_asks_for_a_reason() -> None:
    decided: dict[Key, Value] = {("rev_decision", BOOKS): "stop", ("rev_decision", PAY): "continue"}
    path = review_series(["3"], None, decided)
    assert ("rev_decision_reason", BOOKS) in asked_keys(path) and ("rev_decision_reason", PAY) not in asked_keys(path)


def test_a_grave_incident_stays_until_it_is_said_settled() -> None:
    breach: dict[Key, Value] = {("rev_incident", BOOKS): ("data",), ("rev_incident_settled", BOOKS): False}
    path = review_series(["2"], breach)
    assert minutes(project_of(path)).state == "task_red"
    following = review_series(["2", "2"], {("rev_incident", BOOKS): ("data",)}, {("rev_incident", BOOKS): ("none",)})
    assert ("rev_incident_settled", BOOKS) in asked_keys(following)
    settled = review_series(
        ["2", "2"],
        {("rev_incident", BOOKS): ("data",)},
        {("rev_incident", BOOKS): ("none",), ("rev_incident_settled", BOOKS): True},
    )
    assert minutes(project_of(settled)).state == "task_green"


def test_an_amendment_is_offered_when_every_task_has_its_decision_and_keeps_its_answer() -> None:
    cause: dict[Key, Value] = {("rev_kpi_cause", f"{DELAY}/2026-10"): "target"}
    item = f"{BOOKS}/target/gen_cycle_time"
    assert not any(name == "rev_amendment" for name in question_ids(review_series(["9"], cause)))
    decided: dict[Key, Value] = {("rev_decision", task): "adjust" for task in (BOOKS, PAY)}
    path = review_series(["9"], cause, decided)
    assert ("rev_amendment", item) in asked_keys(path) and item in called_for(project_of(path))
    text = question_text(path.answers, ("rev_amendment", item)).replace("\u00a0", " ")
    assert "l’avenant n° 1" in text and "Délai médian" in text
    refused = review_series(["9"], cause, {**decided, ("rev_amendment", item): "no"})
    assert ("rev_amendment_reason", item) in asked_keys(refused)
    said = {**decided, ("rev_amendment", item): "no", ("rev_amendment_reason", item): "Encore un mois"}
    project = project_of(review_series(["9"], cause, said))
    own, copy = (minutes_sheet(project, minutes(project), private=private).tasks[0] for private in (True, False))
    assert [reason for _, reason in own.refused] == ["Encore un mois"] and copy.refused == ()
    prepared = minutes(
        project_of(review_series(["9"], cause, {**decided, ("rev_amendment", item): "prepare"}))
    ).prepared_amendments
    assert [(one.number, one.proposal.articles) for one in prepared] == [(1, ("kpis",))]


def test_three_good_months_call_for_the_quarter_and_two_bad_ones_for_the_month_again() -> None:
    assert rhythm_to_propose(project_of(review_series(["2", "2", "2"])), "monthly") == ("quarterly", ())
    for values in (["2", "2"], ["2", "2", None], ["2", "9", "9"]):
        assert rhythm_to_propose(project_of(review_series(values)), "monthly") is None
    assert rhythm_to_propose(project_of(review_series(["2", "2", "2"])), "quarterly") is None
    assert rhythm_to_propose(project_of(review_series(["2", "9", "9"])), "quarterly") == ("monthly", ("task_red",))
    stopped: dict[Key, Value] = {("rev_decision", BOOKS): "stop"}
    assert rhythm_to_propose(project_of(review_series(["2", "9", "9"], None, stopped)), "quarterly") is None


@pytest.mark.parametrize(
    ("values", "changed", "asks"),
    [
        (["2", "2", "2"], {}, False),
        (["2", "2", "4"], {}, True),
        (["9", "9", "2"], {}, True),
        (["9"], {}, False),
        (["2", "2", "4", "2"], {("rev_kpi_cases", f"{DELAY}/2026-12"): Decimal(12)}, True),
        (["2", "2", "4", "2"], {("rev_kpi_cases", f"{DELAY}/2026-12"): Decimal(40)}, False),
    ],
)
def test_how_many_cases_is_asked_where_the_count_changes_or_explains_the_light(
    values: list[str | None], changed: dict[Key, Value], asks: bool
) -> None:
    path = review_series(values, changed)
    last = OCTOBER.shift(len(values) - 1)
    assert (("rev_kpi_cases", f"{DELAY}/{last}") in asked_keys(path)) is asks


def test_how_many_cases_is_asked_where_it_tells_the_agreed_volume() -> None:
    errors = f"{PAY}/pay_error_rate"
    kpis: dict[Key, Value] = {
        ("kpi_select", PAY): ("pay_error_rate",),
        ("kpi_baseline", errors): Decimal(3),
        ("kpi_target", errors): "custom",
        ("kpi_target_custom", errors): Decimal(1),
    }
    said = {("rev_kpi_value", f"{errors}/2026-10"): Decimal("0.5")}
    assert "rev_kpi_cases" not in question_ids(review_path(OCTOBER, said, changed=kpis))
    agreed = review_path(OCTOBER, said, changed={**kpis, ("spec_volume", PAY): Decimal(12)})
    assert "rev_kpi_cases" in question_ids(agreed) and ("rev_volume", PAY) in asked_keys(agreed)


def test_a_red_figure_is_owed_an_action_until_it_has_one() -> None:
    red = {("rev_kpi_value", f"{item}/2026-10"): Decimal(9) for item in (DELAY, LEAVES)}
    path = review_path(OCTOBER, red)
    assert not path.may_skip(("act_new", "1")) and review_path(OCTOBER, GOOD_MONTH).may_skip(("act_new", "1"))
    given = {("act_new", "1"): "Revoir trois cas", ("act_owner", "1"): "ceo", ("act_due", "1"): "2026-11-20"}
    one = review_path(OCTOBER, {**red, **given})
    asking = Interview(red, Asking(("act_new", "1")), prior=path.known)
    nothing = advance(review_form(), asking, say.Say("rien"), review_calendar(OCTOBER))
    assert nothing.saved == () and Note("needed") in nothing.outputs
    # The second red figure is owed its own; the first answer, read again, is still needed.
    assert ("act_new", "2") in asked_keys(one) and ("act_more", "1") not in asked_keys(one)
    assert not one.may_skip(("act_new", "2")) and not one.may_skip(("act_new", "1"))
    both = review_path(OCTOBER, {**red, **given, **{(name, "2"): value for (name, _), value in given.items()}})
    assert ("act_more", "2") in asked_keys(both) and ("act_new", "3") not in asked_keys(both)
