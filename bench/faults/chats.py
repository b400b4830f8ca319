"""The chats of the local Bot API server: what the bot sends, edits and answers takes effect here, or is refused."""

from __future__ import annotations

import asyncio
import json
import math
from typing import Any

from bench.faults.faults import SENDS
from bench.faults.records import Call, Json, Query

BOT = {"id": 1_000_000, "is_bot": True, "first_name": "Relais", "username": "relais_faults_bot"}


class Refused(Exception):
    """The Bot API refuses the call."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code, self.description, self.retry_after = code, description, retry_after


class Pace:
    """Telegram's own pace: so many messages a second in a chat, a few at once, a 429 beyond."""

    def __init__(self, a_second: float = 1.0, burst: int = 1) -> None:
        self.a_second, self.burst = a_second, burst
        self._chats: dict[int, tuple[float, float]] = {}

    def take(self, chat: int, now: float) -> None:
        """Count one message. Raises Refused with the wait if there are too many."""
        left, at = self._chats.get(chat, (float(self.burst), now))
        left = min(float(self.burst), left + (now - at) * self.a_second)
        if left < 1:
            self._chats[chat] = left, now
            wait = math.ceil((1 - left) / self.a_second)
            raise Refused(429, f"Too Many Requests: retry after {wait}", wait)
        self._chats[chat] = left - 1, now


class Chats:
    """Messages of every chat, and the presses whose spinner turns."""

    def __init__(self) -> None:
        self.messages: dict[int, dict[int, Json]] = {}
        self.queries: dict[str, Query] = {}
        self.blocked: set[int] = set()
        self.left: set[int] = set()
        self.pace: Pace | None = None
        self.commands: list[Json] = []
        self._last_message = 10_000

    def number(self) -> int:
        self._last_message += 1
        return self._last_message

    def execute(self, call: Call) -> Any:
        """Let a call take effect; its result. Raises Refused."""
        do = getattr(self, f"_{call.method}", None)
        if call.chat is not None and call.method != "answerCallbackQuery" and call.chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if self.pace and call.chat is not None and call.method in SENDS:
            self.pace.take(call.chat, asyncio.get_running_loop().time())
        return do(call) if do else True

    # Each method of the Bot API by its name.

    def _getMe(self, _: Call) -> Json:
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    def _setMyCommands(self, call: Call) -> bool:
        self.commands = _data(call, "commands")
        return True

    def _leaveChat(self, call: Call) -> bool:
        self.left.add(call.chat or 0)
        return True

    def _answerCallbackQuery(self, call: Call) -> bool:
        query = self.queries.get(str(call.values.get("callback_query_id")))
        if query is None:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        query.answered = query.answered or asyncio.get_running_loop().time()
        return True

    def _sendMessage(self, call: Call) -> Json:
        if not call.text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        return self._put(call, self.number(), {"text": call.text})

    def _sendDocument(self, call: Call) -> Json:
        return self._put(call, self.number(), {"document": {"file_id": "F", "file_unique_id": "U"}})

    def _sendPhoto(self, call: Call) -> Json:
        return self._put(call, self.number(), {"photo": []})

    def _editMessageText(self, call: Call) -> Json:
        return self._edit(call, {"text": call.text})

    def _editMessageReplyMarkup(self, call: Call) -> Json:
        return self._edit(call, {})

    def _edit(self, call: Call, content: Json) -> Json:
        number = int(call.values.get("message_id") or 0)
        old = self.messages.get(call.chat or 0, {}).get(number)
        if old is None:
            raise Refused(400, "Bad Request: message to edit not found")
        new = {**old, **content}
        new.pop("reply_markup", None)
        if (markup := _markup(call)) and any(markup.get("inline_keyboard", [])):
            new["reply_markup"] = markup
        if new == old:
            raise Refused(400, "Bad Request: message is not modified: specified new message content is the same")
        return self._put(call, number, content)

    def _put(self, call: Call, number: int, content: Json) -> Json:
        chat = call.chat or 0
        old = self.messages.setdefault(chat, {}).get(number, {})
        message = {
            "message_id": number,
            "date": 1_790_000_000,
            "from": BOT,
            "chat": {"id": chat, "type": "private", "first_name": "P"},
            **{name: value for name, value in old.items() if name in ("text", "document", "photo")},
            **content,
        }
        if (markup := _markup(call)) and any(markup.get("inline_keyboard", [])):
            message["reply_markup"] = markup
        self.messages[chat][number] = message
        call.message = number
        return message


def _markup(call: Call) -> Json | None:
    found: Json | None = _data(call, "reply_markup")
    return found


def _data(call: Call, name: str) -> Any:
    """A parameter that is an object or a list, whether the call came as JSON or as a form that holds JSON text."""
    value = call.values.get(name)
    return json.loads(value) if isinstance(value, str) and value else value
