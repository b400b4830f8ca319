"""Update → Incoming. Pure; an update that cannot be decoded raises and is set aside by the receiver."""

from __future__ import annotations

from typing import Any

from bot.incoming import Command, EditedText, Elsewhere, Incoming, Media, Membership, Press, Text
from bot.telegram.client import Message, Update

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


def decode(raw: dict[str, Any]) -> Incoming | None:
    """What the update says, or None when it concerns nobody (a kind of update the bot does not use)."""
    update = Update.model_validate(raw)
    number = update.update_id
    if update.callback_query:
        query = update.callback_query
        message = query.message
        chat_id = message.chat.id if message else query.from_user.id
        if chat_id != query.from_user.id:
            return Elsewhere(number, chat_id)
        message_id = message.message_id if message else None
        return Press(number, chat_id, message_id, query_id=query.id, data=query.data or "")
    if update.my_chat_member:
        changed = update.my_chat_member
        if changed.chat.type != "private":
            return None
        return Membership(number, changed.chat.id, reachable=changed.new_chat_member.status != "kicked")
    message = update.message or update.edited_message
    if message is None:
        return None
    if message.chat.type != "private":
        return Elsewhere(number, message.chat.id)
    return _message(number, message, edited=update.edited_message is not None)


def _message(number: int, message: Message, edited: bool) -> Incoming:
    chat_id, message_id, text = message.chat.id, message.message_id, message.text
    if message.forward_origin is not None:
        return Media(number, chat_id, message_id, kind="forward")
    if text is None:
        kind = next((name for field, name in KINDS.items() if getattr(message, field)), "other")
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


def person_of(raw: dict[str, Any]) -> int:
    """The sender of a raw update, 0 if none can be found: the lane it is handled in."""
    for value in raw.values():
        if isinstance(value, dict):
            sender = value.get("from") or value.get("chat")
            if isinstance(sender, dict) and isinstance(sender.get("id"), int):
                return int(sender["id"])
    return 0
