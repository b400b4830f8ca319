"""The list of job kinds: name, feature that does it, type of its item. Items hold ids and dates, never words.
An item is stored as canonical JSON, because it is part of the unique key of its row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, TypeVar, get_type_hints

from bot.conversation.exchange import Exchange
from bot.conversation.feature import JobKind
from bot.store import PlannedRow

T = TypeVar("T")


class UnreadableJob(Exception):
    """The kind or the item of a planned row is unknown to this version of the bot."""


# --- the item of each kind


@dataclass(frozen=True, slots=True)
class ReviewOpening:
    """A review opens; `period`: the one it is about."""

    period: str


@dataclass(frozen=True, slots=True)
class ReviewNudge:
    """A reminder before or after a review opens; `stage`: its id in `domain/calendar/nudges.py`."""

    period: str
    stage: str


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The figures of a month of a quarterly rhythm are asked for."""

    month: str


@dataclass(frozen=True, slots=True)
class PauseMention:
    """A reminder of a pause; `which`: `first` or `second`."""

    which: str


@dataclass(frozen=True, slots=True)
class AbandonedInterview:
    """A reminder of an unfinished interview or review."""

    interview: int


@dataclass(frozen=True, slots=True)
class ActionReminder:
    """A reminder of an action a review decided; its text is read when the reminder is sent."""

    action: str
    due: date
    stage: str


@dataclass(frozen=True, slots=True)
class DeadlineReminder:
    """A reminder of a dated step of a recovery plan or of a stop; `deadline`: the step's id in the minutes."""

    task: str
    deadline: str
    due: date


@dataclass(frozen=True, slots=True)
class CertificateReminder:
    """A reminder of a certificate the provider must supply for a task."""

    task: str
    certificate: str
    due: date
    stage: str


@dataclass(frozen=True, slots=True)
class LateProviderActions:
    """A reminder to the provider of their late actions, after the review of that period."""

    period: str


@dataclass(frozen=True, slots=True)
class SurveyEnd:
    """The wait for a provider's survey ends."""

    invitation: int


@dataclass(frozen=True, slots=True)
class SecondLookReminder:
    """The reminder of a second look that is not finished."""

    invitation: int


@dataclass(frozen=True, slots=True)
class SecondLookEnd:
    """The link of a second look expires."""

    invitation: int


@dataclass(frozen=True, slots=True)
class Preparation:
    """A reminder of a task to prepare; `days`: the delay after which it comes."""

    task: str
    days: int


@dataclass(frozen=True, slots=True)
class TimeLogEntry:
    """A half day of the time log is asked about; `half`: `morning` or `afternoon`."""

    day: date
    half: str


@dataclass(frozen=True, slots=True)
class TimeLogEnd:
    """The time log that began on that day ends."""

    started: date


KINDS = (
    JobKind("review", "reminders", ReviewOpening),
    JobKind("review_nudge", "reminders", ReviewNudge),
    JobKind("month_figures", "reviews", MonthFigures),
    JobKind("pause", "reminders", PauseMention),
    JobKind("abandoned", "reminders", AbandonedInterview),
    JobKind("action", "reminders", ActionReminder),
    JobKind("deadline", "reminders", DeadlineReminder),
    JobKind("certificate", "reminders", CertificateReminder),
    JobKind("provider_actions", "provider", LateProviderActions),
    JobKind("survey_end", "provider", SurveyEnd),
    JobKind("second_look_remind", "second_look", SecondLookReminder),
    JobKind("second_look_expire", "second_look", SecondLookEnd),
    JobKind("prepare", "assessment", Preparation),
    JobKind("time_log", "assessment", TimeLogEntry),
    JobKind("time_log_end", "assessment", TimeLogEnd),
)
"""A job that fails is put back by an hour, then twice as long each time (`bot/store/records/planned.py`)."""

_BY_NAME = {kind.name: kind for kind in KINDS}
_BY_ITEM = {kind.item: kind for kind in KINDS}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*")
"""What a text field of an item may hold: an id, never words."""


# --- the plan of a project


def plan(exchange: Exchange, item: Any, at: datetime) -> None:
    """Plan a job, or move it if it is planned already: it exists once per project."""
    exchange.tx.planned.put(exchange.project, _BY_ITEM[type(item)].name, item_to_json(item), at)


def planned_jobs(exchange: Exchange, kind: type[T]) -> list[tuple[T, datetime]]:
    """The planned jobs of a kind with their due times, soonest first."""
    rows = exchange.tx.planned.of_project(exchange.project, _BY_ITEM[kind].name)
    return list(_readable(rows, kind))


def _readable(rows: list[PlannedRow], kind: type[T]) -> Iterator[tuple[T, datetime]]:
    for row in rows:
        try:
            yield _parse(kind, row.item), row.due_at
        except UnreadableJob:
            # It stays in the plan, and is logged when it falls due.
            continue


def drop(exchange: Exchange, *kinds: type[Any]) -> None:
    """Take every job of these kinds out of the plan."""
    for kind in kinds:
        exchange.tx.planned.drop(exchange.project, _BY_ITEM[kind].name)


def drop_one(exchange: Exchange, item: Any) -> None:
    """Take one job out of the plan."""
    exchange.tx.planned.drop(exchange.project, _BY_ITEM[type(item)].name, item_to_json(item))


# --- items as text


def item_to_json(item: Any) -> str:
    """Canonical JSON: sorted keys, no spaces. Raises ValueError for a text that is not an id."""
    raw = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(item).items()}
    for name, value in raw.items():
        if isinstance(value, str) and not _ID.fullmatch(value):
            raise ValueError(f"the {name} of a {type(item).__name__} is not an id")
    return json.dumps(raw, sort_keys=True, separators=(",", ":"))


def item_from_json(kind: str, text: str) -> Any:
    """The item of a row. Raises UnreadableJob for an unknown kind or an item of another type."""
    if kind not in _BY_NAME:
        raise UnreadableJob("unknown kind")
    return _parse(_BY_NAME[kind].item, text)


def _parse(kind: type[T], text: str) -> T:
    types = get_type_hints(kind)
    try:
        raw = json.loads(text)
        if not isinstance(raw, dict) or raw.keys() != types.keys():
            raise ValueError("other fields")
        values = {name: _value(raw[name], types[name]) for name in types}
    except ValueError as error:
        raise UnreadableJob("unreadable item") from error
    return kind(**values)


def _value(raw: Any, wanted: type[Any]) -> Any:
    if wanted is date and isinstance(raw, str):
        return date.fromisoformat(raw)
    if type(raw) is not wanted:
        raise ValueError("another type")
    return raw
