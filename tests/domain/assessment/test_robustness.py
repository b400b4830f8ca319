"""How fragile a verdict is, against the published flips."""

import re

import pytest

from domain.assessment.robustness import robustness
from tests.domain.scoring_examples import BRINDILLE, TASKS, VALSERINE, VERDICT


@pytest.mark.parametrize("name", TASKS)
def test_the_published_level_is_found(name: str) -> None:
    task, example = TASKS[name]
    assert robustness(task, example.company).level == example.published[name]["robustesse"]


FLIPPING = [name for name, (_, example) in TASKS.items() if f"Bascules de `{name}`" in example.text]


@pytest.mark.parametrize("name", FLIPPING)
def test_the_published_flips_are_found(name: str) -> None:
    task, example = TASKS[name]
    published = re.search(rf"Bascules de `{name}` \((\d+) sur (\d+) essais\) : (.+)\.\n", example.text)
    assert published
    found = robustness(task, example.company)
    assert (len(found.flips), found.trials) == (int(published[1]), int(published[2]))
    expected = []
    for flip in published[3].split(" ; "):
        cause, verdict = flip.split(" -> ")
        expected.append((cause.removeprefix("poids ").replace(" ", ""), VERDICT[verdict]))
    assert [(flip.variable + flip.change, flip.verdict) for flip in found.flips] == expected


def test_flips_are_published_for_every_task_that_is_not_robust() -> None:
    for name, (task, example) in TASKS.items():
        assert bool(robustness(task, example.company).flips) is (name in FLIPPING)


def test_a_variable_that_flips_is_named_once() -> None:
    found = robustness(VALSERINE.tasks["customer_service"], VALSERINE.company)
    assert found.variables == ("ceo_value", "documentation", "repetitiveness", "R.DO")


def test_a_robust_verdict_hangs_on_nothing() -> None:
    found = robustness(BRINDILLE.tasks["logistics"], BRINDILLE.company)
    assert (found.level, found.variables) == ("robust", ())
