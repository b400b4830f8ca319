"""The second look in the document: for the company, never for a provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.documents import Documents
from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Value
from domain.specification.document import specification
from domain.specification.editions import Audience
from domain.specification.project import project_of

CHOICES = {"keep_mine": "votre note", "take_theirs": "la sienne", "average": "la moyenne", "talk": "de vive voix"}


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("reader", ["own", "provider", "signature"])
def test_a_gap_and_what_was_decided_of_it_are_in_the_companys_own_annex_only(
    form: Form, company: Callable[[str], Mapping[Key, Value]], documents: Documents, choice: str, reader: Any
) -> None:
    given = company("atelier_brindille")
    task = project_of(path_of(form, given)).retained_tasks[0]
    own = given["audit_friction", task]
    assert isinstance(own, int)
    theirs = 1 if own > 3 else 5
    look: dict[Key, Value] = {("third_look", None): "7", ("third_friction", task): Decimal(theirs)}
    look["sealed_friction", task] = Decimal(own)
    decided = {**given, ("third_resolve", f"{task}/friction/7"): choice}
    path = path_of(form, decided, look)
    text = documents.render(
        specification(project_of(path), Calendar(date(2026, 11, 23)), audience=Audience(reader)), "md"
    ).decode()
    row = f"la peine qu’elle donne | {own} | {theirs} |"
    assert (row in text) == (reader == "own") and (reader != "own" or CHOICES[choice] in text.split(row)[1])
