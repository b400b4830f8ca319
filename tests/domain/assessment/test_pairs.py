"""Comparisons two by two, against the published weights and consistency."""

import re
from itertools import combinations

import pytest

from domain.assessment.pairs import compare
from domain.assessment.scoring import rank
from tests.domain.scoring_examples import BRINDILLE, EXAMPLES, NEXORIA, Example


def published_pairs(example: Example) -> dict[tuple[str, str], str]:
    line = re.search(r"- Paires : (.+)\.\n", example.text)
    assert line
    return {(a, b): answer for a, b, answer in re.findall(r"`(\w+)`/`(\w+)` = `(\w+)`", line[1])}


@pytest.mark.parametrize("example", EXAMPLES, ids=["Brindille", "Valserine", "Nexoria"])
def test_the_published_comparisons_are_found(example: Example) -> None:
    tasks = list(example.tasks)
    found = compare(tasks, published_pairs(example))
    published = re.search(r"Poids : (.+) ; λmax ([\d,]+), CR ([\d,]+), (\w+), (.+)\.\n", example.text)
    assert published
    weights = dict(re.findall(r"`(\w+)` (\d,\d+)", published[1]))
    assert {task: round(weight, 3) for task, weight in found.weights.items()} == {
        task: float(weight.replace(",", ".")) for task, weight in weights.items()
    }
    assert round(found.lambda_max, 3) == float(published[2].replace(",", "."))
    assert round(found.CR, 3) == float(published[3].replace(",", "."))
    assert found.consistent is (published[4] == "cohérent")
    ranking = rank(example.tasks.values(), example.company)
    scores = {task: score.S for task, score in ranking.scores.items()}
    discordant = [f"{a} / {b}" for a, b in found.discordant(ranking.order, scores)]
    cycles = [" > ".join([*cycle, cycle[0]]) for cycle in found.cycles]
    said = ", ".join(
        [
            f"cycle {cycles[0]}" if cycles else "aucun cycle",
            f"paires discordantes : {', '.join(discordant)}" if discordant else "aucune paire discordante",
        ]
    )
    assert said == published[5]


def test_the_answer_that_disagrees_most_is_pointed_at() -> None:
    found = compare(list(NEXORIA.tasks), published_pairs(NEXORIA))
    assert found.doubtful == ("recruitment", "invoicing_collections")


def test_all_equal_is_consistent_and_contradicts_no_score() -> None:
    tasks = list(BRINDILLE.tasks)
    found = compare(tasks, dict.fromkeys(combinations(tasks, 2), "equal"))
    assert list(found.weights.values()) == pytest.approx([1 / 3] * 3)
    assert abs(found.CR) < 1e-9
    assert found.consistent
    ranking = rank(BRINDILLE.tasks.values(), BRINDILLE.company)
    scores = {task: score.S for task, score in ranking.scores.items()}
    assert found.discordant(ranking.order, scores) == ()


def test_a_reversed_order_is_discordant_from_five_points_on() -> None:
    found = compare(["a", "b", "c"], {("a", "b"): "less", ("a", "c"): "more", ("b", "c"): "much_more"})
    assert found.order == ("b", "a", "c")
    assert found.discordant(["a", "b", "c"], {"a": 80, "b": 75, "c": 10}) == (("a", "b"),)  # type: ignore[dict-item]
    assert found.discordant(["a", "b", "c"], {"a": 80, "b": 76, "c": 10}) == ()  # type: ignore[dict-item]


def test_a_cycle_is_not_consistent() -> None:
    found = compare(["a", "b", "c"], {("a", "b"): "more", ("b", "c"): "more", ("c", "a"): "more"})
    assert found.cycles == (("a", "b", "c"),)
    assert not found.consistent


def test_two_tasks_are_not_compared() -> None:
    with pytest.raises(ValueError, match="2 tasks"):
        compare(["a", "b"], {("a", "b"): "more"})
