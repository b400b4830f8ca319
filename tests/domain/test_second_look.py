"""What the trusted third party changes, against the published example."""

import re
from dataclasses import replace

import pytest

from domain.scoring import evaluate, rounded
from domain.second_look import FIELDS, look
from tests.domain.examples import VALSERINE, VERDICT, shown

LINE = re.search(r"- Tiers \(SI, AV, FR, maîtrise\) : (.+)\.\n", VALSERINE.text)
assert LINE
SCORES = {
    name: dict(zip(FIELDS, map(int, levels.split(", ")), strict=True))
    for name, levels in re.findall(r"`(\w+)` ([\d, ]+\d)", LINE[1])
}


@pytest.mark.parametrize("name", VALSERINE.tasks)
def test_the_published_second_look_is_found(name: str) -> None:
    found = look(VALSERINE.tasks[name], VALSERINE.company, SCORES[name])
    published = re.search(
        rf"`{name}` : divergence (.+) ; avec la moyenne S = ([\d,]+), verdict (.+)\.\n", VALSERINE.text
    )
    assert published
    said = ", ".join(f"{gap.field} {gap.own} contre {gap.theirs}" for gap in found.divergences)
    assert (said or "aucune") == published[1]
    assert rounded(found.average.S) == shown(published[2])
    assert found.average.verdict == VERDICT[published[3]]


def test_a_verdict_that_moves_with_the_mean_is_told() -> None:
    moves = {name: look(task, VALSERINE.company, SCORES[name]) for name, task in VALSERINE.tasks.items()}
    assert [name for name, found in moves.items() if found.verdict_moves] == ["customer_service"]


def test_the_third_party_s_own_scenario_uses_their_scores() -> None:
    task = VALSERINE.tasks["customer_service"]
    found = look(task, VALSERINE.company, SCORES["customer_service"])
    theirs = replace(task, strategic_impact=5, ceo_value=4, friction=4, mastery=2)
    assert found.own == evaluate(task, VALSERINE.company)
    assert found.theirs == evaluate(theirs, VALSERINE.company)


def test_the_mean_is_rounded_half_up() -> None:
    task = replace(VALSERINE.tasks["csr"], friction=2)
    found = look(task, VALSERINE.company, {"friction": 5})
    assert found.average == evaluate(replace(task, friction=4), VALSERINE.company)


def test_a_score_the_third_party_left_out_changes_nothing() -> None:
    found = look(VALSERINE.tasks["csr"], VALSERINE.company, {})
    assert found.divergences == ()
    assert found.own == found.theirs == found.average
