"""The cahier des charges as data: blanks, dates, indicators, facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from bot.telegram.screens.card import number_of
from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Gap, Value
from domain.specification.document import Specification, specification
from domain.specification.document_answers import Blank, Quantity
from domain.specification.editions import Edition
from domain.specification.project import project_of
from tests.documents.filled_answers import answers_to_everything
from tests.shipped_form import shipped_content, shipped_form

CALENDAR = Calendar(date(2026, 11, 23), frozenset({date(2027, 3, 1)}))


@pytest.fixture(scope="module")
def form() -> Form:
    return shipped_form()


@pytest.fixture(scope="module")
def everything(form: Form) -> dict[Key, Value]:
    return answers_to_everything(form)


def of(form: Form, answers: dict[Key, Value]) -> Specification:
    return specification(project_of(path_of(form, answers)), CALENDAR)


def test_a_blank_carries_the_step_and_the_place_of_its_question_as_the_chat_counts_them(
    form: Form, everything: dict[Key, Value]
) -> None:
    answers = everything | {("spec_contact", None): Gap.UNKNOWN, ("spec_place", "logistics"): Gap.UNKNOWN}
    path = path_of(form, answers)
    spec = of(form, answers)
    for blank in spec.blanks:
        step = path.step((blank.question, blank.item))
        assert step
        assert (blank.step, blank.number) == (7, number_of(path, step))
    assert spec.contact in spec.blanks and len(spec.blanks) == 2


def test_an_answer_that_was_given_leaves_no_blank(form: Form, everything: dict[Key, Value]) -> None:
    assert of(form, everything).blanks == ()
    assert "remaining" not in of(form, everything).sections


def test_a_do_not_know_is_a_blank_that_names_the_task(form: Form, everything: dict[Key, Value]) -> None:
    spec = of(form, everything | {("spec_volume", "logistics"): Gap.UNKNOWN})
    (blank,) = spec.blanks
    assert (blank.question, blank.item) == ("spec_volume", "logistics")
    assert blank.about == shipped_content().catalogue.functions["logistics"].label


def test_without_a_retained_task_blanks_lead_to_the_choice_of_tasks(form: Form, everything: dict[Key, Value]) -> None:
    spec = of(form, {key: value for key, value in everything.items() if key[0] != "retain_tasks"})
    assert not spec.decided
    assert len(spec.tasks) == 3
    assert isinstance(spec.tasks[0].turnaround, Blank)
    assert spec.tasks[0].turnaround.question == "retain_tasks"


def test_the_transition_is_dated_from_the_start_in_working_days(form: Form, everything: dict[Key, Value]) -> None:
    steps = {step.id: (step.start, step.end) for step in of(form, everything).milestones}
    assert steps["launch"] == (date(2027, 2, 1), None)
    assert steps["handover"] == (date(2027, 2, 1), date(2027, 2, 15))
    assert steps["parallel"] == (date(2027, 2, 15), date(2027, 3, 15))
    assert steps["ramp_up"] == (date(2027, 2, 1), date(2027, 4, 1))
    assert steps["steady"] == (date(2027, 4, 1), None)


def test_an_indicator_passed_over_has_no_target_and_no_threshold(form: Form, everything: dict[Key, Value]) -> None:
    key = next(key for key in everything if key[0] == "kpi_target")
    sheet = of(form, everything | {key: Gap.UNKNOWN}).tasks[0].kpis[0]
    assert sheet.target is None
    assert sheet.alert is None
    assert sheet.steps == ()


def test_the_steps_of_an_indicator_go_half_then_three_quarters_of_the_way(
    form: Form, everything: dict[Key, Value]
) -> None:
    task = "customer_service"
    kpi = f"{task}/cs_first_response"
    answers = everything | {
        ("audit_functions", None): (task,),
        ("retain_tasks", None): (task,),
        ("obj_main", task): "efficiency",
        ("kpi_select", task): ("cs_first_response",),
        ("kpi_baseline", kpi): 16,
        ("kpi_target", kpi): "prudent",
    }
    (sheet,) = of(form, answers).tasks[0].kpis
    assert sheet.target == Quantity(Decimal(4), "h.o.")
    assert sheet.alert == Quantity(Decimal("4.4"), "h.o.")
    assert [step.value for step in sheet.steps] == [10, 7, 4]


def test_the_contract_is_worth_its_monthly_prices_over_its_months(form: Form, everything: dict[Key, Value]) -> None:
    answers = everything | {
        ("retain_tasks", None): ("logistics",),
        ("spec_duration", None): "m6",
        ("spec_budget", "logistics"): 900,
    }
    found = of(form, answers).facts["logistics"]
    assert found["contract_value_ht"] == Fraction(5400)
    assert found["vigilance_required"] is True
    assert found["goods"] is True
    cheap = of(form, answers | {("spec_budget", "logistics"): 800}).facts["logistics"]
    assert cheap["vigilance_required"] is False


def test_hours_on_site_follow_the_place(form: Form, everything: dict[Key, Value]) -> None:
    answers = everything | {("audit_hours", "logistics"): 8}
    hours = {
        place: of(form, answers | {("spec_place", "logistics"): place}).facts["logistics"]["onsite_hours_year"]
        for place in ("remote", "onsite_occasional", "onsite_regular", "mixed")
    }
    assert hours == {
        "remote": 0,
        "onsite_occasional": Fraction(416, 10),
        "onsite_regular": 416,
        "mixed": 104,
    }


def test_a_version_below_one_is_a_draft(form: Form) -> None:
    project = project_of(path_of(form, {}))
    assert specification(project, CALENDAR, Edition("0.9")).draft
    assert not specification(project, CALENDAR, Edition("1.0")).draft
