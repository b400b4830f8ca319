"""Every kind of job that waits in the plan: its name, the feature that does it, the ids and dates it is about.

A job's item is written as canonical JSON, since it is part of what makes a row of the plan unique.
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
    """A row of the plan whose kind or item this version of the bot does not know."""


# --- what each job is about


@dataclass(frozen=True, slots=True)
class ReviewOpening:
    """A review opens; `period` is what it is about."""

    period: str


@dataclass(frozen=True, slots=True)
class ReviewNudge:
    """What is said before or after a review opens; `stage` as in `domain/calendar/nudges.py`."""

    period: str
    stage: str


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The figures of one month of a quarterly rhythm are asked for."""

    month: str


@dataclass(frozen=True, slots=True)
class PauseMention:
    """A pause is mentioned; `which`: `first` or `second`."""

    which: str


@dataclass(frozen=True, slots=True)
class AbandonedInterview:
    """An interview or a review is left in the middle."""

    interview: int


@dataclass(frozen=True, slots=True)
class ActionReminder:
    """An action a review decided falls due; its words are looked up when they are said."""

    action: str
    due: date
    stage: str


@dataclass(frozen=True, slots=True)
class DeadlineReminder:
    """A dated step of a recovery plan or of a stop falls due; `deadline`: which one, as in the minutes."""

    task: str
    deadline: str
    due: date


@dataclass(frozen=True, slots=True)
class CertificateReminder:
    """A certificate the provider owes for a task falls due."""

    task: str
    certificate: str
    due: date
    stage: str


@dataclass(frozen=True, slots=True)
class LateProviderActions:
    """The provider's late actions are looked at, after the review of that period."""

    period: str


@dataclass(frozen=True, slots=True)
class SurveyEnd:
    """The wait for a provider's answers ends."""

    invitation: int


@dataclass(frozen=True, slots=True)
class SecondLookReminder:
    """A link for a second look is mentioned once if nobody followed it up."""

    invitation: int


@dataclass(frozen=True, slots=True)
class SecondLookEnd:
    """A link for a second look ends."""

    invitation: int


@dataclass(frozen=True, slots=True)
class Preparation:
    """A task put off to be prepared is mentioned again, so many days later."""

    task: str
    days: int


@dataclass(frozen=True, slots=True)
class TimeLogEntry:
    """Half a day of the time log is asked about; `half`: `morning` or `afternoon`."""

    day: date
    half: str


@dataclass(frozen=True, slots=True)
class TimeLogEnd:
    """The time log that began that day is over."""

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
"""Whatever fails is put back by an hour, then twice as long each time (`bot/store/planned.py`)."""

_BY_NAME = {kind.name: kind for kind in KINDS}
_BY_ITEM = {kind.item: kind for kind in KINDS}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*")
"""What a text of an item may hold: an id, never words."""


# --- the plan of a project


def plan(exchange: Exchange, item: Any, at: datetime) -> None:
    """Plan a job, or move it: it exists once per project."""
    exchange.tx.planned.put(exchange.project, _BY_ITEM[type(item)].name, item_to_json(item), at)


def planned_jobs(exchange: Exchange, kind: type[T]) -> list[tuple[T, datetime]]:
    """The jobs of a kind with their instants, soonest first."""
    rows = exchange.tx.planned.of_project(exchange.project, _BY_ITEM[kind].name)
    return list(_readable(rows, kind))


def _readable(rows: list[PlannedRow], kind: type[T]) -> Iterator[tuple[T, datetime]]:
    for row in rows:
        try:
            yield _parse(kind, row.item), row.due_at
        except UnreadableJob:
            # It stays where it is, and is logged when its time comes.
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
    """Canonical JSON: sorted keys, no spaces. ValueError for a text that is not an id."""
    raw = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(item).items()}
    for name, value in raw.items():
        if isinstance(value, str) and not _ID.fullmatch(value):
            raise ValueError(f"the {name} of a {type(item).__name__} is not an id")
    return json.dumps(raw, sort_keys=True, separators=(",", ":"))


def item_from_json(kind: str, text: str) -> Any:
    """The item of a row. UnreadableJob for a kind that is not listed, or an item that is not of its type."""
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
