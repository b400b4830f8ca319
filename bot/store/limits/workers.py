"""A few threads for transactions, which neither a late answer nor the end of the program has to wait for."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from bot.store.limits.trouble import StoreUnavailable

T = TypeVar("T")

LIMIT = 6.0
"""Seconds after which a caller is told that the database does not answer."""


@dataclass(frozen=True, slots=True)
class Failed:
    """What a piece of work ended with instead of a result."""

    error: BaseException


@dataclass(eq=False, slots=True)
class _Job(Generic[T]):
    """Work to do on a thread, since when it waits, and since when it runs (0.0 before)."""

    work: T
    future: asyncio.Future[Any]
    asked: float = field(default_factory=time.monotonic)
    begun: float = 0.0
    thread: int = 0
    dropped: bool = False
    timer: asyncio.TimerHandle | None = None


class Workers(Generic[T]):
    """Does work in the order given on `number` threads, each taking up to `most` pieces that wait at once.

    `do`: does them, and returns for each its result or Failed. `cut` makes what runs on a thread fail.
    The threads are daemons, unlike those of `concurrent.futures`: one that hangs does not keep the program alive.
    """

    def __init__(
        self, number: int, most: int, do: Callable[[Sequence[T]], Sequence[Any]], cut: Callable[[int], None]
    ) -> None:
        self._number, self._most, self._do, self._cut = number, most, do, cut
        self._jobs: SimpleQueue[_Job[T] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._running: dict[int, list[_Job[T]]] = {}
        self._answered = time.monotonic()
        self._open, self._lock = True, threading.Lock()

    async def run(self, work: T) -> Any:
        """The result of `work`. Raises StoreUnavailable if the database does not answer within about `LIMIT`."""
        job = self._begin(work)
        job.timer = job.future.get_loop().call_later(LIMIT, self._watch, job)
        try:
            return await job.future
        finally:
            # A job that has not begun is dropped with its caller.
            job.dropped = True
            if job.timer:
                job.timer.cancel()

    def close(self, seconds: float) -> None:
        """Take no more work, and finish what was asked for; whatever is not done in time fails."""
        with self._lock:
            self._open = False
            threads = self._threads
            for _ in threads:
                self._jobs.put(None)
        deadline = time.monotonic() + seconds
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        left = [job for job in self._take_waiting() if job is not None]
        _deliver_later(left, [Failed(StoreUnavailable("closed"))] * len(left))
        for number in list(self._running):
            self._cut(number)

    def _begin(self, work: T) -> _Job[T]:
        job = _Job(work, asyncio.get_running_loop().create_future())
        with self._lock:
            if not self._open:
                raise StoreUnavailable("closed")
            self._jobs.put(job)
            if len(self._threads) < self._number:
                name = f"store-{len(self._threads)}"
                thread = threading.Thread(target=self._work, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()
        return job

    def _deadline(self, job: _Job[T]) -> float:
        """While the database answers others, a job only waits for its turn; its own time is counted from there."""
        waiting = max(job.asked, self._answered) + LIMIT
        return min(job.begun + LIMIT, waiting) if job.begun else waiting

    def _watch(self, job: _Job[T]) -> None:
        """Give the job up when its time is over, or look again then."""
        loop, left = job.future.get_loop(), self._deadline(job) - time.monotonic()
        if left > 0:
            job.timer = loop.call_later(left, self._watch, job)
        else:
            # One more turn of the loop: the answer may have come while the loop itself was late.
            loop.call_soon(self._give_up, job)

    def _give_up(self, job: _Job[T]) -> None:
        if job.future.done():
            return
        job.future.set_exception(StoreUnavailable(f"no answer within {LIMIT:.0f} s"))
        if job in self._running.get(job.thread, ()):
            self._cut(job.thread)

    def _work(self) -> None:
        mine = threading.get_ident()
        while (first := self._jobs.get()) is not None:
            jobs = [job for job in (first, *self._take_waiting(self._most - 1)) if job and not job.dropped]
            for job in jobs:
                job.thread, job.begun = mine, time.monotonic()
            if not jobs:
                continue
            self._running[mine] = jobs
            try:
                results = self._do([job.work for job in jobs])
            except BaseException as error:
                results = [Failed(error)] * len(jobs)
            del self._running[mine]
            if not all(isinstance(one, Failed) and isinstance(one.error, StoreUnavailable) for one in results):
                self._answered = time.monotonic()
            _deliver_later(jobs, results)
            # Nothing of a job outlives it while the thread waits for the next.
            del first, job, jobs, results

    def _take_waiting(self, most: int | None = None) -> list[_Job[T] | None]:
        """What waits in the queue, up to the end of the work (None), which stays there."""
        taken: list[_Job[T] | None] = []
        while most is None or len(taken) < most:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is None and most is not None:
                self._jobs.put(None)
                break
            taken.append(job)
        return taken


def _deliver_later(jobs: Sequence[_Job[Any]], results: Sequence[Any]) -> None:
    """Have each caller's loop give it its result; in one go, as waking a loop takes longer than many answers."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = {}
    for job, result in zip(jobs, results, strict=True):
        by_loop.setdefault(job.future.get_loop(), []).append((job.future, result))
    for loop, pairs in by_loop.items():
        try:
            loop.call_soon_threadsafe(_deliver, pairs)
        except RuntimeError:
            # The loop is closed: nobody waits any more.
            continue


def _deliver(pairs: Sequence[tuple[asyncio.Future[Any], Any]]) -> None:
    for future, result in pairs:
        if future.done():
            continue
        if isinstance(result, Failed):
            future.set_exception(result.error)
        else:
            future.set_result(result)
