"""What the machine answers to whoever comes back: old buttons, older forms, a silence, a consent taken back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.questionnaire.input import replies as say
from domain.questionnaire.interview import advance
from domain.questionnaire.turn import AlreadyAnswered, Asking, Correcting, Interview, Note, Resumption, Weighing
from tests.interview_walk import (
    TODAY,
    at_question,
    notes,
    play,
    screens,
)
from tests.shipped_form import shipped_form

HOURS = ("audit_hours", "bookkeeping")
DATA = ("audit_data", "bookkeeping")


# --- after a silence


def test_text_after_a_long_silence_is_proposed_and_never_taken() -> None:
    turn = play(at_question(*HOURS), say.Return("3 h"))
    assert not turn.saved and turn.interview.asking == Asking(HOURS, candidates=(Decimal(3),))
    assert turn.outputs == (Resumption(), Note("resumed_new"))
    assert play(turn.interview, say.Accept(HOURS, 0)).saved == ((HOURS, Decimal(3)),)


def test_text_after_a_long_silence_that_answers_nothing_only_shows_the_question() -> None:
    turn = play(at_question(*HOURS), say.Return("bonjour, me revoilà"))
    assert turn.outputs == (Resumption(),) and turn.interview == at_question(*HOURS)


def test_bounds_hold_when_the_proposal_is_accepted_later() -> None:
    key = ("spec_start", None)
    proposed = play(at_question(*key), say.Return("01/12/2026")).interview
    late = replace(TODAY, today=TODAY.today.replace(month=12))
    assert not advance(shipped_form(), proposed, say.Accept(key, 0), late).saved


# --- old buttons


def test_an_old_button_says_what_was_answered() -> None:
    turn = play(at_question(*HOURS), say.Choose(("profile_sector", None), "craft_building"))
    assert turn.outputs == (AlreadyAnswered(("profile_sector", None), same=False),) and turn.interview == at_question(
        *HOURS
    )


def test_an_old_button_that_says_the_same_is_told_so() -> None:
    known = at_question(*HOURS).given[("profile_sector", None)]
    assert play(at_question(*HOURS), say.Choose(("profile_sector", None), str(known))).outputs == (
        AlreadyAnswered(("profile_sector", None), same=True),
    )


@pytest.mark.parametrize(
    ("key", "press"), [(("profile_customers", None), say.Submit), (("profile_company_name", None), say.Skip)]
)
def test_pressing_validate_or_skip_twice_says_nothing_new(key: tuple[str, None], press: type) -> None:
    first = play(at_question(*key), say.Tick(key, "b2c", True), press(key)).interview
    assert play(first, press(key)).outputs == (AlreadyAnswered(key, same=True),)


def test_reading_an_information_twice_says_nothing_new() -> None:
    key = ("welcome_intro", None)
    assert play(at_question(*key), say.Continue(key), say.Continue(key)).outputs == (AlreadyAnswered(key, same=True),)


def test_an_old_button_of_a_question_that_left_is_called_old() -> None:
    assert notes(at_question(*HOURS), say.Choose(("audit_hours", "rse"), "3")) == ["outdated"]


# --- moving about


def test_back_goes_to_the_question_before_and_continue_keeps_its_answer() -> None:
    turn = play(at_question("profile_size"), say.GoBack())
    assert turn.interview.asking == Asking(("profile_sector", None))
    assert play(turn.interview, say.Continue(("profile_sector", None))).interview == at_question("profile_size")


def test_back_from_the_end_shows_the_last_answer() -> None:
    last = list(screens())[-1]
    end = play(at_question(*last), say.Continue(last)).interview
    assert end.asking is None
    back = play(end, say.GoBack()).interview.asking
    assert isinstance(back, Asking) and back.key == ("review_participants", None)


def test_back_at_the_start_says_so() -> None:
    assert notes(at_question("consent_data"), say.GoBack()) == ["at_start"]


def test_an_edited_message_corrects_the_answer_it_gave() -> None:
    turn = play(at_question("profile_stage"), say.Amend(("profile_company_name", None), "Atelier Brindille"))
    assert turn.saved == ((("profile_company_name", None), "Atelier Brindille"),)
    assert turn.interview.asking == Asking(("profile_stage", None))


# --- states of an older form


@pytest.mark.parametrize(
    "screen",
    [
        Asking(("audit_hours", "gone")),
        Weighing(("audit_hours", "gone"), (("audit_hours", "gone"),), ()),
        Correcting("gone"),
        None,
    ],
)
def test_a_screen_that_is_no_more_gives_way_to_the_first_open_question(screen: object) -> None:
    stored = replace(at_question(*HOURS), asking=screen)  # type: ignore[arg-type]
    assert play(stored, say.Resume()).interview.asking == at_question(*HOURS).asking
    back = play(stored, say.GoBack()).interview.asking
    assert isinstance(back, Asking) and back.key in (("audit_doer", "bookkeeping"), HOURS)


@pytest.mark.parametrize(
    ("key", "left"),
    [
        (("profile_size", None), "microscopic"),
        (("audit_functions", None), "bookkeeping"),
        (("profile_ceo_hours", None), "quarante"),
        (("consent_data", None), "yes"),
    ],
)
def test_an_answer_the_form_no_longer_knows_is_asked_again(key: tuple[str, None], left: str) -> None:
    stored = Interview({**at_question("rank_accept").given, key: left})
    asked = play(stored, say.Resume()).interview.asking
    assert isinstance(asked, Asking) and asked.key == key


def test_a_second_vision_the_form_no_longer_knows_does_no_harm() -> None:
    stored = Interview(
        {**at_question("vision_sentence").given, ("vision_second", None): "gone"}, at_question("vision_sentence").asking
    )
    assert play(stored, say.Resume()).interview.asking == at_question("vision_sentence").asking


def test_ticks_the_form_no_longer_knows_are_dropped() -> None:
    stored = replace(at_question(*DATA), asking=Asking(DATA, draft=("bank_access", "gone")))
    assert play(stored, say.Submit(DATA)).saved == ((DATA, ("bank_access",)),)


# --- consent


def test_a_refused_consent_ends_the_interview() -> None:
    key = ("consent_data", None)
    turn = play(at_question(*key), say.Choose(key, "no"))
    assert turn.saved == ((key, False),) and turn.interview.asking is None and turn.path.refusal


@pytest.mark.parametrize("reply", [say.Resume(), say.Say("bonjour"), say.Return("bonjour"), say.GoBack()])
def test_whoever_refused_is_asked_again_when_they_come_back(reply: say.Reply) -> None:
    key = ("consent_data", None)
    again = play(at_question(*key), say.Choose(key, "no"), reply)
    assert again.interview.asking == Asking(key) and not again.saved
    assert play(again.interview, say.Choose(key, "yes")).interview.asking == Asking(("profile_company_name", None))


def test_a_second_no_changes_nothing() -> None:
    key = ("consent_data", None)
    no = play(at_question(*key), say.Choose(key, "no")).interview
    assert play(no, say.Choose(key, "no")).interview == no


def test_a_consent_taken_back_sets_everything_aside_and_gives_it_back() -> None:
    key, before = ("consent_data", None), at_question("rank_accept")
    taken = play(before, say.Edit(key), say.Choose(key, "no"))
    assert isinstance(taken.interview.asking, Weighing) and len(taken.interview.asking.aside) > 20
    ended = play(taken.interview, say.Continue(key)).interview
    assert ended.asking is None
    back = play(ended, say.Resume(), say.Choose(key, "yes")).interview
    assert back.asking == before.asking and back.given == before.given
