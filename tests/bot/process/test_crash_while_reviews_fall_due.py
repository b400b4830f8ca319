"""Bots killed while reviews fall due (`python -m bench.killed` does it a thousand times over)."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import timedelta

import pytest

from bench.filled import DUE, FIRST, fill
from bot.preview.process import BotProcess
from bot.preview.records import Person
from bot.preview.server import serve
from bot.preview.state import Telegram
from tests import clock
from tests.bot.database_rows import rows
from tests.waiting import wait_until

PEOPLE = 40
LEASES = timedelta(seconds=80)
"""Past this, what a dead process had taken is anybody's."""


def prompted(telegram: Telegram) -> Counter[int]:
    return Counter(int(call["params"]["chat_id"]) for call in telegram.calls if call["method"] == "sendMessage")


def at_rest(url: str) -> bool:
    [[left]] = rows(url, "select (select count(*) from outbox) + count(*) from planned where kind = 'review'")
    return not left


@pytest.mark.any_day
async def test_everybody_is_prompted_and_nobody_twice_but_for_a_message_in_the_air(database_url: str) -> None:
    fill(database_url, PEOPLE)
    chance, telegram = random.Random(7), Telegram()
    telegram.people |= {number: Person(number, "P", started=True) for number in range(FIRST, FIRST + PEOPLE)}
    server = await serve(telegram)
    processes, kills = (1, 2) if database_url.startswith("sqlite") else (2, 1)
    bots = [BotProcess({"DATABASE_URL": database_url, "LOG_LEVEL": "ERROR"}) for _ in range(processes)]
    cut: Counter[int] = Counter()
    ahead = clock.ahead(DUE)
    try:
        for kill in range(kills + 1):
            for bot in bots:
                bot.clock.file.write_text(str((ahead + kill * LEASES).total_seconds()), "utf-8")
            before = prompted(telegram)
            await asyncio.gather(*(bot.start(server.url) for bot in bots))
            if kill == kills:
                break
            await wait_until(lambda before=before: prompted(telegram) != before)
            await asyncio.sleep(chance.uniform(0, 0.05))
            await asyncio.gather(*(bot.kill() for bot in bots))
            # The poll they left open ends at once, and what they had already sent arrives.
            await telegram.updates.get(0, 1, 0, None)
            await wait_until(lambda: not server._runner.server.connections)
            unmarked = {chat for (chat,) in rows(database_url, "select chat_id from outbox")}
            cut.update(chat for chat in prompted(telegram) - before if chat in unmarked)
        await wait_until(lambda: at_rest(database_url), every=0.3)
    finally:
        await asyncio.gather(*(bot.kill() for bot in bots))
        await server.close()
    heard = prompted(telegram)
    assert len(heard) == PEOPLE
    assert heard - Counter(list(heard)) <= cut
    # What can be in the air: a few messages for each process.
    assert cut.total() <= 4 * processes * kills
