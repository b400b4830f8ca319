"""Views: what the application asks a channel to show. The channel decides what they look like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.calendar.workdays import Calendar
from domain.questionnaire.path import Path
from domain.questionnaire.turn import Interview, Turn
from domain.reviews.board import Tile
from domain.reviews.minutes.minutes import Minutes, TaskMinutes
from domain.specification.project import Project


@dataclass(frozen=True, slots=True)
class Action:
    """A button: its label (`button.*`), the name of the action it runs, and a colour if it matters."""

    words: str
    name: str
    style: str | None = None
    url: str | None = None
    """The address to open instead of running an action."""
    values: Mapping[str, object] = field(default_factory=dict)
    """Variables of the label."""


@dataclass(frozen=True)
class Scene:
    """The interview after a turn; `by_press`: the person pressed a button rather than typing."""

    interview_id: int
    before: Interview
    turn: Turn
    calendar: Calendar
    by_press: bool = False
    help_open: bool = False


@dataclass(frozen=True)
class Notice:
    """One sentence of `dialogs/strings.yaml` with its variables, and rows of buttons below it."""

    words: str
    values: Mapping[str, object] = field(default_factory=dict)
    actions: tuple[tuple[Action, ...], ...] = ()
    in_place: bool = False
    """Whether to replace the message whose button was pressed."""
    closes_card: bool = False
    """Whether to remove the buttons of the question on screen."""


@dataclass(frozen=True)
class Sheet:
    """Several sentences in one message, each with its variables; rows of buttons below."""

    lines: tuple[tuple[str, Mapping[str, object]], ...]
    actions: tuple[tuple[Action, ...], ...] = ()


@dataclass(frozen=True)
class Ranking:
    """The ranking of tasks; `side`: `ranking`, `reasons`, or `economy` (cost of keeping or delegating)."""

    path: Path
    side: str = "ranking"


@dataclass(frozen=True)
class Gaps:
    """The person's scores beside a third party's: `path` is the person's, `name` the third party's.

    `guest`: shown to the third party rather than to the person.
    """

    path: Path
    name: str
    guest: bool = False


@dataclass(frozen=True)
class Summary:
    """Progress of the file."""

    path: Path
    interview: Interview
    today: date


@dataclass(frozen=True)
class Review:
    """The result of a closed review for one task; `steps`: what its decision requires, instead of the summary."""

    project: Project
    minutes: Minutes
    task: TaskMinutes
    actions: tuple[tuple[Action, ...], ...] = ()
    steps: bool = False


@dataclass(frozen=True)
class Board:
    """Every indicator followed, with its latest value."""

    project: Project
    tiles: tuple[Tile, ...]
    today: date
    actions: tuple[tuple[Action, ...], ...] = ()


@dataclass(frozen=True)
class Departure:
    """A sentence from `dialogs/strings.yaml` in a group or channel, which the bot then leaves."""

    words: str


Show = Scene | Notice | Departure | Sheet | Ranking | Gaps | Summary | Review | Board

Call = dict[str, Any]
"""One call of the channel's API, as JSON; kept in the outbox until it succeeds."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a view is shown: the chat, the message pressed, and the card (the message with the current question)."""

    chat_id: int
    pressed: int | None
    card: int | None


@dataclass(frozen=True, slots=True)
class EncodedView:
    """The calls to make, and the toast that answers a press."""

    calls: list[Call]
    toast: str | None = None


Encode = Callable[[Show, Place], EncodedView]
