"""Every update Telegram can send is decoded, or is of a kind the bot does not use."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.incoming import Command, Incoming, Media, Membership, OtherChat, Press, Text
from bot.telegram.decode import decode, person_of

ADA, GROUP = 7, -100
PRIVATE = {"id": ADA, "type": "private"}
ELSEWHERE = [{"id": GROUP, "type": kind} for kind in ("group", "supergroup", "channel")]
Json = dict[str, Any]


def decoded(**update: Any) -> Incoming | None:
    return decode({"update_id": 1, "a_later_field": {"of": [1]}, **update})


def message(chat: Json = PRIVATE, **content: Any) -> Json:
    return {"message_id": 5, "date": 1, "chat": chat, "a_later_field": None, **content}


def press(**content: Any) -> Incoming | None:
    return decoded(callback_query={"id": "q", "from": {"id": ADA}, **content})


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ({"message": message()}, 5),
        ({"message": {"chat": PRIVATE, "message_id": 5, "date": 0}}, 5),
        ({"message": None}, None),
        ({"inline_message_id": "BAAA", "chat_instance": "-1"}, None),
        ({}, None),
    ],
)
def test_a_press_is_the_persons_whatever_becomes_of_its_message(content: Json, number: int | None) -> None:
    assert press(data="b1::", **content) == Press(1, ADA, number, query_id="q", data="b1::")


@pytest.mark.parametrize("content", [{}, {"data": None}, {"game_short_name": "jeu"}, {"data": ""}])
def test_a_press_without_data_is_a_press(content: Json) -> None:
    assert press(message=message(), **content) == Press(1, ADA, 5, query_id="q", data="")


def test_a_press_under_a_message_of_somebody_else_is_not_theirs() -> None:
    assert press(message=message({"id": 8, "type": "private"}), data="b1::") == Press(1, ADA, None, "q", "b1::")


@pytest.mark.parametrize("chat", ELSEWHERE)
def test_whatever_is_said_in_a_group_or_a_channel_is_of_another_chat(chat: Json) -> None:
    there = OtherChat(1, GROUP)
    assert press(message=message(chat), data="b1::") == there
    for kind in ("message", "edited_message", "channel_post", "edited_channel_post"):
        assert decoded(**{kind: message(chat, text="Bonjour")}) == there
    assert decoded(message=message(chat, new_chat_members=[{"id": 1}])) == there


@pytest.mark.parametrize("chat", ELSEWHERE)
@pytest.mark.parametrize(
    ("status", "here"),
    [
        ({"status": "creator"}, True),
        ({"status": "administrator"}, True),
        ({"status": "member"}, True),
        ({"status": "restricted", "is_member": True}, True),
        ({"status": "restricted", "is_member": False}, False),
        ({"status": "left"}, False),
        ({"status": "kicked"}, False),
        ({"status": "a_later_one"}, False),
    ],
)
def test_the_bot_knows_when_it_is_in_a_group_or_channel(chat: Json, status: Json, here: bool) -> None:
    changed = {"chat": chat, "from": {"id": ADA}, "new_chat_member": status}
    assert decoded(my_chat_member=changed) == (OtherChat(1, GROUP) if here else None)


@pytest.mark.parametrize("status", ["creator", "administrator", "member", "restricted", "left", "kicked", "later"])
def test_only_a_person_who_blocks_the_bot_is_out_of_reach(status: str) -> None:
    changed = {"chat": PRIVATE, "from": {"id": ADA}, "new_chat_member": {"status": status}}
    assert decoded(my_chat_member=changed) == Membership(1, ADA, reachable=status != "kicked")


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"message": None},
        {"edited_message": None},
        {"callback_query": None},
        {"my_chat_member": None},
        {"inline_query": {"id": "1", "from": {"id": ADA}, "query": ""}},
        {"poll": {"id": "1"}},
        {"a_later_kind": {"from": {"id": ADA}}},
        {"a_later_kind": 5},
    ],
)
def test_a_kind_the_bot_does_not_use_is_nothing(update: Json) -> None:
    assert decoded(**update) is None


@pytest.mark.parametrize(
    "content",
    [
        {"pinned_message": message()},
        {"contact": {"phone_number": "+33600000000"}},
        {"location": {"latitude": 48.8, "longitude": 2.3}},
        {"poll": {"id": "1"}},
        {"dice": {"emoji": "🎲", "value": 6}},
        {"a_later_content": []},
        {"text": None},
        {},
    ],
)
def test_a_message_without_text_is_one_with_or_without_its_author(content: Json) -> None:
    for author in ({"from": {"id": ADA}}, {}):
        assert decoded(message=message(**author, **content)) == Media(1, ADA, 5, kind="other")
        assert decoded(message=None, edited_message=message(**author, **content)) == Media(1, ADA, 5, kind="edited")


@pytest.mark.parametrize("number", [2**63, -(2**63), 10**30])
def test_numbers_that_telegram_does_not_give_are_nothing(number: int) -> None:
    elsewhere = {**message(), "chat": {"id": number, "type": "private"}}
    assert decoded(message={**elsewhere, "text": "Bonjour"}) is None
    assert decoded(message={**message(text="Bonjour"), "message_id": number}) is None
    assert decoded(channel_post={**elsewhere, "chat": {"id": number, "type": "channel"}}) is None
    assert person_of({"update_id": 1, "message": {"from": {"id": number}}}) == 0


def test_a_membership_without_a_status_is_one_of_somebody_who_can_be_reached() -> None:
    private = {"chat": {"id": ADA, "type": "private"}, "new_chat_member": {}}
    assert decoded(my_chat_member=private) == Membership(1, ADA, reachable=True)
    assert decoded(my_chat_member={**private, "chat": {"id": -5, "type": "group"}}) is None


def test_what_no_database_holds_in_a_text_is_replaced_by_a_sign() -> None:
    assert decoded(message=message(text="a\0b\ud83dc 😀 \u202e")) == Text(1, ADA, 5, text="a�b�c 😀 \u202e")
    assert decoded(message=message(text="/start \0\udc00")) == Command(1, ADA, 5, name="start", argument="��")
    assert press(message=message(), data="\ud83d\0") == Press(1, ADA, 5, query_id="q", data="��")


@pytest.mark.parametrize("text", ["/", "/ ", "/@", "/\n", "//", "/\u202e"])
def test_a_slash_with_hardly_a_name_is_a_command(text: str) -> None:
    assert isinstance(decoded(message=message(text=text)), Command)
