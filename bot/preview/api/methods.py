"""The methods of the Bot API as the preview executes them, after a strict check of their parameters.
A documented method that has no function here is accepted with `true`.
"""

import re
from collections.abc import Callable
from typing import Any

from bot.preview.api import refusals
from bot.preview.api.call import MISSING, Call, check_parameters
from bot.preview.api.entities import add_automatic, parse_html
from bot.preview.api.refusals import bad
from bot.preview.records import File, Json, Person
from bot.preview.state import FORGOTTEN_AFTER, Telegram

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
DESCRIPTIONS = {"setMyDescription": ("description", 512), "setMyShortDescription": ("short_description", 120)}
MAX_DOWNLOAD = 20 << 20


async def execute(telegram: Telegram, call: Call) -> Any:
    """Execute the call; its `result`. Raises Refusal."""
    check_parameters(call)
    if call.method == "getUpdates":
        allowed = call.data("allowed_updates")
        return await telegram.updates.get(
            call.integer("offset"), call.integer("limit"), call.integer("timeout"), allowed
        )
    handler = HANDLERS.get(call.method)
    return handler(telegram, call) if handler else True


def _get_me(telegram: Telegram, call: Call) -> Json:
    refused = (
        "can_join_groups",
        "can_read_all_group_messages",
        "supports_inline_queries",
        "has_main_web_app",
    )
    return {**telegram.bot_user(), **dict.fromkeys((*refused, "can_connect_to_business"), False)}


def _parse_format(call: Call, name: str) -> tuple[str, list[Json]]:
    """The text or caption without its markup, and its entities."""
    source, mode = call.text(name), call.text("parse_mode").lower()
    if mode not in ("", "html"):
        raise bad("unsupported parse_mode" + " (the preview knows HTML only)" * mode.startswith("markdown"))
    if mode:
        text, entities = parse_html(source)
    else:
        text = source.strip(" \n\r\t")
        entities = call.data("entities" if name == "text" else "caption_entities") or []
    if name == "text":
        refusals.check_text(text)
    else:
        refusals.check_caption(text)
    return text, add_automatic(text, entities)


def _body(call: Call, name: str) -> Json:
    text, entities = _parse_format(call, name)
    return {
        **({name: text} if text else {}),
        **({"entities" if name == "text" else "caption_entities": entities} if entities else {}),
    }


def _post(telegram: Telegram, call: Call, content: Json) -> Json:
    """Post a new message, after checking its recipient and its keyboard."""
    markup = call.data("reply_markup")
    if markup is not None:
        refusals.check_markup(markup)
    if group := telegram.groups.find(call.text("chat_id")):
        return telegram.groups.post(group, content)
    person = telegram.reachable(call.text("chat_id"))
    if reply := call.data("reply_parameters"):
        if reply.get("message_id") not in person.messages and not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        answered = person.messages.get(reply.get("message_id"), {})
        content |= {"reply_to_message": {k: v for k, v in answered.items() if k != "reply_to_message"}}
    if markup and markup.get("inline_keyboard"):
        content["reply_markup"] = {"inline_keyboard": markup["inline_keyboard"]}
    elif markup and "inline_keyboard" not in markup:
        person.keyboard = None if markup.get("remove_keyboard") else markup
    return telegram.post(person, content)


def _send_message(telegram: Telegram, call: Call) -> Json:
    return _post(telegram, call, _body(call, "text"))


def _sent_file(telegram: Telegram, call: Call, name: str) -> File:
    """The file of a message: an upload, or the id of one already sent."""
    value = call.text(name)
    upload = call.uploads.get(value.removeprefix("attach://") if value.startswith("attach://") else name)
    if upload:
        refusals.check_document(upload[1])
        return telegram.store(*upload)
    if value in telegram.files:
        return telegram.files[value]
    if re.match("https?://", value):
        raise bad("failed to get HTTP URL content")
    raise bad("wrong remote file identifier specified: Wrong string length")


def _send_document(telegram: Telegram, call: Call) -> Json:
    body = _body(call, "caption")
    file = _sent_file(telegram, call, "document")
    document = {**file.description(), "file_name": file.name, "mime_type": file.mime}
    return _post(telegram, call, {"document": document, **body})


def _send_photo(telegram: Telegram, call: Call) -> Json:
    body = _body(call, "caption")
    file = _sent_file(telegram, call, "photo")
    width, height = refusals.picture_size(file.content)
    return _post(telegram, call, {"photo": [{**file.description(), "width": width, "height": height}], **body})


