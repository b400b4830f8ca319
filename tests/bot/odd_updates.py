"""What Telegram may send, and what a hostile program may forge: presses, start words and messages of every shape."""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

Json = dict[str, Any]

BEYOND = 2**63
"""The first number that neither database can hold."""
GROUP, CHANNEL, SOMEBODY = -1_001_234_567_890, -1_009_876_543_210, 7_777
NUMBERS = ("0", "1", "-1", "+1", " 1", "1_0", "1.5", "1e5", "٣", "²", "Ⅷ", "０", "9" * 18, "9" * 5000)
NUMBERS += (str(BEYOND - 1), str(BEYOND), str(-BEYOND), "9" * 40)
MONTHS = ("2026-11", "2026-10", "2027-01", "2026-T4", "9999-12", "9999-T4", "0001-01", "0001-T1", "0000-01", "2026-13")
DAYS = ("2026-12-31", "2026-12-01", "0001-01-01", "9999-12-31", "20261201", "2026-W49", "2026-02-30", "-001-01-01")
TEXTS = (
    "",
    " ",
    "   ",
    "\n",
    "/",
    "//",
    "=",
    ":",
    "::",
    "a/b/c",
    "|",
    "a|b",
    "%s",
    "{n}",
    "{0.__class__}",
    "<b>",
    "&amp;",
)
TEXTS += (
    "None",
    "null",
    "all",
    "later",
    "x" * 64,
    "é" * 64,
    "\0",
    "a\0b",
    "\ud83d",
    "\udc00x",
    "😀",
    "\u202eabc",
    "\u200f",
)
TEXTS += ("' or 1=1 --", "\ufeff", "\u0301" * 30, "x" * 4096, "😀" * 2048, "\n" * 4096, "9" * 4096)
IDS = (
    "",
    "0",
    "1",
    "2",
    "3",
    "z",
    "-1",
    "+1",
    "_1",
    "1_0",
    "ÿ",
    "٣",
    "1y2p0ij32e8e7",
    "1y2p0ij32e8e8",
    "z" * 13,
    "z" * 60,
)
"""Numbers of interviews in base 36; the last ones: 2^63 - 1, 2^63, and far beyond."""
CHARACTERS = string.ascii_letters + string.digits + ":=/|-_ \0\ud800é٣\u202e"
VERBS = "ctuvksdmoynpefbrwgxa"
STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked", "a later status")
SERVICE: tuple[Json, ...] = (
    {"new_chat_members": [{"id": SOMEBODY, "is_bot": False, "first_name": "Marc"}]},
    {"left_chat_member": {"id": SOMEBODY}},
    {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
    {"contact": {"phone_number": "+33600000000", "first_name": "Marc", "user_id": SOMEBODY}},
    {"location": {"latitude": 48.8, "longitude": 2.3}},
    {"venue": {"title": "Café", "address": "1 rue"}},
    {"poll": {"id": "1", "question": "?", "options": []}},
    {"dice": {"emoji": "🎲", "value": 6}},
    {"game": {"title": "jeu"}},
    {"story": {"chat": {"id": 1, "type": "private"}, "id": 1}},
    {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400}},
    {"successful_payment": {"currency": "EUR", "total_amount": 1}},
    {"users_shared": {"request_id": 1, "users": []}},
    {"migrate_to_chat_id": GROUP},
    {"group_chat_created": True},
    {"write_access_allowed": {}},
    {"web_app_data": {"data": "{}", "button_text": "x"}},
    {"photo": []},
    {"photo": [{"file_id": "x"}], "caption": "Une légende"},
    {"voice": {"file_id": "x", "duration": 1}},
    {"document": {"file_id": "x"}},
    {"sticker": {}},
    {"rich_content": {"of": ["a later", "version"]}},
    {"text": None},
    {},
)
"""Messages that hold no text of their own."""


OTHERS: tuple[Json, ...] = (
    {},
    {"message": None},
    {"edited_message": None},
    {"callback_query": None},
    {"my_chat_member": None},
    {"inline_query": {"id": "1", "from": {"id": 1}, "query": "", "offset": ""}},
    {"poll": {"id": "1", "question": "?", "options": []}},
    {"message_reaction": {"chat": {"id": 1, "type": "private"}, "message_id": 1}},
    {"a_later_kind": {"from": {"id": 1}, "text": "x"}},
    {"a_later_kind": 5},
)


