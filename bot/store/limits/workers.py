"""A few threads for transactions, which neither a late answer nor the end of the program has to wait for."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

from bot.store.limits.trouble import StoreUnavailable

T = TypeVar("T")

LIMIT = 6.0
"""Seconds after which a caller is told that the database does not answer."""


class Job:
    """Work to do on a thread, since when it waits, and since when it runs."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work, self.future = work, Future[Any]()
        self.asked, self.begun = time.monotonic(), 0.0
        self.thread = 0


class Workers:
    """Runs jobs in the order given, `number` at once; `cut` makes a job that runs on a thread fail.

    The threads are daemons, unlike those of `concurrent.futures`: one that hangs does not keep the program alive.
    """

    def __init__(self, number: int, cut: Callable[[int], None]) -> None:
        self._number, self._cut = number, cut
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._running: dict[int, Job] = {}
        self._answered = time.monotonic()
        self._open, self._lock = True, threading.Lock()

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`. Raises StoreUnavailable if the database does not answer within about `LIMIT`."""
        job = self._begin(work)
        future: asyncio.Future[T] = asyncio.wrap_future(job.future)
        try:
            while not future.done():
                left = self._deadline(job) - time.monotonic()
                if left <= 0:
                    # One more turn of the loop: the answer may have come while the loop itself was late.
                    await asyncio.sleep(0)
                    if not future.done():
                        self._give_up(job)
                        raise StoreUnavailable(f"no answer within {LIMIT:.0f} s")
                else:
                    await asyncio.wait({future}, timeout=left)
            return future.result()
        finally:
            # A job that has not begun is dropped with its caller.
            future.cancel()

    def close(self, seconds: float) -> None:
        """Take no more jobs, and finish those asked for; whatever is not done in time fails."""
        with self._lock:
            self._open = False
            threads = self._threads
            for _ in threads:
                self._jobs.put(None)
        deadline = time.monotonic() + seconds
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        while not self._jobs.empty():
            job = self._jobs.get()
            if job is not None and job.future.set_running_or_notify_cancel():
                job.future.set_exception(StoreUnavailable("closed"))
        for number in list(self._running):
            self._cut(number)

    def _begin(self, work: Callable[[], Any]) -> Job:
        job = Job(work)
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

    def _deadline(self, job: Job) -> float:
        """While the database answers others, a job only waits for its turn; its own time is counted from there."""
        waiting = max(job.asked, self._answered) + LIMIT
        return min(job.begun + LIMIT, waiting) if job.begun else waiting

    def _give_up(self, job: Job) -> None:
        if self._running.get(job.thread) is job:
            self._cut(job.thread)

    def _work(self) -> None:
        mine = threading.get_ident()
        while (job := self._jobs.get()) is not None:
            if not job.future.set_running_or_notify_cancel():
                continue
            job.thread, job.begun = mine, time.monotonic()
            self._running[mine] = job
            try:
                result = job.work()
            except BaseException as error:
                del self._running[mine]
                if not isinstance(error, StoreUnavailable):
                    self._answered = time.monotonic()
                job.future.set_exception(error)
            else:
                del self._running[mine]
                self._answered = time.monotonic()
                job.future.set_result(result)
            # Nothing of a job outlives it while the thread waits for the next.
            del job
