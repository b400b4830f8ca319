"""The bot of a checkout as a process of its own, its log in a file."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

TOKEN = "1000000:faults-faults-token"
OPERATOR = 4_999_999_999
"""The chat of the one who runs the bot."""
RUN, TICK = ("run",), ("tick",)
TRACEBACK = re.compile(rb"(?m)^(?!  )[^\n]*\n  File \"")
LIBRARIES = ("/usr/lib", "/usr/local/lib", "/lib")
SECRETS = ("BOT_TOKEN", "DATABASE_URL", "TELEGRAM_API_BASE", "OPERATOR_IDS", "PREVIEW_CLOCK", "PYTHONPATH")


def moved_clock(offset: str, file: Path | None = None) -> dict[str, str] | None:
    """The environment of a process whose clock is moved, by what `file` holds if one is named; None without faketime.
    Only the date is moved: waits are measured on the monotonic clock, which stays as it is.
    """
    library = next((one for root in LIBRARIES for one in Path(root).glob("**/faketime/libfaketimeMT.so.1")), None)
    if library is None:
        return None
    where = {"FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1"} if file else {"FAKETIME": offset}
    unmoved = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_FORCE_MONOTONIC_FIX": "0", "NO_FAKE_STAT": "1"}
    return {"LD_PRELOAD": str(library), "TZ": "UTC", **where, **unmoved}


class BotProcess:
    """`python -m bot run`, or another command, of the checkout at `tree`."""

    def __init__(self, tree: Path, log: Path, url: str, database: str, **env: str) -> None:
        self.tree, self.log = tree, log
        kept = {name: value for name, value in os.environ.items() if name not in SECRETS}
        self.env = kept | {
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_BASE": url,
            "DATABASE_URL": database,
            "OPERATOR_IDS": str(OPERATOR),
            "LOG_LEVEL": "INFO",
            "PYTHONPATH": str(tree),
            **env,
        }
        self.process: asyncio.subprocess.Process | None = None
        self.marked = 0

    async def start(self, command: Sequence[str] = RUN, before: Sequence[str] = (), **env: str) -> None:
        """Start it; `before`: a program that starts it, like `faketime`."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *before,
                sys.executable,
                "-m",
                "bot",
                *command,
                cwd=self.tree,
                env=self.env | env,
                start_new_session=True,
                stdout=log,
                stderr=log,
            )

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.returncode is None

    async def end(self, by: signal.Signals = signal.SIGTERM, within: float = 60.0) -> float:
        """Send it this signal and wait for its end; the seconds it took. It is killed if it does not end in time."""
        if self.process is None or not self.running:
            return 0.0
        began = time.monotonic()
        self.process.send_signal(by)
        try:
            await asyncio.wait_for(self.process.wait(), within)
        except TimeoutError:
            with suppress(ProcessLookupError):
                self.process.kill()
            await self.process.wait()
        took = time.monotonic() - began
        # What it started ends with it.
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        return took

    async def outcome(self, within: float = 60.0) -> int | None:
        """Its exit code once it ends by itself; None, and it is killed, if it does not."""
        assert self.process is not None
        try:
            return await asyncio.wait_for(self.process.wait(), within)
        except TimeoutError:
            await self.end(signal.SIGKILL)
            return None

    def workers(self) -> list[int]:
        """The processes it started to make documents."""
        found = []
        for task in Path(f"/proc/{self.pid}/task").glob("*/children"):
            found += [int(one) for one in task.read_text().split()]
        return [one for one in found if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]

    def signal_workers(self, what: signal.Signals) -> None:
        for one in self.workers():
            os.kill(one, what)

    def peak_memory(self) -> float:
        """Megabytes it took at most so far."""
        with suppress(OSError):
            if found := re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text()):
                return int(found[1]) / 1024
        return 0.0

    # --- its log since the last mark

    def mark(self) -> None:
        """Forget the log until now."""
        self.marked = len(self._read())

    def logged(self) -> bytes:
        return self._read()[self.marked :]

    def lines(self, words: str = "") -> int:
        return sum(words.encode() in line for line in self.logged().splitlines())

    def tracebacks(self) -> int:
        return len(TRACEBACK.findall(self.logged()))

    def _read(self) -> bytes:
        return self.log.read_bytes() if self.log.exists() else b""
