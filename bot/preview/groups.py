"""Groups and channels somebody adds the bot to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.preview.api.refusals import Refusal, bad
from bot.preview.records import Json

FIRST_GROUP = -1_002_000_000_001
MUTED = {"channel": "need administrator rights in the channel chat"}


@dataclass
class Group:
    """A group, supergroup or channel. `muted`: the bot may not write there."""

    id: int
    type: str
    muted: bool = False
    has_bot: bool = True
    messages: list[Json] = field(default_factory=list)

    def chat(self) -> Json:
        return {"id": self.id, "type": self.type, "title": "Ensemble"}


class Groups:
    """Groups and channels somebody adds the bot to, apart from people's chats; the page does not show them.

    `push` queues an update of a kind, `bot` is the bot as a user.
    """

    def __init__(self, push: Callable[[str, Json], None], bot: Callable[[], Json], now: Callable[[], float]) -> None:
        self._push, self._bot, self._now = push, bot, now
        self._known: dict[int, Group] = {}

    def add_bot(self, person: Json, kind: str = "group", muted: bool = False) -> Group:
        """Make a group, supergroup or channel to which that person adds the bot."""
        group = Group(FIRST_GROUP - len(self._known), kind, muted)
        self._known[group.id] = group
        status = {"group": "member", "supergroup": "member", "channel": "administrator"}[kind]
        self._tell_status(group, person, "left", status)
        return group

    def say(self, group: Group, person: Json, text: str) -> None:
        """Write in a group, or publish a post of a channel."""
        message = {**self._envelope(group), "text": text}
        if group.type == "channel":
            self._push("channel_post", message)
        else:
            self._push("message", {**message, "from": person})

    def find(self, chat_id: str) -> Group | None:
        """The group with that id, if there is one."""
        return self._known.get(int(chat_id)) if chat_id.removeprefix("-").isdecimal() else None

    def post(self, group: Group, content: Json) -> Json:
        """Add a message of the bot. Raises Refusal if it may not write there."""
        _check_member(group)
        if group.muted:
            raise bad(MUTED.get(group.type, "not enough rights to send text messages to the chat"))
        message = {**self._envelope(group), "from": self._bot(), **content}
        group.messages.append(message)
        return message

    def leave(self, group: Group) -> bool:
        """Take the bot out. Raises Refusal if it has left already."""
        _check_member(group)
        group.has_bot = False
        self._tell_status(group, self._bot(), "member", "left")
        return True

    def _envelope(self, group: Group) -> Json:
        return {"message_id": len(group.messages) + 1, "chat": group.chat(), "date": int(self._now())}

    def _tell_status(self, group: Group, by: Json, before: str, after: str) -> None:
        states: dict[str, Any] = {"old_chat_member": {"status": before}, "new_chat_member": {"status": after}}
        for state in states.values():
            state["user"] = self._bot()
        self._push("my_chat_member", {"chat": group.chat(), "from": by, "date": int(self._now()), **states})


def _check_member(group: Group) -> None:
    if not group.has_bot:
        raise Refusal(403, f"Forbidden: bot is not a member of the {group.type} chat")
