"""Checks texts, keyboards, commands and pictures as Telegram does, and refuses them in Telegram's words.
Limits: Bot API 10.3; wording: the public Bot API server and TDLib.
"""

import re
import struct
from typing import Any

MAX_TEXT, MAX_CAPTION, MAX_RAW_TEXT = 4096, 1024, 32_768
MAX_CALLBACK_DATA, MAX_ANSWER, MAX_COPY_TEXT = 64, 200, 256
MAX_BUTTONS, MAX_ROW, MAX_KEYBOARD_BUTTONS, MAX_KEYBOARD_ROW = 100, 8, 300, 12
MAX_COMMANDS, MAX_COMMAND, MAX_COMMAND_DESCRIPTION = 100, 32, 256
MAX_DOCUMENT, MAX_PHOTO = 50 << 20, 10 << 20

ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}
BUTTON_ACTIONS = {
    *(
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
    ),
    *("switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay", "disabled"),
}
STYLES = {"primary", "success", "danger"}


class Refusal(Exception):
    """A call is refused: HTTP status, description, and `retry_after` in seconds for a 429."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code, self.description, self.retry_after = code, description, retry_after


def bad(reason: str) -> Refusal:
    """A refusal with status 400, worded as the Bot API server does."""
    return Refusal(400, f"Bad Request: {reason}")


def units(text: str) -> int:
    """The length of the text in UTF-16 code units, as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def check_text(text: str) -> None:
    """Check the text of a message, without its markup."""
    if not text:
        raise bad("message text is empty")
    if units(text) > MAX_TEXT:
        raise bad("message is too long")


def check_caption(text: str) -> None:
    if units(text) > MAX_CAPTION:
        raise bad("message caption is too long")


def check_markup(markup: Any) -> None:
    """Check a `reply_markup` of any of the four kinds."""
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    kinds = [k for k in ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply") if k in markup]
    if not kinds:
        raise bad("can't parse reply keyboard markup JSON object")
    if kinds[0] == "inline_keyboard":
        rows = _rows(markup["inline_keyboard"], MAX_BUTTONS, MAX_ROW)
        for button in (button for row in rows for button in row):
            _check_inline_button(button)
    elif kinds[0] == "keyboard":
        for button in (b for row in _rows(markup["keyboard"], MAX_KEYBOARD_BUTTONS, MAX_KEYBOARD_ROW) for b in row):
            _check_label(button if isinstance(button, dict) else {"text": button})
    if units(str(markup.get("input_field_placeholder") or "")) > 64:
        raise bad("REPLY_MARKUP_PLACEHOLDER_INVALID")


def _rows(rows: Any, most: int, widest: int) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("can't parse inline keyboard: array of arrays expected")
    if sum(map(len, rows)) > most or any(len(row) > widest for row in rows):
        raise bad("reply markup is too long")
    return rows


def _check_label(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad("BUTTON_TEXT_INVALID")
    if button.get("style") not in (None, *STYLES):
        raise bad("can't parse inline keyboard button: invalid button style specified")


def _check_inline_button(button: Any) -> None:
    _check_label(button)
    unknown = set(button) - BUTTON_ACTIONS - {"text", "style", "icon_custom_emoji_id"}
    if unknown:
        raise bad(f"can't parse inline keyboard button: unknown field {min(unknown)!r}")
    actions = [action for action in BUTTON_ACTIONS if button.get(action) not in (None, "", False)]
    if not actions:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad("can't parse inline keyboard button: exactly one action must be used")
    if len(str(button.get("callback_data", "")).encode()) > MAX_CALLBACK_DATA:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(https?|tg|ton)://[^\s/]", button["url"]):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if "copy_text" in button and not 1 <= units(str(button["copy_text"].get("text", ""))) <= MAX_COPY_TEXT:
        raise bad("BUTTON_COPY_TEXT_INVALID")


def check_commands(commands: Any) -> None:
    """Check the list given to `setMyCommands`."""
    if not isinstance(commands, list) or not all(isinstance(command, dict) for command in commands):
        raise bad("can't parse commands: expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        name, description = str(command.get("command", "")), str(command.get("description", "")).strip()
        if not name:
            raise bad("command must be non-empty")
        if len(name) > MAX_COMMAND:
            raise bad(f"command length must not exceed {MAX_COMMAND}")
        if not re.fullmatch("[a-z0-9_]+", name):
            raise bad("BOT_COMMAND_INVALID")
        if not description:
            raise bad("command description must be non-empty")
        if len(description) > MAX_COMMAND_DESCRIPTION:
            raise bad(f"command description length must not exceed {MAX_COMMAND_DESCRIPTION}")


def check_document(content: bytes) -> None:
    if not content:
        raise bad("file must be non-empty")
    if len(content) > MAX_DOCUMENT:
        raise Refusal(413, "Request Entity Too Large")


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG; a plausible size for a JPEG, GIF or WebP.

    Raises Refusal for other files, and for pictures Telegram does not show.
    """
    check_document(content)
    if len(content) > MAX_PHOTO:
        raise bad("PHOTO_SAVE_FILE_INVALID")
    if content[:8] != b"\x89PNG\r\n\x1a\n":
        if content[:3] == b"\xff\xd8\xff" or content[:6] in (b"GIF87a", b"GIF89a") or content[8:12] == b"WEBP":
            return 800, 600
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", content[16:24])
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return width, height
