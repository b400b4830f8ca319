"""The amendments reviews call for, prefilled, and when they are not proposed (`docs/rules/revue.md §8`)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.indicators.history import History, Measure, TaskReview, Terms
from domain.reviews.amendment_proposals import ARTICLES, AmendmentProposal, proposals
from tests.domain.indicator_history import START, aim, history, measures, month, with_review
from tests.domain.scoring_examples import CATALOGUE

D = Decimal
GOOD, BAD = "95", "80"
TWO = ("gen_on_time", "gen_cycle_time")
TERMS = Terms(("gen_on_time",), main="efficiency", volume=D(100), price=D(400), turnaround=D(3))


def on_time(*values: str | None, first: int = 6) -> list[Measure]:
    return measures("gen_on_time", list(values), aim("95", "70"), first=first)


def one(*values: str | None, first: int = 6, terms: Terms = TERMS, **last: object) -> History:
    return history({"gen_on_time": on_time(*values, first=first)}, terms=terms, **last)


def proposals_by_key(known: History) -> dict[tuple[str, str | None], AmendmentProposal]:
    return {proposal.key: proposal for proposal in proposals(known, CATALOGUE)}


def only(known: History) -> AmendmentProposal:
    (proposal,) = proposals(known, CATALOGUE)
    return proposal


def noted(change: str, **last: object) -> History:
    return one(GOOD, changes=frozenset({change}), **last)


def test_a_quiet_review_calls_for_nothing() -> None:
    assert proposals(one(GOOD, GOOD, changes=frozenset({"law", "market"})), CATALOGUE) == ()
    assert proposals(History("customer_service", START, TERMS), CATALOGUE) == ()


def test_a_volume_off_twice_brings_the_mean_seen_and_the_price_of_one_unit() -> None:
    known = with_review(one(GOOD, GOOD, volume=D(150)), 0, volume=D(130))
    proposal = only(known)
    assert (proposal.old, proposal.new, proposal.basis) == (100, 140, 4)
    assert proposal.articles == ("scope", "budget", "organisation")
    assert proposal.evidence == (month(6), month(7))
    without = replace(known, terms=replace(TERMS, price=None))
    assert only(without).basis is None


def test_a_target_said_to_be_ill_set_brings_a_step_half_the_way_from_what_is_measured() -> None:
    series = measures("gen_on_time", ["78", "82", "83"], aim("95", "70"), causes={2: "target"})
    proposal = only(history({"gen_on_time": series}, terms=TERMS))
    assert (proposal.trigger, proposal.subject, proposal.reason) == ("target", "gen_on_time", "cause_target")
    assert (proposal.old, proposal.basis, proposal.new) == (95, 81, 88)
    assert proposal.evidence == (month(6), month(7), month(8))


def test_a_step_never_asks_more_than_the_target_it_stands_before() -> None:
    series = measures("gen_on_time", ["99", "98", "91"], aim("95", "70"), causes={2: "target"})
    proposal = only(history({"gen_on_time": series}, terms=TERMS))
    assert (proposal.old, proposal.basis, proposal.new) == (95, 91, 93)


@pytest.mark.parametrize(
    ("values", "basis", "step"), [(["12", "90", "91"], 91, 93), (["12", "94", "94.9"], D("94.9"), None)]
)
def test_a_step_never_asks_less_than_what_is_done_already(values: list[str], basis: Decimal, step: int | None) -> None:
    series = measures("gen_on_time", values, aim("95", "70"), causes={2: "target"})
    proposal = only(history({"gen_on_time": series}, terms=TERMS))
    assert (proposal.old, proposal.basis, proposal.new) == (95, basis, step)


def test_what_an_indicator_called_for_is_not_said_again_once_it_is_no_longer_true() -> None:
    later = {("kpi", "gen_on_time"): "later"}
    for value, proposed in ((GOOD, True), (BAD, False)):
        known = with_review(one(*[GOOD] * 6, value, first=4), -2, amendment_answers=later)
        assert (("kpi", "gen_on_time") in proposals_by_key(known)) is proposed


def test_a_target_ill_set_without_a_figure_leaves_the_step_to_be_said() -> None:
    series = measures("gen_on_time", [None], aim("95", "70"), causes={0: "target"})
    proposal = only(history({"gen_on_time": series}, terms=TERMS))
    assert (proposal.old, proposal.basis, proposal.new) == (95, None, None)
    twice = measures("gen_on_time", [None, None], aim("95", "70"), causes={1: "target"})
    assert only(history({"gen_on_time": twice}, terms=TERMS)).evidence == (month(7),)


@pytest.mark.parametrize(
    ("values", "first", "proposed"),
    [
        ([GOOD] * 6, 4, True),
        ([BAD, *[GOOD] * 6], 3, True),
        ([GOOD] * 7, 4, False),
        ([GOOD] * 5, 5, False),
        ([BAD, *[GOOD] * 5], 4, False),
        ([*[GOOD] * 5, BAD], 4, False),
    ],
)
def test_a_kpi_green_six_times_may_be_replaced_when_a_quarter_ends(
    values: list[str], first: int, proposed: bool
) -> None:
    """Month 9 is September."""
    kept = [
        (one.trigger, one.old, one.reason, len(one.evidence)) for one in proposals(one(*values, first=first), CATALOGUE)
    ]
    assert kept == ([("kpi", "gen_on_time", "green_six_times", 6)] if proposed else [])


def test_the_kpi_that_comes_in_is_the_first_proposed_that_is_not_followed() -> None:
    known = one(*[GOOD] * 6, first=4)
    assert only(known).new == "cs_first_response"
    followed = replace(TERMS, kpis=("gen_on_time", "cs_first_response"))
    assert only(replace(known, terms=followed)).new == "cs_backlog_48h"


def test_a_legal_duty_is_never_taken_out_for_being_kept() -> None:
    series = measures("bk_filing_on_time", ["100"] * 6, aim("100", "90"), first=4)
    assert proposals(history({"bk_filing_on_time": series}, terms=TERMS), CATALOGUE) == ()


def test_a_kpi_that_means_nothing_any_more_may_be_replaced_at_once() -> None:
    series = [replace(on_time(None)[0], unmeasured="not_relevant")]
    proposal = only(history({"gen_on_time": series}, terms=TERMS))
    assert (proposal.trigger, proposal.old, proposal.reason) == ("kpi", "gen_on_time", "not_relevant")


def test_two_indicators_that_mean_nothing_any_more_give_their_places_to_two_others() -> None:
    useless = {kpi: [replace(measures(kpi, [None], aim("95", "70"))[0], unmeasured="not_relevant")] for kpi in TWO}
    known = history(useless, terms=replace(TERMS, kpis=TWO))
    first, second = proposals(known, CATALOGUE)
    assert {first.old, second.old} == set(TWO) and len({first.new, second.new, *TWO}) == 4


@pytest.mark.parametrize(
    ("change", "trigger", "articles", "major", "blocking"),
    [
        ("tasks", "task", ("scope", "deliverables"), True, False),
        ("data", "data", ("data",), True, True),
        ("place", "data", ("data",), True, True),
        ("subcontractor", "subcontractor", ("compliance",), True, False),
        ("contact", "governance", ("governance",), False, False),
        ("tools", "governance", ("governance",), False, False),
    ],
)
def test_a_change_noted_calls_for_its_amendment(
    change: str, trigger: str, articles: tuple[str, ...], major: bool, blocking: bool
) -> None:
    proposal = only(noted(change))
    assert (proposal.trigger, proposal.articles) == (trigger, articles)
    assert (proposal.major, proposal.blocking) == (major, blocking)
    assert proposal.reason == f"{change}_changed"


@pytest.mark.parametrize(
    ("said", "reason"),
    [({"feeling": "wrong"}, "objective_wrong"), ({"vision": "changed"}, "vision_changed")],
)
def test_an_objective_that_is_wrong_or_a_vision_that_changed_reopens_the_objectives(
    said: dict[str, str], reason: str
) -> None:
    proposal = only(one(GOOD, **said))
    assert (proposal.trigger, proposal.reason, proposal.old, proposal.new) == ("objective", reason, "efficiency", None)


def test_a_vision_that_only_shifted_reopens_nothing() -> None:
    assert proposals(one(GOOD, vision="shifted"), CATALOGUE) == ()


def slow(first: str | None, second: str | None, decided: str, now: str | None = None) -> History:
    known = with_review(one(GOOD, GOOD, decision=now), 0, decision=decided, turnaround=first and D(first))
    return with_review(known, 1, turnaround=second and D(second))


@pytest.mark.parametrize(
    ("known", "proposed"),
    [
        (slow("4", "5", "continue"), True),
        (slow("4", "5", "adjust", "continue"), True),
        (slow("4", "5", "recovery"), False),
        (slow("4", "5", "continue", "stop"), False),
        (slow("3", "5", "continue"), False),
        (slow("4", None, "continue"), False),
    ],
)
def test_a_delay_not_kept_twice_and_lived_with_becomes_the_delay(known: History, proposed: bool) -> None:
    assert [(one.trigger, one.old, one.new) for one in proposals(known, CATALOGUE)] == (
        [("turnaround", 3, 5)] if proposed else []
    )


@pytest.mark.parametrize(("number", "proposed"), [(11, False), (12, True), (13, False), (24, True)])
def test_the_price_is_revised_when_a_year_of_service_ends(number: int, proposed: bool) -> None:
    known = one(GOOD, first=number)
    assert [one.trigger for one in proposals(known, CATALOGUE)] == (["price"] if proposed else [])
    assert proposals(replace(known, terms=replace(TERMS, price=None)), CATALOGUE) == ()


def test_a_quarterly_review_holds_the_end_of_the_year_too() -> None:
    review = TaskReview(replace(month(10), months=3), month(13).first)
    assert [one.trigger for one in proposals(History("customer_service", START, TERMS, (review,)), CATALOGUE)] == [
        "price"
    ]


def test_the_most_serious_come_first() -> None:
    known = one(GOOD, changes=frozenset({"contact", "data", "tasks"}), feeling="wrong")
    triggers = [one.trigger for one in proposals(known, CATALOGUE)]
    assert triggers == ["task", "objective", "data", "governance"]
    assert triggers == sorted(triggers, key=list(ARTICLES).index)


# --- answers


def reviews_answering(*answers: str | None) -> History:
    """The objective said wrong at every review; None: not answered there."""
    known = one(*[GOOD] * len(answers), first=13)
    for index, answer in enumerate(answers):
        said = {("objective", None): answer} if answer else {}
        known = with_review(known, index, feeling="wrong", amendment_answers=said)
    return known


@pytest.mark.parametrize(
    ("answers", "proposed"),
    [
        ((None,), True),
        (("no",), False),
        (("later",), False),
        (("no", None), True),
        (("no", "no", None), False),
        (("no", "no", None, None), False),
        (("no", "no", None, None, None), True),
        (("no", "later", "no", None), False),
        (("no", "no", None, None, "no", None), False),
        (("no", "no", None, None, "no", None, None, None), True),
        (("prepare", None), True),
        (("prepare", "no", None), True),
        (("no", "prepare", "no", None), True),
    ],
)
def test_two_refusals_of_the_same_amendment_silence_it_for_two_reviews(
    answers: tuple[str | None, ...], proposed: bool
) -> None:
    assert (("objective", None) in proposals_by_key(reviews_answering(*answers))) is proposed


def test_refusing_one_amendment_says_nothing_of_another() -> None:
    known = with_review(reviews_answering("no", "no", None), -1, changes=frozenset({"data"}))
    assert set(proposals_by_key(known)) == {("data", None)}


def test_what_was_put_off_comes_again_though_nothing_new_calls_for_it() -> None:
    known = one(GOOD, GOOD, GOOD, first=13)
    known = with_review(known, 0, changes=frozenset({"data"}), amendment_answers={("data", None): "later"})
    once = known.up_to(1)
    assert only(once).evidence == (month(13),)
    assert proposals(known, CATALOGUE) == ()
    again = with_review(known, 1, amendment_answers={("data", None): "later"})
    assert only(again).key == ("data", None)


def test_what_was_prepared_at_the_first_review_rests_until_there_are_new_figures() -> None:
    causes = dict.fromkeys(range(4), "target")
    series = measures("gen_on_time", ["80", "80", "80", "80"], aim("95", "70"), first=13, causes=causes)
    known = history({"gen_on_time": series}, terms=TERMS)
    prepared = with_review(known, 0, amendment_answers={("target", "gen_on_time"): "prepare"})
    assert [bool(proposals(prepared.up_to(index), CATALOGUE)) for index in (1, 2, 3)] == [False, False, True]


def test_only_the_two_last_reviews_make_a_volume_or_a_delay() -> None:
    known = one(GOOD, GOOD, GOOD, first=13)
    for index in range(3):
        known = with_review(known, index, volume=D(150 + 10 * index), turnaround=D(4 + index), decision="continue")
    kept = proposals_by_key(known)
    assert (kept["volume", None].new, kept["volume", None].evidence) == (165, (month(14), month(15)))
    delay = kept["turnaround", None]
    assert (delay.new, delay.evidence) == (6, (month(14), month(15)))


def test_two_notices_are_two_amendments() -> None:
    known = one(GOOD, changes=frozenset({"tools", "contact"}))
    assert [one.subject for one in proposals(known, CATALOGUE)] == ["contact", "tools"]


def test_what_is_being_prepared_is_not_proposed_again_on_the_same_evidence() -> None:
    known = with_review(one(GOOD, GOOD, GOOD, first=13, volume=D(150)), 1, volume=D(150))
    known = with_review(known, 0, volume=D(150))
    assert ("volume", None) in proposals_by_key(known)
    prepared = with_review(known, 1, amendment_answers={("volume", None): "prepare"})
    assert ("volume", None) not in proposals_by_key(prepared)
