"""Counts people prompted once, twice or never when bots are killed at random while many reviews fall due.
`python -m bench.killed [--people 1000] [--kills 40] [--seed N] [--only SQLite]`. A prompt is « cut in mid-air » if the
local Telegram had received it and the database did not know yet when the bot that sent it was killed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import select

from bench.databases import databases
from bench.filled import DUE, FIRST, fill
from bot.preview.process import BotProcess
from bot.store import Store
from bot.store.tables import outbox

RUN = (sys.executable, "-m", "bot", "run")
TICK = (sys.executable, "-m", "bot", "tick")
"""The command cron starts again and again. On SQLite only one process polls, so the second one is this."""
TRIALS = (
    ("SQLite", (RUN,)),
    ("SQLite", (RUN, TICK)),
    ("PostgreSQL", (RUN,)),
    ("PostgreSQL", (RUN, RUN)),
)
WITHIN = 0.25
"""Seconds: a bot is killed at most this long after its first message."""
SETTLED = 0.1
"""Seconds the server may take to read the last bytes of a killed bot."""
QUIET_WITHIN = 900
"""Seconds after which a trial that is still busy is given up and its losses are counted."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message the local Telegram accepted; `at` is in monotonic seconds."""

    at: float
    bot: int
    chat: int


@dataclass
class Outcome:
    """The result of a trial."""

    people: int
    kills: int = 0
    sent: list[Sent] = field(default_factory=list)
    cut: Counter[int] = field(default_factory=Counter)
    """Chat → number of its messages in the air when the bot that sent them was killed."""
    airs: list[int] = field(default_factory=list)
    """Number of messages in the air at each kill."""
    ages: list[float] = field(default_factory=list)
    """For each of these messages, seconds since the server received it."""
    seconds: float = 0.0
    finished: bool = False
    """Whether nothing was left to do at the end; otherwise people counted as lost may only be late."""

    @property
    def heard(self) -> Counter[int]:
        return Counter(one.chat for one in self.sent)

    @property
    def prompted(self) -> int:
        return len(self.heard)

    @property
    def lost(self) -> int:
        return self.people - self.prompted

    @property
    def doubled(self) -> int:
        """Messages repeated because an earlier one was cut in mid-air."""
        return sum(min(times - 1, self.cut[chat]) for chat, times in self.heard.items())

    @property
    def unexplained(self) -> int:
        """Messages repeated although nothing was cut; must be 0."""
        return sum(max(0, times - 1 - self.cut[chat]) for chat, times in self.heard.items())


