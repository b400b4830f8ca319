"""Finds what an edit affects: the answers it sets aside, and the answers whose question has changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from domain.calendar.workdays import Calendar
from domain.questionnaire.answers import Answers
from domain.questionnaire.bounds import limits
from domain.questionnaire.form import Key, is_given
from domain.questionnaire.lookup import choices, prefill, preselection, proposed_values, variables_of
from domain.questionnaire.path import Path


@dataclass(frozen=True, slots=True)
class Consequences:
    """What an edit affects. `aside`: answers that no longer count; `review`: answers whose question has changed."""

    aside: tuple[Key, ...]
    review: tuple[Key, ...]


def consequences(before: Path, after: Path, edited: Collection[Key], calendar: Calendar) -> Consequences:
    """Compare the paths before and after an edit; `edited`: the questions just answered.

    Nothing is erased: an answer set aside counts again when its question is back on the path.
    """
    was = {step.key for step in before.steps}
    aside = tuple(
        key
        for key, value in before.known.items()
        if key not in after.known and is_given(value) and before.form.questions[key[0]].lasting
    )
    review = tuple(
        step.key
        for step in after.steps
        if step.key not in edited
        and step.key in was
        and is_given(after.known.get(step.key))
        and step.question.lasting
        and not step.question.milestone
        and _presentation(before.answers, step.key, calendar) != _presentation(after.answers, step.key, calendar)
    )
    return Consequences(aside, review)


def _presentation(answers: Answers, key: Key, calendar: Calendar) -> tuple[Any, ...]:
    """What the question shows: choices, proposed answers, bounds, and the variables of its text and buttons."""
    question, cosmetic = answers.form.questions[key[0]], answers.form.sources.cosmetic
    texts = "".join((question.text, *(choice.label for choice in question.choices)))
    return (
        {choice.id for choice in choices(answers, key)},
        preselection(answers, key),
        prefill(answers, key),
        proposed_values(answers, key),
        limits(answers, key, calendar),
        {name: value for name, value in variables_of(answers, texts, key[1]).items() if name not in cosmetic},
    )
