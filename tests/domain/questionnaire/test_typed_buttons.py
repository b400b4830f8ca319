"""Words typed instead of a press: « passer », « je ne sais pas », « retour », a figure beside the ones proposed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.questionnaire.bounds import limits
from domain.questionnaire.display import help_text
from domain.questionnaire.form import Key
from domain.questionnaire.input import replies as say
from domain.questionnaire.path import path_of
from domain.questionnaire.turn import Asking
from domain.questionnaire.values import Gap
from domain.specification.project import project_of
from tests.interview_walk import (
    TODAY,
    at_question,
    notes,
    play,
    screens,
)
from tests.shipped_form import shipped_form

NAME = ("profile_company_name", None)
CONTACT = ("spec_contact", None)
SPENT = ("audit_direct_cost", "bookkeeping")
HOURS = ("audit_hours", "bookkeeping")


def first(question: str) -> Key:
    return next(key for key in screens() if key[0] == question)


@pytest.mark.parametrize(
    ("key", "text", "saved"),
    [
        (NAME, "passer", Gap.SKIPPED),
        (NAME, "Je ne sais pas.", Gap.SKIPPED),
        (NAME, "Je ne sais pas compter SARL", "Je ne sais pas compter SARL"),
        (CONTACT, "je sais pas", Gap.UNKNOWN),
        (SPENT, "Je ne sais pas trop…", Gap.SKIPPED),
        (("spec_start", None), "aucune idée", Gap.UNKNOWN),
        (("vision_sentence", None), "rien", Gap.SKIPPED),
        (("audit_intro", None), "ok", True),
        (("audit_intro", None), "C’est parti !", True),
    ],
)
def test_words_that_name_a_button_press_it(key: Key, text: str, saved: object) -> None:
    assert play(at_question(*key), say.Say(text)).saved == ((key, saved),)


def test_a_figure_that_is_owed_is_not_passed_by_words_before_its_button_shows() -> None:
    assert not play(at_question(*HOURS), say.Say("je ne sais pas")).saved
    stubborn = [say.Say("beaucoup")] * 3
    assert play(at_question(*HOURS), *stubborn, say.Say("passer")).saved == ((HOURS, Gap.SKIPPED),)


def test_a_written_answer_that_is_owed_is_never_i_do_not_know() -> None:
    scope, key = ("audit_scope", "bookkeeping"), ("audit_scope_other", "bookkeeping")
    asked = play(at_question(*scope), say.Tick(scope, "other", True), say.Submit(scope)).interview
    assert asked.asking == Asking(key)
    assert not play(asked, say.Say("je ne sais pas")).saved and notes(asked, say.Say("je ne sais pas")) == ["needed"]


def test_no_to_what_was_asked_back_is_no_and_passes_nothing() -> None:
    key = ("vision_sentence", None)
    back = play(at_question(*key), say.Return("Une maison où il fait bon travailler")).interview
    assert isinstance(back.asking, Asking) and back.asking.candidates
    declined = play(back, say.Say("non"))
    assert declined.saved == () and declined.interview.asking == Asking(key)


@pytest.mark.parametrize("text", ["passer", "Je ne sais pas", "retour", "rien"])
def test_words_that_name_a_button_are_no_answer_to_ask_back_after_a_silence(text: str) -> None:
    key = ("vision_sentence", None)
    back = play(at_question(*key), say.Return(text))
    assert back.saved == () and back.interview.asking == Asking(key)


def test_return_goes_back_and_valider_submits_the_ticks() -> None:
    assert play(at_question(*HOURS), say.Say("retour")).interview.asking == Asking(("audit_doer", "bookkeeping"))
    key = ("profile_customers", None)
    ticked = play(at_question(*key), say.Say("particuliers et entreprises")).interview
    assert play(ticked, say.Say("valider")).saved == ((key, ("b2c", "b2b")),)


def test_a_figure_typed_beside_the_targets_proposed_is_the_target() -> None:
    key = first("kpi_target")
    own = ("kpi_target_custom", key[1])
    assert play(at_question(*key), say.Say("2,5")).saved == ((key, "custom"), (own, Decimal("2.5")))
    again = play(at_question(*key), say.Say("2,5"), say.Edit(key), say.Say("2"))
    assert again.saved[-1] == (own, Decimal(2)) and project_of(again.path).kpi_target(str(key[1])) == Decimal(2)
    assert not play(at_question(*key), say.Say("la meilleure")).saved


@pytest.mark.parametrize("question", ["kpi_baseline", "kpi_target_custom"])
def test_a_percentage_beyond_all_is_asked_back_where_an_indicator_starts_and_where_it_goes(question: str) -> None:
    project = project_of(path_of(shipped_form(), at_question(*first("kpi_target")).given))
    share = limits(project, (question, "logistics/log_same_day"), TODAY)
    assert (share.min, share.soft_max) == (Decimal(0), Decimal(100))
    assert limits(project, (question, "bookkeeping/gen_cycle_time"), TODAY).soft_max is None


def test_a_help_says_its_figures_or_nothing() -> None:
    form, key = shipped_form(), ("kpi_target_custom", first("kpi_target")[1])
    told = project_of(path_of(form, at_question("kpi_target", key[1]).given))
    assert "{" not in help_text(told, key) and help_text(told, key).startswith("Plage réaliste observée")
    unmeasured = {**at_question("kpi_target", key[1]).given, ("kpi_baseline", key[1]): Gap.SKIPPED}
    assert help_text(path_of(form, unmeasured).answers, key) == ""
