"""Several figures in one message, and one press for several tasks: what each means, and when it is offered."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.calendar.periods import Period
from domain.questionnaire.form import Key
from domain.questionnaire.input import replies as say
from domain.questionnaire.input.bulk_answers import answers
from domain.questionnaire.input.several_answers import parse_figures
from domain.questionnaire.interview import advance
from domain.questionnaire.path import path_of
from domain.questionnaire.turn import Asking, Echo, Interview, Refuse, Resumption, Turn
from domain.questionnaire.values import Doubt, Gap, Problem, Refusal, Understood, Value
from domain.specification.project import project_of
from tests.domain.review_path import (
    BOOKS,
    DELAY,
    GOOD_MONTH,
    LEAVES,
    OCTOBER,
    PAY,
    QUARTER,
    agreed_answers,
    review_calendar,
    review_form,
    review_path,
)
from tests.shipped_form import shipped_form

TIMELY = f"{BOOKS}/gen_on_time"
CHANGED: dict[Key, Value] = {
    ("kpi_select", BOOKS): ("gen_cycle_time", "gen_on_time"),
    ("kpi_baseline", TIMELY): Decimal(80),
    ("kpi_target", TIMELY): "custom",
    ("kpi_target_custom", TIMELY): Decimal(95),
}
FIRST: Key = ("rev_kpi_value", f"{DELAY}/2026-10")
SECOND: Key = ("rev_kpi_value", f"{TIMELY}/2026-10")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2 ; 96", [Decimal(2), Decimal(96)]),
        ("2;96;", [Decimal(2), Decimal(96)]),
        ("2,5 jours\n96 %", [Decimal("2.5"), Decimal(96)]),
        ("2\n\n", None),
        ("2 , 96", [Decimal(2), Decimal(96)]),
        ("2, 96", [Decimal(2), Decimal(96)]),
        ("2 / 96", [Decimal(2), Decimal(96)]),
        ("2, soit deux jours", None),
        ("2,5", None),
        ("2 ; non mesuré", [Decimal(2), "not_measured"]),
        ("NON MESURE ; 96", ["not_measured", Decimal(96)]),
        (" ; 96", [Decimal(96)]),
        ("2 ; 96 ; 3", [Problem.TOO_MANY_FIGURES]),
        ("2 ; beaucoup", [Decimal(2), Problem.NOT_A_NUMBER]),
        ("entre 2 et 4 ; 96", ["doubt", Decimal(96)]),
        ("", None),
        ("\n;\n", None),
    ],
)
def test_figures_typed_together_are_read_one_by_one_in_the_order_asked(text: str, meant: list[object] | None) -> None:
    found = parse_figures(review_path(OCTOBER, {}, changed=CHANGED), FIRST, text, review_calendar(OCTOBER))
    if meant is None:
        assert found is None
        return
    assert found is not None
    shown = [
        one.value if isinstance(one, Understood) else one.problem if isinstance(one, Refusal) else "doubt"
        for one in found.values()
    ]
    assert shown == meant


def test_an_empty_place_leaves_its_indicator_to_be_asked() -> None:
    path = review_path(QUARTER, {}, changed=CHANGED)
    months = [f"{DELAY}/2026-{month}" for month in (10, 11, 12)]
    for text, kept in (("2 ; ; 3", (0, 2)), ("; 2 ; 3", (1, 2)), ("\n2\n3", (0, 1)), ("2 ; 3 ; ;", (0, 1))):
        found = parse_figures(path, ("rev_kpi_value", months[0]), text, review_calendar(QUARTER))
        assert found is not None and [item for _, item in found] == [months[place] for place in kept]


def test_figures_already_given_or_of_another_task_are_not_touched() -> None:
    given = {FIRST: Decimal(2)}
    assert (
        parse_figures(review_path(OCTOBER, given, changed=CHANGED), SECOND, "96 ; 3", review_calendar(OCTOBER)) is None
    )
    assert parse_figures(review_path(OCTOBER, {}), FIRST, "2 ; 3", review_calendar(OCTOBER)) is None


def on(key: Key, given: dict[Key, Value], **screen: object) -> Interview:
    path = review_path(OCTOBER, {("rev_open", None): True, **given}, changed=CHANGED)
    prior = {known: value for known, value in path.known.items() if known not in given}
    return Interview({("rev_open", None): True, **given}, Asking(key, **screen), prior=prior)  # type: ignore[arg-type]


def turn(interview: Interview, reply: say.Reply) -> Turn:
    return advance(review_form(), interview, reply, review_calendar(OCTOBER))


def test_one_turn_keeps_all_the_figures_and_reads_each_back() -> None:
    found = turn(on(FIRST, {}), say.Say("2 ; 96"))
    assert dict(found.saved) == {FIRST: Decimal(2), SECOND: Decimal(96)}
    assert [echo.key for echo in found.outputs if isinstance(echo, Echo)] == [FIRST, SECOND]
    assert found.interview.asking == Asking(("rev_kpi_value", f"{LEAVES}/2026-10"))


def test_the_first_figure_that_is_not_understood_is_put_on_screen_and_the_others_are_kept() -> None:
    found = turn(on(FIRST, {}), say.Say("beaucoup ; 96"))
    assert dict(found.saved) == {SECOND: Decimal(96)}
    assert found.interview.asking == Asking(FIRST, attempts=1)
    assert [out.problem for out in found.outputs if isinstance(out, Refuse)] == [Problem.NOT_A_NUMBER]
    odd = turn(on(FIRST, {}), say.Say("400 ; 96"))
    assert odd.interview.asking == Asking(FIRST, candidates=(Decimal(400),))
    assert dict(odd.saved) == {SECOND: Decimal(96)}
    doubt = turn(on(FIRST, {}, candidates=(Decimal(400),)), say.Say("4 ; 96"))
    assert dict(doubt.saved) == {FIRST: Decimal(4), SECOND: Decimal(96)}


def test_a_message_corrected_changes_only_what_it_says_otherwise() -> None:
    later = ("rev_objective_feel", BOOKS)
    found = turn(on(later, {FIRST: Decimal(2), SECOND: Decimal(96)}), say.Amend(FIRST, "2 ; 97"))
    assert dict(found.saved) == {SECOND: Decimal(97)}
    same = turn(on(later, {FIRST: Decimal(2), SECOND: Decimal(96)}), say.Amend(FIRST, "2 ; 96"))
    assert same.saved == () and same.interview.asking == Asking(later)


def test_a_message_corrected_where_its_first_figure_was_not_understood_is_read_from_that_one() -> None:
    refused = on(FIRST, {SECOND: Decimal(96)}, attempts=1)
    assert dict(turn(refused, say.Amend(SECOND, "3 ; 96")).saved) == {FIRST: Decimal(3)}
    assert dict(turn(refused, say.Amend(SECOND, "97")).saved) == {SECOND: Decimal(97)}


def test_after_a_long_silence_several_figures_are_still_taken_for_what_they_are() -> None:
    found = turn(on(FIRST, {}), say.Return("2 ; 96"))
    assert dict(found.saved) == {FIRST: Decimal(2), SECOND: Decimal(96)} and Resumption() in found.outputs
    assert turn(on(FIRST, {}), say.Return("2 ; je ne sais plus")).saved == ()


# --- one press for several tasks


def without(*questions: str) -> dict[Key, Value]:
    return {key: value for key, value in GOOD_MONTH.items() if key[0] not in questions}


def at_once(key: Key, said: dict[Key, Value]) -> dict[Key, Value]:
    return dict(answers(review_path(OCTOBER, said), key, review_calendar(OCTOBER)))


def test_no_incident_is_said_of_all_the_tasks_until_one_has_its_answer() -> None:
    said = without("rev_incident")
    assert at_once(("rev_incident", BOOKS), said) == {("rev_incident", task): ("none",) for task in (BOOKS, PAY)}
    assert at_once(("rev_incident", PAY), {**said, ("rev_incident", BOOKS): ("delay",)}) == {}
    assert at_once(("rev_incident", BOOKS), {**said, ("rev_incident", PAY): ("none",)}) == {}


def test_a_press_for_all_never_leaves_out_the_question_it_stands_under() -> None:
    third = next(
        task for task in project_of(path_of(shipped_form(), agreed_answers())).tasks if task not in (BOOKS, PAY)
    )
    retained: dict[Key, Value] = {("retain_tasks", None): (BOOKS, PAY, third)}
    asked = path_of(review_form(), {}, review_path(OCTOBER, without("rev_incident"), changed=retained).known)
    three: list[Key] = [step.key for step in asked.steps if step.key[0] == "rev_incident"]
    assert len(three) == 3 and set(answers(asked, three[0], review_calendar(OCTOBER))) == set(three)
    again = path_of(review_form(), {three[0]: ("delay",)}, asked.known)
    assert answers(again, three[0], review_calendar(OCTOBER)) == {}


def test_the_volumes_agreed_are_said_at_once_of_the_tasks_that_have_one_and_no_figure_counts() -> None:
    agreed = {("spec_volume", BOOKS): Decimal(100), ("spec_volume", PAY): Decimal(12)}
    key: Key = ("rev_volume", BOOKS)
    both = answers(review_path(OCTOBER, {}, changed=agreed), key, review_calendar(OCTOBER))
    assert both == {("rev_volume", BOOKS): 100, ("rev_volume", PAY): 12}
    one = answers(
        review_path(OCTOBER, {}, changed={("spec_volume", BOOKS): Decimal(100)}), key, review_calendar(OCTOBER)
    )
    assert one == {}


@pytest.mark.parametrize(
    ("changed", "is_offered"),
    [
        ({}, True),
        ({("rel_reliability", PAY): 1, ("rel_transparency", PAY): 1}, False),
        ({("rev_kpi_value", f"{LEAVES}/2026-10"): Decimal(9)}, False),
        ({("rev_decision", BOOKS): "continue"}, False),
    ],
)
def test_going_on_is_offered_for_all_where_it_is_advised_without_reserve_for_each(
    changed: dict[Key, Value], is_offered: bool
) -> None:
    key: Key = ("rev_decision", PAY if ("rev_decision", BOOKS) in changed else BOOKS)
    found = at_once(key, {**without("rev_decision"), **changed})
    assert found == ({("rev_decision", task): "continue" for task in (BOOKS, PAY)} if is_offered else {})


def test_at_the_end_of_the_trial_each_task_is_decided_by_itself() -> None:
    december, key = Period.parse("2026-12"), ("rev_decision", BOOKS)
    said = {
        (name, item and item.replace("-10", "-12")): value for (name, item), value in without("rev_decision").items()
    }
    assert answers(review_path(december, said), key, review_calendar(december))
    assert (
        answers(
            review_path(december, said, changed={("spec_start", None): "2026-10-01"}), key, review_calendar(december)
        )
        == {}
    )


def test_the_scores_of_one_provider_are_given_once_unless_one_is_missing_or_said_otherwise() -> None:
    said = {key: value for key, value in GOOD_MONTH.items() if not (key[0].startswith("rel_") and key[1] == PAY)}
    key: Key = ("rel_reliability", PAY)
    assert at_once(key, said) == {("rel_reliability", PAY): 5, ("rel_transparency", PAY): 5}
    assert at_once(("rel_reliability", BOOKS), without("rel_reliability", "rel_transparency")) == {}
    assert at_once(key, {**said, ("rel_transparency", BOOKS): Gap.SKIPPED}) == {}
    assert at_once(("rel_transparency", PAY), {**said, key: 3}) == {}


def test_what_the_provider_collected_is_confirmed_at_once_but_for_a_figure_far_off_the_last() -> None:
    items = [f"{DELAY}/2026-10", f"{LEAVES}/2026-10"]
    base = review_path(OCTOBER, {}).known
    prior = {**base, ("col_value", items[0]): Decimal(2), ("col_cases", items[0]): Decimal(12)}

    def bulk_answer(second: Value | None) -> dict[Key, Value]:
        more = {} if second is None else {("col_value", items[1]): second, ("col_unmeasured", items[1]): "forgot"}
        path = path_of(review_form(), {}, {**prior, **more})
        return dict(answers(path, ("rev_kpi_value", items[0]), review_calendar(OCTOBER)))

    assert bulk_answer(None) == {} == bulk_answer(Decimal(900)), "one figure has its own button"
    assert bulk_answer("not_measured") == {
        ("rev_kpi_value", items[0]): Decimal(2),
        ("rev_kpi_cases", items[0]): Decimal(12),
        ("rev_kpi_value", items[1]): "not_measured",
        ("rev_kpi_unmeasured", items[1]): "forgot",
    }


def test_an_old_press_for_all_changes_nothing_once_one_is_answered() -> None:
    key: Key = ("rev_incident", BOOKS)
    said = {k: v for k, v in GOOD_MONTH.items() if k[0] != "rev_incident" or k[1] == BOOKS}
    before = on(("rev_incident", PAY), said)
    found = turn(before, say.AnswerInBulk(key))
    assert found.saved == () and found.interview.asking == before.asking
    assert turn(replace(before, asking=Asking(key)), say.AnswerInBulk(key)).saved == ()


def test_doubts_are_never_kept() -> None:
    found = parse_figures(review_path(OCTOBER, {}, changed=CHANGED), FIRST, "1.500 ; 96", review_calendar(OCTOBER))
    assert found is not None and isinstance(found[FIRST], Doubt)
