"""The database is stopped, locked or frozen in mid-conversation: it is said, and no answer is lost or misplaced."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from bench.faults.bot_process import OPERATOR, TICK, BotProcess
from bench.faults.database import POSTGRESQL, PostgresDatabase
from bench.faults.faults import refuse
from bench.faults.people import ANSWERS, Person
from bench.faults.records import Pushed
from bench.faults.scenarios import Scenario
from bench.faults.stage import Stage
from bench.faults.table import Check, must, wait

PEOPLE = 96
WRITERS = 25
"""Of those whose reminders are due, those who write at the same time."""
REVIEWS_DUE = datetime(2027, 1, 8, 9, 45, tzinfo=UTC)
"""When the reviews of the files `bench.filled` writes are all due."""


async def stopped_and_started(stage: Stage) -> Sequence[Check]:
    """PostgreSQL is stopped and started again, three times, while 96 people answer."""
    assert isinstance(stage.database, PostgresDatabase)
    people = await stage.people.begun(PEOPLE)
    answers: list[Pushed] = []
    stage.bot.mark()
    chance = random.Random(1)
    typing = asyncio.gather(*(_type(person, answers, chance) for person in people))
    for _ in range(3):
        await asyncio.sleep(1.5)
        await asyncio.to_thread(stage.database.stop)
        await asyncio.sleep(1.2)
        await asyncio.to_thread(stage.database.start)
    await typing
    await stage.settled(answers, 90)
    await stage.api.until(lambda: not stage.without_screen(people).measured, 60)
    return [
        *stage.order(answers),
        stage.without_screen(people),
        stage.aside(),
        Check("log", len(stage.bot.logged()), 300_000, " bytes"),
        stage.alive(),
    ]


async def _type(person: Person, answers: list[Pushed], chance: random.Random) -> None:
    """Type one answer after the other, without waiting for what the bot says."""
    for _, text in ANSWERS:
        await asyncio.sleep(chance.uniform(0.3, 3.5))
        answers.append(person.say(text))


async def locked(stage: Stage) -> Sequence[Check]:
    """Another program holds the whole database for 45 seconds, and a little more: only then are operators told."""
    return await _trouble(stage, stage.database.locked(), 50)


async def frozen(stage: Stage) -> Sequence[Check]:
    """The processes of PostgreSQL stand still for a minute."""
    assert isinstance(stage.database, PostgresDatabase)
    return await _trouble(stage, stage.database.frozen(), 60)


async def _trouble(stage: Stage, trouble: AbstractContextManager[None], seconds: float) -> Sequence[Check]:
    """Presses are answered, people are told, the log and the operators too, a stop is obeyed, and nothing is lost."""
    people = await stage.people.begun(4)
    stage.bot.mark()
    began = stage.api.now()
    with trouble:
        presses = [person.forge("a0::help") for person in people[:2]]
        answers = [one for person in people[2:] for one in person.answer_at_once()]
        await asyncio.sleep(8)
        untold = sum(not _words(stage, person, began) for person in people)
        await asyncio.sleep(seconds - 8)
        operators = len(stage.api.of(OPERATOR, since=began))
        lines = len(stage.bot.logged().splitlines())
        obeyed = await stage.bot.end(within=30)
    spinning = [stage.api.chats.queries[one.query or ""] for one in presses]
    waits = [(query.answered or stage.api.now()) - query.at for query in spinning]
    await stage.start()
    await stage.settled(answers)
    await stage.api.until(lambda: not stage.without_screen(people).measured, 30)
    return [
        wait("presses answered", max(waits), 2),
        Check("not told within 8 s", untold),
        must("the operators are told", operators),
        must("the log says it", lines),
        Check("lines of log", lines, 60),
        wait("SIGTERM obeyed", obeyed, 8),
        *stage.order(answers),
        stage.without_screen(people),
        Check("tracebacks", stage.bot.tracebacks()),
    ]


def _words(stage: Stage, person: Person, since: float) -> bool:
    return any(call.text for call in stage.api.of(person.chat, since=since))


async def two_processes(stage: Stage) -> Sequence[Check]:
    """Two processes do the work of one PostgreSQL: reminders of many people go out while the same people write."""
    assert isinstance(stage.database, PostgresDatabase)
    people = await stage.finished(300)
    moment = stage.folder / "ahead"
    moment.write_text("0", "utf-8")
    stage.bot.env["PREVIEW_CLOCK"] = str(moment)
    await stage.start()
    moment.write_text(str(REVIEWS_DUE.timestamp() - time.time()), "utf-8")
    # What fails is taken again by either process, beside what its person writes meanwhile.
    failing = refuse(502).of("sendMessage")
    failing.share = 0.4
    stage.api.befall(failing)
    other = stage.another("tick", PREVIEW_CLOCK=str(moment))
    began, actions = stage.api.now(), 0
    ticking = asyncio.create_task(_tick_again_and_again(other))
    while stage.api.now() - began < (40 if stage.short else 60):
        person = people[actions % WRITERS]
        person.say("/reprendre") if actions % 3 else person.forge("a0::help")
        actions += 1
        await asyncio.sleep(0.02)
    stage.api.heal()
    ticking.cancel()
    await asyncio.gather(ticking, return_exceptions=True)
    await other.end()
    await stage.quiet(90)
    deadlocks = (stage.database.folder / "log").read_text("utf-8", "replace").count("deadlock detected")
    return [
        Check("actions", actions, None),
        Check("deadlocks", deadlocks),
        stage.aside(),
        stage.without_screen([person for person in people if person.sent]),
        *stage.unanswered(within=60)[:1],
    ]


async def _tick_again_and_again(other: BotProcess) -> None:
    while True:
        await other.start(TICK)
        await other.outcome(60)


async def killed_beside_a_tick(stage: Stage) -> Sequence[Check]:
    """The bot is killed while another process ticks; what was owed goes out."""
    people = await stage.people.begun(10)
    answers = [one for person in people for one in person.answer_at_once()]
    await asyncio.sleep(0.3)
    await stage.bot.end(signal.SIGKILL)
    other = stage.another("tick")
    await other.start(TICK)
    await other.outcome(60)
    await stage.start()
    await stage.settled(answers)
    await stage.api.until(lambda: not stage.without_screen(people).measured, 60)
    return [*stage.order(answers), stage.without_screen(people)]


SCENARIOS = (
    Scenario("PostgreSQL stops and starts, 96 people answer", stopped_and_started, (POSTGRESQL,), short=True),
    Scenario("the database is locked for 45 s", locked),
    Scenario("PostgreSQL is frozen for a minute", frozen, (POSTGRESQL,)),
    Scenario("run and tick on one PostgreSQL", two_processes, (POSTGRESQL,), started=False, most=400),
    Scenario("killed beside a tick", killed_beside_a_tick),
)
