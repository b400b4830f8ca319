"""One measured window, in a process of its own (`python -m bench.answers.trial FILE`, the plan as JSON): people, the
fake Telegram and a bot, each of the two on a processor core of its own. Prints the outcome as JSON.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.answers import gauges
from bench.answers.fake_telegram import FakeTelegram
from bench.answers.http_server import serve
from bench.answers.people import Crowd, Person, Reply
from bench.answers.walks import WALKS

OUR_CORE, BOT_CORE = 0, 1
STARTS = 60.0
"""Seconds a bot has to ask for its first update, and at most between two replies."""
PREPARES = 900.0
"""Seconds it has to bring everybody to their place."""
LOOK = 0.25
"""Seconds between two looks at whether the bot still lives and whether somebody waits for too long."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a trial does. It ends after so many answers, walks or seconds, whichever comes first."""

    command: list[str]
    env: dict[str, str]
    folder: str
    log: str
    walk: str
    tasks: int = 3
    people: int = 1
    think: float = 0.0
    reaction: float = 0.0
    """Seconds before an act in any case; aiogram-dialog shows the same question again to whoever takes none."""
    distance: float = 0.0
    """Seconds that each call of the bot takes beside the work."""
    answers: int | None = None
    walks: int | None = None
    seconds: float = 600.0


@dataclass(slots=True)
class Outcome:
    """What was counted in the window; what names no unit is a number of things."""

    cold_start: float = 0.0
    resident: float = 0.0
    """Megabytes after the start."""
    peak: float = 0.0
    walk_length: int = 0
    """Acts in a whole walk."""
    walk_answers: int = 0
    seconds: float = 0.0
    replies: int = 0
    answers: int = 0
    completed: int = 0
    processor: float = 0.0
    """Seconds of the bot's process."""
    workers: float = 0.0
    """Seconds of the processes it started."""
    driver: float = 0.0
    elsewhere: float = 0.0
    """Processor cores that other programs kept busy meanwhile."""
    latencies: list[float] = field(default_factory=list)
    press_latencies: list[float] = field(default_factory=list)
    quarter_latencies: list[list[float]] = field(default_factory=lambda: [[], [], [], []])
    quarter_processor: list[float] = field(default_factory=lambda: [0.0] * 4)
    """Seconds of the bot's process in each quarter of the walks; only with one person."""
    calls: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    turning: int = 0
    """Presses never answered, apart from those that were on their way."""
    unanswered: int = 0
    beside: int = 0
    noted: list[int] = field(default_factory=list)
    """The updates of all answers replied to since the bot started."""
    trouble: str = ""


