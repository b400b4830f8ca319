"""People talking to the real bot through the local Bot API: what they do, and what they see.

Screens are read as a person reads them: by their words and their buttons.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from bot.preview.state import Telegram
from tests.waiting import wait_until

AROUND = ("⬅️", "❓", "⏸", "✏️", "‹", "📅", "Passer", "Je ne sais pas", "Autre", "Garder :", "Non, je corrige", "Aucun")
"""Prefixes of the labels of buttons that are not a plain answer."""

Json = dict[str, Any]


class Conversation:
    """One person in front of the bot; `tick` does at once what its clock would do within two seconds.

    `at_rest`: whether the bot is done with everything it received. Of a bot in a process of its own nobody knows;
    it has then reacted once a message with buttons came.
    """

    def __init__(
        self,
        telegram: Telegram,
        name: str = "Claire",
        tick: Callable[[], Awaitable[object]] | None = None,
        at_rest: Callable[[], bool] | None = None,
    ) -> None:
        self.telegram, self.tick, self.at_rest = telegram, tick, at_rest
        self.id = telegram.join(name)

    @property
    def messages(self) -> list[Json]:
        return list(self.telegram.people[self.id].messages.values())

    @property
    def bot_messages(self) -> list[Json]:
        return [message for message in self.messages if message["from"]["is_bot"]]

    def see(self) -> str:
        """The words of the bot's last message."""
        return plain(self.bot_messages[-1].get("text", ""))

    def history(self) -> str:
        return "\n".join(plain(message.get("text", message.get("caption", ""))) for message in self.bot_messages)

    def card(self) -> Json:
        """The last message with buttons."""
        return next(message for message in reversed(self.bot_messages) if _labels(message))

    def card_text(self) -> str:
        return plain(self.card()["text"])

    def buttons(self) -> list[str]:
        return _labels(self.card())

    def has(self, label: str) -> bool:
        return any(label in button for button in self.buttons()) if any(map(_labels, self.bot_messages)) else False

    def files(self) -> list[bytes]:
        """What the bot sent as documents, oldest first."""
        sent = [message["document"]["file_id"] for message in self.bot_messages if "document" in message]
        return [self.telegram.files[file].content for file in sent]

    async def say(self, text: str) -> str:
        after = self.telegram.moment
        self.telegram.send(self.id, text)
        return await self.reaction(after)

    async def press(self, label: str, message: Json | None = None) -> str:
        """Press the first button whose label contains `label`; the bot's reaction, toast included."""
        pressed = message or self.card()
        after = self.telegram.moment
        self.tap(label, pressed)
        return await self.reaction(after)

    def tap(self, label: str, message: Json | None = None) -> str:
        """Press a button without waiting; the query's id."""
        pressed = message or self.card()
        return self.telegram.press(self.id, pressed["message_id"], data=_data(pressed, label))

    async def attach(self, kind: str, **details: Any) -> str:
        after = self.telegram.moment
        self.telegram.attach(self.id, kind, **details)
        return await self.reaction(after)

    async def edit(self, message_id: int, text: str) -> str:
        after = self.telegram.moment
        self.telegram.edit(self.id, message_id, text)
        return await self.reaction(after)

    async def raw(self, update: Json) -> str:
        after = self.telegram.moment
        self.telegram.updates.push_raw(update)
        return await self.reaction(after)

    async def reaction(self, after: int) -> str:
        """The texts of everything the bot did here since `after`, once it has finished."""
        await wait_until(lambda: self._reacted(after), every=0.002)
        said: dict[int | str, str] = {}
        for event in self._events(after):
            if event["type"] == "answer":
                said["answer"] = event.get("text") or ""
            else:
                message = event["message"]
                said[message["message_id"]] = plain(message.get("text", message.get("caption", "")))
        return "\n".join(said.values())

    def _reacted(self, after: int) -> bool:
        events = self._events(after)
        if self.at_rest:
            return bool(events) and self.at_rest()
        return any(event["type"] == "message" and _labels(event["message"]) for event in events)

    def _events(self, after: int) -> list[Json]:
        """The bot's events for this person since `after`, answers to presses included."""
        mine = [event for event in self.telegram.events.since(after) if event.get("person") == self.id]
        return [one for one in mine if one["type"] == "answer" or (one["type"] == "message" and one["by"] == "bot")]

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until a condition holds about what the bot did."""
        await wait_until(true, self.tick)

    async def answer(self, typed: str = "Réponse libre", wishes: dict[str, Any] | None = None) -> str:
        """Answer the screen by the shortest way; `wishes`: words of a screen → what to do there."""
        shown, labels = self.card_text(), self.buttons()
        for words, wish in (wishes or {}).items():
            if words in shown:
                return await self._do(wish)
        offered = [label for label in labels if not label.startswith(AROUND)]
        if ticks := [label for label in offered if label.startswith("Valider")]:
            boxes = [label for label in offered if label.startswith(("▫️", "✅"))]
            if boxes and not any(label.startswith("✅") for label in boxes):
                return await self.press(boxes[0])
            return await self.press(ticks[0])
        if offered:
            return await self.press(offered[0])
        example = re.search(r"par exemple : (.*)", shown)
        return await self.say(example[1] if example else typed)

    async def _do(self, wish: Any) -> str:
        if callable(wish):
            return str(await wish(self))
        return await (self.press(wish[1:]) if wish.startswith("→") else self.say(wish))


def plain(text: object) -> str:
    """The text with ordinary spaces instead of typographic ones."""
    return str(text).replace("\u00a0", " ").replace("\u202f", " ")


def _labels(message: Json) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [plain(button["text"]) for row in rows for button in row if "callback_data" in button]


def _data(message: Json, label: str) -> str:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row if label in plain(button["text"])]
    assert buttons, f"no button « {label} » among {_labels(message)} under:\n{message.get('text')}"
    return str(buttons[0]["callback_data"])
