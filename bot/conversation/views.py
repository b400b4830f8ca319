"""What the application asks a channel to show. Values only: how it looks is the channel's business."""

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
    """A button that asks for something: its words (`button.*`), the action, and a colour if it matters."""

    words: str
    name: str
    style: str | None = None
    url: str | None = None
    """Opens an address instead."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What the words speak of."""


@dataclass(frozen=True)
class Scene:
    """The interview after a turn; `by_press`: the person pressed a button rather than typed."""

    interview_id: int
    before: Interview
    turn: Turn
    calendar: Calendar
    by_press: bool = False
    help_open: bool = False


@dataclass(frozen=True)
class Notice:
    """One sentence of `dialogs/strings.yaml` with its values, and actions below it."""

    words: str
    values: Mapping[str, object] = field(default_factory=dict)
    actions: tuple[tuple[Action, ...], ...] = ()
    in_place: bool = False
    """Replace the message whose button was pressed."""
    closes_card: bool = False
    """Take the buttons off the question on screen."""


@dataclass(frozen=True)
class Sheet:
    """Several sentences, one under the other, each with its values; actions below the last."""

    lines: tuple[tuple[str, Mapping[str, object]], ...]
    actions: tuple[tuple[Action, ...], ...] = ()


@dataclass(frozen=True)
class Ranking:
    """The ranking on demand: `ranking`, its `reasons`, or the `economy` of doing or having done."""

    path: Path
    side: str = "ranking"


@dataclass(frozen=True)
class Gaps:
    """The person's notes beside their third party's: `path` is the person's, `name` what they call the other.

    `guest`: told to the third party.
    """

    path: Path
    name: str
    guest: bool = False


@dataclass(frozen=True)
class Summary:
    """Where the file stands."""

    path: Path
    interview: Interview
    today: date


@dataclass(frozen=True)
class Review:
    """What a closed review comes to for one task; `steps`: what its decision takes, instead of the summary."""

    project: Project
    minutes: Minutes
    task: TaskMinutes
    actions: tuple[tuple[Action, ...], ...] = ()
    steps: bool = False


@dataclass(frozen=True)
class Board:
    """Every indicator followed, as it stands."""

    project: Project
    tiles: tuple[Tile, ...]
    today: date
    actions: tuple[tuple[Action, ...], ...] = ()


Show = Scene | Notice | Sheet | Ranking | Gaps | Summary | Review | Board

Call = dict[str, Any]
"""One call of the channel's API, as JSON: it waits in the outbox until it went through."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a show happens: the chat, the message pressed, the message that holds the question."""

    chat_id: int
    pressed: int | None
    card: int | None


@dataclass(frozen=True, slots=True)
class EncodedView:
    """The calls to make, and the passing word that answers a press."""

    calls: list[Call]
    toast: str | None = None


Encode = Callable[[Show, Place], EncodedView]
