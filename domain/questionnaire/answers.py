"""Reads the answers of a form by question and item; capabilities extend `Answers` with what the answers mean.

The caller passes only the answers that apply.
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
    """The answers given to a form, gaps included."""

    form: Form
    answers: Mapping[Key, Value]
    """Answers may be added while a path is computed; none of them changes."""
    _computed: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def memoize(self, name: Hashable, compute: Callable[[], T], *, lasting: bool = False) -> T:
        """Return `compute()`, computed again only when answers have been added since.

        `lasting`: computed once for all, because it only reads what was known from the start.
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
        """True when the person skipped the question or does not know."""
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
        """Each item the question has an answer for, with that answer, gaps included, in the order they were given."""
        return ((item, value) for (name, item), value in self.answers.items() if name == question)

    def but(self, key: Key, value: Value | None) -> Self:
        """A copy with another answer to one question, or with no answer to it when the value is None."""
        others = {other: given for other, given in self.answers.items() if other != key}
        return replace(self, answers=others if value is None else {**others, key: value})
