"""Tells whether a verdict resists a small change of one answer or one weight (`docs/rules/scoring.md §8`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.assessment.calibration import DEFAULT, Weights
from domain.assessment.scoring import Company, Task, evaluate

SCALES = (
    "strategic_impact",
    "ceo_value",
    "mastery",
    "friction",
    "variability",
    "documentation",
    "repetitiveness",
    "necessity",
    "sales_drag",
)


@dataclass(frozen=True, slots=True)
class Flip:
    """A change that gives another verdict. `variable`: a scale, `hours_week` or a weight (`R.DO`); `change`: `+1`…"""

    variable: str
    change: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Robustness:
    trials: int
    flips: tuple[Flip, ...]

    @property
    def level(self) -> str:
        if not self.flips:
            return "robust"
        return "moderate" if len(self.flips) <= 2 else "fragile"

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that change the verdict, each once."""
        return tuple(dict.fromkeys(flip.variable for flip in self.flips))


def robustness(task: Task, company: Company) -> Robustness:
    """Try every small change and keep those that give another verdict (`docs/rules/scoring.md §8`)."""
    current = evaluate(task, company).verdict
    trials = [
        Flip(variable, change, evaluate(other, company, weights).verdict)
        for variable, change, other, weights in _trials(task)
    ]
    return Robustness(len(trials), tuple(trial for trial in trials if trial.verdict != current))


def _trials(task: Task) -> Iterator[tuple[str, str, Task, Weights]]:
    for scale in SCALES:
        for step in (-1, 1):
            level = getattr(task, scale) + step
            if 1 <= level <= 5:
                yield scale, f"{step:+d}", replace(task, **{scale: level}), DEFAULT
    for change, factor in (("x0.75", Fraction(3, 4)), ("x1.25", Fraction(5, 4))):
        yield "hours_week", change, replace(task, hours_week=task.hours_week * factor), DEFAULT
    for axis, terms in DEFAULT.items():
        for term in terms:
            for change, factor in (("x0.8", Fraction(4, 5)), ("x1.2", Fraction(6, 5))):
                yield f"{axis}.{term}", change, task, _shift_weight(axis, term, factor)


def _shift_weight(axis: str, term: str, factor: Fraction) -> Weights:
    """The weights with one of them multiplied by `factor`, and its axis scaled back to a total of one."""
    terms = {name: weight * factor if name == term else weight for name, weight in DEFAULT[axis].items()}
    total = sum(terms.values())
    return {**DEFAULT, axis: {name: weight / total for name, weight in terms.items()}}
