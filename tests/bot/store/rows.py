"""Rows for the tests of the store: two people, an interview, an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.store import InterviewRow, Tx

NOW = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ADA = 7_123_456_789
BOB = 42


def begin_audit(tx: Tx, chat_id: int = ADA) -> tuple[int, int]:
    """A person in an audit: the ids of the project and of the interview."""
    tx.person(chat_id, NOW)
    project_id = tx.project(chat_id, NOW)
    return project_id, tx.interviews.of(project_id, "audit", NOW, "v1").id


def open_interview(tx: Tx, *which: Any) -> InterviewRow:
    return tx.interviews.of(*which)


def write_answer(tx: Tx, question: str, value: Any, item: str | None = None, **given: Any) -> None:
    project_id, interview_id = begin_audit(tx)
    tx.add_answer(project_id, interview_id, question, item, value, "v1", NOW, **given)


def current_answers(tx: Tx) -> dict[tuple[str, str | None], Any]:
    return tx.answers(begin_audit(tx)[1])
