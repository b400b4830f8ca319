"""Reads the answers of a form by question and item; capabilities extend `Answers` with what the answers mean.

The caller passes only the answers that apply.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple, Self, TypeVar

from domain.questionnaire.form import Form, Key
from domain.questionnaire.values import Gap, Value

T = TypeVar("T")


class _Computed(NamedTuple):
    """A value that was computed. `size`: how many answers there were when it was last true."""

    value: Any
    reads: frozenset[str] | None
    size: int


@dataclass(frozen=True)
class Answers:
    """The answers given to a form, gaps included."""

    form: Form
    answers: Mapping[Key, Value]
    """Answers may be added while a path is computed; none of them changes."""
    _computed: dict[Hashable, _Computed] = field(default_factory=dict, init=False, repr=False, compare=False)

    def memoize(self, name: Hashable, compute: Callable[[], T], reads: frozenset[str] | None = None) -> T:
        """Return `compute()`, computed again only when an answer it reads has been added since.

        `reads`: the questions whose answers it reads, of those added or changed since the start; None when it may read
        any, or holds these answers themselves. Other answers may adopt what declares its reads.
        """
        known = self._computed.get(name)
        if known is None or not self._is_current(known):
            known = _Computed(compute(), reads, len(self.answers))
            self._computed[name] = known
        found: T = known.value
        return found

    def _is_current(self, known: _Computed) -> bool:
        if known.size == len(self.answers):
            return True
        added = islice(self.answers, known.size, None)
        return known.reads is not None and known.reads.isdisjoint(question for question, _ in added)

    def adopt(self, near: Answers | None, changed: frozenset[str]) -> None:
        """Keep what was computed here or for answers `near` that differ in the `changed` questions, and is still true.

        Called once the answers are all there: only they are kept alive, not `near`.
        """
        size, found = len(self.answers), {}
        if near is not None:
            for name, known in near._computed.items():
                if known.reads is not None and known.reads.isdisjoint(changed):
                    found[name] = _Computed(known.value, known.reads, size)
        found |= {name: known for name, known in self._computed.items() if self._is_current(known)}
        self._computed.clear()
        self._computed.update(found)

    def adopt_lasting(self, near: Answers) -> None:
        """Keep what was computed for answers `near` from what was known at the start, which no answer changes."""
        self._computed.update({name: known for name, known in near._computed.items() if known.reads == frozenset()})

    def get(self, question: str, item: str | None = None) -> Value | None:
        """The answer, or None when there is none or it is a gap."""
        value = self.answers.get((question, item))
        return None if isinstance(value, Gap) else value

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
        return value if isinstance(value, Decimal) else Decimal(value)

    def every(self, question: str) -> Iterator[tuple[str | None, Value]]:
        """Each item the question has an answer for, with that answer, gaps included, in the order they were given."""
        return ((item, value) for (name, item), value in self.answers.items() if name == question)

    def but(self, key: Key, value: Value | None) -> Self:
        """A copy with another answer to one question, or with no answer to it when the value is None."""
        others = {other: given for other, given in self.answers.items() if other != key}
        return replace(self, answers=others if value is None else {**others, key: value})
