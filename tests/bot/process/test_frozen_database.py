"""The bot as a process, while its PostgreSQL server stands still."""

from __future__ import annotations

import pytest

from bot.preview import process as process_module
from bot.store import Store
from tests import postgres
from tests.bot.conversation import Conversation
from tests.bot.process.running_process import running_process
from tests.waiting import CEILING

pytestmark = pytest.mark.any_day


def said(talk: Conversation) -> list[str]:
    """What the bot has written to a person."""
    return [str(message.get("text")) for message in talk.bot_messages]


@pytest.mark.any_day
async def test_a_stop_is_obeyed_while_the_server_is_frozen_and_what_was_said_is_answered_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process_module, "STOP_WITHIN", CEILING)
    with postgres.server() as own:
        store = Store(url := own.url(own.create()))
        store.migrate()
        store.close_sync()
        async with running_process(url) as (telegram, bot, api):
            talk = Conversation(telegram)
            await talk.say("/start")
            with own.frozen():
                telegram.send(talk.id, "/aide")
                # The person is told that it takes longer.
                await talk.until(lambda: any("bien arrivé" in text for text in said(talk)))
                assert await bot.stop() == 0
            await bot.start(api)
            await talk.until(lambda: any("/mesdonnees" in text for text in said(talk)))
            assert await bot.stop() == 0
