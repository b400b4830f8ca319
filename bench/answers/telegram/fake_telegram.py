"""A Bot API held in memory, with Telegram's own rules: updates wait until they are confirmed, an edit that changes
nothing is refused, a press is answered once. It keeps no more than a conversation needs, so that it is fast.
"""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.answers.telegram.json_bytes import dumps, loads

Json = dict[str, Any]
Done = Callable[[bytes, int], None]
"""Sends the body and the status of a reply."""
Seen = Callable[[int, Json, str], None]
"""Hears of each message: its chat, itself, and how it came (`send`, `edit`, `markup`, `document` or `photo`)."""

BOT: Json = {"id": 42, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
MOST_TEXT, MOST_CAPTION, MOST_DATA = 4096, 1024, 64
BATCH = 100
"""Updates that one request may take."""
TAG = re.compile(r"<[^>]+>")
NOT_MODIFIED = "message is not modified: specified new message content and reply markup are exactly the same"
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class Refusal(Exception):
    """A call that Telegram refuses."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.status = status


@dataclass(slots=True)
class FakeTelegram:
    """The state of one bot, and the methods it calls."""

    seen: Seen = lambda chat, message, kind: None
    calls: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    presses: set[str] = field(default_factory=set)
    """Presses whose button still turns."""
    first_poll: float | None = None
    """When the bot first asked for updates."""
    next_update: int = 1000
    next_message: int = 1
    messages: dict[tuple[int, int], Json] = field(default_factory=dict)
    """Chat and number → the message as it is now."""
    _pending: deque[tuple[int, bytes]] = field(default_factory=deque)
    _poller: tuple[Done, int] | None = None
    _flushing: bool = False
    _markups: dict[str | bytes, Json] = field(default_factory=dict)

    def number_message(self) -> int:
        self.next_message += 1
        return self.next_message - 1

    # --- updates

    def push(self, update: Json) -> int:
        """Make an update available to the bot; its number."""
        number = self.next_update
        self.next_update += 1
        self._pending.append((number, dumps({"update_id": number, **update})))
        if self._poller and not self._flushing:
            # What people do in one turn of the loop goes in one batch.
            self._flushing = True
            asyncio.get_running_loop().call_soon(self._flush)
        return number

    def _flush(self) -> None:
        self._flushing = False
        if self._poller and self._pending:
            (done, limit), self._poller = self._poller, None
            done(self._batch(limit), 200)

    def _batch(self, limit: int) -> bytes:
        first = (self._pending[place][1] for place in range(min(limit, len(self._pending))))
        return b'{"ok":true,"result":[' + b",".join(first) + b"]}"

    def _get_updates(self, asked: Json, done: Done) -> None:
        """An offset confirms what is below it; what is not confirmed is given again."""
        if self.first_poll is None:
            self.first_poll = time.perf_counter()
        if self._poller:
            (other, _), self._poller = self._poller, None
            other(refused(CONFLICT, 409), 409)
        offset, limit = int(asked.get("offset") or 0), min(max(int(asked.get("limit") or BATCH), 1), BATCH)
        while self._pending and self._pending[0][0] < offset:
            self._pending.popleft()
        timeout = float(asked.get("timeout") or 0)
        if self._pending or timeout <= 0:
            done(self._batch(limit), 200)
            return
        self._poller = waiting = (done, limit)

        def expire() -> None:
            if self._poller is waiting:
                self._poller = None
                done(b'{"ok":true,"result":[]}', 200)

        asyncio.get_running_loop().call_later(timeout, expire)

    # --- calls

    def call(self, method: str, asked: Json, done: Done) -> None:
        """Do one call; `done` is called once, now or later."""
        method = method.lower()
        self.calls[method] += 1
        if method == "getupdates":
            self._get_updates(asked, done)
            return
        try:
            known = METHODS.get(method)
            done(b'{"ok":true,"result":' + dumps(known(self, asked) if known else True) + b"}", 200)
        except Refusal as refusal:
            self.refusals[f"{method}: {str(refusal)[:60]}"] += 1
            done(refused(f"Bad Request: {refusal}", refusal.status), refusal.status)
        except (KeyError, ValueError, TypeError) as error:
            self.refusals[f"{method}: {type(error).__name__} {error}"] += 1
            done(refused(f"Bad Request: {error}"), 400)

    def send_message(self, asked: Json) -> Json:
        return self._post(asked, "send", text=_text(asked))

    def send_document(self, asked: Json) -> Json:
        return self._post(asked, "document", document=self._file(asked, "document"), caption=_caption(asked))

    def send_photo(self, asked: Json) -> Json:
        sizes = [{**self._file(asked, "photo"), "width": 90, "height": 90}]
        return self._post(asked, "photo", photo=sizes, caption=_caption(asked))

    def edit_text(self, asked: Json) -> Json:
        return self._edit(asked, "edit", text=_text(asked))

    def edit_markup(self, asked: Json) -> Json:
        return self._edit(asked, "markup")

    def delete_message(self, asked: Json) -> bool:
        if self.messages.pop((int(asked["chat_id"]), int(asked["message_id"])), None) is None:
            raise Refusal("message to delete not found")
        return True

    def answer_press(self, asked: Json) -> bool:
        if asked.get("callback_query_id") not in self.presses:
            raise Refusal(TOO_OLD)
        self.presses.remove(asked["callback_query_id"])
        return True

    # --- messages

    def _post(self, asked: Json, kind: str, **content: Any) -> Json:
        chat, number = int(asked["chat_id"]), self.number_message()
        place = {"id": chat, "type": "private", "first_name": "P"}
        message = {"message_id": number, "from": BOT, "chat": place, "date": int(time.time()), **content}
        if markup := self._inline(asked):
            message["reply_markup"] = markup
        self.messages[chat, number] = message
        self.seen(chat, message, kind)
        return message

    def _edit(self, asked: Json, kind: str, **content: Any) -> Json:
        place = int(asked["chat_id"]), int(asked["message_id"])
        old = self.messages.get(place)
        if old is None:
            raise Refusal("message to edit not found")
        message = {name: value for name, value in old.items() if name != "reply_markup"} | content
        if markup := self._inline(asked):
            message["reply_markup"] = markup
        if all(message.get(name) == old.get(name) for name in ("text", "reply_markup")):
            raise Refusal(NOT_MODIFIED)
        message["edit_date"] = int(time.time())
        self.messages[place] = message
        self.seen(place[0], message, kind)
        return message

    def _inline(self, asked: Json) -> Json | None:
        """The buttons under the message, if there are any; each keyboard is read once."""
        raw = asked.get("reply_markup")
        if not raw:
            return None
        key = raw if isinstance(raw, str) else dumps(raw)
        found = self._markups.get(key)
        if found is None:
            found = loads(key)
            buttons = (button for row in found.get("inline_keyboard", ()) for button in row)
            if any(len(button.get("callback_data", "").encode()) > MOST_DATA for button in buttons):
                raise Refusal("BUTTON_DATA_INVALID")
            if len(self._markups) > 50_000:
                self._markups.clear()
            self._markups[key] = found
        return found if found.get("inline_keyboard") else None

    def _file(self, asked: Json, name: str) -> Json:
        value = asked.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = asked.get(value.removeprefix("attach://"))
        if not value:
            raise Refusal(f"there is no {name} in the request")
        return {"file_id": f"F{self.next_message}", "file_unique_id": f"U{self.next_message}"}


METHODS: dict[str, Callable[[FakeTelegram, Json], Any]] = {
    "getme": lambda telegram, asked: BOT | {"can_join_groups": True, "can_read_all_group_messages": False},
    "sendmessage": FakeTelegram.send_message,
    "senddocument": FakeTelegram.send_document,
    "sendphoto": FakeTelegram.send_photo,
    "editmessagetext": FakeTelegram.edit_text,
    "editmessagereplymarkup": FakeTelegram.edit_markup,
    "deletemessage": FakeTelegram.delete_message,
    "answercallbackquery": FakeTelegram.answer_press,
}
"""What each method does; any other succeeds without doing anything."""


def refused(words: str, status: int = 400) -> bytes:
    """The body of a refusal."""
    return dumps({"ok": False, "error_code": status, "description": words})


def _text(asked: Json) -> str:
    text = _plain(asked, "text")
    if not text.strip():
        raise Refusal("message text is empty")
    if len(text) > MOST_TEXT:
        raise Refusal("message is too long")
    return text


def _caption(asked: Json) -> str:
    text = _plain(asked, "caption")
    if len(text) > MOST_CAPTION:
        raise Refusal("caption is too long")
    return text


def _plain(asked: Json, name: str) -> str:
    """The text as it is seen, without its HTML."""
    text = str(asked.get(name) or "")
    if str(asked.get("parse_mode", "")).lower() == "html" and ("<" in text or "&" in text):
        return html.unescape(TAG.sub("", text))
    return text