def _message_to_edit(telegram: Telegram, call: Call) -> tuple[Person, Json]:
    person = telegram.reachable(call.text("chat_id") or _refuse("chat_id is empty"))
    message = person.messages.get(call.integer("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if not message["from"]["is_bot"]:
        raise bad("message can't be edited")
    return person, message


def _refuse(reason: str) -> str:
    raise bad(reason)


def _edit(telegram: Telegram, call: Call, replaced: tuple[str, ...], body: Json) -> Json:
    """Replace some fields of a message and its keyboard; without `reply_markup` the keyboard is removed."""
    markup = call.data("reply_markup") or {}
    if markup:
        refusals.check_markup(markup)
        if "inline_keyboard" not in markup:
            raise bad("inline keyboard expected")
    person, message = _message_to_edit(telegram, call)
    if replaced and replaced[0] == "text" and "text" not in message:
        raise bad("there is no text in the message to edit")
    if replaced and replaced[0] == "caption" and "text" in message:
        raise bad("there is no caption in the message to edit")
    dropped = (*replaced, "reply_markup", "edit_date")
    edited = {key: value for key, value in message.items() if key not in dropped} | body
    if markup.get("inline_keyboard"):
        edited["reply_markup"] = {"inline_keyboard": markup["inline_keyboard"]}
    if edited == {key: value for key, value in message.items() if key != "edit_date"}:
        raise bad(NOT_MODIFIED)
    edited["edit_date"] = int(telegram.now())
    telegram.put(person.id, edited, by="bot")
    return edited


def _edit_text(telegram: Telegram, call: Call) -> Json:
    return _edit(telegram, call, ("text", "entities"), _body(call, "text"))


def _edit_caption(telegram: Telegram, call: Call) -> Json:
    return _edit(telegram, call, ("caption", "caption_entities"), _body(call, "caption"))


def _edit_markup(telegram: Telegram, call: Call) -> Json:
    return _edit(telegram, call, (), {})


def _delete(telegram: Telegram, call: Call) -> bool:
    person = telegram.reachable(call.text("chat_id"))
    message = person.messages.get(call.integer("message_id"))
    if message is None:
        raise bad("message to delete not found")
    if telegram.now() - message["date"] > FORGOTTEN_AFTER:
        raise bad("message can't be deleted for everyone")
    telegram.delete(person, message["message_id"])
    return True


def _leave(telegram: Telegram, call: Call) -> bool:
    group = telegram.groups.find(call.text("chat_id"))
    if group is None:
        raise bad("chat not found")
    return telegram.groups.leave(group)


def _answer(telegram: Telegram, call: Call) -> bool:
    text = call.text("text")
    if refusals.units(text) > refusals.MAX_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    telegram.answer_press(call.text("callback_query_id"), {"text": text, "show_alert": call.flag("show_alert")})
    return True


def _action(telegram: Telegram, call: Call) -> bool:
    if call.text("action") not in refusals.ACTIONS:
        raise bad(MISSING["action"])
    person = telegram.reachable(call.text("chat_id"))
    telegram.events.publish({"type": "action", "person": person.id, "action": call.text("action")})
    return True


def _get_file(telegram: Telegram, call: Call) -> Json:
    file = telegram.files.get(call.text("file_id"))
    if file is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > MAX_DOWNLOAD:
        raise bad("file is too big")
    return {**file.description(), "file_path": file.path}


def _set_commands(telegram: Telegram, call: Call) -> bool:
    commands = call.data("commands")
    refusals.check_commands(commands)
    # The page shows one list: that of private chats without their own scope or language.
    scope = (call.data("scope") or {}).get("type", "default")
    if scope in ("default", "all_private_chats") and call.text("language_code") in ("", "fr"):
        telegram.commands = commands
        telegram.events.publish({"type": "commands", "commands": commands})
    return True


def _get_commands(telegram: Telegram, call: Call) -> list[Json]:
    return telegram.commands


def _describe(telegram: Telegram, call: Call) -> bool:
    name, most = DESCRIPTIONS[call.method]
    if len(call.text(name)) > most:
        raise bad(f"bot {name.replace('_', ' ')} is too long")
    return True


def _set_webhook(telegram: Telegram, call: Call) -> bool:
    telegram.updates.set_webhook(call.text("url"), call.flag("drop_pending_updates"))
    return True


def _webhook_info(telegram: Telegram, call: Call) -> Json:
    pending = len(telegram.updates)
    return {"url": telegram.updates.webhook, "has_custom_certificate": False, "pending_update_count": pending}


HANDLERS: dict[str, Callable[[Telegram, Call], Any]] = {
    "getMe": _get_me,
    "sendMessage": _send_message,
    "sendDocument": _send_document,
    "sendPhoto": _send_photo,
    "editMessageText": _edit_text,
    "editMessageCaption": _edit_caption,
    "editMessageReplyMarkup": _edit_markup,
    "deleteMessage": _delete,
    "leaveChat": _leave,
    "answerCallbackQuery": _answer,
    "sendChatAction": _action,
    "getFile": _get_file,
    "setMyCommands": _set_commands,
    "getMyCommands": _get_commands,
    "setMyDescription": _describe,
    "setMyShortDescription": _describe,
    "setWebhook": _set_webhook,
    "deleteWebhook": _set_webhook,
    "getWebhookInfo": _webhook_info,
}
