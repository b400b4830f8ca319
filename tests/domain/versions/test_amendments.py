"""What an amendment writes into the answers, and where it stands once they have changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Key
from domain.questionnaire.path import Path, path_of
from domain.questionnaire.values import Value
from domain.reviews.amendment_proposals import ARTICLES, AmendmentProposal
from domain.specification.project import project_of
from domain.versions.amendments import (
    ASKED,
    GONE,
    NOTED,
    OWN,
    SAY,
    WRITE,
    WRITTEN,
    amendment_status,
    answer_today,
    answers_to_restore,
    answers_to_write,
    keys,
    words,
)
from tests.bot.conversation import plain
from tests.domain.review_path import BOOKS, DELAY, PAY, agreed_answers
from tests.shipped_form import shipped_form

TODAY = Calendar(date(2026, 11, 9))
D = Decimal
TARGET = AmendmentProposal(BOOKS, "target", "gen_cycle_time", "cause_target", D(3), D(6), ())
UNKNOWN = AmendmentProposal(BOOKS, "target", "gen_cycle_time", "cause_target", D(3), None, ())
VOLUME = AmendmentProposal(BOOKS, "volume", None, "volume_off_twice", D(100), D(135), ())
DELAYED = AmendmentProposal(BOOKS, "turnaround", None, "delay_accepted", D(10), D(14), ())
TOO_LONG = AmendmentProposal(BOOKS, "turnaround", None, "delay_accepted", D(10), D(90), ())
OTHER_KPI = AmendmentProposal(BOOKS, "kpi", "gen_cycle_time", "not_relevant", "gen_cycle_time", "bk_docs_on_time", ())
NO_KPI = AmendmentProposal(BOOKS, "kpi", "gen_cycle_time", "not_relevant", "gen_cycle_time", None, ())
OBJECTIVE = AmendmentProposal(BOOKS, "objective", None, "objective_wrong", "efficiency", None, ())
PRICE = AmendmentProposal(BOOKS, "price", None, "anniversary", D(400), None, ())
DATA = AmendmentProposal(BOOKS, "data", None, "data_changed", None, None, ())
UNWRITTEN = AmendmentProposal(BOOKS, "task", None, "unwritten", None, "Les relances d’été", ())
CONTACT = AmendmentProposal(BOOKS, "governance", "contact", "contact_changed", None, None, ())
TOOLS = AmendmentProposal(BOOKS, "governance", "tools", "tools_changed", None, None, ())
SUBCONTRACTOR = AmendmentProposal(BOOKS, "subcontractor", None, "subcontractor_changed", None, None, ())
CUSTOM = {("kpi_target", DELAY): "custom", ("kpi_target_custom", DELAY): D(6)}
SELECT: Key = ("kpi_select", BOOKS)


def file(changed: Mapping[Key, Value] | None = None) -> Path:
    return path_of(shipped_form(), {**agreed_answers(), ("spec_volume", BOOKS): D(100), **(changed or {})})


def selected(*kpis: str) -> dict[Key, Value]:
    return {SELECT: kpis}


def stands(proposal: AmendmentProposal, changed: Mapping[Key, Value] | None = None) -> str:
    return amendment_status(project_of(file()), file(changed), proposal, TODAY)


def test_every_amendment_is_asked_somewhere_or_stays_in_the_annex() -> None:
    assert set(ARTICLES) - set(ASKED) == {"governance", "subcontractor"}
    assert all(name in shipped_form().questions for names in ASKED.values() for name in names)


@pytest.mark.parametrize(
    ("proposal", "given"),
    [
        (TARGET, CUSTOM),
        (VOLUME, {("spec_volume", BOOKS): D(135)}),
        (DELAYED, {("spec_turnaround", BOOKS): D(14)}),
        (OTHER_KPI, selected("bk_docs_on_time")),
        # The only indicator of a task is not dropped without another.
        (NO_KPI, {}),
        # A value the question does not take is said by the person.
        (TOO_LONG, {}),
        (UNKNOWN, {}),
        (OBJECTIVE, {}),
        (PRICE, {}),
        (DATA, {}),
        (UNWRITTEN, {}),
        (CONTACT, {}),
        (TOOLS, {}),
        (SUBCONTRACTOR, {}),
    ],
)
def test_only_a_full_value_of_the_question_is_written(proposal: AmendmentProposal, given: Mapping[Key, Value]) -> None:
    assert answers_to_write(file(), proposal, TODAY) == given


@pytest.mark.parametrize(
    ("proposal", "state"),
    [
        (TARGET, WRITE),
        (VOLUME, WRITE),
        (OTHER_KPI, WRITE),
        (UNKNOWN, SAY),
        (TOO_LONG, SAY),
        (NO_KPI, SAY),
        (OBJECTIVE, SAY),
        (PRICE, SAY),
        (DATA, SAY),
        (UNWRITTEN, SAY),
        (CONTACT, SAY),
        (TOOLS, NOTED),
        (SUBCONTRACTOR, NOTED),
    ],
)
def test_an_answer_nobody_changed_is_to_be_written_or_said(proposal: AmendmentProposal, state: str) -> None:
    assert stands(proposal) == state


@pytest.mark.parametrize(
    ("proposal", "changed", "state"),
    [
        (TARGET, CUSTOM, WRITTEN),
        (TARGET, CUSTOM | {("kpi_target_custom", DELAY): D(5)}, OWN),
        (TARGET, {("kpi_baseline", DELAY): D(5)}, OWN),
        (TARGET, selected("bk_docs_on_time"), GONE),
        (TARGET, {("retain_tasks", None): (PAY,)}, GONE),
        (UNKNOWN, CUSTOM, OWN),
        (VOLUME, {("spec_volume", BOOKS): D(135)}, WRITTEN),
        (VOLUME, {("spec_volume", BOOKS): D(120)}, OWN),
        (VOLUME, {("spec_volume", PAY): D(120)}, WRITE),
        (OTHER_KPI, selected("bk_docs_on_time"), WRITTEN),
        (OTHER_KPI, selected("gen_on_time"), OWN),
        (NO_KPI, selected("gen_on_time"), WRITTEN),
        (OBJECTIVE, {("obj_main", BOOKS): "cost"}, OWN),
        (OBJECTIVE, {("obj_target", BOOKS): D(1)}, OWN),
        (UNWRITTEN, {("spec_keep_inhouse", BOOKS): ("control",)}, OWN),
        (CONTACT, {("spec_contact", None): "Léa"}, OWN),
        (TOOLS, {("spec_contact", None): "Léa"}, NOTED),
    ],
)
def test_an_answer_changed_since_is_the_person_s(
    proposal: AmendmentProposal, changed: Mapping[Key, Value], state: str
) -> None:
    assert stands(proposal, changed) == state


@pytest.mark.parametrize(("signed", "state"), [(D(5), GONE), (D(6), OWN), (D(3), OWN)])
def test_what_a_version_has_agreed_since_waits_no_more(signed: Decimal, state: str) -> None:
    now, agreed_since = (file(CUSTOM | {("kpi_target_custom", DELAY): value}) for value in (D(5), signed))
    assert amendment_status(project_of(file()), now, TARGET, TODAY, project_of(agreed_since)) == state


@pytest.mark.parametrize("proposal", [TARGET, VOLUME, DELAYED, OTHER_KPI])
def test_what_is_written_is_read_back_and_taken_out_again(proposal: AmendmentProposal) -> None:
    then, given = project_of(file()), answers_to_write(file(), proposal, TODAY)
    after = file(given)
    assert amendment_status(then, after, proposal, TODAY) == WRITTEN
    back = file({**given, **answers_to_restore(then, after, proposal)})
    assert amendment_status(then, back, proposal, TODAY) == WRITE and back.known == then.answers


def test_an_indicator_takes_the_place_of_another_among_several() -> None:
    two = file(selected("gen_cycle_time", "gen_on_time"))
    assert set(answers_to_write(two, OTHER_KPI, TODAY)[SELECT]) == {"bk_docs_on_time", "gen_on_time"}
    assert answers_to_write(two, NO_KPI, TODAY) == selected("gen_on_time")
    both = file(selected("gen_cycle_time", "bk_docs_on_time"))
    assert answers_to_write(both, OTHER_KPI, TODAY) == selected("bk_docs_on_time")


def test_an_indicator_that_was_kept_when_they_were_trimmed_leaves_its_place_to_one_that_is_kept() -> None:
    third = next(task for task in project_of(file()).tasks if task not in (BOOKS, PAY))
    several = {
        ("retain_tasks", None): (BOOKS, PAY, third),
        **{("kpi_select", task): ("gen_on_time", "gen_cycle_time", "gen_net_saving") for task in (PAY, third)},
        SELECT: ("gen_cycle_time", "gen_on_time"),
        ("kpi_trim", None): (DELAY, "payroll/gen_on_time"),
    }
    after = file({**several, **answers_to_write(file(several), OTHER_KPI, TODAY)})
    assert set(project_of(after).kept_kpis) == {f"{BOOKS}/bk_docs_on_time", "payroll/gen_on_time"}


@pytest.mark.parametrize("proposal", [OTHER_KPI, NO_KPI])
@pytest.mark.parametrize("more", [("bk_docs_on_time", "gen_cycle_time"), ("gen_cycle_time", "gen_on_time")])
def test_an_indicator_that_was_kept_when_they_were_trimmed_is_kept_again(
    proposal: AmendmentProposal, more: tuple[str, ...]
) -> None:
    third = next(task for task in project_of(file()).tasks if task not in (BOOKS, PAY))
    several = {
        ("retain_tasks", None): (BOOKS, PAY, third),
        **{("kpi_select", task): ("gen_on_time", "gen_cycle_time", "gen_net_saving") for task in (PAY, third)},
        SELECT: more,
        ("kpi_trim", None): (DELAY, "payroll/gen_on_time"),
    }
    then = file(several)
    given = answers_to_write(then, proposal, TODAY)
    after = file({**several, **given})
    assert DELAY not in project_of(after).kept_kpis
    back = file({**several, **given, **answers_to_restore(project_of(then), after, proposal)})
    assert set(project_of(back).kept_kpis) == set(project_of(then).kept_kpis)


@pytest.mark.parametrize(
    ("proposal", "changed", "said"),
    [
        (TARGET, CUSTOM, ("3 jours ouvrés", "6 jours ouvrés")),
        (VOLUME, {("spec_volume", BOOKS): D(120)}, ("100 pièces par mois", "120 pièces par mois")),
        (OTHER_KPI, selected("bk_docs_on_time"), ("Délai médian de traitement", "Pièces intégrées sous 5 jours")),
        (NO_KPI, selected("gen_on_time", "bk_docs_on_time"), None),
        (OBJECTIVE, {("obj_main", BOOKS): "cost"}, ("Gagner du temps", "Dépenser moins")),
        (CONTACT, {("spec_contact", None): "Léa"}, (None, "Léa")),
    ],
)
def test_what_the_answers_said_and_say_is_read_as_people_read_it(
    proposal: AmendmentProposal, changed: Mapping[Key, Value], said: tuple[str | None, str] | None
) -> None:
    old, new = (plain(text) for text in words(project_of(file()), project_of(file(changed)), proposal))
    if said is None:
        assert old == "Délai médian de traitement" and ", " in new
    else:
        assert new == said[1] and (said[0] is None or old == said[0])


def test_what_the_answer_says_today_is_named_before_it_is_asked() -> None:
    assert keys(project_of(file()), OBJECTIVE)[0] == ("obj_main", BOOKS)
    assert answer_today(project_of(file()), OBJECTIVE) == "Gagner du temps"
    assert keys(project_of(file()), TOOLS) == () and answer_today(project_of(file()), TOOLS) == ""


def test_what_a_scope_says_names_the_person_s_own_words_not_other() -> None:
    """« Autre… » is a button: on paper it would say nothing."""
    ticked: dict[Key, Value] = {("audit_scope", BOOKS): ("other",), ("audit_scope_other", BOOKS): "classer le courrier"}
    said = project_of(file(ticked))
    assert answer_today(said, UNWRITTEN) == "classer le courrier"
    again = project_of(file({**ticked, ("audit_scope_other", BOOKS): "classer le courrier, relancer"}))
    assert words(said, again, UNWRITTEN) == ("classer le courrier", "classer le courrier, relancer")
