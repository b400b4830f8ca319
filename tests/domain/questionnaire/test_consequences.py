"""What a changed answer touches (`docs/rules/methode.md §4`, effet d'une modification tardive)."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from domain.questionnaire.form import Key
from domain.questionnaire.input import replies as say
from domain.questionnaire.input.replies import Reply
from domain.questionnaire.path import path_of
from domain.questionnaire.turn import Asking, Interview, Turn, Weighing
from domain.specification.project import project_of
from tests.interview_walk import (
    at_question,
    play,
)
from tests.shipped_form import shipped_form

BOOKS = "bookkeeping"
FUNCTIONS, RETAIN = ("audit_functions", None), ("retain_tasks", None)
LATE = ("review_frequency", None)


def changed(key: Key, *replies: Reply, since: Key = LATE) -> Turn:
    return play(at_question(*since), say.Edit(key), *replies)


def weighed(turn: Turn) -> Weighing:
    assert isinstance(turn.interview.asking, Weighing), turn.interview.asking
    return turn.interview.asking


def ids(keys: Iterable[Key], item: str | None) -> set[str]:
    return {question for question, about in keys if about == item}


def test_another_main_objective_concerns_its_kpis_and_takes_its_sentence_back() -> None:
    key = ("obj_main", BOOKS)
    touched = weighed(changed(key, say.Choose(key, "cost")))
    assert "kpi_select" in ids(touched.review, BOOKS)
    assert {("obj_time_use", BOOKS), ("obj_statement", BOOKS)} <= set(touched.aside)


def test_figures_in_hours_are_never_read_in_euros_and_return_with_the_objective() -> None:
    key, base = ("obj_main", BOOKS), ("obj_baseline", BOOKS)
    hours = project_of(path_of(shipped_form(), at_question(*LATE).given)).number(*base)
    turn = changed(key, say.Choose(key, "cost"))
    assert {"obj_baseline", "obj_target"} <= ids(weighed(turn).aside, BOOKS)
    assert project_of(turn.path).number(*base) is None
    turn = play(turn.interview, say.Continue(key))
    assert turn.interview.asking == Asking(base), "the figure is asked again, in euros"
    back = play(turn.interview, say.Edit(key), say.Choose(key, "efficiency"))
    assert project_of(back.path).number(*base) == hours is not None
    euros = play(turn.interview, say.Say("900 €"), say.Edit(key), say.Choose(key, "efficiency"))
    assert project_of(euros.path).number(*base) is None


def test_other_hours_concern_the_base_of_the_objective() -> None:
    key = ("audit_hours", BOOKS)
    assert "obj_baseline" in ids(weighed(changed(key, say.Say("7"))).review, BOOKS)


def test_no_more_personal_data_takes_the_question_about_europe_away() -> None:
    key = ("audit_data", BOOKS)
    touched = weighed(changed(key, say.Tick(key, "none", True), say.Submit(key)))
    assert ("spec_outside_eu", BOOKS) in touched.aside
    assert ("spec_outside_eu", "payroll") not in touched.aside


def test_another_measure_of_today_concerns_the_target_it_proposed() -> None:
    key = ("kpi_baseline", f"{BOOKS}/gen_cycle_time")
    assert ("kpi_target", key[1]) in weighed(changed(key, say.Say("77"))).review


def test_the_start_concerns_the_deadline_for_offers() -> None:
    key = ("spec_start", None)
    assert ("spec_offers_deadline", None) in weighed(changed(key, say.Say("15/03/2027"))).review


def test_a_name_concerns_nothing() -> None:
    key = ("profile_company_name", None)
    turn = changed(key, say.Say("Atelier Brindille"))
    assert turn.interview.asking == at_question(*LATE).asking


def test_the_same_answer_again_concerns_nothing() -> None:
    key = ("obj_main", BOOKS)
    assert changed(key, say.Choose(key, "efficiency")).interview.asking == at_question(*LATE).asking


@pytest.fixture
def dropped() -> Turn:
    return changed(FUNCTIONS, say.Tick(FUNCTIONS, BOOKS, False), say.Submit(FUNCTIONS))


def test_a_dropped_task_sets_its_answers_aside_and_loses_none(dropped: Turn) -> None:
    aside = ids(weighed(dropped).aside, BOOKS)
    assert {"audit_hours", "audit_data", "prio_ceo_value", "obj_main", "spec_place"} <= aside
    assert dropped.interview.given.keys() == at_question(*LATE).given.keys()
    assert project_of(dropped.path).tasks == ("payroll", "legal")
    assert project_of(dropped.path).get("audit_hours", BOOKS) is None


def test_a_task_that_returns_brings_its_answers_back(dropped: Turn) -> None:
    turn = play(
        dropped.interview,
        say.Continue(FUNCTIONS), say.Edit(FUNCTIONS), say.Tick(FUNCTIONS, BOOKS, True), say.Submit(FUNCTIONS),
    )  # fmt: skip
    assert turn.interview.given == at_question(*LATE).given
    assert project_of(turn.path).get("audit_hours", BOOKS) == at_question(*LATE).given[("audit_hours", BOOKS)]


def test_a_task_not_retained_any_more_leaves_and_returns_with_its_objective() -> None:
    without = changed(RETAIN, say.Tick(RETAIN, BOOKS, False), say.Submit(RETAIN))
    assert ("obj_main", BOOKS) in weighed(without).aside and ("audit_hours", BOOKS) not in weighed(without).aside
    again = play(
        without.interview, say.Continue(RETAIN), say.Edit(RETAIN), say.Tick(RETAIN, BOOKS, True), say.Submit(RETAIN)
    )
    assert project_of(again.path).text("obj_main", BOOKS) == "efficiency"


def test_review_walks_through_what_is_concerned_then_goes_on() -> None:
    key = ("obj_main", BOOKS)
    turn = changed(key, say.Choose(key, "cost"))
    wanted = list(weighed(turn).review)
    turn = play(turn.interview, say.Review())
    seen = []
    while isinstance(turn.interview.asking, Asking) and turn.interview.asking.key in wanted[len(seen) :]:
        here = turn.interview.asking.key
        seen.append(here)
        turn = play(turn.interview, say.Continue(here))
    assert seen == wanted
    assert (
        turn.interview.asking != at_question(*LATE).asking
        or turn.interview.given.keys() == at_question(*LATE).given.keys()
    )


def test_keep_goes_on_where_the_person_was() -> None:
    key = ("audit_hours", BOOKS)
    turn = changed(key, say.Say("7"))
    going_on = play(turn.interview, say.Continue(key)).interview
    assert isinstance(going_on.asking, Asking) and going_on.asking.key not in going_on.given


def test_a_changed_answer_reviewed_later_is_asked_once() -> None:
    key = ("audit_hours", BOOKS)
    turn = play(changed(key, say.Say("7")).interview, say.Review())
    asked: list[Key] = []
    interview: Interview = turn.interview
    while isinstance(interview.asking, Asking) and interview.asking.key in interview.given:
        asked.append(interview.asking.key)
        interview = play(interview, say.Continue(asked[-1])).interview
    assert len(asked) == len(set(asked)) > 0
