"""What answers given to an earlier form say to this one, case by case and over random histories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.questionnaire.evolution import argument, current_key, former, spread, to_current_form
from domain.questionnaire.form import Choice, Form, Key, Question, Section, reference
from domain.questionnaire.values import Aside, Gap, Value
from tests.shipped_form import shipped_form

Was = Mapping[str, Mapping[str, Value]]


def make_question(id: str, type: str = "short_text", was: Was | None = None, **more: object) -> Question:
    return replace(Question(id, "one", type, "…", was=was or {}), **more)  # type: ignore[arg-type]


def choices(*ids: str, **was: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(id, id, was=was.get(id, ())) for id in ids)


def form(*questions: Question) -> Form:
    return replace(shipped_form(), sections=(Section("one", "Une", 1, questions),), elsewhere=())


OFTEN = make_question(
    "often", "single_choice", {"weekly": {"yes": "week", "no": "never"}}, choices=choices("week", "never")
)
RENAMED = make_question("name", was={"label": {}})
MERGED = make_question("name", was={"label": {}, "title": {}})
INTO = make_question("name", was={"title": {}})
LOOPED = make_question("hours", "number", {"all_hours": {}}, for_each="tasks")
FLAT = make_question("hours", "number", {"hours": {}})
SEVERAL = make_question(
    "who", "multi_choice", {"who": {"both": ("us", "them")}}, choices=choices("us", "them", us=("me",))
)
ONE = make_question("who", "single_choice", {"who": {}}, choices=choices("us", "them"))
BOXES = make_question("sure", "yes_no", {"doubts": {"none": "yes", "some": False}})

CASES: dict[str, tuple[Question, Sequence[tuple[Key, Value]], dict[Key, Value]]] = {
    "renamed": (RENAMED, [(("label", None), "x")], {("name", None): "x"}),
    "the same question": (RENAMED, [(("label", None), "x"), (("name", None), "y")], {("name", None): "y"}),
    "gone": (RENAMED, [(("other", None), "x")], {}),
    "merged, the latest counts": (
        MERGED,
        [(("label", None), "x"), (("title", None), "y"), (("label", None), "z")],
        {("name", None): "z"},
    ),
    "merged into one that was there": (INTO, [(("name", None), "x"), (("title", None), "y")], {("name", None): "y"}),
    "merged, the other passed over": (
        INTO,
        [(("name", None), "x"), (("title", None), Gap.SKIPPED)],
        {("name", None): "x"},
    ),
    "passed over since": (
        RENAMED,
        [(("label", None), "x"), (("name", None), Gap.UNKNOWN)],
        {("name", None): Gap.UNKNOWN},
    ),
    "merged, one passed over first": (
        INTO,
        [(("title", None), Gap.SKIPPED), (("name", None), "x")],
        {("name", None): "x"},
    ),
    "retyped": (OFTEN, [(("weekly", None), True)], {("often", None): "week"}),
    "retyped, a value without a mapping": (OFTEN, [(("weekly", None), "sometimes")], {}),
    "retyped, passed over": (OFTEN, [(("weekly", None), Gap.SKIPPED)], {("often", None): Gap.SKIPPED}),
    "not brought back by an older answer": (OFTEN, [(("weekly", None), True), (("weekly", None), "sometimes")], {}),
    "to yes or no": (BOXES, [(("doubts", None), "none")], {("sure", None): True}),
    "to yes or no, one of a list": (BOXES, [(("doubts", None), ("some",))], {("sure", None): False}),
    "to yes or no, two of a list": (BOXES, [(("doubts", None), ("some", "none"))], {}),
    "one to several": (SEVERAL, [(("who", None), "them")], {("who", None): ("them",)}),
    "one to several, split": (SEVERAL, [(("who", None), "both")], {("who", None): ("us", "them")}),
    "a choice renamed": (SEVERAL, [(("who", None), ("me", "them", "us"))], {("who", None): ("us", "them")}),
    "a choice gone": (SEVERAL, [(("who", None), ("me", "nobody"))], {}),
    "several to one": (ONE, [(("who", None), ("us",))], {("who", None): "us"}),
    "several to one, two": (ONE, [(("who", None), ("us", "them"))], {}),
    "out of a loop, the latest counts": (
        FLAT,
        [(("hours", "a"), Decimal(2)), (("hours", "b"), Decimal(3))],
        {("hours", None): Decimal(3)},
    ),
    "a figure set aside": (FLAT, [(("hours", "a"), Aside(2, "eur"))], {("hours", None): Aside(2, "eur")}),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_what_was_said_counts_where_it_now_belongs(
    case: tuple[Question, Sequence[tuple[Key, Value]], dict[Key, Value]],
) -> None:
    question, said, expected = case
    assert to_current_form(form(question), said) == expected


def test_a_question_split_in_two_answers_both() -> None:
    two = form(
        make_question("with_us", "yes_no", {"who": {"us": "yes", "both": "yes", "them": "no"}}),
        make_question("with_them", "yes_no", {"who": {"them": "yes", "both": "yes", "us": "no"}}),
    )
    assert to_current_form(two, [(("who", None), "both")]) == {("with_us", None): True, ("with_them", None): True}
    assert to_current_form(two, [(("who", None), "us")]) == {("with_us", None): True, ("with_them", None): False}


def test_an_answer_given_once_counts_for_each_item_without_one_of_its_own() -> None:
    tasks = make_question("audit_functions", "multi_choice", choices_from="functions")
    looped = form(tasks, LOOPED)
    known: dict[Key, Value] = {("audit_functions", None): ("bookkeeping", "payroll"), ("hours", "payroll"): 3}
    found = to_current_form(looped, [(("all_hours", None), 2), *known.items()])
    assert spread(looped, found, {}) == {**known, ("hours", "bookkeeping"): 2}
    assert spread(looped, {("hours", None): 2}, {}) == {}
    assert spread(looped, known, {}) == known


def test_what_a_later_interview_starts_from_keeps_what_its_items_say() -> None:
    known = to_current_form(form(replace(RENAMED, for_each=None)), [(("label", "payroll 2026-10"), "x")], placed=False)
    assert known == {("name", "payroll 2026-10"): "x"}


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        (RENAMED, ("label", None), ("name", None)),
        (RENAMED, ("name", None), ("name", None)),
        (RENAMED, ("other", None), None),
        (FLAT, ("hours", "payroll"), ("hours", None)),
        (LOOPED, ("all_hours", None), None),
    ],
)
def test_a_screen_is_about_the_question_that_took_the_place_of_its_own(
    question: Question, old: Key, new: Key | None
) -> None:
    assert current_key(form(question), old) == new


def test_a_button_still_names_its_question_and_its_choice() -> None:
    found = {reference(old): key for key, old in former(form(OFTEN), [("often", None)])}
    assert found[reference(("weekly", None))] == ("often", None)
    assert argument(OFTEN, "weekly", "yes") == "week"
    assert argument(BOXES, "doubts", "some") == "no"
    assert argument(SEVERAL, "who", "me") == "us"
    assert argument(SEVERAL, "who", "nobody") == "nobody"


def test_a_button_of_a_loop_s_item_names_the_question_that_left_the_loop() -> None:
    out = form(FLAT, make_question("cost", for_each="tasks"))
    found = {reference(old): key for key, old in former(out, [("hours", None), ("cost", "payroll")])}
    assert found[reference(("hours", "payroll"))] == ("hours", None)


KEYS = st.tuples(st.sampled_from(["name", "label", "title", "gone"]), st.none())
SAID = st.lists(st.tuples(KEYS, st.one_of(st.text(min_size=1, max_size=3), st.sampled_from(Gap))), max_size=12)


@given(SAID)
def test_nothing_said_is_lost_and_nothing_is_made_up(said: list[tuple[Key, Value]]) -> None:
    found = to_current_form(form(MERGED), said)
    mine = [value for (name, _), value in said if name != "gone"]
    assert set(found) == ({("name", None)} if mine else set())
    assert all(value in mine for value in found.values())
    last = {key: value for key, value in said if key[0] != "gone"}
    if any(not isinstance(value, Gap) for (name, _), value in last.items()) and ("name", None) not in last:
        assert not isinstance(found["name", None], Gap)


@given(SAID)
def test_a_form_that_says_nothing_of_the_past_reads_the_last_of_each_answer(said: list[tuple[Key, Value]]) -> None:
    plain = form(make_question("name"), make_question("label"))
    assert to_current_form(plain, said) == {key: value for key, value in said if key[0] in plain.questions}
