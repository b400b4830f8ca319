"""The bot is killed and stopped again and again under load; update numbers begin again elsewhere."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import Sequence

from bench.faults.bot_process import TOKEN
from bench.faults.people import Person, buttons
from bench.faults.records import Pushed
from bench.faults.scenarios import Scenario
from bench.faults.stage import Stage
from bench.faults.table import Check, must, wait

PRESSES_A_SECOND = 50
KILLS, KILLS_SHORT = 20, 6
AT_ONCE = 4
"""People who begin to answer before each kill."""
WEEK = 8 * 24 * 3600
IN_THE_AIR = 0.5
"""Seconds before a kill within which a send may not be known to the database yet."""


async def killed_under_load(stage: Stage) -> Sequence[Check]:
    """SIGKILL and SIGTERM at random, one person pressing fifty times a second, others answering."""
    (presser,) = await stage.people.begun(1)
    await presser.reply(presser.say("Atelier du port"))
    count = KILLS_SHORT if stage.short else KILLS
    talkers = await stage.people.begun(AT_ONCE * count)
    load = asyncio.create_task(_press_on(presser))
    chance, kills, slowest = random.Random(1), [], 0.0
    answers: list[Pushed] = []
    for number in range(count):
        talking = talkers[number * AT_ONCE : (number + 1) * AT_ONCE]
        answers += [one for person in talking for one in person.answer_at_once()]
        await asyncio.sleep(chance.uniform(0, 1.5))
        by = signal.SIGKILL if number % 2 else signal.SIGTERM
        kills.append(stage.api.now())
        slowest = max(slowest, await stage.bot.end(by, within=30))
        await stage.start()
    load.cancel()
    pressed = [one for one in presser.sent if one.kind == "choice"]
    everybody = [presser, *talkers]
    await stage.settled([*answers, *pressed], 120)
    await stage.api.until(lambda: not stage.without_screen(everybody).measured, 60)
    await stage.quiet()
    return [
        Check("kills", len(kills), None),
        Check("presses", len(presser.sent), None),
        *stage.order([*answers, *pressed]),
        stage.without_screen(everybody),
        Check("sent twice, not in mid-air", sum(stage.doubled(person, kills, IN_THE_AIR) for person in talkers)),
        wait("slowest end", slowest, 10),
    ]


async def _press_on(person: Person) -> None:
    """Ask for a question again, choose another answer, and so on, without waiting for anything."""
    choices = [data for _, data in buttons(person.card()) if data.startswith("c")]
    edit = "e" + choices[0][1:].rpartition(":")[0] + ":"
    number, began = 0, time.monotonic()
    while True:
        person.forge(edit)
        person.forge(choices[number % len(choices)]).kind = "choice"
        number += 1
        await asyncio.sleep(max(0.0, began + 2 * number / PRESSES_A_SECOND - time.monotonic()))


async def numbers_begin_again(stage: Stage) -> Sequence[Check]:
    """Update numbers begin again lower after a week of silence, and another bot's numbers are the same."""
    moment = stage.folder / "ahead"
    moment.write_text("0", "utf-8")
    stage.bot.env["PREVIEW_CLOCK"] = str(moment)
    first = stage.api.updates.next
    await stage.start()
    (person,) = await stage.people.begun(1)
    answers = person.answer_at_once()
    await stage.settled(answers)
    # Telegram shows again what was not confirmed: nothing old is applied twice.
    again = [{"update_id": one.number, **_text(person)} for one in answers]
    stage.api.updates.waiting.extend(again)
    await stage.start_again()
    await stage.quiet()
    checks = stage.order(answers)
    moment.write_text(str(WEEK), "utf-8")
    await asyncio.sleep(5)
    for name, begins in (("the same numbers after a week", first), ("lower numbers", 5_000)):
        stage.api.updates.next = begins
        stage.api.updates.pushed.clear()
        took = [await _reply(stage, stage.people.new()) for _ in range(3)]
        checks.append(wait(name, max(took), 3))
    stage.api.updates.next = 5_000
    stage.bot.env["BOT_TOKEN"] = TOKEN.replace("1000000", "2000000")
    await stage.start_again()
    checks.append(wait("another bot, the same numbers", await _reply(stage, stage.people.new()), 3))
    return [*checks, must("the bot runs", stage.bot.running)]


async def _reply(stage: Stage, person: Person) -> float:
    update = person.say("/start")
    await stage.api.until(lambda: person.reply_to(update) is not None, 15)
    return person.reply_to(update) or 3600.0


def _text(person: Person) -> dict[str, object]:
    chat = {"id": person.chat, "type": "private", "first_name": "P"}
    who = {"id": person.chat, "is_bot": False, "first_name": "P"}
    return {"message": {"message_id": 9, "date": 1, "chat": chat, "from": who, "text": "Encore"}}


SCENARIOS = (
    Scenario("killed under load, 50 presses a second", killed_under_load, short=True, most=400),
    Scenario("update numbers begin again", numbers_begin_again, started=False),
)
