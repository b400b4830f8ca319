"""The bot as a process, killed at any instant, or asked to stop."""

from __future__ import annotations

import asyncio
import json
import random

import pytest

from bot.preview import process as process_module
from tests.bot.conversation import Conversation
from tests.bot.database_rows import rows
from tests.bot.process.running_process import running_process
from tests.waiting import CEILING, wait_until


def screen(talk: Conversation) -> tuple[str, list[str]]:
    return str(talk.card()["text"]), talk.buttons()


def moved(talk: Conversation, before: tuple[str, list[str]]) -> bool:
    """Another question stands; between two there is none, the first one's keyboard gone and the next on its way."""
    standing = any(message.get("reply_markup", {}).get("inline_keyboard") for message in talk.bot_messages)
    return standing and screen(talk) != before


@pytest.mark.any_day
async def test_killed_many_times_the_bot_loses_no_answer_and_the_question_comes_back(database_url: str) -> None:
    kills = 9 if database_url.startswith("sqlite") else 6
    chance = random.Random(4)
    async with running_process(database_url) as (telegram, bot, url):
        talk = Conversation(telegram)
        await talk.say("/start")
        for number in range(kills):
            before = screen(talk)
            words = f"Tournesol {number}"
            # The bot is killed while it handles what the person just did; sometimes before, sometimes after.
            acting = asyncio.create_task(talk.answer(words))
            await asyncio.sleep(chance.uniform(0, 0.04))
            await bot.kill()
            await bot.start(url)
            await talk.until(lambda before=before: moved(talk, before))
            acting.cancel()
            await asyncio.gather(acting, return_exceptions=True)
        await bot.stop()
        found = rows(database_url, "select update_id, count(*) from answer group by update_id having count(*) > 1")
        assert found == []
        kept = rows(database_url, "select question, item, count(*) from answer group by question, item")
        assert len(kept) >= kills - 5 and {count for *_, count in kept} == {1}
        own = [str(message.get("text")) for message in talk.messages if not message["from"]["is_bot"]]
        sent = [text for text in own if text.startswith("Tournesol")]
        assert sent
        values = [json.loads(value) for (value,) in rows(database_url, "select value from answer order by id")]
        assert [value for value in values if str(value).startswith("Tournesol")] == sent


@pytest.mark.any_day
async def test_what_was_received_is_finished_and_confirmed_when_asked_to_stop(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_module, "STOP_WITHIN", CEILING)
    async with running_process(database_url) as (telegram, bot, url):
        people = [Conversation(telegram, f"P{number}") for number in range(20)]
        first = people[0]
        await first.say("/start")
        for talk in people:
            telegram.send(talk.id, "/start")
        await wait_until(lambda: len(telegram.updates) == 20)
        # By itself: one that does not finish in time is killed.
        assert await bot.stop() == 0
        # What the bot took is answered, and not pending any more.
        assert len(telegram.updates) in (0, 20)
        answered = [talk for talk in people[1:] if talk.bot_messages]
        assert len(answered) == (19 if not len(telegram.updates) else 0)
        seen = {talk.id: len(talk.messages) for talk in answered}
        await bot.start(url)
        await wait_until(lambda: all(talk.bot_messages for talk in people))
        assert {talk.id: len(talk.messages) for talk in answered} == seen


@pytest.mark.any_day
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_document_being_prepared_when_the_bot_dies_comes_after_the_restart(database_url: str) -> None:
    async with running_process(database_url) as (telegram, bot, url):
        talk = Conversation(telegram)
        await talk.say("/start")
        await talk.press("C’est parti")
        await talk.press("Oui")
        await talk.say("Maison Tulipe")
        await talk.say("/document")
        telegram.calls.clear()
        talk.tap("PDF")
        await talk.until(lambda: any(call["method"] == "sendChatAction" for call in telegram.calls))
        await bot.kill()
        early = len(talk.files())
        await bot.start(url)
        await talk.until(lambda: len(talk.files()) > early)
