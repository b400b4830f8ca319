"""The peak memory of the processes that tick, with a very long plan: the `tick` command and the whole bot.
`python -m bench.memory [--rows 1000000]`, on both databases.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from bench.databases import databases
from bench.filled import DUE, fill
from bench.killed import RUN, TICK, telegram
from bench.ticks import plan
from bot.preview.moment import VARIABLE, fresh
from bot.preview.process import TOKEN
from bot.store import Store

PEOPLE = 100
"""Number of finished files whose reviews are due; each process prompts them all."""
ASKED = 80
"""Megabytes a process that ticks may take, at most."""
PROCESSES = (
    ("python -m bot tick, nothing to send by", TICK, ""),
    ("python -m bot tick, delivering", TICK, TOKEN),
    ("python -m bot run, delivering", RUN, TOKEN),
)
"""Label, command and BOT_TOKEN of each process measured."""
FLOOR = (sys.executable, "-c", "import asyncio, ssl, sqlite3, sqlalchemy")
"""A program that only imports the libraries."""


def lines(rows: int) -> Iterator[str]:
    """One line a process: its peak memory, beside that of `FLOOR`."""
    clock = fresh()
    clock.file.write_text(str((DUE - datetime.now(UTC)).total_seconds()), "utf-8")
    with databases() as made:
        floor = asyncio.run(_peak(FLOOR, {}))
        yield f"{'Python and SQLAlchemy':<52} {floor:8.0f} MB"
        for database, new in made.items():
            for name, command, token in PROCESSES:
                url = new()
                _fill(url, rows)
                env = {"DATABASE_URL": url, "BOT_TOKEN": token, VARIABLE: str(clock.file)}
                peak = asyncio.run(_peak_served(command, env))
                yield f"{database:<11}{name:<41} {peak:8.0f} MB   {peak / floor:6.1f} × that"
    yield f"    over {rows:,} planned rows; asked: under {ASKED} MB for what ticks"


async def _peak_served(command: tuple[str, ...], env: Mapping[str, str]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "sent"
        log.touch()
        async with telegram(log, 1, PEOPLE) as (address,):
            return await _peak(command, {**env, "TELEGRAM_API_BASE": address}, log if command == RUN else None)


def _fill(url: str, rows: int) -> None:
    fill(url, PEOPLE)
    store = Store(url)
    store.run_sync(plan, rows, DUE)
    store.close_sync()


async def _peak(command: tuple[str, ...], env: Mapping[str, str], log: Path | None = None) -> float:
    """Peak memory of the process in megabytes; with a log, the process is stopped once everybody is prompted."""
    process = await asyncio.create_subprocess_exec(
        *command, env={**os.environ, **env, "LOG_LEVEL": "ERROR"}, stdout=asyncio.subprocess.DEVNULL
    )
    peak = 0.0
    while process.returncode is None:
        peak = max(peak, _peak_so_far(process.pid))
        if log and _sent(log) >= PEOPLE:
            process.terminate()
            log = None
        await asyncio.sleep(0.02)
    return peak


def _sent(log: Path) -> int:
    return log.read_bytes().count(b"\n")


def _peak_so_far(process: int) -> float:
    """Peak memory so far in megabytes. `wait4` would not do: it counts the parent's own before the program begins."""
    with suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
        if found:
            return int(found[1]) / 1024
    return 0.0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.memory")
    parser.add_argument("--rows", type=int, default=1_000_000)
    for line in lines(parser.parse_args().rows):
        print(line, flush=True)
