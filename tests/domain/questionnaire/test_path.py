"""The path: which questions apply, in which order, and how long they take."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from domain.questionnaire.conditions import When
from domain.questionnaire.form import Key
from domain.questionnaire.input import replies as say
from domain.questionnaire.input.replies import Reply
from domain.questionnaire.path import Path, Step, path_of
from domain.questionnaire.turn import Asking, Interview, seconds_left
from domain.questionnaire.values import Gap, Value
from domain.specification.project import project_of
from tests.interview_walk import (
    TODAY,
    WISHES,
    advance,
    answer,
    at_question,
    hurried_interview,
    straight_run,
)
from tests.shipped_form import shipped_content, shipped_form

FORM = shipped_form()


@pytest.fixture(scope="module")
def whole() -> Path:
    return hurried_interview().path


def test_the_path_starts_with_the_welcome_and_ends_with_the_reviews(whole: Path) -> None:
    assert [step.key for step in whole.steps[:2]] == [("welcome_intro", None), ("consent_data", None)]
    assert whole.steps[-1].key == ("recap_review_setup", None)


def test_the_interview_carries_the_path_of_its_last_turn() -> None:
    turn = hurried_interview()
    assert turn.interview.path is turn.path and turn.interview.path_in(FORM) is turn.path


def test_contradictions_wait_until_nothing_is_left_to_ask_before_them() -> None:
    paths = [interview.path_in(FORM) for interview in run(WISHES)]
    for path in paths:
        answered = {step.question.section for step in path.steps if _contradicts(step) and step.key in path.known}
        left = [step for step in path.steps if step.key not in path.known]
        assert all(step in left[:3] or step.question.section in answered for step in left if _contradicts(step))
    assert any(map(_contradicts, paths[-1].steps))


def _contradicts(step: Step) -> bool:
    return step.question.type == "contradiction"


def test_steps_follow_the_order_of_the_form(whole: Path) -> None:
    sections = [section.id for section in FORM.sections]
    seen = [sections.index(step.question.section) for step in whole.steps]
    assert seen == sorted(seen)


def test_no_step_is_asked_twice(whole: Path) -> None:
    keys = [step.key for step in whole.steps]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("section", "items"), [("audit", ["bookkeeping", "payroll", "legal"]), ("objectives", ["bookkeeping", "payroll"])]
)
def test_a_loop_asks_everything_about_one_task_before_the_next(whole: Path, section: str, items: list[str]) -> None:
    about = [step.item for step in whole.of_section(section) if step.item and step.question.type != "contradiction"]
    assert list(dict.fromkeys(about)) == items and about == sorted(about, key=items.index)


def test_three_tasks_are_compared_two_by_two_and_two_are_not(whole: Path) -> None:
    def pairs(path: Path) -> list[str | None]:
        return [step.item for step in path.steps if step.question.id == "prio_pairwise"]

    assert pairs(whole) == ["bookkeeping|payroll", "bookkeeping|legal", "payroll|legal"]
    two = {**at_question("prio_bias").given, ("audit_functions", None): ("bookkeeping", "payroll")}
    assert pairs(path_of(FORM, two)) == []


def test_beyond_four_tasks_six_pairs_are_enough() -> None:
    many = tuple(shipped_content().catalogue.functions)[:6]
    path = straight_run({"audit_functions": many}).path
    assert sum(step.question.id == "prio_pairwise" for step in path.steps) == 6


def test_the_seven_criteria_are_weighed_only_when_asked_for(whole: Path) -> None:
    def weights(path: Path) -> int:
        return sum(step.question.id == "spec_criteria_weights" for step in path.steps)

    assert weights(whole) == 7
    assert weights(path_of(FORM, {**whole.known, ("spec_criteria", None): "ok"})) == 0


def test_a_refused_consent_is_the_end_of_the_path() -> None:
    path = path_of(FORM, {("welcome_intro", None): True, ("consent_data", None): False})
    assert len(path.steps) == 2 and path.refusal and path.first_open(path.known) is None


def test_an_answer_that_left_the_path_decides_nothing_any_more() -> None:
    given = {**at_question("obj_main", "payroll").given, ("retain_tasks", None): ("payroll",)}
    path = path_of(FORM, given)
    assert ("obj_main", "bookkeeping") in given and path.step(("obj_main", "bookkeeping")) is None
    assert project_of(path).get("obj_main", "bookkeeping") is None


def _conditions() -> Iterator[tuple[str, When]]:
    return ((question.id, question.when) for question in FORM.questions.values() if question.when)


def test_conditions_only_look_back() -> None:
    sections = (*FORM.sections, *FORM.elsewhere)
    order = [question.id for section in sections for question in section.questions]
    for question, when in _conditions():
        for name in when.names():
            for need in FORM.sources.facts[name].needs if name in FORM.sources.facts else (name,):
                assert order.index(need) < order.index(question), f"{question} looks at {need}"


# --- how long it takes


def run(wishes: dict[str, object]) -> list[Interview]:
    """The interview at each of its turns."""
    found = [advance(FORM, Interview(), say.Resume(), TODAY).interview]
    while found[-1].asking is not None:
        found.append(advance(FORM, found[-1], answer(FORM, found[-1], wishes=wishes), TODAY).interview)
    return found


def seconds_to_go(interview: Interview) -> int:
    return seconds_left(path_of(FORM, interview.given))


def seconds_spent(turns: list[Interview]) -> int:
    """Seconds of every question asked; whether answers contradict each other is up to the person."""
    path = path_of(FORM, turns[-1].given)
    return sum(step.question.est_s for step in path.steps if step.question.type != "contradiction")


BUDGET: dict[str, object] = {
    "profile_size": "s2_9",
    "audit_functions": ("bookkeeping", "payroll", "legal"),
    "audit_doer": "ceo",
    "third_offer": "no",
    "rank_accept": "agree",
    "obj_main": "efficiency",
    "spec_criteria": "ok",
}


def kpis_of(tasks: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(tasks, ("gen_cycle_time", "gen_on_time"))


@pytest.mark.parametrize(
    ("retained", "minutes"),
    [(("bookkeeping",), 14.2), (("bookkeeping", "payroll"), 16.8), (("bookkeeping", "payroll", "legal"), 19.4)],
)
def test_the_interview_takes_about_the_time_announced(retained: tuple[str, ...], minutes: float) -> None:
    """`docs/rules/methode.md §11`: three activities studied, two KPIs a task retained."""
    wishes = BUDGET | {"retain_tasks": retained, "kpi_select": kpis_of(retained)}
    assert seconds_spent(run(wishes)) / 60 == pytest.approx(minutes, rel=0.15)


def test_a_newcomer_is_told_about_a_quarter_of_an_hour() -> None:
    assert seconds_to_go(Interview()) / 60 == pytest.approx(15.5, rel=0.15)


def test_the_time_left_goes_down_to_nothing() -> None:
    turns = run(
        BUDGET | {"retain_tasks": ("bookkeeping", "payroll"), "kpi_select": kpis_of(("bookkeeping", "payroll"))}
    )
    times = [seconds_to_go(interview) for interview in turns]
    assert times[-1] == 0
    # An answer may open a question; it never adds as much as a minute to what was announced.
    assert all(after - before < 60 for before, after in pairwise(times))
    assert sum(after <= before for before, after in pairwise(times)) / len(times) > 0.9


@pytest.mark.parametrize("question", ["audit_functions", "kpi_select"])
def test_passed_over_lists_are_not_waited_for(question: str) -> None:
    given: dict[Key, Value] = dict(straight_run(BUDGET).interview.given)
    for key in [key for key in given if key[0] == question]:
        given[key] = Gap.SKIPPED
    path = path_of(FORM, given)
    assert seconds_left(path) == 0


# --- neighbours on the path


def test_before_is_the_last_question_that_asks_something() -> None:
    path = path_of(FORM, at_question("profile_company_name").given)
    found = path.step_before(("profile_sector", None))
    assert found and found.key == ("profile_company_name", None)
    assert path.step_before(("consent_data", None)) is None


def test_the_answer_of_the_task_before_is_found_for_the_same_question() -> None:
    interview = at_question("spec_place", "payroll")
    path = path_of(FORM, interview.given)
    assert path.value_before(("spec_place", "payroll")) == interview.given[("spec_place", "bookkeeping")]
    assert path.value_before(("spec_place", "bookkeeping")) is None


def test_a_gap_of_the_task_before_is_not_proposed_again() -> None:
    given = {**at_question("spec_place", "payroll").given, ("spec_place", "bookkeeping"): Gap.UNKNOWN}
    assert path_of(FORM, given).value_before(("spec_place", "payroll")) is None


def test_asking_follows_the_path_and_not_the_file() -> None:
    key = ("profile_size", None)
    reply: Reply = say.Choose(key, "solo")
    turn = advance(FORM, at_question("profile_size"), reply, TODAY)
    assert turn.path.step(("profile_team_hour_cost", None)) is None
    more = advance(FORM, at_question("profile_size"), say.Choose(key, "s2_9"), TODAY)
    assert more.path.step(("profile_team_hour_cost", None)) is not None
    assert isinstance(more.interview.asking, Asking)
