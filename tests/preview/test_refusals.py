"""What the preview refuses, one by one, as a bot sees it over HTTP."""

import json

import pytest

from bot.preview.api.attachments import png

TOKEN = "/bot1000000:preview"


def inline(*rows):
    return json.dumps({"inline_keyboard": [list(row) for row in rows]})


def button(text="Oui", **action):
    return {"text": text, **(action or {"callback_data": "x"})}


async def call(http, method, **params):
    """(HTTP status, description or result)."""
    async with http.post(f"{TOKEN}/{method}", data={k: str(v) for k, v in params.items()}) as response:
        body = await response.json()
        assert body["ok"] == (response.status == 200)
        return response.status, body.get("description", body.get("result"))


ACCEPTED_MESSAGES = [
    {"text": "x" * 4096},
    {"text": "<b>" + "é" * 4096 + "</b>", "parse_mode": "HTML"},
    {"text": "😀" * 2048},
    {"text": "x", "reply_markup": inline(*[[button()] * 8] * 12, [button()] * 4)},
    {"text": "x", "reply_markup": inline([button(callback_data="é" * 32)])},
    {"text": "x", "reply_markup": inline([button(url="https://exemple.fr", style="success")])},
    {"text": "x", "reply_markup": inline([button(copy_text={"text": "REF"}), button("3/12", disabled={})])},
    {"text": "x", "reply_markup": '{"keyboard": [[{"text": "Oui"}, "Non"]], "resize_keyboard": true}'},
    {"text": "x", "reply_markup": '{"remove_keyboard": true}'},
    {"text": "x", "reply_markup": '{"force_reply": true, "input_field_placeholder": "Ex. : 3"}'},
    {"text": "x", "link_preview_options": '{"is_disabled": true}', "protect_content": "false"},
]


@pytest.mark.parametrize("params", ACCEPTED_MESSAGES)
async def test_what_telegram_accepts_is_accepted(http, person, params):
    status, message = await call(http, "sendMessage", chat_id=person, **params)
    assert (status, message["chat"]["id"]) == (200, person)


