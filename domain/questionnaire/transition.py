"""One transition of the machine: the state of the interview, and the ways a reply may end:
show a screen, go on, keep a value, refuse it, answer an old button.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import takewhile

from domain.calendar.periods import is_period
from domain.calendar.workdays import Calendar
from domain.questionnaire.bounds import limits, unit_of
from domain.questionnaire.consequences import consequences
from domain.questionnaire.form import Form, Key
from domain.questionnaire.input.parsing import choices_on_screen, refusal
from domain.questionnaire.lookup import preselection
from domain.questionnaire.path import Path, path_with
from domain.questionnaire.turn import (
    AlreadyAnswered,
    Asking,
    Correcting,
    Echo,
    Explain,
    Interview,
    Note,
    Output,
    Refuse,
    Screen,
    Turn,
    Weighing,
)
from domain.questionnaire.values import Aside, Doubt, Refusal, Value, soft

MOST_ATTEMPTS = 3
"""Refusals after which any question may be skipped for now, unless it is essential."""

Saved = tuple[tuple[Key, Value], ...]
"""The answers a turn saves."""


class Transition:
    """The interview during one call of `advance`; `now`: what is on screen."""

    def __init__(self, form: Form, interview: Interview, calendar: Calendar) -> None:
        self.form, self.interview, self.calendar = form, interview, calendar
        self.path = interview.path_in(form)
        self.now = self._in_force(interview.asking)

    @property
    def answers(self) -> Mapping[Key, Value]:
        return self.path.known

    def _in_force(self, screen: Screen | None) -> Screen | None:
        """The stored screen, without what the form no longer has; None when nothing of it is left."""
        if isinstance(screen, Asking):
            if self.path.step(screen.key) is None:
                return None
            if not screen.draft:
                return screen
            return replace(
                screen, draft=tuple(c for c in choices_on_screen(self.path, screen.key) if c in screen.draft)
            )
        if isinstance(screen, Weighing):
            named = (screen.key, *screen.aside, *screen.review)
            return screen if self.path.step(screen.key) and all(map(self._nameable, named)) else None
        if isinstance(screen, Correcting) and screen.keys:
            return screen if all(key in self.answers for key in screen.keys) else None
        if isinstance(screen, Correcting) and screen.section is not None:
            return screen if screen.section in {section.id for section in self.form.sections} else None
        return screen

    def _nameable(self, key: Key) -> bool:
        parts = re.split(r"[|/]", key[1]) if key[1] else []
        sources = self.form.sources
        items = {name for source in sources.labels.values() for name, _ in source(self.path.answers)} | sources.nameable
        named = (part for part in parts if part and not part.isdecimal() and not is_period(part))
        return key[0] in self.form.questions and items.issuperset(named)

    def ask(self, key: Key) -> Asking:
        """A new screen for the question, with its first ticks."""
        if self.form.questions[key[0]].type != "multi_choice":
            return Asking(key)
        value = self.answers.get(key)
        draft = value if isinstance(value, tuple) else preselection(self.path.answers, key)
        return Asking(key, draft=tuple(choice for choice in choices_on_screen(self.path, key) if choice in draft))

    def asking(self, key: Key) -> Asking:
        """The screen of the question when it is the current one, else a new one."""
        return self.now if isinstance(self.now, Asking) and self.now.key == key else self.ask(key)

    # --- where a turn ends

    def show(self, screen: Screen | None, *outputs: Output) -> Turn:
        return Turn(replace(self.interview, asking=screen), self.path, outputs=outputs)

    def next(self, *outputs: Output, saved: Saved = ()) -> Turn:
        """Go on to the next answer to review, else to the first open question, else to the end."""
        queue = tuple(key for key in self.interview.queue if self.path.step(key))
        if queue:
            screen: Screen | None = self.ask(queue[0])
        else:
            step = self.path.first_open(self.answers)
            screen = self.ask(step.key) if step else None
        self.interview = replace(self.interview, asking=screen, queue=queue[1:])
        return Turn(self.interview, self.path, saved, outputs)

    def resume(self, *outputs: Output) -> Turn:
        return self.show(self.now, *outputs) if self.now else self.next(*outputs)

    def reopen(self, *outputs: Output) -> Turn:
        """Resume; anyone who declined, which ended the interview, is asked again."""
        refused = self.path.refusal
        return self.show(self.ask(refused.key), *outputs) if refused and not self.now else self.resume(*outputs)

    def if_on_screen(self, key: Key, act: Callable[[Asking], Turn], value: Value | None = None) -> Turn:
        """Call `act` when this question is on screen; else the button, which answers `value`, is an old one."""
        if isinstance(self.now, Asking) and self.now.key == key:
            return act(self.now)
        return self.answer_old_button(key, value)

    def answer_old_button(self, key: Key, value: Value | None = None) -> Turn:
        """Answer an old button, which would have given `value`: say which answer the question has."""
        if key not in self.answers:
            return self.resume(Note("outdated"))
        same = self.form.questions[key[0]].silent or (value is not None and self.answers[key] == value)
        return self.resume(AlreadyAnswered(key, same))

    # --- a value

    def try_value(self, key: Key, value: Value, confirmed: bool = False) -> Turn:
        """Refuse a value outside the bounds, ask back about an unusual one, else keep it; run a choice that acts."""
        question = self.form.questions[key[0]]
        choice = question.choice(value) if isinstance(value, str) else None
        if choice and choice.then:
            return self._act(key, choice.id, choice.then)
        if choice and question.type == "number":
            return self.record(key, choice.id)
        if refused := refusal(self.path, key, value, self.calendar):
            return self.refuse(refused, self.asking(key))
        if self.is_unusual(key, value) and not confirmed:
            return self.show(replace(self.asking(key), candidates=(value,)))
        return self.record(key, value)

    def is_unusual(self, key: Key, value: Value) -> bool:
        """True for a value to ask back before it is kept."""
        most = self.form.questions[key[0]].soft_max
        if isinstance(value, tuple):
            return most is not None and len(value) > most
        if self.form.questions[key[0]].type == "date" and isinstance(value, str):
            return key[0] not in self.form.sources.free_days and not self.calendar.is_working_day(
                date.fromisoformat(value)
            )
        return soft(value, limits(self.path.answers, key, self.calendar))

    def ask_again(self, key: Key, problem: Refusal | Doubt) -> Turn:
        """Ask the question again, with the refusal or the values to choose from."""
        if isinstance(problem, Refusal):
            return self.refuse(problem, self.asking(key))
        return self.show(replace(self.asking(key), candidates=problem.candidates))

    def refuse(self, refused: Refusal, now: Asking) -> Turn:
        """Refuse the answer and count it; an essential question never reaches the count that lets it be skipped."""
        most = MOST_ATTEMPTS - 1 if self.form.questions[now.key[0]].essential else now.attempts + 1
        attempts = min(now.attempts + 1, most)
        return self.show(
            replace(now, attempts=attempts, candidates=()), Refuse(refused.problem, refused.params, attempts)
        )

    def record(self, key: Key, value: Value) -> Turn:
        """Save the answer, say what an edit affects, and go on; no earlier answer is erased."""
        return self.record_all({key: value})

    def record_all(self, given: Mapping[Key, Value]) -> Turn:
        """Do as `record` for several answers at once."""
        before = self.path
        old = {key: self.answers.get(key) for key in given}
        saved = (*given.items(), *self._take(given))
        lasting = [key for key in given if not self.form.questions[key[0]].silent]
        outputs: tuple[Output, ...] = tuple(Echo(key, given[key], old[key]) for key in lasting)
        edited = tuple(
            key for key in lasting if old[key] != given[key] and (old[key] is not None or self._comes_back(key, given))
        )
        return self._weigh(before, edited, saved, *outputs) if edited else self.next(*outputs, saved=saved)

    def _weigh(self, before: Path, edited: tuple[Key, ...], saved: Saved, *outputs: Output) -> Turn:
        """Say what an edit affects, or go on."""
        touched = consequences(before, self.path, edited, self.calendar)
        if not touched.aside and not touched.review:
            return self.next(*outputs, saved=saved)
        queue = tuple(other for other in self.interview.queue if other not in touched.review)
        self.interview = replace(self.interview, queue=queue)
        turn = self.show(Weighing(edited[0], touched.aside, touched.review), *outputs)
        return replace(turn, saved=saved)

    def _comes_back(self, key: Key, given: Mapping[Key, Value]) -> bool:
        """True when a later question already has an answer: this one comes back after an edit."""
        if key not in self.answers:
            return False
        # The answers stand in the order of the path.
        later = takewhile(lambda other: other != key, reversed([*self.answers]))
        return any(other not in given and self.form.questions[other[0]].lasting for other in later)

    def _take(self, given: Mapping[Key, Value]) -> tuple[tuple[Key, Value], ...]:
        """Add answers to the interview; return the figures to set aside because their unit changes with them."""
        was = self.path.answers
        self.path = path_with(self.path, given)
        self.interview = replace(self.interview, given=self.path.given, path=self.path)
        units = {name for name, unit in self.form.sources.units.items() if not unit.reads.isdisjoint(self.path.changed)}
        aside: dict[Key, Value] = {}
        for step in self.path.steps if units else ():
            if step.question.unit not in units:
                continue
            figure, unit = was.answers.get(step.key), unit_of(was, step.key)
            changed = unit is not None and unit != unit_of(self.path.answers, step.key)
            if changed and step.key not in given and isinstance(figure, int | Decimal):
                aside[step.key] = Aside(figure, str(unit))
        return tuple(aside.items()) + (self._take(aside) if aside else ())

    def _act(self, key: Key, choice: str, then: str) -> Turn:
        """Do what a choice says in `then`: correct, explain, ask a queue again, or `edit:<question>`."""
        if then.startswith("edit:"):
            self.interview = replace(self.interview, queue=((then.removeprefix("edit:"), None), *self.interview.queue))
            return self.record(key, choice)
        if then == "correct":
            return self.show(Correcting(self.form.questions[key[0]].section))
        if (queue := self.form.sources.queues.get(then)) is not None:
            self.interview = replace(self.interview, queue=queue(self.path.answers))
            return self.next()
        return self.resume(Explain() if then == "explain" else Note(f"{key[0]}.{choice}"))
