"""Updates as a channel hands them to the application, decoded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update. `message_id` is the person's own message for a text, the bot's message for a press."""

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
    """A message without text; `kind` names the sentence that answers it in `dialogs/strings.yaml` (`media.*`)."""

    kind: str = "other"


@dataclass(frozen=True, slots=True)
class Membership(Incoming):
    """The person blocked the bot, or unblocked it."""

    reachable: bool = True


@dataclass(frozen=True, slots=True)
class FailedUpdate(Incoming):
    """An update that could not be read or handled and is skipped."""


@dataclass(frozen=True, slots=True)
class PlannedJob(Incoming):
    """No update: a planned job is due for this person."""


@dataclass(frozen=True, slots=True)
class OtherChat(Incoming):
    """A message in a group or channel, where the bot does not talk."""
