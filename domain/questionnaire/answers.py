"""The answers of a form, read by question and item; capabilities build on it what the answers mean.

Whoever builds one passes the answers that apply.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Self, TypeVar

from domain.questionnaire.form import Form, Key, is_given
from domain.questionnaire.values import Gap, Value

T = TypeVar("T")


@dataclass(frozen=True)
class Answers:
    form: Form
    answers: Mapping[Key, Value]
    """More may be added while a path is walked; none changes."""
    _computed: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def memoize(self, name: Hashable, compute: Callable[[], T], *, lasting: bool = False) -> T:
        """What `compute` returns, asked for many times by conditions and computed again once there are more answers;
        never again when it is `lasting`, resting only on what was known from the start.
        """
        known = name if lasting else (name, len(self.answers))
        if known not in self._computed:
            self._computed[known] = compute()
        found: T = self._computed[known]
        return found

    def get(self, question: str, item: str | None = None) -> Value | None:
        """The answer, or None when there is none or it is a gap."""
        value = self.answers.get((question, item))
        return value if is_given(value) else None

    def gap(self, question: str, item: str | None = None) -> bool:
        """True when the person passed over the question or said they do not know."""
        return isinstance(self.answers.get((question, item)), Gap)

    def chosen(self, question: str, item: str | None = None) -> tuple[str, ...]:
        value = self.get(question, item)
        return value if isinstance(value, tuple) else ()

    def text(self, question: str, item: str | None = None) -> str:
        value = self.get(question, item)
        return value if isinstance(value, str) else ""

    def number(self, question: str, item: str | None = None) -> Decimal | None:
        """A number or scale; a choice that stands for a number (`v3`, `m6`) gives that number."""
        value = self.get(question, item)
        if isinstance(value, str):
            choice = self.form.questions[question].choice(value)
            return Decimal(choice.value) if choice and choice.value is not None else None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return None
        return Decimal(value)

    def every(self, question: str) -> Iterator[tuple[str | None, Value]]:
        """Each item the question has an answer for, with the answer, gaps too, in the order given."""
        return ((item, value) for (name, item), value in self.answers.items() if name == question)

    def but(self, key: Key, value: Value | None) -> Self:
        """The same with another answer to one question; with none when the value is None."""
        others = {other: given for other, given in self.answers.items() if other != key}
        return replace(self, answers=others if value is None else {**others, key: value})
