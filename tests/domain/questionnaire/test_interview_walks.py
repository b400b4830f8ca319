"""Whatever a person does, in whatever state: no error, no dead end, nothing lost."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from domain.questionnaire.display import display, question_text
from domain.questionnaire.form import Key
from domain.questionnaire.input import replies as say
from domain.questionnaire.input.replies import Reply
from domain.questionnaire.interview import advance
from domain.questionnaire.lookup import choices
from domain.questionnaire.path import path_of
from domain.questionnaire.turn import Asking, Correcting, Interview, Screen, Turn, Weighing, seconds_left
from domain.questionnaire.values import Gap, Value
from tests.interview_walk import (
    TODAY,
    answer,
    hurried_interview,
)
from tests.shipped_form import shipped_form

FORM = shipped_form()
QUICK = settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
LONGEST = 700
"""Replies enough for eight tasks and three retained, one tick at a time."""

JUNK = [
    "",
    "   ",
    "oui",
    "non",
    "?",
    "3",
    "2h30",
    "1,5",
    "-4",
    "12 à 15",
    "fin novembre",
    "31/02/2027",
    "/x",
    "é" * 5000,
]
JUNK += [
    "1e999",
    "NaN",
    "{task}",
    "<b>",
    "\u0000",
    "Autre…",
    "Aidez-moi",
    "Paie",
    "rien",
    "peut-être 3",
    "Expliquez-moi",
]
CHOICES = [
    "",
    "yes",
    "no",
    "1",
    "5",
    "6",
    "none",
    "other",
    "ok",
    "explain",
    "adjust",
    "help",
    "-1",
    "1E+999999",
    "sNaN",
]
CHOICES += [
    "2027-01-15",
    "2027-13-45",
    "bookkeeping",
    "payroll",
    "cost",
    "efficiency",
    "custom",
    "prudent",
    "²",
    "complete",
]
ITEMS = [None, "bookkeeping", "payroll", "legal", "other", "gone", "bookkeeping|payroll", "payroll/gone", "price", ""]
VALUES: list[Value] = [True, False, 1, 5, 9, Decimal("2.5"), Decimal(-7), Decimal(100000), "ceo", "gone", "2027-01-15"]
VALUES += [Gap.SKIPPED, Gap.UNKNOWN, (), ("gone",), ("bookkeeping", "payroll"), ("none",), "efficiency", "Un texte"]

keys = st.tuples(st.sampled_from(sorted(FORM.questions)), st.sampled_from(ITEMS))


def replies_about(key: st.SearchStrategy[Key]) -> st.SearchStrategy[Reply]:
    """Any reply at all, the keyed ones about the given keys."""
    choice = st.sampled_from(CHOICES)
    return st.one_of(
        st.builds(say.Say, st.sampled_from(JUNK)),
        st.builds(say.Return, st.sampled_from(JUNK)),
        st.builds(say.Choose, key, choice),
        st.builds(say.Tick, key, choice, st.booleans()),
        st.builds(say.Accept, key, st.integers(-1, 2)),
        st.builds(say.Browse, key, st.sampled_from(["", "finance", "1", "2027-01"])),
        st.builds(say.Amend, key, st.sampled_from(JUNK)),
        st.builds(say.Correct, st.sampled_from([None, "audit", "gone"]), st.integers(0, 3)),
        st.sampled_from([say.GoBack(), say.Review(), say.Resume()]),
        *(
            st.builds(kind, key)
            for kind in (say.Submit, say.Continue, say.Skip, say.DontKnow, say.Same, say.Decline, say.Edit)
        ),
    )


screens: st.SearchStrategy[Screen | None] = st.one_of(
    st.none(),
    st.builds(
        Asking,
        keys,
        st.lists(st.sampled_from(CHOICES), max_size=3).map(tuple),
        st.integers(0, 4),
        st.lists(st.sampled_from(VALUES), max_size=2).map(tuple),
        st.sampled_from([None, "1", "finance"]),
    ),
    st.builds(Weighing, keys, st.lists(keys, max_size=2).map(tuple), st.lists(keys, max_size=2).map(tuple)),
    st.builds(Correcting, st.sampled_from([None, "audit", "gone"]), st.integers(0, 9)),
)


@st.composite
def interviews(draw: st.DrawFn) -> Interview:
    """Part of a real run, some answers replaced by ones another form may have left, any screen."""
    known = list(hurried_interview().interview.given.items())
    kept = dict(known[: draw(st.integers(0, len(known)))])
    left = draw(
        st.dictionaries(
            st.one_of(keys, st.sampled_from([key for key, _ in known])), st.sampled_from(VALUES), max_size=5
        )
    )
    queue = tuple(draw(st.lists(keys, max_size=3)))
    return Interview({**kept, **left}, draw(screens), queue)


def follow(interview: Interview, reply: Reply) -> Turn:
    """One turn, with what must hold after any."""
    turn = advance(FORM, interview, reply, TODAY)
    after, path = turn.interview, turn.path
    assert after.given == {**interview.given, **dict(turn.saved)}, "saved is what changed, and nothing else did"
    screen = after.asking
    if screen is None:
        assert path.first_open(path.known) is None, "only an answered path shows the end"
    if isinstance(screen, Asking):
        assert path.step(screen.key), "the question on screen is one of the path"
        assert {choice.id for choice in choices(path.answers, screen.key)} >= set(screen.draft)
        assert question_text(path.answers, screen.key)
    for key, value in path.known.items():
        display(path.answers, key, value)
    assert seconds_left(path) >= 0
    return turn


def finish(interview: Interview, limit: int = LONGEST) -> Interview:
    for _ in range(limit):
        reply = answer(FORM, interview)
        turn = follow(interview, reply)
        if turn.interview.asking is None:
            return turn.interview
        interview = turn.interview
    raise AssertionError(f"no end in {limit} replies: {interview.asking}")


@settings(QUICK, max_examples=60)
@given(interviews(), st.lists(replies_about(keys), max_size=4))
def test_any_reply_in_any_state_is_answered_by_a_screen_of_the_path(interview: Interview, replies: list[Reply]) -> None:
    for reply in replies:
        interview = follow(interview, reply).interview


@QUICK
@given(st.data())
def test_a_reply_about_the_question_on_screen_is_answered_by_a_screen_of_the_path(data: st.DataObject) -> None:
    interview = data.draw(interviews())
    for _ in range(6):
        path = path_of(FORM, interview.given)
        here = interview.asking.key if isinstance(interview.asking, Asking) else path.steps[-1].key
        offered = [choice.id for choice in choices(path.answers, here)] if path.step(here) else []
        pressed = [say.Choose(here, choice) for choice in offered] + [
            say.Tick(here, choice, True) for choice in offered
        ]
        reply = data.draw(st.one_of(replies_about(st.just(here)), st.sampled_from([*pressed, say.Submit(here)])))
        interview = follow(interview, reply).interview


@settings(QUICK, max_examples=5)
@given(interviews())
def test_whoever_simply_answers_reaches_the_end_from_any_state(interview: Interview) -> None:
    finish(interview)


@settings(QUICK, max_examples=60)
@given(interviews(), replies_about(keys))
def test_nothing_said_is_ever_lost(interview: Interview, reply: Reply) -> None:
    after = advance(FORM, interview, reply, TODAY).interview.given
    assert after.keys() >= interview.given.keys()


def _presses(interview: Interview) -> list[Reply]:
    """The buttons that answer the question on screen."""
    path, screen = path_of(FORM, interview.given), interview.asking
    if not isinstance(screen, Asking):
        return []
    key = screen.key
    found: list[Reply] = [say.Skip(key), say.DontKnow(key), say.Submit(key), say.Continue(key), say.Same(key)]
    found += [say.Accept(key, 0)] if screen.candidates else []
    usual = answer(FORM, interview)
    found += [] if isinstance(usual, say.Say) else [usual]
    return found + [say.Choose(key, choice.id) for choice in choices(path.answers, key)]


@QUICK
@given(st.data(), st.integers(0, 70))
def test_a_double_press_changes_nothing(data: st.DataObject, length: int) -> None:
    interview = Interview()
    for _ in range(length):
        interview = advance(FORM, interview, answer(FORM, interview), TODAY).interview
    presses = _presses(interview)
    assume(presses)
    press = data.draw(st.sampled_from(presses))
    once = advance(FORM, interview, press, TODAY)
    twice = advance(FORM, once.interview, press, TODAY)
    if once.saved:
        assert twice.interview == once.interview and not twice.saved
    else:
        assert twice.interview.given == interview.given


@settings(QUICK, max_examples=5)
@given(st.lists(st.tuples(st.integers(0, 400), replies_about(keys)), max_size=8), st.integers(0, 3))
def test_disturbed_from_the_first_message_on_the_end_still_comes(moments: list[tuple[int, Reply]], salt: int) -> None:
    disturbances = dict(moments)
    interview = Interview()
    for turn in range(LONGEST * 2):
        if turn in disturbances:
            interview = follow(interview, disturbances[turn]).interview
        interview = advance(
            FORM, interview, answer(FORM, interview, lambda hint, n: (len(hint) + salt) % n), TODAY
        ).interview
        if interview.asking is None and path_of(FORM, interview.given).refusal is None:
            return
    raise AssertionError(f"no end: {interview.asking}")
