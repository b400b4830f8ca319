"""Bad luck between the bot and Telegram, or inside the bot: everybody gets what they were to get, once things mend."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest

from bot.log import NOISY, set_up_log
from bot.preview.records import Fault, Json
from bot.store import Store
from domain.calendar.workdays import Calendar
from tests.bot.conversation import Conversation
from tests.bot.server_harness import TOKEN, ServerHarness, running_bot
from tests.bot.whole_interview import COMPANY, accept_welcome
from tests.waiting import wait_until

pytestmark = [pytest.mark.any_day, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


def bot_calls(harness: ServerHarness) -> list[Json]:
    return [call for call in harness.telegram.calls if call["method"] != "getUpdates"]


async def test_a_429_holds_its_chat_and_nobody_else(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        ana, bruno = harness.conversation("Ana"), harness.conversation("Bruno")
        await accept_welcome(ana)
        await accept_welcome(bruno)
        await harness.idle()
        harness.telegram.faults.append(Fault("429", retry_after=3600))
        harness.telegram.send(ana.id, "Maison Ana")
        await wait_until(lambda: harness.rows("select scope, chat_id from hold") == [("chat", ana.id)])
        harness.telegram.calls.clear()
        assert "Dans quel domaine" in await bruno.say("Maison Bruno")
        newcomer = harness.conversation("Chloé")
        await accept_welcome(newcomer)
        harness.telegram.send(ana.id, "Artisanat")
        await harness.idle()
        assert ana.id not in {call["chat_id"] for call in bot_calls(harness) if "chat_id" in call}
        assert "Dans quel domaine" not in ana.see()


async def test_what_a_429_held_follows_in_order_once_it_is_over(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await harness.idle()
        harness.telegram.faults.append(Fault("429", retry_after=1))
        harness.telegram.send(talk.id, "Maison Tulipe")
        await wait_until(lambda: harness.rows("select count(*) from hold") == [(1,)])
        harness.telegram.send(talk.id, "/aide")
        await talk.until(lambda: "Vous pouvez" in talk.history())
        await talk.until(lambda: "Dans quel domaine" in talk.history())
        # The question held was replaced by the same one, below the help.
        assert talk.history().count("Dans quel domaine") == 1
        assert talk.history().index("Vous pouvez") < talk.history().index("Dans quel domaine")


async def test_who_blocks_the_bot_is_left_alone_and_start_brings_them_back(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        harness.telegram.send(talk.id, "Maison Tulipe")
        harness.telegram.people[talk.id].blocked = True
        await harness.idle()
        assert [bool(value) for (value,) in harness.rows("select reachable from person")] == [False]
        assert harness.rows("select count(*) from outbox") == [(0,)]
        harness.telegram.people[talk.id].blocked = False
        assert "Dans quel domaine" in await talk.say("/start")
        assert [bool(value) for (value,) in harness.rows("select reachable from person")] == [True]


@pytest.mark.parametrize("kind", ["500", "cut", "timeout_after_send"])
@pytest.mark.parametrize("times", [1, 5])
async def test_a_failing_connection_only_delays_the_question(database_url: str, kind: str, times: int) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        harness.telegram.faults.append(Fault(kind, times=times))
        harness.telegram.send(talk.id, "Maison Tulipe")
        await talk.until(lambda: "Dans quel domaine" in talk.see())
        await talk.until(lambda: not harness.telegram.faults)
        await talk.press("Numérique, logiciel")
        assert harness.rows("select count(*) from answer where question = 'profile_company_name'") == [(1,)]


async def test_a_question_deleted_by_the_person_is_asked_in_a_new_message(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        card = talk.card()
        harness.telegram.delete(harness.telegram.people[talk.id], card["message_id"])
        after = harness.telegram.moment
        push_press(harness, talk, card, "Passer")
        assert "Dans quel domaine" in await talk.reaction(after)
        assert talk.card()["message_id"] > card["message_id"]
        await talk.press("Numérique, logiciel")
        assert "Combien êtes-vous" in talk.see()


def push_press(harness: ServerHarness, talk: Conversation, card: Json, label: str) -> None:
    """A press on a message that the chat no longer holds."""
    rows = card["reply_markup"]["inline_keyboard"]
    data = next(button["callback_data"] for row in rows for button in row if label in button["text"])
    query = {"id": "1", "from": harness.telegram.people[talk.id].user(), "message": card, "data": data}
    harness.telegram.updates.push_raw({"callback_query": {**query, "chat_instance": "1"}})


async def test_an_update_nobody_can_read_is_set_aside_and_hurts_nobody(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk, other = harness.conversation(), harness.conversation("Denis")
        await accept_welcome(talk)
        sender = harness.telegram.people[talk.id].user()
        for broken in ({"message": {"from": sender, "text": 3}}, {"message": None, "x": [1]}, {"callback_query": "?"}):
            harness.telegram.updates.push_raw(broken)
        harness.telegram.send(talk.id, "Maison Tulipe")
        await accept_welcome(other)
        await talk.until(lambda: "Dans quel domaine" in talk.see())
        await harness.idle()
        aside = [error for (error,) in harness.rows("select error from set_aside")]
        assert aside and all(error.startswith("undecodable") for error in aside)
        assert "Un imprévu" in talk.history()


async def test_an_update_delivered_twice_has_no_effect_the_second_time(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        person = harness.telegram.people[talk.id]
        message = {"message_id": 99, "date": 1_800_000_000, "chat": person.chat(), "from": person.user(), "text": "Un"}
        number = harness.telegram.updates.push_raw({"message": message})
        await talk.until(lambda: "Dans quel domaine" in talk.see())
        await harness.close()
        seen = len(talk.messages)
        harness.telegram.updates.push_raw({"update_id": number, "message": message})
        await harness.open()
        await harness.idle()
        assert len(talk.messages) == seen
        assert harness.rows("select count(*) from answer where question = 'profile_company_name'") == [(1,)]


async def test_an_update_our_code_fails_on_is_set_aside_with_an_apology_and_the_question(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        fail(harness, 3, ZeroDivisionError(COMPANY))
        seen = await talk.say("Maison Tulipe")
        assert "Un imprévu" in seen and "Comment s’appelle votre entreprise" in seen
        assert harness.rows("select error from set_aside") == [("ZeroDivisionError",)]
        assert harness.rows("select count(*) from answer where question = 'profile_company_name'") == [(0,)]
        assert "Dans quel domaine" in await talk.say("Maison Tulipe")


async def test_when_the_database_takes_nothing_the_updates_wait_for_it(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await harness.idle()
        assert harness.relais is not None
        store = harness.relais.store
        renamed = "alter table {} rename to {}"
        for name in ("processed_update", "set_aside"):
            run(store, renamed.format(name, f"{name}_away"))
        harness.telegram.send(talk.id, "Maison Tulipe")
        await wait_until(lambda: "the database takes no updates" in caplog.text)
        for name in ("processed_update", "set_aside"):
            run(store, renamed.format(f"{name}_away", name))
        await talk.until(lambda: "Dans quel domaine" in talk.see())


def run(store: Store, statement: str) -> None:
    store.run_sync(lambda tx: tx._connection.exec_driver_sql(statement))


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the program writes at its most talkative."""
    root, raising = logging.getLogger(), logging.raiseExceptions
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in ("", *NOISY)}
    set_up_log("DEBUG")
    written = StringIO()
    [handler] = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    root.handlers[:], logging.raiseExceptions = handlers, raising
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


async def test_the_log_holds_no_answer_no_name_and_no_token(database_url: str, log: StringIO) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation("Ermengarde")
        await accept_welcome(talk)
        fail(harness, 3, ValueError("Maison Pervenche"))
        await talk.say("Maison Pervenche")
        await talk.say("Maison Pervenche")
        harness.telegram.faults.append(Fault("cut", times=4))
        await talk.press("Numérique, logiciel")
        await talk.say("/document")
        talk.tap("PDF")
        await talk.until(lambda: len(talk.files()) == 1)
    written = log.getvalue()
    assert "ValueError" in written and "handled in" in written
    for secret in ("Pervenche", "Ermengarde", "Numérique", TOKEN.partition(":")[2]):
        assert secret not in written, [line for line in written.splitlines() if secret in line][:3]


def fail(harness: ServerHarness, times: int, error: Exception) -> None:
    """The bot's next transactions fail, as they would on a fault of ours."""
    assert harness.relais is not None
    app = harness.relais.app
    faithful, left = app.context.calendar, [times]

    def calendar(*place: Any) -> Calendar:
        left[0] -= 1
        if left[0] >= 0:
            raise error
        return faithful(*place)

    app.context = replace(app.context, calendar=calendar)
