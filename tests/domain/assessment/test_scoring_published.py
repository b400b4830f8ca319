"""Scoring against every published figure (`docs/rules/scoring.md`)."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest

from domain.assessment.economics import economics
from domain.assessment.explanation import explain
from domain.assessment.scoring import evaluate, rank, round_tenth, sensitivity
from tests.domain.scoring_examples import (
    BRINDILLE,
    EXAMPLES,
    NEXORIA,
    TASKS,
    VALSERINE,
    VERDICT,
    Example,
    decimal_of,
    exact,
    without_vision,
)


@pytest.mark.parametrize("name", TASKS)
def test_every_published_figure_is_found(name: str) -> None:
    task, example = TASKS[name]
    row = example.published[name]
    first, final = evaluate(task, without_vision(example.company)), evaluate(task, example.company)
    assert round_tenth(final.C_int) == decimal_of(row["C_int"])
    assert abs(final.H - exact(row["H"])) <= Fraction(1, 20000)
    assert abs(final.C - exact(row["C"])) <= Fraction(1, 20000)
    assert sensitivity(task.data) == int(row["SE"])
    assert task.doc_eff == int(row["DO_eff"])
    for column in ("P", "K", "R", "E", "bonus"):
        assert round_tenth(getattr(final, column)) == decimal_of(row[column]), column
    assert round_tenth(final.P_prime) == decimal_of(row["P'"])
    assert round_tenth(first.S) == decimal_of(row["S sans vision"])
    assert first.verdict == VERDICT[row["verdict sans vision"]]
    assert round_tenth(final.S) == decimal_of(row["S final"])
    assert final.verdict == VERDICT[row["verdict final"]]
    assert final.why == row["motif"]
    assert final.split is (row["découpage"] == "oui")


def published_order(example: Example, title: str) -> tuple[str, ...]:
    found = re.search(rf"{re.escape(title)} : ((?:`\w+`(?: > )?)+)", example.text)
    assert found
    return tuple(re.findall(r"`(\w+)`", found[1]))


@pytest.mark.parametrize("example", EXAMPLES, ids=["Brindille", "Valserine", "Nexoria"])
def test_the_published_orders_are_found(example: Example) -> None:
    tasks = example.tasks.values()
    assert rank(tasks, without_vision(example.company)).order == published_order(example, "Classement sans vision")
    final = rank(tasks, example.company)
    assert final.order == published_order(example, "Classement final (S)")
    assert final.display == published_order(example, "Affichage groupé")


PRICED = [name for name, (task, _) in TASKS.items() if task.provider_price_month is not None]


@pytest.mark.parametrize("name", PRICED)
def test_the_published_economics_are_found(name: str) -> None:
    task, example = TASKS[name]
    figure = r"(-?[\d,]+)"
    published = re.search(
        rf"`{name}` prix {figure} \+ coordination {figure} \+ mise en route {figure}"
        rf" = {figure}, gain {figure}",
        example.text,
    )
    found = economics(task, example.company)
    assert published and found
    sums = (found.price, found.coordination, found.start_up, found.external, found.gain)
    assert [round_tenth(value) for value in sums] == [decimal_of(text.strip(",")) for text in published.groups()]


def test_a_gain_in_valued_time_may_cost_cash() -> None:
    found = economics(BRINDILLE.tasks["logistics"], BRINDILLE.company)
    assert found
    assert round_tenth(found.gain) == Decimal("759.5")
    assert found.cash == 120 - 900 - Fraction(300, 12)


def test_economics_wait_for_a_price() -> None:
    assert economics(VALSERINE.tasks["sales_prospecting"], VALSERINE.company) is None


def test_the_published_explanation_is_found() -> None:
    found = explain(evaluate(BRINDILLE.tasks["bookkeeping"], without_vision(BRINDILLE.company)))
    assert [(term, round_tenth(points)) for term, points in found.pulls] == [
        ("FR", Decimal("25.0")),
        ("C", Decimal("16.2")),
        ("EG", Decimal("15.0")),
        ("H", Decimal("12.5")),
        ("VA", Decimal("2.5")),
    ]
    assert [(term, round_tenth(points)) for term, points in found.holds] == [
        ("SI", Decimal("11.3")),
        ("AV", Decimal("0.0")),
    ]


def test_the_vision_is_one_of_the_reasons() -> None:
    pulls = dict(explain(evaluate(VALSERINE.tasks["csr"], VALSERINE.company)).pulls)
    assert pulls["brand_image"] == 15
    assert pulls["quality_reliability"] == Fraction(45, 8)


def test_what_is_least_ready_comes_first_in_the_preparation() -> None:
    social = explain(evaluate(BRINDILLE.tasks["social_media"], BRINDILLE.company))
    assert social.to_prepare[0] == "DO"
    support = explain(evaluate(NEXORIA.tasks["it_support"], NEXORIA.company))
    assert support.to_prepare[0] == "SE"
