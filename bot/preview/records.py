"""What the fake Telegram remembers: a person, a file, a pressed button, a failure to come."""

import mimetypes
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Person:
    """Somebody in front of the bot; `messages` in the order they were sent."""

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
    """A file one side sent to the other."""

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
        """The fields Telegram repeats in every object with a file."""
        return {"file_id": self.id, "file_unique_id": f"u{self.id}", "file_size": len(self.content)}


@dataclass
class Query:
    """A pressed button the bot has yet to answer."""

    person: int
    message_id: int
    pressed_at: float
    answer: Json | None = None


@dataclass
class Fault:
    """A failure to come: `429`, `500`, `cut` (not done) or `timeout_after_send` (done, never answered)."""

    kind: str
    method: str | None = None
    times: int = 1
    retry_after: int = 1
    hold: float = 0.0  # seconds before the connection of a `timeout_after_send` is cut
