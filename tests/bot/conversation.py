"""People talking to the real bot through the local Bot API: what they do, and what they see.

Screens are read as a person reads them: by their words and their buttons.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

from bot.preview.state import Telegram

CALM = 0.12
"""Seconds of silence after which a reaction without buttons is over."""
AROUND = ("⬅️", "❓", "⏸", "✏️", "‹", "📅", "Passer", "Je ne sais pas", "Autre", "Garder :", "Non, je corrige", "Aucun")
"""How the buttons begin that are not a plain answer."""

Json = dict[str, Any]


class Conversation:
    """One person in front of the bot; `tick` does at once what its clock would do within two seconds."""

    def __init__(
        self, telegram: Telegram, name: str = "Claire", tick: Callable[[], Awaitable[object]] | None = None
    ) -> None:
        self.telegram, self.tick = telegram, tick
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

    def buttons(self) -> list[str]:
        return _labels(self.card())

    def has(self, label: str) -> bool:
        return any(label in button for button in self.buttons()) if any(map(_labels, self.bot_messages)) else False

    def files(self) -> list[bytes]:
        """What the bot sent as documents, oldest first."""
        sent = [message["document"]["file_id"] for message in self.bot_messages if "document" in message]
        return [self.telegram.files[file].content for file in sent]

    async def say(self, text: str, within: float = 8) -> str:
        after = self.telegram.moment
        self.telegram.send(self.id, text)
        return await self.reaction(after, within)

    async def press(self, label: str, message: Json | None = None, within: float = 8) -> str:
        """Press the first button whose words contain `label`; what follows, a passing word included."""
        pressed = message or self.card()
        after = self.telegram.moment
        self.tap(label, pressed)
        return await self.reaction(after, within)

    def tap(self, label: str, message: Json | None = None) -> str:
        """Press without waiting; the query's id."""
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

    async def reaction(self, after: int, within: float = 8) -> str:
        """The words of everything the bot did here since `after`, once it has come to rest."""
        said: dict[int | str, str] = {}
        place, seen, calm = after, False, CALM
        async with asyncio.timeout(within):
            while True:
                try:
                    event = await asyncio.wait_for(self.telegram.events.at(place), calm if seen else None)
                except TimeoutError:
                    break
                place += 1
                if event.get("person") != self.id:
                    continue
                if event["type"] == "answer":
                    # A picture may be on its way before the next question.
                    seen, calm = True, 2.0
                    said["answer"] = event.get("text") or ""
                    if event.get("text"):
                        break
                elif event["type"] == "message" and event["by"] == "bot":
                    seen, calm = True, 5 * CALM if "photo" in event["message"] else CALM
                    message = event["message"]
                    said[message["message_id"]] = plain(message.get("text", message.get("caption", "")))
                    if _labels(message):
                        break
        return "\n".join(said.values())

    async def until(self, true: Callable[[], bool], within: float = 10) -> None:
        """Wait for something to become true of what the bot did."""
        await wait_until(true, within, self.tick)

    async def answer(self, typed: str = "Réponse libre", wishes: dict[str, Any] | None = None) -> str:
        """Answer what is on screen as a person in a hurry would; `wishes`: words of the screen → what to do."""
        shown, labels = plain(self.card()["text"]), self.buttons()
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
    """With ordinary spaces: the others are for the eye."""
    return str(text).replace("\u00a0", " ").replace("\u202f", " ")


def _labels(message: Json) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [plain(button["text"]) for row in rows for button in row if "callback_data" in button]


def _data(message: Json, label: str) -> str:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row if label in plain(button["text"])]
    assert buttons, f"no button « {label} » among {_labels(message)} under:\n{message.get('text')}"
    return str(buttons[0]["callback_data"])


async def wait_until(
    true: Callable[[], bool], within: float = 10, tick: Callable[[], Awaitable[object]] | None = None
) -> None:
    async with asyncio.timeout(within):
        for turn in count():
            if true():
                return
            if tick and turn % 10 == 0:
                await tick()
            await asyncio.sleep(0.01)  # it may be about a database, which tells nobody
