"""People of the local Bot API server: they write, press buttons, edit, forge, and see what the bot showed them."""

from __future__ import annotations

import asyncio
import itertools

from bench.faults.records import Json, Pushed, Query
from bench.faults.server import Server

FIRST = 5_000_000_001
FILLED = 1_000
"""Chats kept for people whose file was finished before the scenario began; they are numbered from `FIRST`."""
AFTER = 60.0
"""Seconds after which a reply that did not come is given up."""


class NoReply(Exception):
    """The bot did not show what was waited for."""


class Person:
    """One person in front of the bot."""

    def __init__(self, api: Server, chat: int) -> None:
        self.api, self.chat = api, chat
        self.sent: list[Pushed] = []

    @property
    def _who(self) -> Json:
        return {"id": self.chat, "is_bot": False, "first_name": f"P{self.chat % 10_000}"}

    def _message(self, number: int, text: str) -> Json:
        chat = {"id": self.chat, "type": "private", "first_name": "P"}
        return {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": self._who, "text": text}

    # --- what they do

    def say(self, text: str) -> Pushed:
        return self.push({"message": self._message(self.api.chats.number(), text)}, "text")

    def edit(self, number: int, text: str) -> Pushed:
        edited = {**self._message(number, text), "edit_date": 1_790_000_001}
        return self.push({"edited_message": edited}, "edit")

    def press(self, label: str) -> Pushed:
        """Press the first button under the last screen that bears these words. Raises NoReply if there is none."""
        card = self.card()
        for text, data in buttons(card):
            if label in text:
                return self.forge(data, card)
        raise NoReply(f"no button {label!r} among {buttons(card)}")

    def forge(self, data: str | None, card: Json | None = None) -> Pushed:
        """Press a button with this data, under the last screen unless another is given."""
        number = f"q{self.chat}-{self.api.chats.number()}"
        self.api.chats.queries[number] = Query(self.chat, self.api.now())
        query: Json = {"id": number, "from": self._who, "chat_instance": "1", "message": card or self.card()}
        if data is not None:
            query["data"] = data
        return self.push({"callback_query": query}, "press", number)

    def block(self, blocked: bool = True) -> Pushed:
        """Block the bot, or take it back."""
        (self.api.chats.blocked.add if blocked else self.api.chats.blocked.discard)(self.chat)
        states = ("member", "kicked") if blocked else ("kicked", "member")
        old, new = ({"status": state, "user": {"id": 1_000_000, "is_bot": True}} for state in states)
        chat = {"id": self.chat, "type": "private", "first_name": "P"}
        changed = {"chat": chat, "from": self._who, "date": 1, "old_chat_member": old, "new_chat_member": new}
        return self.push({"my_chat_member": changed}, "membership")

    def push(self, update: Json, kind: str, query: str | None = None) -> Pushed:
        one = self.api.updates.push(update, self.chat, kind, query)
        self.sent.append(one)
        return one

    # --- what they see

    def card(self) -> Json:
        """The last message with buttons; an empty one if there is none."""
        mine = self.api.chats.messages.get(self.chat, {})
        marked = (one for one in reversed(list(mine.values())) if "reply_markup" in one)
        return next(marked, {"message_id": 1, "date": 0, "chat": {"id": self.chat, "type": "private"}})

    def sees(self) -> str:
        """The words of the last call that showed some."""
        return next((call.text for call in reversed(self.api.of(self.chat)) if call.text), "")

    def reply_to(self, update: Pushed) -> float | None:
        """Seconds until words were accepted after this update; None while there are none."""
        calls = (call for call in self.api.of(self.chat, since=update.at) if call.text and call.at >= update.at)
        return next(((call.accepted or call.at) - update.at for call in calls), None)

    async def reply(self, update: Pushed, within: float = AFTER) -> float:
        """Wait for the reply to an update; the seconds it took. Raises NoReply."""
        if not await self.api.until(lambda: self.reply_to(update) is not None, within):
            raise NoReply(f"no reply to a {update.kind} within {within:.0f} s")
        return self.reply_to(update) or 0.0

    # --- the interview

    async def begin(self, within: float = AFTER) -> None:
        """Go from the first message to the first question. Raises NoReply."""
        await self.reply(self.say("/start"), within)
        await self.reply(self.press("C’est parti"), within)
        await self.reply(self.press("Oui"), within)

    def answer_at_once(self) -> list[Pushed]:
        """Type the answers to the first questions without waiting for any; the updates, one an answer."""
        return [self.say(text) for _, text in ANSWERS]


ANSWERS: tuple[tuple[str, str], ...] = (
    ("profile_company_name", "Atelier du port"),
    ("profile_sector", "Commerce"),
    ("profile_size", "10 à 49"),
    ("profile_stage", "En croissance"),
)
"""The first questions after the welcome, and an answer to each that may be typed."""
FORGED = (
    "k" + "z" * 16 + ":abcdefgh:",
    "a0::reading:open=9999-12",
    "a0::reading:open=0001-01",
    "c1zzzzzzzzzzzzz:abcdefgh:x",
    "a0::review:snooze=9999-12/tomorrow",
    "a0::document:chat=99999999999999999999999",
    "a0::amendment:accept=99999999999999999999",
    "b" + "z" * 30 + "::",
    "r1::x:99999999999999999999",
    "p1:abcdefgh:99999999999999999999",
)
"""Data of buttons the bot never made: impossible interviews, months, pages, numbers."""


def buttons(message: Json) -> list[tuple[str, str]]:
    """Label and data of each button under a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [(plain(one["text"]), one["callback_data"]) for row in rows for one in row if "callback_data" in one]


def plain(text: str) -> str:
    """The text with ordinary spaces instead of typographic ones."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


class People:
    """Makes people, each with a chat of their own."""

    def __init__(self, api: Server) -> None:
        self.api, self._numbers = api, itertools.count(FIRST + FILLED)

    def new(self) -> Person:
        return Person(self.api, next(self._numbers))

    async def begun(self, count: int) -> list[Person]:
        """So many people at their first question."""
        found = [self.new() for _ in range(count)]
        await asyncio.gather(*(one.begin() for one in found))
        return found
