"""Where a scenario plays: the server, a database, the bot, its people, and the others whose waits are measured."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from bench.faults.bot_process import BotProcess
from bench.faults.database import Database, database
from bench.faults.people import FIRST, NoReply, People, Person, buttons
from bench.faults.records import Pushed
from bench.faults.server import Server
from bench.faults.table import Check, must, wait

LOST = "SELECT update_id FROM answer WHERE project_id IN (SELECT id FROM project WHERE chat_id = :chat) ORDER BY id"


@dataclass
class Waits:
    """The waits of people nobody disturbs: each reply's seconds, and those who got none."""

    seconds: list[float] = field(default_factory=list)
    newcomers: list[float] = field(default_factory=list)

    @property
    def worst(self) -> float:
        return max(self.seconds + self.newcomers, default=0.0)

    @property
    def check(self) -> Check:
        return wait("others' worst wait", self.worst)


@dataclass
class Stage:
    """A bot that runs, on a database and a server of its own."""

    api: Server
    database: Database
    bot: BotProcess
    people: People
    folder: Path
    tree: Path
    short: bool

    async def start(self, within: float = 60.0) -> None:
        """Start the bot and wait until it asks for updates."""
        polls = self.api.polls
        await self.bot.start()
        if not await self.api.until(lambda: self.api.polls > polls or not self.bot.running, within):
            raise NoReply("the bot does not ask for updates")

    async def finished(self, count: int = 1) -> list[Person]:
        """So many people whose file is finished, written by the bot's own code; the first thing a scenario does."""
        told = ("-c", f"from bench.filled import fill; fill({self.database.url!r}, {count})")
        env = self.bot.env | {"PYTHONPATH": str(self.tree)}
        process = await asyncio.create_subprocess_exec(sys.executable, *told, cwd=self.tree, env=env)
        if await process.wait():
            raise NoReply("the database could not be filled")
        return [Person(self.api, chat) for chat in range(FIRST, FIRST + count)]

    async def start_again(self) -> None:
        await self.bot.end()
        await self.start()

    def another(self, name: str, **env: str) -> BotProcess:
        """Another process on the same database and server; its log is its own."""
        return BotProcess(self.tree, self.folder / f"{name}.log", self.api.url, self.database.url, **env)

    async def quiet(self, within: float = 60.0, still: float = 2.5) -> bool:
        """Wait until every update is confirmed and no call came for a while."""

        def calm() -> bool:
            last = self.api.calls[-1].at if self.api.calls else 0.0
            return not self.api.updates.waiting and self.api.now() - last > still

        return await self.api.until(calm, within)

    async def quiet_for(self, person: Person, within: float) -> bool:
        """Wait until nothing was sent to this person for a while."""

        def calm() -> bool:
            calls = self.api.of(person.chat)
            return bool(calls) and self.api.now() - calls[-1].at > 2.5

        return await self.api.until(calm, within)

    async def settled(self, answers: Sequence[Pushed], within: float = 60.0) -> None:
        """Wait until these answers are in the database, or for so long."""
        await self.api.until(lambda: not self.order(answers)[0].measured, within, every=0.3)

    # --- the others

    @asynccontextmanager
    async def others(self, count: int = 3, every: float = 0.4, newcomers: float = 1.0) -> AsyncIterator[Waits]:
        """People who write and press meanwhile, each waiting for the reply, and somebody new now and then."""
        known, waits = [self.people.new() for _ in range(count)], Waits()
        silent = await asyncio.gather(*(one.begin(within=15) for one in known), return_exceptions=True)
        waits.seconds += [15.0 for one in silent if one is not None]
        tasks = [asyncio.create_task(self._go_on(one, waits.seconds, every)) for one in known]
        if newcomers:
            tasks.append(asyncio.create_task(self._arrive(waits.newcomers, newcomers)))
        try:
            yield waits
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _go_on(self, person: Person, waits: list[float], every: float) -> None:
        while True:
            await asyncio.sleep(every)
            await self._await(person, person.say("/reprendre"), waits)
            await asyncio.sleep(every)
            if any("❓" in label for label, _ in buttons(person.card())):
                await self._await(person, person.press("❓"), waits)

    async def _arrive(self, waits: list[float], every: float) -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                person = self.people.new()
                group.create_task(self._await(person, person.say("/start"), waits))
                await asyncio.sleep(every)

    async def _await(self, person: Person, update: Pushed, waits: list[float]) -> None:
        """Wait for a reply; one that has not come when the scenario ends counts for as long as it was waited for."""
        try:
            waits.append(await person.reply(update, within=120.0))
        except asyncio.CancelledError:
            # What began in the last half second may well be under way.
            if person.reply_to(update) is None and self.api.now() - update.at > 0.5:
                waits.append(self.api.now() - update.at)
            raise
        except NoReply:
            waits.append(self.api.now() - update.at)

    # --- what became of what people sent

    def order(self, sent: Iterable[Pushed]) -> list[Check]:
        """Answers of the updates that are missing, stand in another order, or twice."""
        lost = inverted = twice = 0
        chats: dict[int, list[int]] = {}
        for one in sent:
            chats.setdefault(one.chat, []).append(one.number)
        for chat, numbers in chats.items():
            stored = [number for (number,) in self.database.rows(LOST, chat=chat) if number in set(numbers)]
            lost += len(set(numbers) - set(stored))
            twice += len(stored) - len(set(stored))
            inverted += sum(later < earlier for earlier, later in pairwise(stored))
        return [Check("lost", lost), Check("inverted", inverted), Check("applied twice", twice)]

    def without_screen(self, people: Iterable[Person]) -> Check:
        """People whose last update was followed by no screen."""
        missing = sum(one.reply_to(one.sent[-1]) is None for one in people if one.sent)
        return Check("without their next screen", missing)

    def unanswered(self, chats: Iterable[int] = (), within: float = 2.0) -> list[Check]:
        """Presses never answered although no answer was refused, and those answered late."""
        wanted = set(chats)
        found = [
            one for one in self.api.chats.queries.values() if (not wanted or one.chat in wanted) and not one.refused
        ]
        late = [one.answered - one.at for one in found if one.answered is not None]
        silent = sum(one.answered is None for one in found)
        return [
            Check("presses never answered", silent),
            wait("slowest answer to a press", max(late, default=0), within),
        ]

    def doubled(self, person: Person, kills: Sequence[float] = (), air: float = 0.0) -> int:
        """Messages to a person beyond one for each update, but for those whose fate the bot could not know."""
        sends = self.api.of(person.chat, "sendMessage")
        unknown = sum(
            not call.readable or call.status >= 500 or any(0 <= kill - call.at < air for kill in kills)
            for call in sends
        )
        return max(0, len(sends) - unknown - len(person.sent))

    def aside(self) -> Check:
        """Updates set aside for an operator; those that wait for their turn are not."""
        return Check("set aside", self.database.count("SELECT count(*) FROM set_aside WHERE error IS NOT NULL"))

    async def caught_up(self, within: float = 300.0) -> bool:
        """Wait until no update waits as a row for its turn; whether it came."""
        waiting = "SELECT count(*) FROM set_aside WHERE error IS NULL"
        return await self.api.until(lambda: not self.database.count(waiting), within, every=1.0)

    def log(self, most_bytes: int = 100_000) -> list[Check]:
        return [
            Check("tracebacks", self.bot.tracebacks()),
            Check("log", len(self.bot.logged()), most_bytes, " bytes"),
        ]

    def alive(self) -> Check:
        return must("the bot runs", self.bot.running)


@asynccontextmanager
async def stage(
    kind: str, tree: Path, short: bool, start: bool = True, keep: Path | None = None
) -> AsyncIterator[Stage]:
    """A stage on a new database of this kind, with the bot started unless told otherwise; all ends with it.
    `keep`: a folder where its log stays.
    """
    with tempfile.TemporaryDirectory(prefix="faults-") as made, database(kind) as found:
        folder = Path(made)
        async with Server() as api:
            bot = BotProcess(tree, folder / "bot.log", api.url, found.url)
            place = Stage(api, found, bot, People(api), folder, tree, short)
            try:
                if start:
                    await place.start()
                yield place
            finally:
                await bot.end(within=15)
                if keep:
                    await asyncio.to_thread(shutil.copytree, folder, keep / folder.name)