class Window:
    """One bot and its people."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.outcome, self.telegram = plan, Outcome(), FakeTelegram()
        self.crowd = Crowd(self.telegram, WALKS[plan.walk], plan.tasks, plan.reaction)
        self.reached = asyncio.Event()
        self.done: Callable[[], bool] = lambda: False
        self.measuring = False
        self.last_processor = 0.0
        self.ends = 0.0

    async def run(self) -> Outcome:
        base = await serve(self.telegram, self.plan.distance)
        self.crowd.heard, self.crowd.finished = self._hear, self._replace
        await self._start(base)
        try:
            await self._prepare()
            await self._measure()
        except Broken as broken:
            self.outcome.trouble = str(broken)
        finally:
            self.crowd.over = True
            self.bot.kill()
            self.bot.wait()
        return self.outcome

    async def _start(self, base: str) -> None:
        plan, cores = self.plan, os.sched_getaffinity(0)
        if {OUR_CORE, BOT_CORE} <= cores:
            os.sched_setaffinity(0, {OUR_CORE})
            cores = {BOT_CORE}

        def place() -> None:
            os.sched_setaffinity(0, cores)
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: the bot ends with its people

        began = time.perf_counter()
        self.bot = _start(plan, base, place)
        while self.telegram.first_poll is None:
            if self.bot.poll() is not None or time.perf_counter() > began + STARTS:
                raise Broken("the bot did not start")
            await asyncio.sleep(0.002)
        self.outcome.cold_start = self.telegram.first_poll - began
        self.outcome.resident = gauges.resident(self.bot.pid)

    async def _prepare(self) -> None:
        """Let one person walk to the end, then bring everybody to a place of their own in the walk."""
        crowd, outcome = self.crowd, self.outcome
        lengths: list[Person] = []
        crowd.finished = lengths.append
        crowd.start(crowd.join())
        await self._until(lambda: bool(lengths), "one person to reach the end")
        outcome.walk_length, outcome.walk_answers = lengths[0].replies, max(1, lengths[0].answers)
        crowd.finished = self._replace
        gc.collect()
        gc.freeze()
        if self.plan.people == 1:
            return
        for _ in range(self.plan.people):
            crowd.start(crowd.join(rest_at=1 + crowd.random.randrange(outcome.walk_length - 1)))
        await self._until(lambda: crowd.resting >= self.plan.people, "everybody to be at their place")
        crowd.think = max(self.plan.think, self.plan.reaction)
        crowd.resume()
        if self.plan.think:
            await asyncio.sleep(2 * self.plan.think)
        else:
            wanted = self.heard + self.plan.people
            await self._until(lambda: self.heard >= wanted, "one more reply to each")

    async def _measure(self) -> None:
        plan, crowd, outcome, bot = self.plan, self.crowd, self.outcome, self.bot.pid
        began_calls, began_completed, began_beside = Counter(self.telegram.calls), crowd.completed, crowd.beside
        machine, driver, workers = gauges.machine_seconds(), time.process_time(), gauges.workers_seconds(bot)
        processor = self.last_processor = gauges.processor_seconds(bot)
        began, self.measuring = time.perf_counter(), True

        def done() -> bool:
            enough = plan.answers is not None and outcome.answers >= plan.answers
            return enough or (plan.walks is not None and crowd.completed - began_completed >= plan.walks)

        if plan.people == 1:
            crowd.start(crowd.join())
        await self._until(done, seconds=plan.seconds)
        outcome.seconds = time.perf_counter() - began
        self.measuring = False
        outcome.processor = gauges.processor_seconds(bot) - processor
        outcome.workers = gauges.workers_seconds(bot) - workers
        outcome.driver = time.process_time() - driver
        busy = gauges.machine_seconds() - machine - outcome.processor - outcome.workers - outcome.driver
        outcome.elsewhere = max(0.0, busy) / outcome.seconds
        outcome.completed, outcome.beside = crowd.completed - began_completed, crowd.beside - began_beside
        outcome.calls = dict(Counter(self.telegram.calls) - began_calls)
        outcome.calls.pop("getupdates", None)
        outcome.refusals, outcome.unanswered = dict(self.telegram.refusals), crowd.unanswered
        waiting = sum(person.waiting for person in crowd.people.values())
        outcome.turning = max(0, len(self.telegram.presses) - waiting)
        outcome.peak = gauges.resident(bot, "VmHWM")
        outcome.noted = crowd.noted

    # --- what happens

    heard = 0

    def _hear(self, person: Person, reply: Reply) -> None:
        self.heard += 1
        if self.measuring:
            outcome = self.outcome
            outcome.replies += 1
            outcome.answers += reply.answered
            outcome.latencies.append(reply.seconds)
            if reply.pressed:
                outcome.press_latencies.append(reply.seconds)
            if self.plan.people == 1:
                quarter = min(3, 4 * reply.before // outcome.walk_answers)
                now = gauges.processor_seconds(self.bot.pid)
                outcome.quarter_processor[quarter] += now - self.last_processor
                self.last_processor = now
                if reply.answered:
                    outcome.quarter_latencies[quarter].append(reply.seconds)
        if self.done():
            self.reached.set()

    def _replace(self, person: Person) -> None:
        """Somebody new takes the place of a person who reached the end."""
        self.crowd.start(self.crowd.join(rest_at=person.rest_at))

    async def _until(self, done: Callable[[], bool], what: str = "", seconds: float = PREPARES) -> None:
        """Wait until something is so, looking at each reply. Raises Broken past these seconds, if it has a name."""
        self.done = done
        self.reached.clear()
        last, moved = self.heard, time.perf_counter()
        deadline = moved + seconds
        while not done():
            try:
                await asyncio.wait_for(self.reached.wait(), LOOK)
            except TimeoutError:
                self.crowd.give_up()
            now = time.perf_counter()
            if self.bot.poll() is not None:
                raise Broken("the bot ended")
            if now > deadline and what:
                raise Broken(f"given up waiting for {what}")
            if now > deadline:
                return
            if self.heard > last:
                last, moved = self.heard, now
            elif now > moved + STARTS:
                raise Broken("nobody is replied to any more")


def _start(plan: Plan, base: str, place: Callable[[], None]) -> subprocess.Popen[bytes]:
    env = os.environ | plan.env | {"TELEGRAM_API_BASE": base}
    with Path(plan.log).open("ab") as log:
        return subprocess.Popen(plan.command, env=env, cwd=plan.folder, stdout=log, stderr=log, preexec_fn=place)


class Broken(Exception):
    """The trial cannot go on."""


def run(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    """Run it on uvloop where that is installed."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    found: Outcome = uvloop.run(work)
    return found


if __name__ == "__main__":
    plan = Plan(**json.loads(Path(sys.argv[1]).read_text("utf-8")))

    async def window() -> Outcome:
        return await Window(plan).run()

    print(json.dumps(asdict(run(window()))))
