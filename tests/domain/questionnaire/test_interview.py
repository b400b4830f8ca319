"""What the machine answers to the question on screen: refusals, confirmations, gaps, ticks, choices that act."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.questionnaire.input import replies as say
from domain.questionnaire.input.parsing import choices_on_screen
from domain.questionnaire.interview import MOST_ATTEMPTS
from domain.questionnaire.path import path_of
from domain.questionnaire.turn import Asking, Correcting, Echo, Explain, Interview, Note, Refuse
from domain.questionnaire.values import Gap, Problem
from tests.interview_walk import (
    at_question,
    notes,
    play,
    screens,
)
from tests.shipped_form import shipped_content, shipped_form

HOURS = ("audit_hours", "bookkeeping")
DATA = ("audit_data", "bookkeeping")


def refused(interview: Interview, *said: say.Reply) -> Refuse:
    (found,) = [output for output in play(interview, *said).outputs if isinstance(output, Refuse)]
    return found


# --- refusals


def test_refusals_are_counted_until_one_is_understood() -> None:
    interview = at_question(*HOURS)
    assert [refused(interview, *[say.Say("beaucoup")] * n).attempt for n in (1, 2, 3)] == [1, 2, 3]
    assert play(interview, say.Say("beaucoup"), say.Say("3")).saved == ((HOURS, Decimal(3)),)


@pytest.mark.parametrize(
    ("key", "text", "problem"),
    [
        (HOURS, "beaucoup", Problem.NOT_A_NUMBER),
        (HOURS, "70 h", Problem.ABOVE_MAX),
        (("profile_ceo_hours", None), "2", Problem.BELOW_MIN),
        (("profile_sector", None), "zzz", Problem.NOT_A_CHOICE),
        (("profile_company_name", None), "A", Problem.TOO_SHORT),
        (("spec_start", None), "24/11/2026", Problem.BEFORE_MIN_DATE),
        (("audit_friction", "bookkeeping"), "9", Problem.ABOVE_MAX),
    ],
)
def test_a_refusal_says_why_and_the_question_stays(key: tuple[str, str | None], text: str, problem: Problem) -> None:
    turn = play(at_question(*key), say.Say(text))
    assert refused(at_question(*key), say.Say(text)).problem is problem
    assert turn.interview.asking == replace(at_question(*key).asking, attempts=1) and not turn.saved  # type: ignore[type-var]


def test_a_button_outside_the_bounds_is_refused_like_text() -> None:
    assert refused(at_question(*HOURS), say.Choose(HOURS, "61")).problem is Problem.ABOVE_MAX


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "1E+999999", "-1E+999999"])
def test_a_button_with_a_monstrous_figure_is_no_answer(figure: str) -> None:
    key = next(key for key in screens() if key[0] == "kpi_baseline")
    assert not play(at_question(*key), say.Choose(key, figure)).saved


# --- confirmations


def test_an_unusual_figure_is_confirmed_before_it_is_kept() -> None:
    asked = play(at_question(*HOURS), say.Say("45"))
    assert isinstance(asked.interview.asking, Asking) and asked.interview.asking.candidates == (Decimal(45),)
    assert not asked.saved
    assert play(asked.interview, say.Accept(HOURS, 0)).saved == ((HOURS, Decimal(45)),)


def test_declining_the_reading_asks_again() -> None:
    turn = play(at_question(*HOURS), say.Say("45"), say.Decline(HOURS))
    assert turn.interview.asking == Asking(HOURS)


@pytest.mark.parametrize(("word", "saved"), [("oui", ((HOURS, Decimal(45)),)), ("non", ())])
def test_a_confirmation_is_answered_in_words_too(word: str, saved: tuple[object, ...]) -> None:
    turn = play(at_question(*HOURS), say.Say("45"), say.Say(word))
    assert turn.saved == saved and turn.interview.asking != play(at_question(*HOURS), say.Say("45")).interview.asking


def test_an_ambiguous_figure_is_asked_back_with_its_readings() -> None:
    turn = play(at_question(*HOURS), say.Say("2 ou 3"))
    doubt = turn.interview.asking
    assert isinstance(doubt, Asking)
    if doubt.candidates:
        assert play(turn.interview, say.Accept(HOURS, 1)).saved == ((HOURS, doubt.candidates[1]),)
    else:
        assert refused(at_question(*HOURS), say.Say("2 ou 3")).problem is Problem.TWO_NUMBERS


def test_more_activities_than_usual_are_confirmed() -> None:
    key, many = ("audit_functions", None), [f.id for f in shipped_content().catalogue.functions.values()][:6]
    asked = play(at_question(*key), *(say.Tick(key, one, True) for one in many), say.Submit(key))
    assert isinstance(asked.interview.asking, Asking) and asked.interview.asking.candidates == (tuple(many),)
    assert play(asked.interview, say.Accept(key, 0)).saved == ((key, tuple(many)),)


def test_a_tick_while_a_confirmation_waits_takes_the_confirmation_away() -> None:
    key, many = ("audit_functions", None), [f.id for f in shipped_content().catalogue.functions.values()][:6]
    turn = play(
        at_question(*key), *(say.Tick(key, one, True) for one in many), say.Submit(key), say.Tick(key, many[0], False)
    )
    assert turn.interview.asking == Asking(key, draft=tuple(many[1:]))


def test_a_start_on_a_day_nobody_works_is_asked_about_and_kept_if_that_is_meant() -> None:
    sunday = play(at_question("spec_start"), say.Choose(("spec_start", None), "2027-01-17"))
    assert isinstance(sunday.interview.asking, Asking) and sunday.interview.asking.candidates == ("2027-01-17",)
    kept = play(sunday.interview, say.Accept(("spec_start", None), 0))
    assert kept.interview.given["spec_start", None] == "2027-01-17"
    monday = play(at_question("spec_start"), say.Choose(("spec_start", None), "2027-01-18"))
    assert monday.interview.given["spec_start", None] == "2027-01-18"


def test_an_answer_is_echoed_with_what_it_replaces() -> None:
    key = ("profile_company_name", None)
    old = at_question("profile_stage").given[key]
    assert play(at_question("profile_stage"), say.Edit(key), say.Say("Brindille")).outputs == (
        Echo(key, "Brindille", old),
    )


# --- gaps


def test_an_optional_question_is_skipped_at_once() -> None:
    key = ("profile_company_name", None)
    assert play(at_question(*key), say.Skip(key)).saved == ((key, Gap.SKIPPED),)


def test_a_needed_answer_is_passed_over_only_after_the_third_refusal() -> None:
    stubborn = [say.Say("beaucoup")] * MOST_ATTEMPTS
    assert notes(at_question(*HOURS), say.Skip(HOURS)) == ["needed"]
    assert notes(at_question(*HOURS), *stubborn[1:], say.Skip(HOURS)) == ["needed"]
    assert play(at_question(*HOURS), *stubborn, say.Skip(HOURS)).saved == ((HOURS, Gap.SKIPPED),)


@pytest.mark.parametrize("question", ["consent_data", "audit_functions", "retain_tasks"])
def test_what_nothing_makes_sense_without_is_never_passed_over(question: str) -> None:
    key = (question, None)
    turn = play(at_question(*key), *[say.Say("???")] * 5, say.Skip(key))
    assert isinstance(turn.interview.asking, Asking)
    assert turn.interview.asking.key == key and turn.interview.asking.attempts < MOST_ATTEMPTS and not turn.saved


def test_i_do_not_know_is_an_answer_where_it_is_offered() -> None:
    known, strict = ("spec_duration", None), ("profile_sector", None)
    assert play(at_question(*known), say.DontKnow(known)).saved == ((known, Gap.UNKNOWN),)
    assert notes(at_question(*strict), say.DontKnow(strict)) == ["needed"]


def test_completing_the_draft_asks_again_what_the_document_lacks_and_nothing_else() -> None:
    place, preview = ("spec_place", "bookkeeping"), ("spec_preview_ok", None)
    before = at_question(*preview)
    passed = {place: Gap.UNKNOWN, ("vision_second", None): Gap.SKIPPED}
    gap = replace(before, given={**before.given, **passed})
    asked = play(gap, say.Choose(preview, "complete"))
    assert asked.interview.asking == Asking(place) and not asked.saved
    assert play(asked.interview, say.Choose(place, "remote")).interview.asking == Asking(preview)


def test_completing_is_not_offered_when_nothing_was_passed_over() -> None:
    key = ("spec_preview_ok", None)
    path = path_of(shipped_form(), at_question(*key).given)
    assert "complete" not in choices_on_screen(path, key)


# --- the same as for the task before


def test_same_as_before_takes_the_answer_of_the_task_before() -> None:
    key = ("spec_place", "payroll")
    assert play(at_question(*key), say.Same(key)).saved == (
        (key, at_question(*key).given[("spec_place", "bookkeeping")]),
    )


def test_same_as_before_is_nothing_where_it_is_not_offered() -> None:
    key = ("audit_scope", "payroll")
    assert not play(at_question(*key), say.Same(key)).saved


# --- ticks


def draft(interview: Interview, *said: say.Reply) -> tuple[str, ...]:
    screen = play(interview, *said).interview.asking
    assert isinstance(screen, Asking)
    return screen.draft


def test_nothing_sensitive_excludes_everything_else() -> None:
    one, nothing = say.Tick(DATA, "bank_access", True), say.Tick(DATA, "none", True)
    turn = play(at_question(*DATA), one, nothing)
    assert turn.saved == ((DATA, ("none",)),), "choosing it is the whole answer"
    assert play(at_question(*DATA), say.Say("rien de sensible")).saved == turn.saved
    # Somebody whose screen had it ticked before it answered by itself goes on from there.
    assert draft(replace(at_question(*DATA), asking=Asking(DATA, ("none",))), one) == ("bank_access",)


def test_the_catalogue_s_usual_data_is_ticked_beforehand() -> None:
    assert (
        draft(at_question(*DATA), say.Resume()) == shipped_content().catalogue.functions["bookkeeping"].data_categories
    )


def test_one_tick_too_many_is_refused_without_losing_the_others() -> None:
    key = ("profile_customers", None)
    three = [say.Tick(key, choice, True) for choice in ("b2c", "b2b", "public")]
    assert draft(at_question(*key), *three) == ("b2c", "b2b", "public")
    retain = ("retain_tasks", None)
    four = screens()[retain]
    wide = replace(four, given={**four.given, ("audit_functions", None): ("bookkeeping", "payroll", "legal", "other")})
    ticks = [say.Tick(retain, task, True) for task in ("bookkeeping", "payroll", "legal", "other")]
    assert refused(wide, *ticks) == Refuse(Problem.TOO_MANY, {"max": "3"}, 0)
    assert len(draft(wide, *ticks)) == 3


def test_ticking_nothing_is_refused() -> None:
    key = ("profile_customers", None)
    assert refused(at_question(*key), say.Submit(key)).problem is Problem.TOO_FEW


def test_typed_labels_tick_their_boxes_and_wait_for_the_button() -> None:
    key = ("profile_customers", None)
    turn = play(at_question(*key), say.Say("des particuliers, le secteur public"))
    assert turn.interview.asking == Asking(key, draft=("b2c", "public")) and turn.outputs == (Note("ticked"),)


def test_of_a_list_typed_what_is_known_is_ticked_and_the_rest_is_named() -> None:
    key = ("profile_customers", None)
    turn = play(at_question(*key), say.Say("les entreprises, des martiens et le secteur public, blorf"))
    assert turn.interview.asking == Asking(key, draft=("b2b", "public"), attempts=1) and not turn.saved
    assert turn.outputs == (Refuse(Problem.NOT_A_CHOICE, {"text": "des martiens, blorf"}, 1),)


def test_the_label_of_a_button_is_typed_as_well_as_pressed() -> None:
    key = ("profile_ceo_hour_value", None)
    for reply in (say.Say("aidez-moi"), say.Choose(key, "help")):
        turn = play(at_question(*key), reply)
        assert turn.saved == ((key, "help"),) and turn.interview.asking == Asking(("profile_ceo_month_target", None))


# --- choices that act


@pytest.mark.parametrize("reply", [say.Choose(("rank_accept", None), "explain"), say.Say("Expliquez-moi")])
def test_explain_shows_the_reasons_and_keeps_asking(reply: say.Reply) -> None:
    turn = play(at_question("rank_accept"), reply)
    assert turn.outputs == (Explain(),) and turn.interview == at_question("rank_accept") and not turn.saved


def test_correcting_the_mirror_lists_the_answers_of_the_step() -> None:
    key = ("audit_mirror_confirm", None)
    assert play(at_question(*key), say.Choose(key, "fix")).interview.asking == Correcting("audit")


def test_an_action_typed_after_a_long_silence_acts_once_confirmed() -> None:
    key = ("rank_accept", None)
    turn = play(at_question(*key), say.Return("Expliquez-moi"), say.Accept(key, 0))
    assert turn.outputs == (Explain(),) and not turn.saved
