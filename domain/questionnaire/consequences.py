"""What an edit touches: answers it sets aside, and answers whose question no longer shows the same thing."""

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
    """`aside`: given answers that no longer count. `review`: given answers whose question has changed."""

    aside: tuple[Key, ...]
    review: tuple[Key, ...]


def consequences(before: Path, after: Path, edited: Collection[Key], calendar: Calendar) -> Consequences:
    """Compare the two paths; `edited`: what has just been answered.

    Nothing is erased: what is set aside returns with the path.
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
    """What the question rests on: choices, proposals, bounds and the figures its text and buttons quote."""
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
