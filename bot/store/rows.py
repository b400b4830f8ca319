"""The rows a transaction returns, as plain values. Every datetime is aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has written to the bot. `card`: id of the message that shows the current question.

    `current`: the interview they are in, None for the audit. `country`, `zone`: None until they give them.
    `silent_at`: since when they want no reminders.
    """

    chat_id: int
    created_at: datetime
    reachable: bool
    card: int | None
    paused_at: datetime | None
    current: int | None
    country: str | None = None
    zone: str | None = None
    silent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A person and their project, both locked. `version`: raised by each change of what the project holds."""

    person: Person
    project: int
    version: int


@dataclass(frozen=True, slots=True)
class InterviewRow:
    """An interview. `state`: its screen and queue; `said_at`: when the person was last in it.

    `prior`: entries [question, item, value] it started from. `period`: of a review (« 2026-10 »).
    """

    id: int
    project_id: int
    occasion: str
    state: dict[str, Any] | None
    opened_at: datetime
    closed_at: datetime | None
    said_at: datetime | None
    form_version: str
    prior: list[list[Any]]
    period: str | None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer as it was given; `wording`: the version of the form that asked."""

    id: int
    project_id: int
    interview_id: int
    question: str
    item: str | None
    value: Any
    wording: str
    at: datetime
    update_id: int | None
    message_id: int | None


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent given or refused, with the exact text that was shown."""

    id: int
    chat_id: int
    given: bool
    text: str
    version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link for one guest. `interview_id`: the guest's, once opened; `answers`: the guest's, until they are shown.

    `purpose`: the occasion it opens. `period`: the review it is for. `silent_at`: since when the guest wants no
    message about that file.
    """

    id: int
    project_id: int
    name: str
    created_at: datetime
    expires_at: datetime
    state: str
    interview_id: int | None
    answers: list[list[Any]] | None
    purpose: str
    period: str | None
    silent_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A job to do once for a project; `kind` and `item` identify it. `attempts`: how often it has failed."""

    id: int
    project_id: int
    chat_id: int
    kind: str
    item: str
    due_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Appointment:
    """The appointment of a review. `state`: `planned`, then `open`, then `closed`, `missed` or `cancelled`.

    `snoozes`: how often it was postponed.
    """

    project_id: int
    period: str
    opens_at: datetime
    state: str
    snoozes: int


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A frozen cahier des charges. `answers`: an answers file; `author`: the chat of the person who froze it.

    `approved_by`: the name typed for « Bon pour accord ». The fingerprints are None until the files are made.
    """

    id: int
    project_id: int
    number: str
    made_at: datetime
    author: int
    reason: str | None
    approved_by: str | None
    form_version: str
    answers: dict[str, Any]
    pdf_sha256: str | None
    docx_sha256: str | None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message to a person, stored until Telegram has accepted it. `sent`: how many of its parts it has accepted.

    `claimed_until`: until when only the process that wrote or took it may send it. `bulk`: nobody waits for it.
    """

    id: int
    chat_id: int
    kind: str
    payload: Any
    created_at: datetime
    not_before: datetime
    attempts: int
    error: str | None
    claimed_until: datetime | None
    sent: int
    bulk: bool


@dataclass(frozen=True, slots=True)
class WaitingUpdate:
    """An update kept until it can be decided; `payload`: as it was received, in JSON."""

    id: int
    update_id: int
    chat_id: int
    payload: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing is sent until then to a chat (`scope` « chat »), in bulk (« bulk »), or at all (« all »)."""

    scope: str
    chat_id: int
    until: datetime
