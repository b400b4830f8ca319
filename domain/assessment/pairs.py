"""Computes weights from tasks compared two by two, whether they are consistent, and where they contradict the score.

The result checks the score and never enters it (`docs/rules/scoring.md §7`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations

Pair = tuple[str, str]

RATIO = {"much_more": 5.0, "more": 3.0, "equal": 1.0, "less": 1 / 3, "much_less": 1 / 5}
RANDOM_INDEX = {3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41}
CONSISTENT = 0.10
NOTABLE_GAP = 5
"""Points of S between two tasks from which a reversed order is mentioned."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`order`: tasks by weight then id; `cycles`: triples A > B > C > A; `doubtful`: the pair to look at again."""

    weights: Mapping[str, float]
    lambda_max: float
    CI: float
    CR: float
    cycles: tuple[tuple[str, str, str], ...]
    order: tuple[str, ...]
    doubtful: Pair | None
    answers: Mapping[Pair, str]

    @property
    def consistent(self) -> bool:
        return self.CR <= CONSISTENT and not self.cycles

    def discordant(self, ranking: Sequence[str], scores: Mapping[str, Fraction]) -> tuple[Pair, ...]:
        """Pairs, in the ranking's order, that this comparison reverses although S differs by 5 points or more.

        `ranking`: the tasks by S; `scores`: their S. Two tasks answered as equal are never discordant.
        """
        ranked = [task for task in ranking if task in self.weights]
        return tuple(
            (above, below)
            for above, below in combinations(ranked, 2)
            if self.order.index(above) > self.order.index(below)
            and abs(scores[above] - scores[below]) >= NOTABLE_GAP
            and "equal" not in (self.answers.get((above, below)), self.answers.get((below, above)))
        )


def compare(tasks: Sequence[str], answers: Mapping[Pair, str]) -> Comparison:
    """Compute the weights and consistency of three to eight tasks; a pair without an answer counts as equal.

    Raises ValueError for another number of tasks or a task not listed, KeyError for an unknown answer.
    """
    size = len(tasks)
    if size not in RANDOM_INDEX:
        raise ValueError(f"{size} tasks cannot be compared, three to eight can")
    matrix = [[1.0] * size for _ in tasks]
    for (a, b), answer in answers.items():
        i, j = tasks.index(a), tasks.index(b)
        matrix[i][j], matrix[j][i] = RATIO[answer], 1 / RATIO[answer]
    means = [math.prod(row) ** (1 / size) for row in matrix]
    weights = [mean / sum(means) for mean in means]
    lambda_max = (
        sum(
            sum(a * weight for a, weight in zip(row, weights, strict=True)) / own
            for row, own in zip(matrix, weights, strict=True)
        )
        / size
    )
    index = (lambda_max - size) / (size - 1)
    by_task = dict(zip(tasks, weights, strict=True))
    return Comparison(
        weights=by_task,
        lambda_max=lambda_max,
        CI=index,
        CR=index / RANDOM_INDEX[size],
        cycles=_cycles(tasks, answers),
        # Equal weights may differ in their last bits, which depend on the order of the products.
        order=tuple(sorted(tasks, key=lambda task: (-round(by_task[task], 9), task))),
        doubtful=_doubtful(by_task, answers),
        answers=answers,
    )


def _cycles(tasks: Sequence[str], answers: Mapping[Pair, str]) -> tuple[tuple[str, str, str], ...]:
    """Every A > B > C > A, once, starting with its first task in alphabetical order."""
    wins = {pair for pair, answer in answers.items() if RATIO[answer] > 1}
    wins |= {(b, a) for (a, b), answer in answers.items() if RATIO[answer] < 1}
    return tuple(
        (a, b, c) for a, b, c in permutations(tasks, 3) if a < b and a < c and {(a, b), (b, c), (c, a)} <= wins
    )


def _doubtful(weights: Mapping[str, float], answers: Mapping[Pair, str]) -> Pair | None:
    """The pair whose answer is furthest from the ratio of its weights, in proportion: 3 to 1 is as far as 1 to 3."""

    def distance(pair: Pair) -> float:
        a, b = pair
        return round(abs(math.log(RATIO[answers[pair]] * weights[b] / weights[a])), 9)

    return max(answers, key=distance, default=None)
