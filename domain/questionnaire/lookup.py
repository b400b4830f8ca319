"""Looks up what a form names in its sources: loop items, facts, objections, the choices and texts of a question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from domain.questionnaire.answers import Answers
from domain.questionnaire.form import Choice, Key, Question
from domain.questionnaire.sources import Item, Objection
from domain.questionnaire.values import Value


def items(answers: Answers, loop: str) -> tuple[str, ...]:
    return answers.form.sources.loops[loop].items(answers)


def answer_item(answers: Answers, question: Question, item: Item) -> Item:
    """The item whose answer a condition or text means: the same item, its task when it is a KPI's, or None."""
    if question.for_each is None or item is None:
        return None
    return item if answers.form.sources.loops[question.for_each].own else item.split("/")[0]


def fact(answers: Answers, item: Item, name: str) -> Value | None:
    """The value of this name in a condition: a fact, or the answer to a question; None when there is none."""
    source = answers.form.sources.facts.get(name)
    if source is not None:
        found: Value | None = source(answers, item)
        return found
    question = answers.form.questions[name]
    return answers.get(name, answer_item(answers, question, item))


def choices(answers: Answers, key: Key) -> tuple[Choice, ...]:
    """The choices to show, with the variables of their labels; a choice is left out while a variable has no value."""
    form = answers.form
    question, sources = form.questions[key[0]], form.sources
    if question.id in form.fixed_choices:
        return question.choices
    if question.choices_from:
        offered: tuple[Choice, ...] = sources.choices[question.choices_from](answers, key[1])
        return offered
    found = []
    for choice in question.choices:
        if _left_out(answers, question, choice, key[1]):
            continue
        label = fill(answers, choice.label, key[1])
        if label is not None:
            found.append(Choice(choice.id, label, choice.value, choice.then))
    return tuple(found)


def _left_out(answers: Answers, question: Question, choice: Choice, item: Item) -> bool:
    """True for a choice its source leaves out, one the question `excludes` already has, or one with nothing to ask."""
    sources = answers.form.sources
    if (source := sources.left_out.get(f"{question.id}.{choice.id}")) is not None:
        return bool(source(answers, item))
    if question.excludes:
        other = answers.form.questions[question.excludes]
        return choice.id == answers.text(other.id, answer_item(answers, other, item))
    queue = sources.queues.get(choice.then or "")
    return queue is not None and not queue(answers)


def objections(answers: Answers, section: str) -> list[tuple[Objection, Item, str]]:
    """The objections to raise at the end of a section, the most serious first: (objection, item, text)."""
    found = [
        (one, item, text)
        for one in answers.form.sources.objections
        if one.section == section
        for item in (items(answers, one.for_each) if one.for_each else (None,))
        if (text := one.raised(answers, item)) is not None
    ]
    return sorted(found, key=lambda each: each[0].rank)


def preselection(answers: Answers, key: Key) -> tuple[str, ...]:
    name = answers.form.questions[key[0]].preselect
    if not name:
        return ()
    offered = {choice.id for choice in choices(answers, key)}
    return tuple(choice for choice in answers.form.sources.preselections[name](answers, key[1]) if choice in offered)


def prefill(answers: Answers, key: Key) -> Decimal | str | None:
    """The answer proposed with the question; None when there is none."""
    name = answers.form.questions[key[0]].prefill
    found: Decimal | str | None = answers.form.sources.prefills[name](answers, key[1]) if name else None
    return found


def proposed_values(answers: Answers, key: Key) -> tuple[tuple[str, Decimal], ...]:
    """The values proposed as buttons: (name of the button's words, value)."""
    name = answers.form.questions[key[0]].quick_from
    found: tuple[tuple[str, Decimal], ...] = answers.form.sources.quick[name](answers, key[1]) if name else ()
    return found


def variables_of(answers: Answers, text: str, item: Item) -> Mapping[str, str | None]:
    """The variables a text names, with their values for this item; None for one without a value."""
    variables = answers.form.sources.variables
    return {name: variables[name](answers, item) for name in _named(text)}


@lru_cache(maxsize=2048)
def _named(text: str) -> tuple[str, ...]:
    """The names of the variables of a text, one of the form's."""
    return tuple(re.findall(r"\{(\w+)\}", text))


def fill(answers: Answers, text: str, item: Item) -> str | None:
    """The text with its variables filled in; None when one of them has no value."""
    if not _named(text):
        return text.format()
    known = variables_of(answers, text, item)
    return None if None in known.values() else text.format(**known)
