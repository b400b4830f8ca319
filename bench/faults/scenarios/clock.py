"""The clock of the machine jumps or is put back: nobody waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bench.faults.bot_process import moved_clock
from bench.faults.database import SQLITE
from bench.faults.faults import refuse
from bench.faults.people import Person
from bench.faults.records import Pushed
from bench.faults.scenarios import Scenario
from bench.faults.stage import Stage
from bench.faults.table import Check, must, wait

MISSING = Check("not tried: it takes faketime", 0, None)


async def _start(stage: Stage) -> Path | None:
    """Start the bot with a clock that obeys a file; the file, None without faketime."""
    moment = stage.folder / "moment"
    _move(moment, "+0")
    if (env := moved_clock("", moment)) is None:
        return None
    stage.bot.env |= env
    await stage.start()
    return moment


def _move(moment: Path, offset: str) -> None:
    # The file is replaced atomically, so that nobody reads half of it.
    written = moment.with_suffix(".new")
    written.write_text(f"{offset}\n", "utf-8")
    written.replace(moment)


async def jump(stage: Stage) -> Sequence[Check]:
    """Three hundred days pass at once, as on a machine that slept."""
    if (moment := await _start(stage)) is None:
        return [MISSING]
    async with stage.others() as waits:
        await asyncio.sleep(3)
        _move(moment, "+300d")
        await asyncio.sleep(20)
    return [waits.check, *stage.log(), stage.alive()]


async def step_back(stage: Stage) -> Sequence[Check]:
    """The clock is put back by 50 seconds, then by an hour, while a screen waits to be sent again."""
    if (moment := await _start(stage)) is None:
        return [MISSING]
    _move(moment, "+2h")
    await asyncio.sleep(2.5)
    checks = []
    for name, offset in (("50 s", "+7150s"), ("an hour", "+3550s")):
        (person,) = await stage.people.begun(1)
        stage.api.befall(refuse(502, times=4).of("sendMessage").on(person.chat))
        update = person.say("/reprendre")
        await asyncio.sleep(2.2)
        _move(moment, offset)
        await stage.api.until(partial(_replied, person, update), 75)
        checks.append(wait(f"a failed screen came, {name} back", person.reply_to(update) or 3600.0, 20))
    newcomer = stage.people.new()
    took = await newcomer.reply(newcomer.say("/start"), 30)
    return [*checks, must("a newcomer is answered", took)]


def _replied(person: Person, update: Pushed) -> bool:
    return person.reply_to(update) is not None


SCENARIOS = (
    Scenario("the clock jumps by 300 days", jump, (SQLITE,), started=False),
    Scenario("the clock is put back by 50 s, then an hour", step_back, (SQLITE,), started=False),
)
