"""The ranking in words: whatever separates two tasks of one score has a name on screen."""

from __future__ import annotations

import pytest

from domain.assessment.scoring import CRITERIA
from tests.shipped_form import shipped_form


@pytest.mark.parametrize("criterion", CRITERIA[1:])
def test_what_separates_two_tasks_of_one_score_is_said_in_words(criterion: str) -> None:
    assert shipped_form().words[f"ranking.criterion.{criterion}"]
