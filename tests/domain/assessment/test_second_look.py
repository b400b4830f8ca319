"""What the trusted third party changes, against the published example."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assessment.scoring import evaluate, round_tenth
from domain.assessment.second_look import FIELDS, compare_notes, mean
from domain.questionnaire.form import Key
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Value
from domain.specification.project import Project, project_of
from tests.domain.scoring_examples import VALSERINE, VERDICT, decimal_of
from tests.interview_walk import (
    straight_run,
)
from tests.shipped_form import shipped_form

LINE = re.search(r"- Tiers \(SI, AV, FR, maîtrise\) : (.+)\.\n", VALSERINE.text)
assert LINE
SCORES = {
    name: dict(zip(FIELDS, map(int, levels.split(", ")), strict=True))
    for name, levels in re.findall(r"`(\w+)` ([\d, ]+\d)", LINE[1])
}


@pytest.mark.parametrize("name", VALSERINE.tasks)
def test_the_published_second_look_is_found(name: str) -> None:
    found = compare_notes(VALSERINE.tasks[name], VALSERINE.company, SCORES[name])
    published = re.search(
        rf"`{name}` : divergence (.+) ; avec la moyenne S = ([\d,]+), verdict (.+)\.\n", VALSERINE.text
    )
    assert published
    said = ", ".join(f"{gap.field} {gap.own} contre {gap.theirs}" for gap in found.divergences)
    assert (said or "aucune") == published[1]
    assert round_tenth(found.average.S) == decimal_of(published[2])
    assert found.average.verdict == VERDICT[published[3]]


def test_a_verdict_that_moves_with_the_mean_is_told() -> None:
    moves = {name: compare_notes(task, VALSERINE.company, SCORES[name]) for name, task in VALSERINE.tasks.items()}
    assert [name for name, found in moves.items() if found.average.verdict != found.own.verdict] == ["customer_service"]


def test_the_third_party_s_own_scenario_uses_their_scores() -> None:
    task = VALSERINE.tasks["customer_service"]
    found = compare_notes(task, VALSERINE.company, SCORES["customer_service"])
    theirs = replace(task, strategic_impact=5, ceo_value=4, friction=4, mastery=2)
    assert found.own == evaluate(task, VALSERINE.company)
    assert found.theirs == evaluate(theirs, VALSERINE.company)


def test_the_mean_is_rounded_half_up() -> None:
    task = replace(VALSERINE.tasks["csr"], friction=2)
    found = compare_notes(task, VALSERINE.company, {"friction": 5})
    assert found.average == evaluate(replace(task, friction=4), VALSERINE.company)


def test_a_score_the_third_party_left_out_changes_nothing() -> None:
    found = compare_notes(VALSERINE.tasks["csr"], VALSERINE.company, {})
    assert found.divergences == ()
    assert found.own == found.theirs == found.average


# --- in the person's file


def noted(theirs: int, own: int = 1, choice: str | None = None, later: int | None = None) -> Project:
    """A file of three tasks where the third party gave `theirs` for the friction of bookkeeping, noted `own`."""
    said = dict(straight_run().interview.given) | {("audit_friction", "bookkeeping"): later or own}
    revealed: dict[Key, Value] = {("third_look", None): "7"}
    revealed |= {("third_friction", "bookkeeping"): Decimal(theirs), ("sealed_friction", "bookkeeping"): Decimal(own)}
    if choice:
        said["third_resolve", "bookkeeping/friction/7"] = choice
    return project_of(path_of(shipped_form(), said, revealed))


@pytest.mark.parametrize(
    ("theirs", "choice", "counts"),
    [
        (5, None, 1), (5, "keep_mine", 1), (5, "take_theirs", 5), (5, "average", 3), (5, "talk", 1),
        (4, "average", 3), (2, "take_theirs", 1),
    ],
)  # fmt: skip
def test_the_note_that_counts_is_the_one_the_person_chose(theirs: int, choice: str | None, counts: int) -> None:
    # A gap of one point is mentioned, never asked: what was answered of it does not apply.
    assert noted(theirs, choice=choice).scale("friction", "bookkeeping") == counts


def test_a_gap_of_two_points_is_asked_about_and_one_point_is_not() -> None:
    assert noted(3).divergences == ("bookkeeping/friction/7",)
    assert noted(2).divergences == () and len(noted(2).scale_pairs) == 1


def test_a_note_thought_over_since_is_the_one_that_counts_and_the_sealed_gap_stays() -> None:
    project = noted(5, choice="take_theirs", later=3)
    assert project.scale("friction", "bookkeeping") == 3
    assert project.scale_pairs == {"bookkeeping/friction/7": (1, 5)}


def test_nothing_is_compared_before_the_reveal() -> None:
    project = project_of(straight_run().path)
    assert project.scale_pairs == {} and project.divergences == () and project.second_look("bookkeeping") is None


@given(st.integers(1, 5), st.integers(1, 5))
def test_a_mean_lies_between_both_notes_and_is_the_same_from_both_sides(own: int, theirs: int) -> None:
    assert min(own, theirs) <= mean(own, theirs) <= max(own, theirs)
    assert mean(own, theirs) == mean(theirs, own)
