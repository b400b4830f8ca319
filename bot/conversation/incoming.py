"""What can reach the application from a channel, once decoded: words, presses, commands, and the rest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of one person. `message_id` is theirs for a text, the bot's for a press."""

    update_id: int
    chat_id: int
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Text(Incoming):
    text: str = ""


@dataclass(frozen=True, slots=True)
class EditedText(Incoming):
    text: str = ""


@dataclass(frozen=True, slots=True)
class Command(Incoming):
    name: str = ""
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Press(Incoming):
    query_id: str = ""
    data: str = ""


@dataclass(frozen=True, slots=True)
class Media(Incoming):
    """A message without words to read: `kind` names its sentence in `dialogs/strings.yaml` (`media.*`)."""

    kind: str = "other"


@dataclass(frozen=True, slots=True)
class Membership(Incoming):
    """The person blocked the bot, or came back."""

    reachable: bool = True


@dataclass(frozen=True, slots=True)
class FailedUpdate(Incoming):
    """An update that could not be read or handled, and is set aside."""


@dataclass(frozen=True, slots=True)
class PlannedJob(Incoming):
    """Nobody said anything: the time has come for something planned."""


@dataclass(frozen=True, slots=True)
class OtherChat(Incoming):
    """A group or channel: the bot speaks in private only."""
