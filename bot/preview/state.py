"""The state of a fake Telegram: people, chats with the bot, files, and the log of events. Knows no HTTP.
Everything a person can do is a method; tests wait on the log (`next`, `wait_until_calm`, `answer`).
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from bot.preview.api.attachments import attachment
from bot.preview.api.call import Call
from bot.preview.api.entities import add_automatic
from bot.preview.api.refusals import MAX_TEXT, Refusal, bad, units
from bot.preview.events import Events
from bot.preview.groups import Groups
from bot.preview.records import Fault, File, Json, Person, Query
from bot.preview.updates import Updates

BOT_NAME, BOT_USERNAME = "Relais", "relais_preview_bot"
ANSWER_WITHIN = 15  # seconds: undocumented, found by experiment
FORGOTTEN_AFTER = 48 * 3600  # a press no longer carries its message; a bot no longer deletes it


class Telegram:
    """The whole state, in memory. `now` returns seconds since 1970; tests may replace it."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.now = now
        self.boot = str(int(now() * 1000))  # tells one run of the preview from the next
        self.updates = Updates(now)
        self.people: dict[int, Person] = {}
        self.groups = Groups(self.updates.push, self.bot_user, now)
        self.files: dict[str, File] = {}
        self.faults: list[Fault] = []
        self.calls: deque[Json] = deque(maxlen=10_000)
        self.events = Events()
        self.commands: list[Json] = []
        self.bot_id = 1_000_000
        self.queries: dict[str, Query] = {}
        # The bot stores message ids, so a restarted preview must not use old ones again.
        self._last_message = int(now())

    # What a person does ------------------------------------------------------------------------

    def join(self, first_name: str) -> int:
        """Add a person who has not written yet; their id (over 32 bits, as Telegram's may be)."""
        person = Person(5_000_000_001 + len(self.people), first_name)
        self.people[person.id] = person
        self.events.publish({"type": "people", "person": person.id})
        return person.id

    def send(self, person_id: int, text: str) -> int:
        """Send a text of the person; the message's id. Raises ValueError above 4,096 units, Telegram's limit."""
        text = text.strip()
        if not 1 <= units(text) <= MAX_TEXT:
            raise ValueError("un message compte de 1 à 4 096 caractères")
        return self._receive(person_id, _text(text))

    def attach(self, person_id: int, kind: str, **details: Any) -> int:
        """Send another message of the person than text (`attachments.attachment` has the kinds); the message's id."""
        content, name, data = attachment(kind, details, self._person(person_id).first_name, int(self.now()))
        if name:
            file = self.store(name, data)
            media = content[kind][0] if kind == "photo" else content[kind]
            media.update(file.description())
            if kind == "document":
                media.update(file_name=file.name, mime_type=file.mime)
        return self._receive(person_id, content)

    def edit(self, person_id: int, message_id: int, text: str) -> None:
        """Edit one of the person's own texts."""
        message = self._message(person_id, message_id)
        if message["from"]["is_bot"] or "text" not in message:
            raise ValueError("seul un texte que cette personne a écrit se modifie")
        edited = {key: value for key, value in message.items() if key != "entities"}
        edited |= {**_text(text.strip()), "edit_date": int(self.now())}
        self.put(person_id, edited, by="person")
        self.updates.push("edited_message", edited)

    def press(
        self,
        person_id: int,
        message_id: int,
        data: str | None = None,
        row: int | None = None,
        column: int = 0,
    ) -> str:
        """Press a button, found by place or by `data` (even one the message no longer shows).

        Returns the query id, for `answer`. Raises ValueError for a button that sends nothing.
        """
        person, message = self._writing(person_id), self._message(person_id, message_id)
        if row is not None:
            data = message["reply_markup"]["inline_keyboard"][row][column].get("callback_data")
        if data is None:
            raise ValueError("ce bouton n’envoie rien au bot")
        query_id = str(int(self.now()) * 1_000 + len(self.queries))
        self.queries[query_id] = Query(person_id, message_id, self.now())
        if self.now() - message["date"] > FORGOTTEN_AFTER:
            message = {"chat": message["chat"], "message_id": message_id, "date": 0}
        query = {"id": query_id, "from": person.user(), "message": message, "data": data}
        self.updates.push("callback_query", {**query, "chat_instance": str(-person_id)})
        self.events.publish({"type": "press", "person": person_id, "message_id": message_id, "query": query_id})
        return query_id

    def block(self, person_id: int, blocked: bool = True) -> None:
        """Block or unblock the bot, which gets a `my_chat_member` update."""
        person = self._person(person_id)
        if person.blocked == blocked:
            return
        person.blocked = blocked
        kicked = {"status": "kicked", "user": self.bot_user(), "until_date": 0}
        member = {"status": "member", "user": self.bot_user()}
        states = {"old_chat_member": member, "new_chat_member": kicked}
        if not blocked:
            states = {"old_chat_member": kicked, "new_chat_member": member}
        moment = {"chat": person.chat(), "from": person.user(), "date": int(self.now())}
        self.updates.push("my_chat_member", {**moment, **states})
        self.events.publish({"type": "people", "person": person_id})

    def age(self, person_id: int, message_id: int, hours: float) -> None:
        """Make a message that many hours old."""
        message = self._message(person_id, message_id)
        self.put(person_id, {**message, "date": int(self.now() - hours * 3600)}, by="preview")

    # What the bot does (used by `methods`) -------------------------------------------------------

    def bot_user(self) -> Json:
        return {"id": self.bot_id, "is_bot": True, "first_name": BOT_NAME, "username": BOT_USERNAME}

    def reachable(self, chat_id: Any) -> Person:
        """The person with that chat id. Raises Refusal if the bot cannot write to them."""
        person = self.people.get(int(chat_id)) if str(chat_id).isdigit() else None
        if person is None or not person.started:
            raise bad("chat not found")
        if person.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return person

    def post(self, person: Person, content: Json) -> Json:
        """Add a message of the bot to that chat."""
        message = {**self._envelope(person, self.bot_user()), **content}
        self.put(person.id, message, by="bot")
        return message

    def put(self, person_id: int, message: Json, by: str) -> None:
        """Store a new or changed message and publish the event; `by`: "bot", "person" or "preview"."""
        self.people[person_id].messages[message["message_id"]] = message
        self.events.publish({"type": "message", "person": person_id, "message": message, "by": by})

    def delete(self, person: Person, message_id: int) -> None:
        del person.messages[message_id]
        self.events.publish({"type": "delete", "person": person.id, "message_id": message_id})

    def store(self, name: str, content: bytes) -> File:
        file = File(f"F{len(self.files) + 1}", name.replace("/", "_"), content)
        self.files[file.id] = file
        return file

    def answer_press(self, query_id: str, answer: Json) -> None:
        """Answer a press. Raises Refusal if it is answered already or older than `ANSWER_WITHIN` seconds."""
        query = self.queries.get(query_id)
        if query is None or query.answer is not None or self.now() - query.pressed_at > ANSWER_WITHIN:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        query.answer = answer
        place = {"person": query.person, "message_id": query.message_id, "query": query_id}
        self.events.publish({"type": "answer", **place, **answer})

    def take_fault(self, call: Call) -> Fault | None:
        """The fault planned for this call, if any; `getUpdates` only fails if the fault names it."""
        for fault in self.faults:
            named = call.method == fault.method or (fault.method is None and call.method != "getUpdates")
            if named and fault.chat in (None, call.integer("chat_id")):
                fault.times -= 1
                self.faults = [kept for kept in self.faults if kept.times > 0]
                return fault
        return None

    # Waiting ---------------------------------------------------------------------------------------

    @property
    def moment(self) -> int:
        """The current index in the log, to pass as `after`."""
        return len(self.events)

    async def next(self, person_id: int, after: int, within: float = 60) -> Json:
        """The first message the bot sends or edits in that chat after the moment `after`.

        Raises TimeoutError if none comes in `within` seconds.
        """
        async with asyncio.timeout(within):
            while not _from_bot(event := await self.events.event_at(after), person_id):
                after += 1
        return dict(event["message"])

    async def wait_until_calm(self, person_id: int, after: int, calm: float = 0.15, within: float = 60) -> list[Json]:
        """Wait for a message of the bot, then until none comes for `calm` seconds.

        Returns the messages it has sent or edited since `after`, as they are now, oldest first.
        """
        await self.next(person_id, after, within)
        async with asyncio.timeout(within):
            while True:
                try:
                    await self.next(person_id, self.moment, calm)
                except TimeoutError:
                    break
        touched = {event["message"]["message_id"] for event in self.events.since(after) if _from_bot(event, person_id)}
        return [message for key, message in self.people[person_id].messages.items() if key in touched]

    async def answer(self, query_id: str, within: float = 60) -> Json:
        """The bot's answer to a press (`text`, `show_alert`). Raises TimeoutError if it does not come in time."""
        async with asyncio.timeout(within):
            while (answer := self.queries[query_id].answer) is None:
                await self.events.event_at(self.moment)
        return answer

    # ------------------------------------------------------------------------------------------------

    def _person(self, person_id: int) -> Person:
        if person_id not in self.people:
            raise ValueError(f"personne inconnue : {person_id}")
        return self.people[person_id]

    def _writing(self, person_id: int) -> Person:
        person = self._person(person_id)
        if person.blocked:
            raise ValueError("cette personne a bloqué le bot")
        return person

    def _message(self, person_id: int, message_id: int) -> Json:
        messages = self._person(person_id).messages
        if message_id not in messages:
            raise ValueError(f"message inconnu : {message_id}")
        return messages[message_id]

    def _envelope(self, person: Person, author: Json) -> Json:
        self._last_message += 1
        return {
            "message_id": self._last_message,
            "from": author,
            "chat": person.chat(),
            "date": int(self.now()),
        }

    def _receive(self, person_id: int, content: Json) -> int:
        person = self._writing(person_id)
        person.started = True
        if person.keyboard and (person.keyboard.get("one_time_keyboard") or person.keyboard.get("force_reply")):
            person.keyboard = None
        message = {**self._envelope(person, person.user()), **content}
        self.put(person_id, message, by="person")
        self.updates.push("message", message)
        return int(message["message_id"])


def _from_bot(event: Json, person_id: int) -> bool:
    return bool(event["type"] == "message" and event["person"] == person_id and event["by"] == "bot")


def _text(text: str) -> Json:
    entities = add_automatic(text, [])
    return {"text": text, "entities": entities} if entities else {"text": text}
