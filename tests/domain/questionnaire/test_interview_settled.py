"""A settled person always ends with the same answers, whatever the detours."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.questionnaire.form import Key
from domain.questionnaire.input import replies as say
from domain.questionnaire.input.replies import Reply
from domain.questionnaire.interview import OWN, advance
from domain.questionnaire.turn import Asking, Interview
from domain.questionnaire.values import Value
from tests.interview_walk import (
    TODAY,
    WISHES,
    answer,
    hurried_interview,
)
from tests.shipped_form import shipped_form

FORM = shipped_form()
LONGEST = 1400
"""Replies enough for a whole interview and its detours."""

UNSPOKEN = ("info", "recap", "contradiction")


def spoken_answers(turn: Interview) -> dict[Key, Value]:
    """What the questions were answered; a remark on a contradiction depends on when it was made."""
    return {key: value for key, value in turn.given.items() if FORM.questions[key[0]].type not in UNSPOKEN}


@pytest.mark.long
@settings(
    max_examples=3,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(st.randoms(use_true_random=False))
def test_going_back_editing_and_pressing_twice_end_in_the_answers_of_a_straight_run(random) -> None:  # type: ignore[no-untyped-def]
    interview = advance(FORM, Interview(), say.Resume(), TODAY).interview
    last: Reply = say.Resume()
    for _ in range(LONGEST):
        reply = answer(FORM, interview, wishes=WISHES)
        if random.random() < 0.15:
            known = [key for key in spoken_answers(interview)]
            here = interview.asking.key if isinstance(interview.asking, Asking) else ("consent_data", None)
            detours: list[Reply] = [
                say.GoBack(),
                last,
                say.Resume(),
                say.Say("@@@ ???"),
                say.Correct("audit"),
                say.Return("@@@ ???"),
            ]
            detours += [say.Edit(random.choice(known))] if known else []
            if FORM.questions[here[0]].type in ("short_text", "long_text", "contradiction"):
                detours = [say.GoBack(), last, say.Resume()]
            if f"{here[0]}_{OWN}" in FORM.questions:
                # A figure said again there is a figure of one's own.
                detours = [say.GoBack(), say.Resume()]
            reply = random.choice([*detours, say.Browse(here, "1")])
        interview = advance(FORM, interview, reply, TODAY).interview
        if not isinstance(reply, say.GoBack | say.Correct):
            last = reply
        if interview.asking is None:
            break
    assert spoken_answers(interview) == spoken_answers(hurried_interview().interview)


def test_a_run_that_was_interrupted_by_every_other_screen_is_the_same_run() -> None:
    """Corrections, a page turned and a resumption between every two answers."""
    interview = advance(FORM, Interview(), say.Resume(), TODAY).interview
    for _ in range(LONGEST):
        if interview.asking is None:
            break
        before = interview
        for aside in (say.Correct(None), say.Correct("audit", 1), say.Resume()):
            interview = advance(FORM, interview, aside, TODAY).interview
        assert interview.asking == replace(before.asking, draft=interview.asking.draft)  # type: ignore
        interview = advance(FORM, before, answer(FORM, before, wishes=WISHES), TODAY).interview
    assert spoken_answers(interview) == spoken_answers(hurried_interview().interview)
