"""What a transaction reads, as plain values. Every datetime is aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who wrote to the bot; `card` is the id of the message that holds the question on screen.

    `current`: the interview they are in when it is not the one about their own company.
    `country`, `zone`: where they live, once they said so. `silent_at`: since when they want no reminder.
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
class InterviewRow:
    """One run of the form; `state` is what is on screen, `said_at` when the person was last in it.

    `prior`: [question, item, value] of what it started from. `period`: what a review is about (« 2026-10 »).
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
    """One answer as it was given; `wording` is the version of the form that asked."""

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
    """A yes or a no to the use of the answers, with the exact text that was shown."""

    id: int
    chat_id: int
    given: bool
    text: str
    version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link for one person; `interview_id` is theirs once opened, `answers` what they gave, kept until it is shown.

    `purpose`: the occasion it opens. `period`: the review it is for. `silent_at`: since when who answered it wants no
    more message about that file.
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
    """Something to do for a project at an instant, once: `kind` and `item` name it.

    `attempts`: how often it could not be done.
    """

    id: int
    project_id: int
    chat_id: int
    kind: str
    item: str
    due_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Appointment:
    """The review of one period: `planned`, then `open` once said, at last `closed`, `missed` or `cancelled`.

    `snoozes`: how often it was put off.
    """

    project_id: int
    period: str
    opens_at: datetime
    state: str
    snoozes: int


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A frozen cahier des charges. `answers`: an answers file; `author`: the chat of the person who froze it.

    `approved_by`: the name typed under « Bon pour accord ». The fingerprints are None until the files are made.
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
    """Something to say to a person, kept until Telegram has accepted it."""

    id: int
    chat_id: int
    kind: str
    payload: Any
    created_at: datetime
    not_before: datetime
    attempts: int
    error: str | None
