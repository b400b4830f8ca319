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
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from bench.answers import gauges
from bench.answers.people import Crowd, Person, Reply
from bench.answers.places import Places
from bench.answers.plan import Outcome, Plan
from bench.answers.telegram.fake_telegram import FakeTelegram
from bench.answers.telegram.http_server import serve
from bench.answers.walks import WALKS

OUR_CORE, BOT_CORE = 0, 1
STARTS = 60.0
"""Seconds a bot has to ask for its first update, and at most between two replies."""
PREPARES = 900.0
"""Seconds it has to bring everybody to their place."""
TOGETHER = 50
"""People who are brought to their places at a time."""
LOOK = 0.25
"""Seconds between two looks at whether the bot still lives and whether somebody waits for too long."""


class Window:
    """One bot and its people."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.outcome, self.telegram = plan, Outcome(), FakeTelegram()
        self.crowd = Crowd(self.telegram, WALKS[plan.walk], plan.tasks, plan.reaction)
        self.reached = asyncio.Event()
        self.done: Callable[[], bool] = lambda: False
        self.measuring = False
        self.last_processor = 0.0
        self.heard = 0

    async def run(self) -> Outcome:
        base = await serve(self.telegram, self.plan.distance)
        self.crowd.heard, self.crowd.finished = self._hear, self._replace
        try:
            await self._start(base)
            await self._play()
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

    async def _play(self) -> None:
        """Bring everybody to their place, or find them there, then measure."""
        plan, crowd, outcome = self.plan, self.crowd, self.outcome
        kept = Path(plan.places) if plan.places else None
        if kept and kept.exists():
            outcome.walk_length, outcome.walk_answers = Places.read(kept).restore(crowd)
        else:
            await self._walk_once()
            if plan.people > 1:
                await self._bring_to_places()
            if kept:
                Places.of(crowd, outcome.walk_length, outcome.walk_answers).write(kept)
                await self._stop()
                return
        gc.collect()
        gc.freeze()
        if plan.people > 1:
            await self._resume()
        await self._measure()

    async def _walk_once(self) -> None:
        """Let one person walk to the end, to know how long the walk is."""
        crowd, outcome = self.crowd, self.outcome
        ended: list[Person] = []
        crowd.finished = ended.append
        crowd.start(crowd.join())
        await self._until(lambda: bool(ended), "one person to reach the end")
        outcome.walk_length, outcome.walk_answers = ended[0].replies, max(1, ended[0].answers)
        crowd.finished = self._replace

    async def _bring_to_places(self) -> None:
        """Bring everybody to a place of their own in the walk, where they rest; a few at a time, so as not to crowd."""
        crowd, people = self.crowd, self.plan.people
        for first in range(0, people, TOGETHER):
            brought = min(first + TOGETHER, people)
            for _ in range(first, brought):
                crowd.start(crowd.join(rest_at=1 + crowd.random.randrange(self.outcome.walk_length - 1)))
            await self._until(partial(self._resting, brought), "everybody to be at their place")

    def _resting(self, people: int) -> bool:
        return self.crowd.resting >= people

    async def _resume(self) -> None:
        """Let everybody go on, and the bot meet each of them again before the measure."""
        crowd, plan = self.crowd, self.plan
        crowd.think = max(plan.think, plan.reaction)
        crowd.resume()
        if plan.think:
            await asyncio.sleep(2 * plan.think)
        else:
            wanted = self.heard + plan.people
            await self._until(lambda: self.heard >= wanted, "one more reply to each")

    async def _stop(self) -> None:
        """Have the bot end by itself, all that it had to store stored."""
        self.bot.terminate()
        await asyncio.to_thread(self.bot.wait, STARTS)

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
        outcome.repeated = crowd.repeated
        waiting = sum(person.waiting for person in crowd.people.values())
        outcome.turning = max(0, len(self.telegram.presses) - waiting)
        outcome.peak = gauges.resident(bot, "VmHWM")
        outcome.noted = crowd.noted

    # --- what happens

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
