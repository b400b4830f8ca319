"""Reads all that documents and exports need of a person's file in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.content.answers_file import answers_to_json, second_look_to_json
from bot.conversation.exchange import AUDIT
from bot.conversation.stored_answers import given_at, given_in, prior_of
from bot.project.prepared_amendments import prepared_amendments
from bot.store import AnswerRow, ConsentRow, Person, Tx, VersionRow
from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import Path, path_of
from domain.questionnaire.values import Value
from domain.specification.editions import PreparedAmendment
from domain.specification.project import Project, project_of

OFFERS = "offers"


@dataclass(frozen=True)
class FileSnapshot:
    """`path`: through the person's own file; `versions`: oldest first; `prepared`: the amendments of the reviews.

    `answered_at`: when each answer was last given.
    """

    path: Path
    person: Person
    given: Mapping[Key, Value]
    prior: Mapping[Key, Value]
    versions: list[VersionRow]
    prepared: tuple[PreparedAmendment, ...]
    answered_at: Mapping[Key, datetime]


def snapshot_of(tx: Tx, chat_id: int, form: Form, now: datetime) -> FileSnapshot:
    """A person's file, to make a document outside an update."""
    project = tx.project(chat_id, now)
    audit = tx.interviews.of(project, AUDIT, now, form.version)
    given, prior = given_in(tx, form, audit), prior_of(form, audit)
    history = (row for row in tx.history(project) if row.interview_id == audit.id)
    answered_at = given_at(form, (((row.question, row.item), row.at) for row in history))
    path, rows = path_of(form, given, prior), tx.versions.of_project(project)
    amendments = prepared_amendments(tx, project, form, path)
    return FileSnapshot(path, tx.person(chat_id, now), given, prior, rows, amendments, answered_at)


def offers_of(tx: Tx, chat_id: int, form: Form, now: datetime) -> Project:
    """The offers a person entered last, with what was read of their file when they last opened them."""
    row = tx.interviews.of(tx.project(chat_id, now), OFFERS, now, form.version)
    asked = form.for_occasion(OFFERS)
    return project_of(path_of(asked, given_in(tx, asked, row), prior_of(asked, row)))


def export(tx: Tx, chat_id: int, form: Form, now: datetime) -> bytes:
    """Everything stored about the person, as a JSON file that `score` and `document` can read."""
    found, project = snapshot_of(tx, chat_id, form, now), tx.project(chat_id, now)
    data: dict[str, Any] = answers_to_json(form, found.given) | {
        "exported_at": now.isoformat(),
        "country": found.person.country,
        "absences": [[first.isoformat(), last.isoformat()] for first, last in tx.absences.of_project(project)],
        "appointments": [[one.period, one.state] for one in tx.appointments.of_project(project)],
        "consents": [_row_to_json(row, "given", "text", "version") for row in tx.consents(chat_id)],
        "history": [_row_to_json(row, "question", "item", "value", "wording") for row in tx.history(project)],
        # A third party's answers, once they have been shown.
        "second_look": second_look_to_json(found.prior),
        # A provider's answers by link, once they have been shown to both sides.
        "provider": [
            {"period": one.period, "answers": one.answers}
            for one in tx.invitations.of_project(project, "collection")
            if one.state in ("waited", "revealed")
        ],
        "versions": [_version(row) for row in found.versions],
    }
    return json.dumps(data, ensure_ascii=False, indent=2, default=float).encode()


def _row_to_json(row: AnswerRow | ConsentRow, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names} | {"at": row.at.isoformat()}


def _version(row: VersionRow) -> dict[str, Any]:
    """A version without its files: the person has received these, and the fingerprints identify them."""
    names = ("number", "author", "reason", "approved_by", "pdf_sha256", "docx_sha256", "answers")
    return {name: getattr(row, name) for name in names} | {"at": row.made_at.isoformat()}
