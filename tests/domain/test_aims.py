"""The target a figure is judged by is the one that held when its month began."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.form import Key
from domain.path import path_of
from domain.project import Project
from domain.review_opening import aims_then
from domain.values import Gap, Value
from tests.domain.reviewed import DELAY, OCTOBER, agreed
from tests.walk import shipped_form


def agreed_as(target: str | None, base: str | None = "4") -> Project:
    """The file with that target, and that base, for the delay of bookkeeping."""
    known: dict[Key, Value] = {**agreed(), ("kpi_target", DELAY): "custom"}
    figures = {("kpi_target_custom", DELAY): target, ("kpi_baseline", DELAY): base}
    known |= {key: Gap.UNKNOWN if value is None else Decimal(value) for key, value in figures.items()}
    return path_of(shipped_form(), known).project


@pytest.mark.parametrize(
    ("then", "noted"),
    [
        ([agreed_as("3")], {}),
        ([agreed_as("6")], {"rev_aim": 6, "rev_base": 4}),
        ([agreed_as("3", "8")], {"rev_aim": 3, "rev_base": 8}),
        ([agreed_as("6", None)], {"rev_aim": 6}),
        ([agreed_as(None), agreed_as("6")], {"rev_aim": 6, "rev_base": 4}),
        ([agreed_as(None)], {}),
        ([path_of(shipped_form(), {}).project], {}),
        ([], {}),
    ],
)
def test_a_month_keeps_the_base_and_the_target_that_held_when_it_began(
    then: list[Project], noted: dict[str, int]
) -> None:
    entries = aims_then(agreed_as("3"), {OCTOBER: then})
    assert {question: value for question, item, value in entries if item == f"{DELAY}/2026-10"} == noted
