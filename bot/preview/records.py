"""The records of the fake Telegram: a person, a file, a pressed button, a planned fault."""

import mimetypes
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Person:
    """A person who talks to the bot; `messages`: id → message, in the order sent."""

    id: int
    first_name: str
    started: bool = False
    blocked: bool = False
    keyboard: Json | None = None
    messages: dict[int, Json] = field(default_factory=dict)

    def user(self) -> Json:
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, "language_code": "fr"}

    def chat(self) -> Json:
        return {"id": self.id, "type": "private", "first_name": self.first_name}


@dataclass(frozen=True)
class File:
    """A file sent by a person or by the bot."""

    id: str
    name: str
    content: bytes

    @property
    def mime(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def path(self) -> str:
        return f"files/{self.id}/{self.name}"

    def description(self) -> Json:
        """The fields that every Telegram object with a file has."""
        return {"file_id": self.id, "file_unique_id": f"u{self.id}", "file_size": len(self.content)}


@dataclass
class Query:
    """A press of a button; `answer`: the bot's, None until it comes."""

    person: int
    message_id: int
    pressed_at: float
    answer: Json | None = None


@dataclass
class Fault:
    """A planned fault of a call: `429`, `refused` with a `code`, `500` or `cut` (call not executed); or, after the call
    is executed, `timeout_after_send` (never answered) or `unreadable` (answered by `body`).
    """

    kind: str
    method: str | None = None
    times: int = 1
    retry_after: int | None = 1
    hold: float = 0.0  # seconds before the fault shows
    chat: int | None = None
    code: int = 400
    body: str = ""
