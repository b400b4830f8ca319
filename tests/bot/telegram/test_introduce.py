"""The start: the line freed from a webhook, the token checked, the menu set, whatever the network does meanwhile."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator

import pytest

from bot.preview.records import Fault
from bot.preview.server import serve
from bot.preview.state import Telegram
from bot.telegram.client import Bot
from bot.telegram.introduce import LONGEST_WAIT, TokenRefused, introduce, open_line
from tests.bot.server_harness import TOKEN, running_bot
from tests.shipped_form import shipped_form
from tests.waiting import wait_until

pytestmark = pytest.mark.any_day

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Waits:
    """The pauses asked for, which take no time."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    server = await serve(telegram)
    bot = Bot(TOKEN, server.url, 20)
    yield bot
    await bot.close()
    await server.close()


def methods(telegram: Telegram) -> list[str]:
    return [call["method"] for call in telegram.calls]


# --- the line


async def test_a_webhook_is_removed_and_what_waits_for_it_is_kept(telegram: Telegram, bot: Bot) -> None:
    person = telegram.join("Ada")
    telegram.send(person, "Bonjour")
    telegram.updates.set_webhook("https://example.org", drop_pending=False)
    assert await open_line(bot) == "relais_preview_bot"
    assert telegram.updates.webhook == "" and len(telegram.updates) == 1


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
async def test_without_a_network_it_is_tried_until_it_answers_with_growing_waits_and_one_line_of_log(
    telegram: Telegram, bot: Bot, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.faults += [Fault("cut", method, 3), Fault("500", method, 3), Fault("unreadable", method, 3, body="<html>")]
    waits = Waits()
    assert await open_line(bot, waits) == "relais_preview_bot"
    assert waits.seconds == [1, 2, 4, 8, 16, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]
    assert len(caplog.records) <= 1


@pytest.mark.parametrize("code", [401, 404])
async def test_a_token_telegram_does_not_know_is_refused_in_french(telegram: Telegram, bot: Bot, code: int) -> None:
    telegram.faults.append(Fault("refused", "getMe", 1, code=code))
    with pytest.raises(TokenRefused, match="Telegram refuse BOT_TOKEN\u202f: "):
        await open_line(bot)


@sqlite_only
async def test_run_stops_with_that_sentence_and_is_never_ready(database_url: str, telegram: Telegram) -> None:
    telegram.faults.append(Fault("refused", "getMe", 1, code=401))
    server = await serve(telegram)
    settings = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": server.url, "DATABASE_URL": database_url}
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"), env=os.environ | settings, stderr=asyncio.subprocess.PIPE
        )
        _, said = await process.communicate()
    finally:
        await server.close()
    words = said.decode()
    assert process.returncode == 2 and "Telegram refuse BOT_TOKEN" in words
    assert "ready" not in words and "Traceback" not in words and not telegram.commands


@sqlite_only
async def test_asked_to_stop_while_telegram_does_not_answer_the_bot_stops(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        await harness.close()
        harness.telegram.faults.append(Fault("cut", "getMe", 1000))
        relais = await harness.open()
        await wait_until(lambda: harness.telegram.faults[0].times < 1000)
        await harness.close()
        assert relais.username == ""


# --- the menu and the descriptions


async def test_the_menu_is_set_in_the_end_each_call_on_its_own(telegram: Telegram, bot: Bot) -> None:
    telegram.faults += [Fault("429", "setMyCommands", 2, retry_after=3600), Fault("cut", "setMyDescription", 3)]
    waits = Waits()
    await introduce(bot, shipped_form().words, "Relais", waits)
    assert telegram.commands
    assert sorted(waits.seconds) == [1, 2, 4, 3600, 3600]
    assert {"setMyCommands", "setMyDescription", "setMyShortDescription"} <= set(methods(telegram))


async def test_a_description_refused_for_good_is_logged_and_the_others_are_set(
    telegram: Telegram, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.faults.append(Fault("refused", "setMyDescription", 1, code=400))
    await introduce(bot, shipped_form().words, "Relais", Waits())
    assert telegram.commands and "setMyDescription was refused" in caplog.text


# --- while polling


@sqlite_only
async def test_a_webhook_set_while_the_bot_polls_is_removed_and_said(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await talk.say("/start")
        harness.telegram.updates.set_webhook("https://example.org", drop_pending=False)
        harness.telegram.send(talk.id, "/aide")
        await wait_until(lambda: "changer une réponse" in talk.history())
        assert harness.telegram.updates.webhook == ""
    assert "a webhook was set" in caplog.text and "another program" not in caplog.text


@sqlite_only
async def test_another_program_that_polls_is_said_once(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    async with running_bot(database_url) as harness:
        await wait_until(lambda: harness.telegram.updates._poller)
        harness.telegram.faults.append(Fault("refused", "getUpdates", 2, code=409))
        harness.telegram.updates._end_poll("other getUpdates request")
        await wait_until(lambda: not harness.telegram.faults)
        assert "Bonjour" in await harness.conversation().say("/start")
    assert caplog.text.count("another program polls with this token") == 1
