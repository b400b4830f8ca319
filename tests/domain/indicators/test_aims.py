"""The target a figure is judged by is the one that held when its month began."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.questionnaire.form import Key
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Gap, Value
from domain.reviews.figures.due import figures_due
from domain.reviews.figures.series import target
from domain.reviews.opening import aims_then
from domain.specification.project import Project, project_of
from tests.domain.review_path import DELAY, LEAVES, OCTOBER, agreed_answers, review_form, review_path
from tests.shipped_form import shipped_form


def agreed_as(target: str | None, base: str | None = "4") -> Project:
    """The file with that target, and that base, for the delay of bookkeeping."""
    known: dict[Key, Value] = {**agreed_answers(), ("kpi_target", DELAY): "custom"}
    figures = {("kpi_target_custom", DELAY): target, ("kpi_baseline", DELAY): base}
    known |= {key: Gap.UNKNOWN if value is None else Decimal(value) for key, value in figures.items()}
    return project_of(path_of(shipped_form(), known))


@pytest.mark.parametrize(
    ("then", "noted"),
    [
        ([("3", "4")], {}),
        ([("6", "4")], {"rev_aim": 6, "rev_base": 4}),
        ([("3", "8")], {"rev_aim": 3, "rev_base": 8}),
        ([("6", None)], {"rev_aim": 6}),
        ([(None, "4"), ("6", "4")], {"rev_aim": 6, "rev_base": 4}),
        ([(None, "4")], {}),
        ([None], {}),
        ([], {}),
    ],
)
def test_a_month_keeps_the_base_and_the_target_that_held_when_it_began(
    then: list[tuple[str | None, str | None] | None], noted: dict[str, int]
) -> None:
    files = [agreed_as(*given) if given else project_of(path_of(shipped_form(), {})) for given in then]
    entries = aims_then(agreed_as("3"), {OCTOBER: files})
    assert {question: value for question, item, value in entries if item == f"{DELAY}/2026-10"} == noted


OTHER = "bookkeeping/bk_close_delay"


def followed_as(*kpis: str) -> Project:
    """The file where bookkeeping follows these KPIs."""
    known: dict[Key, Value] = {**agreed_answers(), ("kpi_select", "bookkeeping"): kpis}
    return project_of(path_of(shipped_form(), known))


def test_a_month_is_asked_for_the_indicators_that_were_followed_when_it_began() -> None:
    entries = tuple(aims_then(followed_as("bk_close_delay"), {OCTOBER: [agreed_as("6")]}))
    assert ("rev_followed", "2026-10", (DELAY, LEAVES)) in entries
    assert ("rev_aim", f"{DELAY}/2026-10", 6) in entries
    opened = project_of(review_path(OCTOBER, {}, changed={("kpi_select", "bookkeeping"): ("bk_close_delay",)}))
    assert figures_due(opened, OCTOBER) == (f"{OTHER}/2026-10", f"{LEAVES}/2026-10")
    noted = {(question, item): value for question, item, value in entries}
    then = project_of(path_of(review_form(), {}, {**opened.answers, **noted}))
    assert set(figures_due(then, OCTOBER)) == {f"{DELAY}/2026-10", f"{LEAVES}/2026-10"}
    assert target(then, f"{DELAY}/2026-10") == 6
    assert figures_due(then, OCTOBER.shift(1)) == (f"{OTHER}/2026-11", f"{LEAVES}/2026-11")