class OddUpdates:
    """Random updates of one person and of the chats around them, without their numbers.

    `real`: the data of real buttons; `tokens`: words that begin a link, or what follows its prefix in `links`.
    """

    def __init__(
        self,
        random: Random,
        person: int,
        real: Sequence[str],
        actions: Sequence[str],
        commands: Sequence[str],
        links: Sequence[str],
        tokens: Sequence[str],
    ) -> None:
        self.random, self.person, self.real, self.actions = random, person, real, actions
        self.commands, self.links, self.tokens = commands, links, tokens

    def __next__(self) -> Json:
        press, others = self._press, (self._message, self._message, self._membership, self._other)
        return self._one((press, press, press, *others))()

    def _one(self, among: Sequence[Any]) -> Any:
        return self.random.choice(among)

    # --- texts

    def _text(self) -> str:
        if self.random.random() < 0.8:
            return str(self._one(self._one((NUMBERS, MONTHS, DAYS, TEXTS))))
        return "".join(self._one(CHARACTERS) for _ in range(self.random.randrange(24)))

    def _start(self) -> str:
        """A /start with something that resembles the token of a link."""
        token = self._one(self.tokens) if self.random.random() < 0.3 else self._text()
        command = self._one(("/start ", "/START ", "/start\n", "/start@relais_bot ", "/start", "/ start "))
        return f"{command}{self._one(('', *self.links))}{token}"

    def _command(self) -> str:
        return f"/{self._one(self.commands)}{self._one(('', '@x'))} {self._text()}"

    # --- presses

    def _data(self) -> str:
        """The data of a button: a real one, a real one with a part replaced, an action, or anything."""
        ways: tuple[Callable[[], str], ...] = (
            lambda: str(self._one(self.real)),
            self._replaced,
            self._replaced,
            lambda: self._one(self.real).rpartition(":")[0] + ":" + self._one(self.real).rpartition(":")[2],
            lambda: self._one(VERBS) + self._one(self.real)[1:],
            self._action,
            self._action,
            lambda: self._one(self.real)[: self.random.randrange(64)],
            self._text,
        )
        return str(self._one(ways)())

    def _replaced(self) -> str:
        head, _, rest = self._one(self.real).partition(":")
        question, _, argument = rest.partition(":")
        parts = [head[:1], head[1:], question, argument]
        place = self.random.randrange(4)
        parts[place] = self._one(IDS) if place == 1 else self._text()
        return f"{parts[0]}{parts[1]}:{parts[2]}:{parts[3]}"

    def _action(self) -> str:
        """An action with a forged argument: a real one's beginning is kept half of the time."""
        name = self._one(self.actions)
        if self.random.random() < 0.5:
            name = self._one([one for one in self.real if one[0] == "a"]).split("::")[1].partition("=")[0]
        between = self._one(("", "", "", "/", "|"))
        argument = f"{self._text()}{between}{self._text()}" if between else self._text()
        return f"a0::{name}{self._one(('=',) * 6 + (':', '=='))}{argument}"

    def _press(self) -> Json:
        """A press under a message, an inaccessible one, one of another chat, an inline one, or under none."""
        mine = {"message": {"chat": {"id": self.person, "type": "private"}, "date": 0, "message_id": 77}}
        other = {"message": {"chat": self._chat(), "date": 1, "message_id": self.random.randrange(1, 2**31)}}
        under = self._one((mine, mine, mine, mine, other, {}, {"message": None}, {"inline_message_id": "BAAA"}))
        data = self._one(({}, {"data": None})) if self.random.random() < 0.02 else {"data": self._data()}
        game = self._one(({}, {}, {"game_short_name": "jeu"}, {"chat_instance": "-1"}))
        return {"callback_query": {"id": "1", "from": {"id": self.person}, **under, **data, **game}}

    # --- messages and memberships

    def _chat(self) -> Json:
        kind = self._one(("private", "group", "supergroup", "channel"))
        return {"id": {"private": self.person, "channel": CHANNEL}.get(kind, GROUP), "type": kind}

    def _message(self) -> Json:
        """A message, an edit of it, or a post of a channel; with or without its author."""
        kind = self._one(("message",) * 4 + ("edited_message",) * 2 + ("channel_post", "edited_channel_post"))
        private = {"id": self.person, "type": "private"}
        chat = {"id": CHANNEL, "type": "channel"} if "channel" in kind else self._one((private, private, self._chat()))
        said = self._one((self._start, self._start, self._command, self._text))
        content = self._one(SERVICE) if self.random.random() < 0.2 else {"text": said()}
        author = self._one(({"from": {"id": self.person}}, {}, {"sender_chat": {"id": CHANNEL, "type": "channel"}}))
        more = self._one(({}, {}, {}, {"forward_origin": {"type": "user"}}, {"via_bot": {"id": 1}}, {"later": [1]}))
        number = {"message_id": self.random.randrange(1, 2**31), "date": 1}
        return {kind: {**number, "chat": chat, **author, **content, **more}}

    def _membership(self) -> Json:
        """The bot's own place in a chat: blocked, added, made an administrator, removed."""
        before, after = self._one(STATUSES), self._one(STATUSES)
        place = {"chat": self._chat(), "from": {"id": self.person}, "date": 1}
        place |= {"old_chat_member": {"status": before}, "new_chat_member": {"status": after, "is_member": True}}
        return {"my_chat_member": place}

    def _other(self) -> Json:
        return dict(self._one(OTHERS))
