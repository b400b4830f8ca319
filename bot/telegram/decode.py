"""Decodes raw updates. Pure; raises for an update that cannot be decoded, which the receiver sets aside."""

from __future__ import annotations

import re
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
POSTS = ("channel_post", "edited_channel_post")
JOINED = ("creator", "administrator", "member", "restricted")
"""The bot's status in a chat where it is; a restricted member may also have left."""
UNSTORED = re.compile("[\0\ud800-\udfff]")
"""What a database refuses in a text: NUL, and halves of characters."""
MOST = 2**63 - 1
"""The greatest number that a database holds; Telegram gives smaller ones."""


def decode(raw: Mapping[str, Any]) -> Incoming | None:
    """The decoded update; None for a kind the bot does not use, and for numbers that Telegram does not give."""
    incoming = _decode(raw)
    possible = incoming is None or max(abs(incoming.chat_id), abs(incoming.message_id or 0)) <= MOST
    return incoming if possible else None


def _decode(raw: Mapping[str, Any]) -> Incoming | None:
    number = int(raw["update_id"])
    if query := raw.get("callback_query"):
        return _press(number, query)
    if changed := raw.get("my_chat_member"):
        return _membership(number, changed)
    if post := next((raw[kind] for kind in POSTS if raw.get(kind)), None):
        return OtherChat(number, _chat(post))
    written = raw.get("message")
    message = written or raw.get("edited_message")
    if not message:
        return None
    if not _is_private(message):
        return OtherChat(number, _chat(message))
    return _message(number, message, edited=not written)


def _press(number: int, query: Mapping[str, Any]) -> Incoming:
    """A press in the person's own chat; one of an inline message, or that comes without its message, counts as such."""
    person, message = int(query["from"]["id"]), query.get("message")
    if message and not _is_private(message):
        return OtherChat(number, _chat(message))
    message_id = int(message["message_id"]) if message and _chat(message) == person else None
    return Press(number, person, message_id, query_id=query["id"], data=_text(query.get("data")) or "")


def _membership(number: int, changed: Mapping[str, Any]) -> Incoming | None:
    """The bot blocked or unblocked by a person, or added to another chat; None once it has left."""
    now = changed["new_chat_member"]
    if _is_private(changed):
        return Membership(number, _chat(changed), reachable=now.get("status") != "kicked")
    here = now.get("status") in JOINED and now.get("is_member", True)
    return OtherChat(number, _chat(changed)) if here else None


def _message(number: int, message: Mapping[str, Any], edited: bool) -> Incoming:
    chat_id, message_id, text = _chat(message), int(message["message_id"]), _text(message.get("text"))
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


def _text(written: str | None) -> str | None:
    """The text, with a sign in place of what no database holds."""
    return None if written is None else UNSTORED.sub("\N{REPLACEMENT CHARACTER}", written)


def _is_private(of: Mapping[str, Any]) -> bool:
    return bool(of["chat"]["type"] == "private")


def _chat(of: Mapping[str, Any]) -> int:
    return int(of["chat"]["id"])


def person_of(raw: Mapping[str, Any]) -> int:
    """The sender of a raw update, whose lane handles it; 0 if there is none."""
    for value in raw.values():
        if isinstance(value, dict):
            sender = value.get("from") or value.get("chat")
            number = sender.get("id") if isinstance(sender, dict) else None
            # With a greater one the update could not even be kept.
            if isinstance(number, int) and abs(number) <= MOST:
                return number
    return 0
