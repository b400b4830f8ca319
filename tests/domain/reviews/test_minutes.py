"""What a review comes to in words and pictures: minutes, board, names of periods, reasons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.calendar.periods import Period
from domain.indicators.series import MOST_POINTS
from domain.questionnaire.display import question_text
from domain.questionnaire.form import Key
from domain.questionnaire.path import Path
from domain.questionnaire.values import Gap, Value
from domain.reviews.board import board, trend_lines
from domain.reviews.figures.series import reading
from domain.reviews.minutes.minutes import minutes
from domain.reviews.minutes.sheet import minutes_sheet
from domain.reviews.opening import Entry
from domain.reviews.questions.variables import VARIABLES
from domain.reviews.recorded_actions import suggestions
from domain.reviews.texts import advice_words, of_period, period_label, the_period
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
    remembered_after,
    review_calendar,
    review_form,
    review_path,
    review_series,
)


def test_the_board_never_says_reached_of_a_figure_that_misses_the_target_shown() -> None:
    def state(path: Path) -> str:
        return board(project_of(path), date(2026, 11, 5))[0].state

    figure = {("rev_kpi_value", f"{DELAY}/2026-10"): Decimal("3.4")}
    assert state(review_path(OCTOBER, figure, changed={("spec_start", None): "2026-10-01"})) == "step"
    assert state(review_series(["3.2"])) == "watched"
    few: dict[Key, Value] = {("rev_kpi_cases", f"{DELAY}/{OCTOBER.shift(count)}"): 5 for count in range(3)}
    assert reading(project_of(review_series(["2", "2", "3.1"], few)), f"{DELAY}/2026-12").light == "on_target"  # type: ignore[union-attr]
    assert state(review_series(["2", "2", "3.1"], few)) == "watched"
    assert [state(review_series(values)) for values in (["3", None], ["3", None, None])] == [
        "unmeasured",
        "unmeasured_twice",
    ]


def test_the_board_says_when_a_figure_is_too_old() -> None:
    project = project_of(review_series(["3"]))
    assert [tile.state for tile in board(project, date(2026, 11, 5))] == ["reached", "reached"]
    assert [tile.state for tile in board(project, date(2027, 3, 5))] == ["outdated", "outdated"]
    assert [tile.state for tile in board(project_of(review_path(OCTOBER, {})), date(2026, 11, 5))] == [
        "waiting",
        "waiting",
    ]


def test_the_picture_judges_a_figure_on_every_period_even_those_it_does_not_draw() -> None:
    months = [OCTOBER.shift(count) for count in range(MOST_POINTS + 1)]
    past: list[Entry] = [("rev_day", str(month), review_calendar(month).today.isoformat()) for month in months[:-1]]
    past += [("rev_aim", f"{month} {DELAY}", Decimal(3)) for month in months[:-1]]
    past += [
        ("rev_kpi_value", f"{month} {DELAY}/{month}", Decimal(4) if month == OCTOBER else "not_measured")
        for month in months[:-1]
    ]
    unbased: dict[Key, Value] = {
        ("kpi_baseline", DELAY): Gap.UNKNOWN,
        ("kpi_target", DELAY): "custom",
        ("kpi_target_custom", DELAY): Decimal(3),
    }
    now: dict[Key, Value] = {("rev_kpi_value", f"{DELAY}/{months[-1]}"): Decimal(3)}
    project, today = project_of(review_path(months[-1], now, tuple(past), unbased)), review_calendar(months[-1]).today
    assert [tile.state for tile in board(project, today) if tile.kpi.id == "gen_cycle_time"] == ["reached"]
    (line,) = trend_lines(project, today).values()
    assert (line.state, len(line.points)) == ("on_target", MOST_POINTS)


def test_a_chart_tells_the_last_reasons_given_for_a_figure_off_its_target_or_not_measured() -> None:
    said: dict[Key, Value] = {
        ("rev_kpi_cause", f"{DELAY}/2026-10"): "volume",
        ("rev_kpi_cause", f"{DELAY}/2026-11"): "method",
        ("rev_kpi_unmeasured", f"{DELAY}/2026-12"): "forgot",
    }
    lines = trend_lines(project_of(review_series(["9", "9", None], said)), date(2027, 1, 5))
    assert lines[DELAY].note.replace("\u00a0", " ").replace("\u202f", " ") == (
        "11/26 : méthode du prestataire ; 12/26 : oubli"
    )
    assert lines[LEAVES].note == ""


def test_a_chart_draws_the_target_each_month_was_judged_by_and_leaves_a_gap_for_a_month_nobody_reviewed() -> None:
    begun: dict[Key, Value] = {("spec_start", None): "2026-10-01"}
    first = review_path(OCTOBER, {("rev_kpi_value", f"{DELAY}/2026-10"): Decimal("3.4")}, changed=begun)
    later: dict[Key, Value] = {("rev_kpi_value", f"{DELAY}/2027-01"): Decimal(3)}
    path = review_path(OCTOBER.shift(3), later, tuple(remembered_after(first, OCTOBER)), begun)
    line = trend_lines(project_of(path), date(2027, 2, 4))[DELAY]
    assert [label for label, _ in line.points] == ["10/26", "11/26", "12/26", "01/27"]
    assert [len(run) for run in line.runs] == [1, 1]
    step, *held_over, full = line.targets
    assert full == line.target == 3 and step is not None and step > 3 and held_over == [step, step]
    assert line.note == "en pointillé, la cible de chaque mois"


def test_every_variable_of_a_review_has_a_value_where_it_is_asked() -> None:
    said: dict[Key, Value] = {("act_new", "1"): "Former", ("act_owner", "1"): "team", ("act_due", "1"): "2026-11-20"}
    path = review_series(["9", "9"], said, {("rev_incident", BOOKS): ("data",)})
    form, missing = review_form(), []
    for step in path.steps:
        text = form.questions[step.question.id].text
        for name, value in VARIABLES.items():
            if f"{{{name}}}" in text and value(project_of(path), step.item) is None:
                missing.append((name, step.key))
    assert missing == []


@pytest.mark.parametrize(
    ("period", "label", "of"),
    [
        ("2026-10", "octobre 2026", "d’octobre 2026"),
        ("2026-11", "novembre 2026", "de novembre 2026"),
        ("2026-T1", "1er trimestre 2026", "du 1er trimestre 2026"),
        ("2026-T4", "4e trimestre 2026", "du 4e trimestre 2026"),
    ],
)
def test_periods_are_named_in_french(period: str, label: str, of: str) -> None:
    assert (period_label(Period.parse(period)), of_period(Period.parse(period))) == (label, of)


def test_the_minutes_of_a_quarter_say_its_first_months_beside_the_figure_judged() -> None:
    given: dict[Key, Value] = {
        ("rev_kpi_value", f"{item}/2026-{month}"): Decimal(month) for item in (DELAY, LEAVES) for month in (10, 11, 12)
    }
    told = [("octobre", 10), ("novembre", 11)]
    for answers, before in (
        (given, told),
        ({**given, ("rev_kpi_value", f"{DELAY}/2026-11"): "not_measured"}, told[:1]),
    ):
        project = project_of(review_path(QUARTER, answers))
        row = minutes_sheet(project, minutes(project)).tasks[0].kpis[0]
        assert row.value and (row.value.value, [(month, value.value) for month, value in row.before]) == (12, before)
    project = project_of(review_path(OCTOBER, GOOD_MONTH))
    assert not any(row.before for row in minutes_sheet(project, minutes(project)).tasks[0].kpis)


def test_a_quarter_takes_its_article() -> None:
    assert [the_period(Period.parse(one)) for one in ("2026-08", "2026-T3")] == ["août 2026", "le 3e trimestre 2026"]


def test_only_figures_are_said_to_have_outgrown_the_specification() -> None:
    cause: dict[Key, Value] = {("rev_kpi_cause", f"{DELAY}/2026-10"): "target"}
    decided: dict[Key, Value] = {("rev_decision", task): "adjust" for task in (BOOKS, PAY)}
    openings = {}
    for said in (cause, {("rev_objective_feel", BOOKS): "wrong"}):
        path = review_series(["9"], said, decided)
        offered = next(key for key in asked_keys(path) if key[0] == "rev_amendment")
        openings[offered[1]] = question_text(path.answers, offered).split("\u00a0:")[0]
    assert openings == {
        f"{BOOKS}/target/gen_cycle_time": "Vos chiffres ont dépassé le cahier",
        f"{BOOKS}/objective/": "Le cahier est à mettre à jour",
    }


def test_the_provider_answers_when_they_are_there_and_the_two_sides_are_compared() -> None:
    there: dict[Key, Value] = {("prv_here", None): True}
    path = review_path(OCTOBER, there, changed={("review_participants", None): ("ceo", "provider")})
    assert {"prv_clarity", "prv_inputs", "prv_obstacle"} <= question_ids(path) and "prv_payment" not in question_ids(
        path
    )
    assert not any(name.startswith("prv_") for name in question_ids(review_path(OCTOBER, there)))
    scores: dict[Key, Value] = {**there, ("prv_clarity", BOOKS): 2, ("prv_inputs", BOOKS): 2}
    both = {**GOOD_MONTH, **scores}
    task = minutes(
        project_of(review_path(OCTOBER, both, changed={("review_participants", None): ("provider",)}))
    ).tasks[0]
    assert (task.client, task.provider) == (100, 25)
    assert {signal.id for signal in task.signals} >= {"perception_gap", "client_cause"}
    assert task.advice.decision == "adjust"


def test_the_provider_s_copy_keeps_the_company_s_trust_until_both_have_answered() -> None:
    project = project_of(review_path(OCTOBER, GOOD_MONTH))
    own, copy = (minutes_sheet(project, minutes(project), private=private).tasks[0] for private in (True, False))
    assert (own.client, own.trust) == (100, "trust_strong")
    assert (copy.client, copy.trust) == (None, None)


def test_ideas_of_actions_follow_the_cause() -> None:
    cause: dict[Key, Value] = {("rev_kpi_cause", f"{DELAY}/2026-10"): "inputs"}
    assert suggestions(project_of(review_series(["9"], cause))) == (
        "supply_calendar",
        "single_contact",
        "request_template",
    )
    assert suggestions(project_of(review_series(["2"]))) == ()


@pytest.mark.parametrize(("values", "state"), [([None], "task_unknown"), (["9", "9", "9", None], "task_unknown")])
def test_what_nobody_measured_is_neither_green_nor_praised_nor_to_improve(values: list[str | None], state: str) -> None:
    project = project_of(review_series(values))
    task = minutes(project).tasks[0]
    assert (task.state, task.best, task.worst, task.advice.decision) == (state, None, None, "continue")
    told = advice_words(project, task.advice)
    assert "rien n’est mesuré cette fois" in told and "dans la cible" not in told


def test_the_advice_names_the_indicator_or_the_action_it_rests_on() -> None:
    project = project_of(review_series(["3.2"]))
    told = advice_words(project, minutes(project).tasks[0].advice).replace("\u00a0", " ")
    assert "« Délai médian de traitement » n’est pas dans la cible" in told
    late: dict[Key, Value] = {("act_new", "1"): "Former", ("act_owner", "1"): "team", ("act_due", "1"): "2026-11-06"}
    project = project_of(review_series(["2", "2"], late))
    assert "l’action «\u00a0Former\u00a0» tarde" in advice_words(project, minutes(project).tasks[0].advice)


@pytest.mark.parametrize(
    ("agreed", "cause", "months", "discount"),
    [
        ("service_credit", "method", 3, ["gen_cycle_time"]),
        ("bonus_malus", "method", 3, ["gen_cycle_time"]),
        ("service_credit", "inputs", 3, []),
        ("service_credit", "method", 2, None),
        ("dialogue", "method", 3, None),
    ],
)
def test_the_agreed_discount_is_spoken_of_when_a_figure_is_off_and_rests_on_the_provider_s_doing(
    agreed: str, cause: str, months: int, discount: list[str] | None
) -> None:
    start = {("spec_incentives", None): agreed, ("spec_start", None): "2026-10-01"}
    past: tuple[Entry, ...] = ()
    for index in range(months):
        period = OCTOBER.shift(index)
        figures: dict[Key, Value] = {("rev_kpi_value", f"{item}/{period}"): Decimal(9) for item in (DELAY, LEAVES)}
        figures |= {("rev_kpi_cause", f"{item}/{period}"): cause for item in (DELAY, LEAVES)}
        figures |= {("rev_decision", task): "continue" for task in (BOOKS, PAY)}
        path = review_path(period, figures, past, start)
        past = (*past, *remembered_after(path, period))
    books = minutes(project_of(path)).tasks[0]
    assert (None if books.discount is None else [kpi.id for kpi in books.discount]) == discount
    assert minutes_sheet(project_of(path), minutes(project_of(path))).tasks[0].discount == (
        None if books.discount is None else tuple(kpi.label for kpi in books.discount)
    )
