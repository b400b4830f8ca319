"""The bot starts although something is wrong, or says what and stops."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from aiohttp import ClientSession

from bench.faults.bot_process import BotProcess
from bench.faults.database import SQLITE
from bench.faults.faults import refuse
from bench.faults.scenarios import Scenario
from bench.faults.stage import Stage
from bench.faults.table import Check, must, wait

ONE = (SQLITE,)


async def webhook_before(stage: Stage) -> Sequence[Check]:
    """A webhook was set by another program; what waits there is kept."""
    stage.api.updates.webhook = "https://example.org/bot"
    early = stage.people.new()
    update = early.say("/start")
    began = stage.api.now()
    await stage.bot.start()
    came = await stage.api.until(lambda: early.reply_to(update) is not None, 30)
    return [wait("answered", stage.api.now() - began, 15), must("what waited is kept", came)]


async def refused_token(stage: Stage) -> Sequence[Check]:
    """Telegram does not know the token: said once, then the bot stops."""
    stage.api.befall(refuse(401), refuse(401).of("getUpdates"))
    await stage.bot.start()
    code = await stage.bot.outcome(20)
    logged = stage.bot.logged()
    return [
        must("it stops with an error", code),
        must("it names the token", b"BOT_TOKEN" in logged or b"token" in logged),
        Check("lines", len(logged.splitlines()), 10),
        must("it does not say it is ready", b"ready" not in logged),
        Check("tracebacks", stage.bot.tracebacks()),
    ]


async def no_network(stage: Stage) -> Sequence[Check]:
    """No network at the start; once it is there the menu is set and people are answered."""
    await stage.api.close()
    await stage.bot.start()
    await asyncio.sleep(8)
    await stage.api.open()
    newcomer = stage.people.new()
    took = await newcomer.reply(newcomer.say("/start"), 60)
    menu = await stage.api.until(lambda: stage.api.chats.commands, 75)
    return [wait("a newcomer is answered", took, 15), must("the menu is set", menu), *stage.log(20_000)]


async def two_previews(stage: Stage) -> Sequence[Check]:
    """Two previews at once: in each a person arrives and is answered."""
    previews = [stage.another(f"preview{number}", BOT_TOKEN="") for number in range(2)]
    silent = 0
    try:
        for preview in previews:
            await preview.start(("preview",))
        addresses = [await _address(stage, preview) for preview in previews]
        async with ClientSession() as web:
            people = [await _post(web, url, "people", first_name="Claire") for url in addresses]
            for text in ("/start", "/reprendre"):
                for url, person in zip(addresses, people, strict=True):
                    await _post(web, url, "send", person=person["id"], text=text)
                    await asyncio.sleep(1)
            for url, person in zip(addresses, people, strict=True):
                silent += not await _answers(web, url, person["id"])
    finally:
        for preview in previews:
            await preview.end()
    return [Check("silent previews", silent)]


async def _answers(web: ClientSession, url: str, person: int) -> bool:
    """Whether the bot of a preview answered both messages of its person."""
    for _ in range(60):
        async with web.get(f"{url}/_/chat/{person}") as found:
            messages = (await found.json())["messages"]
        if sum(one["from"]["is_bot"] for one in messages) >= 2:
            return True
        await asyncio.sleep(0.5)
    return False


async def _address(stage: Stage, preview: BotProcess) -> str:
    await stage.api.until(lambda: b"http://" in preview.logged(), 60)
    found = re.search(rb"http://127\.0\.0\.1:\d+", preview.logged())
    if found is None:
        raise TimeoutError("a preview did not start")
    return found[0].decode()


async def _post(web: ClientSession, url: str, name: str, **body: object) -> dict[str, int]:
    async with web.post(f"{url}/_/{name}", json=body) as answered:
        found: dict[str, int] = await answered.json()
        return found


SCENARIOS = (
    Scenario("a webhook set before", webhook_before, ONE, started=False, short=True),
    Scenario("a token Telegram refuses", refused_token, ONE, started=False, short=True),
    Scenario("no network at the start", no_network, ONE, started=False, short=True),
    Scenario("two previews at once", two_previews, ONE, started=False),
)
