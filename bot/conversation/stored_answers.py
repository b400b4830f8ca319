"""Reads stored rows as answers to the present form (`domain/questionnaire/evolution.py`).
The only place where rows become answers; rows are never rewritten when the form changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.store import InterviewRow, Tx
from domain.questionnaire.evolution import current_key, prior_to_current_form, spread, to_current_form
from domain.questionnaire.form import Form, Key
from domain.questionnaire.values import Value, from_json, to_json


def given_in(tx: Tx, form: Form, row: InterviewRow, before: datetime | None = None) -> dict[Key, Value]:
    """The answers of an interview, now or as they were `before` an instant."""
    return given_of(form, row, answered_in(tx, form, row.id, before))


def given_of(form: Form, row: InterviewRow, answers: dict[Key, Value]) -> dict[Key, Value]:
    """The same from the answers read: those given before their question joined a loop are given to each item."""
    return spread(form, answers, prior_of(form, row)) if form.heirs else answers


def answered_in(tx: Tx, form: Form, interview_id: int, before: datetime | None = None) -> dict[Key, Value]:
    """The answers of an interview from its id alone, as they were given."""
    return to_current_form(form, ((key, from_json(raw)) for key, raw in tx.answers(interview_id, before).items()))


def answers_after(tx: Tx, form: Form, interview_id: int, last: int) -> tuple[dict[Key, Value], int]:
    """The same for the answers whose id is greater than `last`, and the id of the latest."""
    read, last = tx.answers_after(interview_id, last)
    return to_current_form(form, ((key, from_json(raw)) for key, raw in read.items())), last


def prior_of(form: Form, row: InterviewRow) -> dict[Key, Value]:
    """What an interview started from (`prior` in `domain/questionnaire/turn.py`)."""
    return entries_of(form, row.prior)


def entries_of(form: Form, entries: Iterable[Sequence[Any]]) -> dict[Key, Value]:
    """The same from entries [question, item, value]; names that are no questions are kept unchanged."""
    return prior_to_current_form(form, (((question, item), from_json(raw)) for question, item, raw in entries))


def rewritten(form: Form, entries: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """The entries under the present names of their questions."""
    return [[question, item, to_json(value)] for (question, item), value in entries_of(form, entries).items()]


def given_at(form: Form, rows: Iterable[tuple[Key, datetime]]) -> Mapping[Key, datetime]:
    """Question → when it was last answered, under the present names."""
    return {now: at for key, at in rows if (now := current_key(form, key))}
