"""Decodes raw updates. Pure; raises for an update that cannot be decoded, which the receiver sets aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation.incoming import Command, EditedText, Incoming, Media, Membership, OtherChat, Press, Text

KINDS = {
    "sticker": "sticker",
    "photo": "photo",
    "voice": "voice",
    "audio": "voice",
    "video_note": "voice",
    "video": "photo",
    "animation": "sticker",
    "document": "document",
}
"""Field of a message without text → `kind` of the Media."""


def decode(raw: Mapping[str, Any]) -> Incoming | None:
    """The decoded update; None for a kind the bot does not use."""
    number = int(raw["update_id"])
    if query := raw.get("callback_query"):
        return _press(number, query)
    if changed := raw.get("my_chat_member"):
        if changed["chat"]["type"] != "private":
            return None
        return Membership(number, _chat(changed), reachable=changed["new_chat_member"]["status"] != "kicked")
    message = raw.get("message") or raw.get("edited_message")
    if message is None:
        return None
    if message["chat"]["type"] != "private":
        return OtherChat(number, _chat(message))
    return _message(number, message, edited="message" not in raw)


def _press(number: int, query: Mapping[str, Any]) -> Incoming:
    message = query.get("message")
    person = int(query["from"]["id"])
    chat_id = _chat(message) if message else person
    if chat_id != person:
        return OtherChat(number, chat_id)
    message_id = int(message["message_id"]) if message else None
    return Press(number, chat_id, message_id, query_id=query["id"], data=query.get("data", ""))


def _message(number: int, message: Mapping[str, Any], edited: bool) -> Incoming:
    chat_id, message_id, text = _chat(message), int(message["message_id"]), message.get("text")
    if "forward_origin" in message:
        return Media(number, chat_id, message_id, kind="forward")
    if text is None:
        kind = next((name for field, name in KINDS.items() if field in message), "other")
        return Media(number, chat_id, message_id, kind="edited" if edited else kind)
    if edited and text.startswith("/"):
        return Media(number, chat_id, message_id, kind="edited")
    if edited:
        return EditedText(number, chat_id, message_id, text=text)
    if text.startswith("/"):
        name, *argument = text[1:].split(maxsplit=1) or [""]
        command = name.split("@")[0].lower()
        return Command(number, chat_id, message_id, name=command, argument=argument[0].strip() if argument else "")
    return Text(number, chat_id, message_id, text=text)


def _chat(of: Mapping[str, Any]) -> int:
    return int(of["chat"]["id"])


def person_of(raw: Mapping[str, Any]) -> int:
    """The sender of a raw update, whose lane handles it; 0 if there is none."""
    for value in raw.values():
        if isinstance(value, dict):
            sender = value.get("from") or value.get("chat")
            if isinstance(sender, dict) and isinstance(sender.get("id"), int):
                return int(sender["id"])
    return 0
