"""What the local Bot API server remembers: calls received, updates pushed, presses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Call:
    """A call of the bot. Times are seconds on the loop's clock."""

    method: str
    values: Json
    chat: int | None
    at: float
    accepted: float | None = None
    """When the call took effect; None if it never did."""
    status: int = 0
    """The status answered; 0 while or if nothing was."""
    readable: bool = True
    """Whether the bot could read what became of it."""
    message: int | None = None
    """The message sent or edited."""

    @property
    def text(self) -> str:
        return str(self.values.get("text") or self.values.get("caption") or "")


@dataclass(slots=True)
class Pushed:
    """An update a person caused."""

    number: int
    chat: int
    kind: str
    at: float
    shown: float | None = None
    """When a poll first received it."""
    query: str | None = None


@dataclass(slots=True)
class Query:
    """A press; `answered`: when its spinner stopped, `refused`: whether an answer was refused or cut by a fault."""

    chat: int
    at: float
    answered: float | None = None
    refused: bool = False
