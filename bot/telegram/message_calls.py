"""Makes the calls of one message, and knows which message of each chat holds the current question."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from bot.conversation.outcome import Saying
from bot.conversation.views import Call
from bot.telegram.alarm import Alarm
from bot.telegram.calls import Calls, Failure, NotAccepted
from bot.telegram.client import request

log = logging.getLogger(__name__)

MOST_CARDS = 10_000
"""Chats whose card's number is remembered."""
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
SAME = "message is not modified"


class MessageCalls:
    """Makes calls as rows of the outbox hold them; `moved` is called with a chat and its new card."""

    def __init__(self, calls: Calls, alarm: Alarm, words: Mapping[str, str], moved: Callable[[int, int], None]) -> None:
        self._calls, self._alarm, self._words, self._moved = calls, alarm, words, moved
        self._cards: OrderedDict[int, int] = OrderedDict()

    async def make(self, saying: Saying, call: Call) -> None:
        """Make one call of a row, and say it if Telegram will never accept it. Raises NotAccepted."""
        chat_id = saying.chat_id
        parameters = {name: value for name, value in call.items() if name not in ("method", "card", "of_card")}
        if call.get("of_card"):
            # Messages decided before may have made another one the card: numbers grow in a chat.
            known = (self._cards.get(chat_id), saying.card, call["message_id"])
            parameters["message_id"] = max(number for number in known if number)
        try:
            result = await self._calls.make(chat_id, request(call["method"], **parameters), saying.bulk)
        except NotAccepted as error:
            result = await self._after_refusal(saying, call, parameters, error)
        if call.get("card") and isinstance(result, dict):
            self._cards[chat_id] = int(result["message_id"])
            self._cards.move_to_end(chat_id)
            if len(self._cards) > MOST_CARDS:
                self._cards.popitem(last=False)
            if self._cards[chat_id] != saying.card:
                self._moved(chat_id, self._cards[chat_id])

    async def _after_refusal(
        self, saying: Saying, call: Call, parameters: Mapping[str, Any], error: NotAccepted
    ) -> Any:
        """What is done instead of a refused call; its result. Raises NotAccepted if the call is to be made again."""
        reason = error.reason.lower()
        if saying.chat_id < 0 and error.failure in (Failure.REFUSED, Failure.UNREACHABLE):
            # A group or channel: the bot may not write there, but it may leave.
            return None
        if error.failure is not Failure.REFUSED:
            raise error
        if SAME in reason:
            return None
        if any(text in reason for text in GONE):
            if call["method"] != "editMessageText":
                return None
            below = request("sendMessage", **{**parameters, "message_id": None})
            return await self._calls.make(saying.chat_id, below, saying.bulk)
        log.error("a %s was refused: %s", call["method"], error.reason)
        self._alarm.ring("refused")
        if "text" in call:
            await self._calls.tell(saying.chat_id, self._words["refused"])
        return None
