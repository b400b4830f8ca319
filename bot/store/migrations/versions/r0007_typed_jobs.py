"""Rewrites the items of planned jobs as canonical JSON of ids and dates, and counts failed attempts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

Fields = dict[str, Any]


def upgrade() -> None:
    """Add a column and rewrite every row that can be read; others stay as they are, and fail when they fall due."""
    op.add_column("planned", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, project_id, kind, item FROM planned ORDER BY due_at, id")).all()
    made: set[tuple[int, str, str]] = set()
    for planned_id, project_id, old, text in rows:
        found = _converted(old, text)
        if found is None:
            continue
        kind, item = found
        if (project_id, kind, item) in made:
            # An action was planned once for each wording; its text is no longer part of the item.
            connection.execute(sa.text("DELETE FROM planned WHERE id = :id"), {"id": planned_id})
            continue
        made.add((project_id, kind, item))
        connection.execute(
            sa.text("UPDATE planned SET kind = :kind, item = :item WHERE id = :id"),
            {"kind": kind, "item": item, "id": planned_id},
        )


def _converted(old: str, text: str) -> tuple[str, str] | None:
    """The present kind and item of a row; None if it cannot be read."""
    if old not in KINDS:
        return None
    kind, read = KINDS[old]
    try:
        fields = read(text)
    except ValueError:
        return None
    return kind, json.dumps(fields, sort_keys=True, separators=(",", ":"))


# --- how each kind was written


def _period(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2]|T[1-4])", text):
        raise ValueError(text)
    return text


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise ValueError(text)
    return int(text)


def _id(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise ValueError(text)
    return text


def _cut(text: str, *readers: Callable[[str], Any]) -> list[Any]:
    """The parts between slashes, each read by its own function."""
    return [read(part) for read, part in zip(readers, text.split("/"), strict=True)]


def _invitation(text: str) -> Fields:
    return {"invitation": _number(text)}


def _nudge(text: str) -> Fields:
    period, stage = _cut(text, _period, _id)
    return {"period": period, "stage": stage}


def _action(text: str) -> Fields:
    """« 2026-11-1/action_soon/2026-12-10/text of the action »; the text is dropped, as the review has it."""
    named, stage, due, _ = text.split("/", 3)
    period, dash, slot = named.rpartition("-")
    # An id without a period does not come from a review: no action will be found for it.
    action = f"{_period(period)}/{_number(slot)}" if dash else _id(named)
    return {"action": action, "due": _day(due), "stage": _id(stage)}


def _step(text: str) -> Fields:
    task, step, due = _cut(text, _id, _id, _day)
    return {"task": task, "deadline": step, "due": due}


def _paper(text: str) -> Fields:
    task, paper, due, stage = _cut(text, _id, _id, _day, _id)
    return {"task": task, "certificate": paper, "due": due, "stage": stage}


def _preparation(text: str) -> Fields:
    task, days = _cut(text, _id, _number)
    return {"task": task, "days": days}


def _half_day(text: str) -> Fields:
    day, half = _cut(text, _day, _id)
    return {"day": day, "half": half}


KINDS: dict[str, tuple[str, Callable[[str], Fields]]] = {
    "review": ("review", lambda text: {"period": _period(text)}),
    "review_nudge": ("review_nudge", _nudge),
    "month_figures": ("month_figures", lambda text: {"month": _period(text)}),
    "pause": ("pause", lambda text: {"which": _id(text)}),
    "left_open": ("abandoned", lambda text: {"interview": _number(text)}),
    "action": ("action", _action),
    "step": ("deadline", _step),
    "paper": ("certificate", _paper),
    "provider_actions": ("provider_actions", lambda text: {"period": _period(text)}),
    "collection_end": ("survey_end", _invitation),
    "second_look_remind": ("second_look_remind", _invitation),
    "second_look_expire": ("second_look_expire", _invitation),
    "prepare": ("prepare", _preparation),
    "time_log": ("time_log", _half_day),
    "time_log_end": ("time_log_end", lambda text: {"started": _day(text)}),
}
"""Former name of a kind → its present name, and the function that reads its item."""
