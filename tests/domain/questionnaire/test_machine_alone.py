"""The machine with a form of three questions and sources of its own: no catalogue, no company, no review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from domain.calendar.workdays import Calendar
from domain.questionnaire.answers import Answers
from domain.questionnaire.conditions import Is
from domain.questionnaire.display import display, help_text, question_text
from domain.questionnaire.form import Choice, Form, Key, Question, Section
from domain.questionnaire.input import replies as say
from domain.questionnaire.input.replies import Reply
from domain.questionnaire.interview import advance
from domain.questionnaire.lookup import proposed_values
from domain.questionnaire.path import path_of
from domain.questionnaire.sources import Bounds, Item, Loop, Objection, Source, Sources, reads
from domain.questionnaire.turn import (
    AlreadyAnswered,
    Asking,
    Correcting,
    Echo,
    Interview,
    Refuse,
    Turn,
    Weighing,
    seconds_left,
)
from domain.questionnaire.values import Problem, Value

TODAY = Calendar(date(2026, 11, 24))
FRUITS = {"apple": "Pomme", "pear": "Poire", "fig": "Figue"}
BASKET, COUNT, GIFT = "basket", "count", "gift"
CHOSEN = reads(BASKET)
COUNTED = reads(CHOSEN, COUNT)


def fruits(answers: Answers) -> tuple[str, ...]:
    return answers.chosen(BASKET)


def total(answers: Answers) -> int:
    return sum(int(answers.number(COUNT, fruit) or 0) for fruit in fruits(answers))


def many(answers: Answers, item: Item) -> str | None:
    """Holds for more than eight fruits of a kind."""
    count = answers.number(COUNT, item)
    return f"{FRUITS[str(item)]} : {count}, est-ce bien cela ?" if count and count > 8 else None


SOURCES = Sources(
    loops={"fruits": Loop(Source(fruits, CHOSEN), expected=2, filled_by=BASKET)},
    choices={"fruits": Source(lambda answers, item: tuple(Choice(*fruit) for fruit in FRUITS.items()))},
    preselections={"usual": Source(lambda answers, item: ("apple",))},
    quick={"dozen": Source(lambda answers, item: (("dozen", Decimal(12)),))},
    facts={"plenty": Source(lambda answers, item: total(answers) > 5, COUNTED)},
    variables={
        "fruit": Source(lambda answers, item: FRUITS[str(item)]),
        "total": Source(lambda answers, item: str(total(answers)), COUNTED),
    },
    bounds={COUNT: Source(lambda answers, key: Bounds(Decimal(0), Decimal(12 if key[1] == "fig" else 99)))},
    labels={"fruits": Source(lambda answers: list(FRUITS.items()))},
    objections=(
        Objection(
            "many",
            "market",
            "Beaucoup",
            "Beaucoup de fruits ?",
            Source(many, COUNTED),
            fix=(COUNT,),
            for_each="fruits",
            choice="C’est voulu",
        ),
    ),
)
FORM = Form(
    "1",
    (
        Section(
            "market",
            "Marché",
            1,
            (
                Question(
                    BASKET,
                    "market",
                    "multi_choice",
                    "Quels fruits ?",
                    choices_from="fruits",
                    preselect="usual",
                    est_s=4,
                ),
                Question(
                    COUNT,
                    "market",
                    "number",
                    "Combien ({fruit}) ?",
                    help="{fruit}, à la pièce.",
                    for_each="fruits",
                    unit="count",
                    quick_from="dozen",
                ),
                Question(GIFT, "market", "yes_no", "Offrir les {total} fruits ?", when=Is("plenty", (True,))),
                Question("end", "market", "recap", "Fini"),
            ),
        ),
    ),
    {"gap": "À préciser", "passed": "passé", "scale_value": "{value}"},
    SOURCES,
)


def play(*said: Reply, given: dict[Key, Value] | None = None) -> Turn:
    turn = advance(FORM, Interview(given or {}), say.Resume(), TODAY)
    for reply in said:
        turn = advance(FORM, turn.interview, reply, TODAY)
    return turn


def key_on_screen(turn: Turn) -> Key | None:
    return turn.interview.asking.key if isinstance(turn.interview.asking, Asking) else None


def test_a_form_of_three_questions_is_gone_through_with_its_loop_and_its_condition() -> None:
    turn = play(say.Say("pomme, poire"), say.Submit((BASKET, None)), say.Say("2"), say.Choose((COUNT, "pear"), "4"))
    assert (
        key_on_screen(turn) == (GIFT, None)
        and question_text(turn.path.answers, (GIFT, None)) == "Offrir les 6 fruits ?"
    )
    turn = advance(FORM, turn.interview, say.Say("oui"), TODAY)
    assert key_on_screen(turn) == ("end", None)
    turn = advance(FORM, turn.interview, say.Continue(("end", None)), TODAY)
    assert turn.interview.asking is None
    assert turn.interview.given == {
        (BASKET, None): ("apple", "pear"),
        (COUNT, "apple"): 2,
        (COUNT, "pear"): 4,
        (GIFT, None): True,
        ("end", None): True,
    }


def test_what_the_sources_propose_is_on_screen() -> None:
    first = play()
    assert isinstance(first.interview.asking, Asking) and first.interview.asking.draft == ("apple",)
    turn = play(say.Submit((BASKET, None)))
    assert question_text(turn.path.answers, (COUNT, "apple")) == "Combien (Pomme) ?"
    assert help_text(turn.path.answers, (COUNT, "apple")) == "Pomme, à la pièce."
    assert proposed_values(turn.path.answers, (COUNT, "apple")) == (("dozen", 12),)
    assert display(turn.path.answers, (BASKET, None), ("fig", "apple")) == "Figue\u202f; Pomme"


def test_bounds_are_those_of_the_item() -> None:
    turn = play(say.Say("pomme, figue"), say.Submit((BASKET, None)), say.Say("40"), say.Say("40"))
    assert key_on_screen(turn) == (COUNT, "fig")
    (refused,) = turn.outputs
    assert isinstance(refused, Refuse) and refused.problem is Problem.ABOVE_MAX


def test_a_few_fruits_offer_nothing_and_the_time_left_counts_the_loop_not_filled_yet() -> None:
    turn = play(say.Submit((BASKET, None)), say.Say("2"))
    assert key_on_screen(turn) == ("end", None)
    assert seconds_left(path_of(FORM, {})) == 4 + 2 * 5 + 5


def test_an_objection_is_put_at_the_end_and_corrected_or_kept() -> None:
    turn = play(say.Submit((BASKET, None)), say.Say("20"), say.Choose((GIFT, None), "no"))
    key = ("many", "apple")
    assert key_on_screen(turn) == key and question_text(turn.path.answers, key) == "Pomme : 20, est-ce bien cela ?"
    fixing = advance(FORM, turn.interview, say.Fix(key), TODAY).interview.asking
    assert isinstance(fixing, Correcting) and fixing.keys == ((COUNT, "apple"),)
    assert key_on_screen(advance(FORM, turn.interview, say.Choose(key, "intended"), TODAY)) == ("end", None)


def test_an_edit_says_what_it_sets_aside_and_an_old_button_what_is_known() -> None:
    given: dict[Key, Value] = {(BASKET, None): ("apple", "pear"), (COUNT, "apple"): 2, (COUNT, "pear"): 4}
    turn = play(
        say.Edit((BASKET, None)), say.Tick((BASKET, None), "pear", False), say.Submit((BASKET, None)), given=given
    )
    assert isinstance(turn.interview.asking, Weighing) and turn.interview.asking.aside == ((COUNT, "pear"),)
    assert any(isinstance(output, Echo) for output in turn.outputs)
    old = play(say.Choose((COUNT, "apple"), "2"), given=given)
    assert AlreadyAnswered((COUNT, "apple"), True) in old.outputs


def test_a_richer_view_of_the_answers_is_what_sources_compute_from() -> None:
    class Basket(Answers):
        weight = 150

    heavier = replace(
        SOURCES,
        view=lambda answers: Basket(answers.form, answers.answers),
        variables={
            **SOURCES.variables,
            "total": Source(lambda basket, item: f"{basket.weight * total(basket)}", COUNTED),
        },
    )
    path = path_of(replace(FORM, sources=heavier), {(BASKET, None): ("apple",), (COUNT, "apple"): 6})
    assert isinstance(path.answers, Basket) and question_text(path.answers, (GIFT, None)) == "Offrir les 900 fruits ?"
