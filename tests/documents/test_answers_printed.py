"""Each answer stands in the document, or is left out for a reason said here."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.documents import Documents, Format
from domain.questionnaire.bounds import unit_of
from domain.questionnaire.form import Form, Key
from domain.questionnaire.lookup import choices
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Value, show
from domain.specification.editions import Reader
from domain.specification.parts.provenance import PASSAGES, TASK_PASSAGES
from domain.specification.project import project_of
from domain.versions.differences import differences
from tests.documents.file_text import letters_and_digits, rendered_words
from tests.documents.filled_answers import WEIGHTS
from tests.documents.not_printed import NOT_PRINTED

OWN_ONLY = ("rank_override_reason",)
"""What the company reads and nobody else does; marks and internal costs have tests of their own."""
NOT_IN_FORCE = (*OWN_ONLY, "spec_criteria_weights")
"""What is printed of how the company chooses: no version is about it."""
FORMATS: tuple[Format, ...] = ("md", "html", "pdf", "docx")


@pytest.mark.parametrize("format", FORMATS)
def test_every_text_number_and_date_is_found_in_the_document(
    format: Format,
    form: Form,
    everything: dict[Key, Value],
    spec_of: Callable[..., Any],
    documents: Documents,
) -> None:
    project = project_of(path_of(form, everything))
    text = rendered_words(documents, spec_of(everything), format)
    missing = []
    for key, value in project.answers.items():
        question = form.questions[key[0]]
        if key[0] in NOT_PRINTED or question.type not in ("short_text", "long_text", "number", "date"):
            continue
        shown = show(question.type, value, unit_of(project, key))
        if letters_and_digits(shown) not in text:
            missing.append((key, shown))
    assert missing == [], "to be printed in templates/sections/, or to be left out in tests/documents/not_printed.py"


@pytest.mark.parametrize("reader", ["own", "provider", "signature"])
def test_what_is_not_printed_is_nowhere(
    reader: Reader, form: Form, everything: dict[Key, Value], spec_of: Callable[..., Any], documents: Documents
) -> None:
    # A contradiction kept knowingly quotes figures, to the company alone.
    shown = {
        key: value
        for key, value in everything.items()
        if reader != "own" or form.questions[key[0]].type != "contradiction"
    }
    # One figure is the law's: an article of the tax code.
    text = documents.render(spec_of(shown, reader=reader), "md").decode().replace("art. 242 nonies", "")
    for key, value in shown.items():
        kind = form.questions[key[0]].type
        if key[0] not in NOT_PRINTED and (reader == "own" or key[0] not in OWN_ONLY):
            continue
        if kind in ("short_text", "long_text"):
            assert str(value) not in text
        if kind == "number" and value not in WEIGHTS.values():
            assert not re.search(rf"(?<!\d){value}(?!\d)", text), key


@pytest.mark.long
def test_each_choice_has_its_own_words(
    form: Form, everything: dict[Key, Value], spec_of: Callable[..., Any], documents: Documents
) -> None:
    project = project_of(path_of(form, everything))
    mute = []
    for key in project.answers:
        question = form.questions[key[0]]
        kinds = ("single_choice", "multi_choice", "yes_no")
        if key[0] in NOT_PRINTED or question.type not in kinds or (key[1] or "logistics") != "logistics":
            continue
        if key[0] in ("audit_functions", "retain_tasks", "obj_main", "kpi_select", "audit_doer"):
            continue
        if key[0] == "spec_criteria":  # Here the tasks diverge: the grid proposed is the balanced one.
            continue
        offered = [choice.id for choice in choices(project, key) if choice.id not in ("other", "none")]
        values = [True, False] if question.type == "yes_no" else offered
        texts = {
            documents.render(spec_of({**everything, key: (one,) if question.type == "multi_choice" else one}), "md")
            for one in values
        }
        if len(texts) != len(values):
            mute.append(key)
    assert mute == []


def test_the_reasons_name_questions_of_the_form(form: Form) -> None:
    assert [question for question in NOT_PRINTED if question not in form.questions] == []


def test_what_is_printed_can_be_traced_to_its_question(form: Form) -> None:
    traced = {question for passages in (PASSAGES, TASK_PASSAGES) for asked in passages.values() for question in asked}
    lasting = {question.id for section in form.sections for question in section.questions if question.lasting}
    untraced = lasting - set(NOT_PRINTED) - traced
    assert untraced == set(), "to be traced in domain/specification/parts/provenance.py"


def test_a_printed_answer_that_changes_is_a_difference_between_two_versions(
    form: Form, everything: dict[Key, Value], spec_of: Callable[..., Any]
) -> None:
    before, silent = spec_of(everything), set()
    for key, value in everything.items():
        question = form.questions[key[0]]
        if key[0] in (*NOT_PRINTED, *NOT_IN_FORCE):
            continue
        if question.type in ("short_text", "long_text"):
            other: Value = f"{value}x"
        elif question.type == "number" and isinstance(value, Decimal | int):
            other = value + 1
        elif question.type == "date":
            other = (date.fromisoformat(str(value)) + timedelta(1)).isoformat()
        else:
            continue
        if not differences(form, before, spec_of({**everything, key: other})):
            silent.add(key[0])
    assert silent == set(), "to be compared in domain/versions/differences.py"
