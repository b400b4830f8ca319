"""What an edit touches: answers it sets aside, and answers whose question no longer shows the same thing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from domain.assessment.project import Project
from domain.calendar.workdays import Calendar
from domain.content.sources import PREFILLS, QUICK, choices, preselected
from domain.questionnaire.bounds import limits
from domain.questionnaire.form import Key, is_given
from domain.questionnaire.path import Path
from domain.specification.texts import COSMETIC, quoted


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
        for key, value in before.project.answers.items()
        if key not in after.project.answers and is_given(value) and before.project.form.questions[key[0]].lasting
    )
    review = tuple(
        step.key
        for step in after.steps
        if step.key not in edited
        and step.key in was
        and is_given(after.project.answers.get(step.key))
        and step.question.lasting
        and not step.question.milestone
        and _presented(before.project, step.key, calendar) != _presented(after.project, step.key, calendar)
    )
    return Consequences(aside, review)


def _presented(project: Project, key: Key, calendar: Calendar) -> tuple[Any, ...]:
    """What the question rests on: choices, proposals, bounds and the figures its text and buttons quote."""
    question, item = project.form.questions[key[0]], key[1]
    texts = "".join((question.text, *(choice.label for choice in question.choices)))
    return (
        {choice.id for choice in choices(project, key)},
        preselected(project, key),
        PREFILLS[question.prefill](project, item) if question.prefill else None,
        QUICK[question.quick_from](project, item) if question.quick_from else None,
        limits(project, key, calendar),
        {name: value for name, value in quoted(project, texts, item).items() if name not in COSMETIC},
    )