class Trial:
    """Bots on one database and one local Telegram, killed while they work."""

    def __init__(self, url: str, log: Path, commands: Sequence[tuple[str, ...]], people: int, seed: int) -> None:
        self.store, self.log, self.chance = Store(url), log, random.Random(seed)
        env = {"DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
        self.bots = [BotProcess(env, command=command) for command in commands]
        for bot in self.bots:
            bot.clock.file.write_text(str((DUE - datetime.now(UTC)).total_seconds()), "utf-8")
        self.outcome, self._read = Outcome(people), 0

    async def run(self, addresses: Sequence[str], kills: int) -> Outcome:
        """Run the bots and kill them until nothing is left to do."""
        self.left = kills
        began = time.monotonic()
        lives = [asyncio.create_task(self._lives(number, url)) for number, url in enumerate(addresses)]
        try:
            await _until(lambda: not self._busy() or time.monotonic() - began > QUIET_WITHIN, every=0.3)
        finally:
            for life in lives:
                life.cancel()
            await asyncio.gather(*lives, return_exceptions=True)
            await asyncio.gather(*(bot.stop() for bot in self.bots))
        self._listen()
        self.outcome.finished = not self._busy()
        self.outcome.seconds = time.monotonic() - began
        await self.store.close()
        return self.outcome

    def _over_or_sent(self, number: int, born: float) -> bool:
        return self.bots[number].state != "running" or bool(self._sent_since(number, born))

    async def _lives(self, number: int, url: str) -> None:
        """Start one bot again whenever it ends or is killed."""
        bot = self.bots[number]
        while True:
            born = time.monotonic()
            await bot.start(url)
            await _until(partial(self._over_or_sent, number, born))
            if self.left > 0 and (sent := self._sent_since(number, born)):
                self.left -= 1
                await asyncio.sleep(max(0.0, sent[0].at + self.chance.uniform(0, WITHIN) - time.monotonic()))
                await self._kill(number, born)
            await _until(lambda: bot.state != "running")

    async def _kill(self, number: int, born: float) -> None:
        at = time.monotonic()
        if self.bots[number].state != "running":
            self.left += 1
            return
        await self.bots[number].kill()
        await asyncio.sleep(SETTLED)
        waiting = self._waiting()
        cut = [one for one in self._sent_since(number, born) if one.chat in waiting]
        self.outcome.kills += 1
        self.outcome.cut.update(one.chat for one in cut)
        self.outcome.airs.append(len(cut))
        self.outcome.ages += [at - one.at for one in cut]

    def _sent_since(self, number: int, since: float) -> list[Sent]:
        self._listen()
        return [one for one in self.outcome.sent if one.bot == number and one.at >= since]

    def _listen(self) -> None:
        """Read the whole lines the server wrote since the last call."""
        with self.log.open("rb") as log:
            log.seek(self._read)
            for line in log:
                if line.endswith(b"\n"):
                    self._read += len(line)
                    self.outcome.sent.append(Sent(*json.loads(line)))

    def _waiting(self) -> set[int]:
        """Chats for which the database still holds a message to send."""
        return set(self.store.run_sync(lambda tx: tx._connection.scalars(select(outbox.c.chat_id)).all()))

    def _busy(self) -> bool:
        soonest = self.store.run_sync(lambda tx: tx.planned.soonest("review"))
        return soonest is not None or bool(self._waiting())


async def _until(true: Callable[[], object], every: float = 0.005) -> None:
    while not true():  # noqa: ASYNC110 - it is about a database or a file, which tell nobody
        await asyncio.sleep(every)


async def trial(url: str, commands: Sequence[tuple[str, ...]], people: int, kills: int, seed: int) -> Outcome:
    """Run one trial: a bot for each command, on a database filled by `filled.fill`."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "sent"
        log.touch()
        async with telegram(log, len(commands), people) as addresses:
            return await Trial(url, log, commands, people, seed).run(addresses, kills)


@asynccontextmanager
async def telegram(log: Path, bots: int, people: int) -> AsyncIterator[list[str]]:
    """Start the local Bot API server in its own process; the addresses, one for each bot."""
    told = (sys.executable, "-m", "bench.recorder", str(log), str(bots), str(FIRST), str(people))
    process = await asyncio.create_subprocess_exec(*told, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        yield json.loads(await process.stdout.readline())
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def lines(people: int, kills: int, seed: int, only: str | None = None) -> Iterator[str]:
    """A heading, then one line a trial: both databases, one and two processes."""
    yield f"{people:,} reviews due at once, bots killed at random (seed {seed})"
    yield (
        f"{'database':<11}{'processes':<11}{'kills':>6}{'prompted':>10}{'twice, cut in mid-air':>23}"
        f"{'twice otherwise':>17}{'lost':>6}{'in the air at a kill':>22}{'at most for':>13}{'seconds':>9}"
    )
    with databases() as made:
        for name, commands in (trial for trial in TRIALS if only in (None, trial[0])):
            url = made[name]()
            fill(url, people)
            found = asyncio.run(trial(url, commands, people, kills, seed))
            yield _row(name, " + ".join(command[-1] for command in commands), found)


def _row(name: str, processes: str, found: Outcome) -> str:
    most, longest = max(found.airs, default=0), 1000 * max(found.ages, default=0.0)
    return (
        f"{name:<11}{processes:<11}{found.kills:>6}{found.prompted:>10}{found.doubled:>23}{found.unexplained:>17}"
        f"{found.lost:>6}{f'{sum(found.airs)} in all, {most} at most':>22}{f'{longest:.0f} ms':>13}"
        f"{found.seconds:>9.0f}{'' if found.finished else '   GIVEN UP before all was quiet'}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.killed")
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", choices=sorted({name for name, _ in TRIALS}))
    options = parser.parse_args()
    for line in lines(options.people, options.kills, options.seed, options.only):
        print(line, flush=True)