TOO_LONG = "message is too long"
TEXT_BUTTON = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
REFUSED_MESSAGES = [
    ({"text": "x" * 4097}, TOO_LONG),
    ({"text": "😀" * 2049}, TOO_LONG),
    ({"text": "<b>x</b>" * 4097, "parse_mode": "HTML"}, "text is too long"),
    ({"text": "<i>" + "x" * 4097 + "</i>", "parse_mode": "HTML"}, TOO_LONG),
    ({"text": ""}, "message text is empty"),
    ({"text": " \n "}, "message text is empty"),
    ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
    ({}, "message text is empty"),
    (
        {"text": "<b>x", "parse_mode": "HTML"},
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
    ({"text": "x", "reply_markup": "{oui"}, "can't parse reply markup JSON object"),
    ({"text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
    ({"text": "x", "reply_markup": inline([button(callback_data="x" * 65)])}, "BUTTON_DATA_INVALID"),
    ({"text": "x", "reply_markup": inline([button(callback_data="é" * 33)])}, "BUTTON_DATA_INVALID"),
    ({"text": "x", "reply_markup": inline(*[[button()]] * 101)}, "reply markup is too long"),
    ({"text": "x", "reply_markup": inline([button()] * 9)}, "reply markup is too long"),
    ({"text": "x", "reply_markup": inline([button("")])}, "BUTTON_TEXT_INVALID"),
    ({"text": "x", "reply_markup": inline([{"text": "Oui"}])}, TEXT_BUTTON),
    (
        {"text": "x", "reply_markup": inline([button(callback_data="a", url="https://b.fr")])},
        "can't parse inline keyboard button: exactly one action must be used",
    ),
    (
        {"text": "x", "reply_markup": inline([button(url="exemple")])},
        "inline keyboard button URL 'exemple' is invalid: Wrong HTTP URL",
    ),
    ({"text": "x", "reply_markup": inline([button(copy_text={"text": ""})])}, "BUTTON_COPY_TEXT_INVALID"),
    (
        {"text": "x", "reply_markup": inline([button(style="rose")])},
        "can't parse inline keyboard button: invalid button style specified",
    ),
    (
        {"text": "x", "disable_web_page_preview": "true"},
        'unknown parameter "disable_web_page_preview" of sendMessage',
    ),
    ({"text": "x", "reply_parameters": '{"message_id": 7}'}, "message to be replied not found"),
]


@pytest.mark.parametrize(("params", "reason"), REFUSED_MESSAGES)
async def test_what_telegram_refuses_is_refused(http, telegram, person, params, reason):
    shown = len(telegram.people[person].messages)
    assert await call(http, "sendMessage", chat_id=person, **params) == (400, f"Bad Request: {reason}")
    assert len(telegram.people[person].messages) == shown


@pytest.mark.parametrize("chat", ["", "abc", "42", "5000000002"])
async def test_somebody_who_never_wrote_cannot_be_reached(http, telegram, person, chat):
    telegram.join("Sacha")
    reason = "chat not found" if chat else "chat_id is empty"
    assert await call(http, "sendMessage", chat_id=chat, text="x") == (400, f"Bad Request: {reason}")


async def test_somebody_who_blocked_the_bot_cannot_be_reached(http, telegram, person):
    telegram.block(person)
    for method, params in (("sendMessage", {"text": "x"}), ("sendChatAction", {"action": "typing"})):
        refused = (403, "Forbidden: bot was blocked by the user")
        assert await call(http, method, chat_id=person, **params) == refused
    telegram.block(person, blocked=False)
    assert (await call(http, "sendMessage", chat_id=person, text="x"))[0] == 200


async def test_an_edit_is_refused_when_it_changes_nothing_or_has_no_message_to_change(http, telegram, person):
    _, sent = await call(http, "sendMessage", chat_id=person, text="x", reply_markup=inline([button()]))
    sent, theirs = sent["message_id"], min(telegram.people[person].messages)
    other = telegram.join("Sacha")
    telegram.send(other, "bonjour")
    _, photo = await call(http, "sendDocument", chat_id=person, document=telegram.store("a.txt", b"a").id)
    cases = [
        ({"message_id": sent, "text": "x", "reply_markup": inline([button()])}, "message is not modified: "),
        ({"message_id": 1, "text": "y"}, "message to edit not found"),
        ({"chat_id": other, "message_id": sent, "text": "y"}, "message to edit not found"),
        ({"message_id": theirs, "text": "y"}, "message can't be edited"),
        ({"message_id": sent}, "message text is empty"),
        ({"message_id": photo["message_id"], "text": "y"}, "there is no text in the message to edit"),
        (
            {"message_id": sent, "text": "y", "reply_markup": '{"force_reply": true}'},
            "inline keyboard expected",
        ),
    ]
    for params, reason in cases:
        status, description = await call(http, "editMessageText", **{"chat_id": person, **params})
        assert (status, description.startswith(f"Bad Request: {reason}")) == (400, True), description
    status, description = await call(http, "editMessageCaption", chat_id=person, message_id=sent, caption="y")
    assert (status, description) == (400, "Bad Request: there is no caption in the message to edit")
    status, edited = await call(http, "editMessageReplyMarkup", chat_id=person, message_id=sent)
    assert (status, "reply_markup" in edited, edited["text"]) == (200, False, "x")


async def test_a_press_is_answered_once_and_within_fifteen_seconds(http, telegram, person, clock):
    too_old = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    _, sent = await call(http, "sendMessage", chat_id=person, text="x", reply_markup=inline([button()]))
    query = telegram.press(person, sent["message_id"], row=0)
    too_long = (400, "Bad Request: MESSAGE_TOO_LONG")
    assert await call(http, "answerCallbackQuery", callback_query_id=query, text="x" * 201) == too_long
    assert await call(http, "answerCallbackQuery", callback_query_id=query, text="x" * 200) == (200, True)
    assert await call(http, "answerCallbackQuery", callback_query_id=query) == too_old
    late = telegram.press(person, sent["message_id"], row=0)
    clock.seconds += 16
    assert await call(http, "answerCallbackQuery", callback_query_id=late) == too_old
    assert await call(http, "answerCallbackQuery", callback_query_id="7") == too_old


async def test_old_messages_and_unknown_ones_are_not_deleted(http, telegram, person):
    _, sent = await call(http, "sendMessage", chat_id=person, text="x")
    telegram.age(person, sent["message_id"], 49)
    params = {"chat_id": person, "message_id": sent["message_id"]}
    assert (await call(http, "deleteMessage", **params))[1] == ("Bad Request: message can't be deleted for everyone")
    telegram.age(person, sent["message_id"], 47)
    assert await call(http, "deleteMessage", **params) == (200, True)
    assert await call(http, "deleteMessage", **params) == (400, "Bad Request: message to delete not found")


async def test_files_are_checked(http, telegram, person):
    def stored(content):
        return telegram.store("x", content).id

    cases = [
        ("sendDocument", {}, "there is no document in the request"),
        ("sendDocument", {"document": "AbCd"}, "wrong remote file identifier specified: Wrong string length"),
        ("sendDocument", {"document": "https://exemple.fr/a.pdf"}, "failed to get HTTP URL content"),
        ("sendDocument", {"document": stored(b"a"), "caption": "x" * 1025}, "message caption is too long"),
        ("sendPhoto", {"photo": stored(b"ceci n'est pas une image")}, "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", {"photo": stored(png(2100, 100))}, "PHOTO_INVALID_DIMENSIONS"),
        ("getFile", {"file_id": "AbCd"}, "wrong file_id or the file is temporarily unavailable"),
    ]
    for method, params, reason in cases:
        chat = {} if method == "getFile" else {"chat_id": person}
        assert await call(http, method, **chat, **params) == (400, f"Bad Request: {reason}")
    assert (await call(http, "sendPhoto", chat_id=person, photo=stored(png(200, 100)), caption="x" * 1024))[0] == 200


@pytest.mark.parametrize(
    ("commands", "reason"),
    [
        ([{"command": "", "description": "x"}], "command must be non-empty"),
        ([{"command": "Aide", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a" * 33, "description": "x"}], "command length must not exceed 32"),
        ([{"command": "aide", "description": " "}], "command description must be non-empty"),
        ([{"command": "aide", "description": "x" * 257}], "command description length must not exceed 256"),
        ([{"command": f"c{i}", "description": "x"} for i in range(101)], "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_commands_outside_the_limits_are_refused(http, commands, reason):
    answer = await call(http, "setMyCommands", commands=json.dumps(commands))
    assert answer == (400, f"Bad Request: {reason}")


async def test_descriptions_and_actions_have_limits_too(http, person):
    assert (await call(http, "setMyDescription", description="x" * 513))[0] == 400
    assert (await call(http, "setMyShortDescription", short_description="x" * 121))[0] == 400
    assert await call(http, "setMyShortDescription", short_description="x" * 120) == (200, True)
    assert await call(http, "sendChatAction", chat_id=person, action="rit") == (
        400,
        "Bad Request: wrong parameter action in request",
    )


async def test_any_documented_method_is_accepted_after_the_check_of_its_parameters(http, person):
    assert await call(http, "setChatMenuButton") == (200, True)
    assert (await call(http, "setChatMenuButton", colour="bleu"))[0] == 400
    assert await call(http, "sendDice", chat_id=person, emoji="🎲") == (200, True)
    missing = (400, 'Bad Request: parameter "emoji_list" is required')
    assert await call(http, "setStickerEmojiList", sticker="s") == missing


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/bot1000000:preview/sendNothing", 404),
        ("/bot1000000:preview/getme", 200),
        ("/bot/getMe", 404),
        ("/botabc/getMe", 401),
        ("/bot123/getMe", 401),
        ("/elsewhere", 404),
    ],
)
async def test_a_wrong_token_or_method_is_turned_away(http, path, status):
    async with http.get(path) as response:
        assert response.status == status
