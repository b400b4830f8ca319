"""What questions draw from the file and the catalogue: choices, proposals, variables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.assessment.variables import MOST_BRIEF, brief
from domain.content.content import merge
from domain.questionnaire.form import Key, reference
from domain.questionnaire.lookup import choices, items, preselection
from domain.questionnaire.path import path_of
from domain.questionnaire.sources import Source, Sources
from domain.questionnaire.turn import Interview
from domain.questionnaire.values import Gap
from domain.reviews.questions.facts import FACTS
from domain.reviews.questions.variables import VARIABLES
from domain.specification.criteria import CRITERIA, PRESETS
from domain.specification.project import Project, project_of
from domain.specification.sources import slug
from tests.interview_walk import (
    at_question,
    screens,
    straight_run,
)
from tests.shipped_form import shipped_content, shipped_form

FORM = shipped_form()
BOOKS = "bookkeeping"


def project(interview: Interview) -> Project:
    return project_of(path_of(FORM, interview.given))


def labels(question: str, item: str | None = None) -> list[str]:
    return [choice.label for choice in choices(project(at_question(question, item)), (question, item))]


def test_the_activities_offered_are_those_of_the_task_and_another_one() -> None:
    known = [activity.label for activity in shipped_content().catalogue.functions[BOOKS].typical_tasks]
    assert labels("audit_scope", BOOKS) == [*known, "Autre…"]


def test_the_first_vision_is_not_offered_as_the_second() -> None:
    offered = labels("vision_second")
    assert "Grandir, vendre plus" not in offered and len(offered) == 8 and offered[-1] == "Rien d’autre"


def test_tasks_to_entrust_come_in_the_order_of_the_ranking() -> None:
    ids = [choice.id for choice in choices(project(at_question("retain_tasks")), ("retain_tasks", None))]
    assert tuple(ids) == project(at_question("retain_tasks")).ranking(with_vision=False).display


def test_a_proposed_target_without_a_measure_of_today_is_left_out() -> None:
    key: Key = ("kpi_target", f"{BOOKS}/gen_cycle_time")
    known = at_question(*key)
    unknown = replace(known, given={**known.given, ("kpi_baseline", key[1]): Gap.SKIPPED})
    assert len(choices(project(known), key)) == 4
    assert [choice.id for choice in choices(project(unknown), key)] == ["custom"]


def test_proposals_are_choices_of_the_question() -> None:
    for key, interview in screens().items():
        offered = {choice.id for choice in choices(project(interview), key)}
        assert set(preselection(project(interview), key)) <= offered


def test_the_base_of_a_time_objective_is_the_hours_of_the_audit() -> None:
    interview = at_question("obj_baseline", BOOKS)
    assert (
        FORM.sources.prefills["objective_baseline"](project(interview), BOOKS)
        == interview.given[("audit_hours", BOOKS)]
    )


def test_three_targets_are_proposed_from_the_base() -> None:
    proposed = FORM.sources.quick["target_proposals"](project(at_question("obj_target", BOOKS)), BOOKS)
    assert [name for name, _ in proposed] == ["prudent", "realistic", "ambitious"]


@pytest.mark.parametrize("preset", list(PRESETS))
def test_the_usual_weight_of_the_last_criterion_makes_a_hundred(preset: str) -> None:
    given = dict(at_question("spec_criteria_weights", "understanding").given)
    for task in (BOOKS, "payroll"):
        given[("obj_main", task)] = "efficiency" if preset == "balanced" and task == BOOKS else preset
    total = Decimal(0)
    for name in CRITERIA:
        ((_, weight),) = FORM.sources.quick["criterion_weight"](project_of(path_of(FORM, given)), name)
        given[("spec_criteria_weights", name)] = weight
        total += weight
    assert total == 100


def test_names_on_comparison_buttons_are_short_and_tell_tasks_apart() -> None:
    names = [brief(function.label) for function in shipped_content().catalogue.functions.values()]
    assert len(set(names)) == len(names) and max(map(len, names)) <= MOST_BRIEF


def test_a_long_name_of_one_s_own_is_cut_on_comparison_buttons() -> None:
    tasks = ("other", "payroll", "legal")
    long = "Gérer les stands de salon et suivre la flotte"
    turn = straight_run({"audit_functions": tasks})
    answers = {**turn.interview.given, ("audit_other_label", "other"): long}
    found = choices(path_of(FORM, answers).answers, ("prio_pairwise", "payroll|other"))
    assert all(len(choice.label) <= 40 for choice in found)


def test_slugs_are_plain_and_stable() -> None:
    assert slug("Prévision de trésorerie, 13 semaines") == "prevision_de_tresorerie_13_sem"
    for function in shipped_content().catalogue.functions.values():
        assert len({slug(text) for text in function.deliverables}) == len(function.deliverables)


def test_no_two_questions_share_the_reference_their_buttons_carry() -> None:
    keys = list(screens())
    assert len({reference(key) for key in keys}) == len(keys)


def test_every_variable_has_a_value_once_everything_is_answered() -> None:
    given = straight_run().interview.given
    task = project_of(path_of(FORM, given)).retained_tasks[0]
    look = {
        ("third_look", None): "7",
        ("log_half", None): "morning",
        ("sealed_friction", task): Decimal(1),
        ("third_friction", task): Decimal(5),
    }
    done = project_of(path_of(FORM, given, look))
    kpi, gap = done.kpis[0], f"{task}/friction/7"
    about = {"a": f"{task}|payroll", "b": f"{task}|payroll", "criterion": "price", "remaining": "price"}
    about |= {name: kpi for name in ("kpi", "t1", "t2", "t3", "target_range")}
    about |= {name: gap for name in ("scale", "mine", "theirs", "effect")}
    # Those of reviews have their own test (`tests/domain/reviews/test_minutes.py`).
    for name, value in FORM.sources.variables.items() - VARIABLES.items():
        assert value(done, about.get(name, task)) is not None or name in ("t1", "t2", "t3", "target_range"), name


def test_loops_without_answers_have_no_items() -> None:
    empty = shipped_content().project({})
    assert [items(empty, loop) for loop in ("tasks", "pairs", "retained", "kpis")] == [()] * 4
    assert items(empty, "criteria") == CRITERIA


@pytest.mark.parametrize(
    ("kpi", "counted"),
    [
        ("bk_docs_on_time", True),
        ("cs_first_response", True),
        ("log_peak_capacity", False),
        ("gen_compliance_incidents", False),
    ],
)
def test_the_number_of_cases_is_asked_of_what_has_some(kpi: str, counted: bool) -> None:
    assert FACTS["kpi_is_rate"](project(at_question("retain_tasks")), f"{BOOKS}/{kpi}") is counted


def test_a_name_two_capabilities_declare_is_refused_with_a_sentence() -> None:
    one, other = Sources(facts={"quarterly": Source(bool)}), Sources(facts={"quarterly": Source(bool)})
    with pytest.raises(ValueError, match="facts: « quarterly » is declared by two capabilities"):
        merge(one, other)
