"""What the local Bot API server does to a call instead of answering it: slow, hang, cut, refuse, answer nonsense."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

MESSAGES = frozenset(
    {"sendMessage", "editMessageText", "editMessageReplyMarkup", "sendDocument", "sendPhoto", "sendMediaGroup"}
)
"""The methods that show something to a person."""
SENDS = frozenset({"sendMessage", "sendDocument", "sendPhoto", "sendMediaGroup"})
SPOKEN = MESSAGES | {"answerCallbackQuery", "sendChatAction"}
"""Every method that is about one person."""


@dataclass
class Fault:
    """A fault and the calls it befalls; `times`: how many more of them, None for as long as it stands."""

    name: str
    methods: Collection[str] | None = None
    chats: Collection[int] | None = None
    times: int | None = None
    share: float = 1.0
    before: float = 0.0
    """Seconds to wait before the call is looked at."""
    stored: bool = True
    """Whether the call takes effect, as if it had been answered well."""
    status: int = 200
    body: bytes | None = None
    """The body to answer instead of the true one."""
    cut: bool = False
    """The connection is closed without an answer."""
    happened: int = 0

    @property
    def unreadable(self) -> bool:
        """Whether the bot cannot know that its call took effect."""
        return self.cut or (self.body is not None and self.stored)

    def on(self, *chats: int) -> Fault:
        """The same fault for these chats only."""
        self.chats = frozenset(chats)
        return self

    def of(self, *methods: str) -> Fault:
        """The same fault for these methods only."""
        self.methods = frozenset(methods)
        return self


HTML = b"<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>"
UNREADABLE = {"HTML": HTML, "empty": b"", "cut": b'{"ok":true,"result":{"message_id":', "null": b"null"}
"""Bodies of an acceptance that nobody can read."""


def slow(seconds: float) -> Fault:
    """The call is answered well, later."""
    return Fault("slow", before=seconds)


def hang(seconds: float) -> Fault:
    """The call is neither taken nor answered for so long; then the connection is cut."""
    return Fault("hang", before=seconds, stored=False, cut=True)


def cut(stored: bool, times: int | None = None) -> Fault:
    """The connection is cut, before or after the call took effect."""
    return Fault("cut after storing" if stored else "cut", times=times, stored=stored, cut=True)


def unreadable(body: bytes, status: int = 200, stored: bool = True, times: int | None = None) -> Fault:
    """The call takes effect, or not, and the answer is no JSON of the Bot API."""
    return Fault("unreadable", times=times, stored=stored, status=status, body=body)


def refuse(
    code: int, description: str = "", times: int | None = None, stored: bool = False, **parameters: Any
) -> Fault:
    """The call is refused with this code, and these parameters (`retry_after`, `migrate_to_chat_id`)."""
    error: dict[str, Any] = {"ok": False, "error_code": code, "description": description or REASONS.get(code, "Error")}
    if parameters:
        error["parameters"] = parameters
    body = json.dumps(error).encode()
    return Fault(str(code), times=times, stored=stored, status=code, body=body)


REASONS = {
    400: "Bad Request: wrong file identifier/HTTP URL specified",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    418: "I'm a teapot",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
}
