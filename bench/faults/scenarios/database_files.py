"""The SQLite file is removed, moved, replaced, restored, shared, without space: what is not kept is not confirmed."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from bench.faults.bot_process import OPERATOR, RUN, moved_clock
from bench.faults.database import SQLITE
from bench.faults.records import Pushed
from bench.faults.scenarios import Scenario
from bench.faults.stage import Stage
from bench.faults.table import Check, must

ONLY = (SQLITE,)
SPACE = "size=6m"
PATIENCE = 30.0
OBEDIENT = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
"""Starts a program that may not write everywhere although it is root's."""
AT_A_REVIEW = "@2027-01-08 09:45:00"
"""When the reviews of the files `bench.filled` writes are all due."""


async def removed(stage: Stage) -> Sequence[Check]:
    """The file is removed."""
    return await _gone(stage, _remove)


async def moved(stage: Stage) -> Sequence[Check]:
    """The file is moved away; once it is back, what was sent meanwhile is decided."""
    file = stage.database.file
    away = file.parent / "away"
    away.mkdir()
    checks = await _gone(stage, lambda file: [one.rename(away / one.name) for one in _parts(file)])
    await stage.bot.end()
    for one in [*_parts(file), *away.iterdir()]:
        one.replace(file.parent / one.name) if one.parent == away else one.unlink()
    await stage.start()
    answers = [one for one in stage.api.updates.pushed.values() if one.kind == "text" and one.chat == _chat(stage)][1:]
    await stage.settled(answers)
    return [*checks, *stage.order(answers)]


def _chat(stage: Stage) -> int:
    """The chat of the person of `_gone`."""
    return min(one.chat for one in stage.api.updates.pushed.values())


async def replaced(stage: Stage) -> Sequence[Check]:
    """Another file takes its place, as a copy put back by hand."""

    def replace(file: Path) -> None:
        other = file.parent / "other.db"
        shutil.copy(file, other)
        _remove(file)
        other.rename(file)

    return await _gone(stage, replace)


async def _gone(stage: Stage, change: Callable[[Path], object]) -> list[Check]:
    (person,) = await stage.people.begun(1)
    await stage.quiet()
    confirmed = stage.api.updates.confirmed
    stage.bot.mark()
    began = stage.api.now()
    await asyncio.to_thread(change, stage.database.file)
    person.answer_at_once()
    await asyncio.sleep(12)
    # Beyond the last poll of before, nothing may be confirmed.
    return [
        Check("updates confirmed", max(0, stage.api.updates.confirmed - confirmed - 1)),
        must("the log says it", stage.bot.running and _troubles(stage)),
        must("the operators are told", stage.api.of(OPERATOR, since=began)),
        Check("log", len(stage.bot.logged()), 100_000, " bytes"),
        Check("tracebacks", stage.bot.tracebacks()),
    ]


def _troubles(stage: Stage) -> int:
    return stage.bot.lines(" WARNING ") + stage.bot.lines(" ERROR ") + stage.bot.lines(" CRITICAL ")


def _remove(file: Path) -> None:
    for one in _parts(file):
        one.unlink()


def _parts(file: Path) -> list[Path]:
    """The file and those SQLite keeps beside it."""
    return [one for name in ("", "-wal", "-shm") if (one := file.with_name(file.name + name)).exists()]


async def restored(stage: Stage) -> Sequence[Check]:
    """A copy is put back while the bot runs: refused."""
    (person,) = await stage.people.begun(1)
    copy = stage.folder / "copy.db"
    tool = stage.another("tool")
    await tool.start(("backup", str(copy)))
    await tool.outcome()
    answers = person.answer_at_once()
    await stage.settled(answers)
    await tool.start(("restore", str(copy), "--force"))
    code = await tool.outcome()
    await asyncio.sleep(3)
    with closing(sqlite3.connect(stage.database.file)) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    return [must("refused", code), must("the database is sound", sound), *stage.order(answers), stage.alive()]


async def second_run(stage: Stage) -> Sequence[Check]:
    """A second `bot run` on the same file says so and stops; the first one goes on."""
    other = stage.another("second")
    await other.start(RUN)
    code = await other.outcome(20)
    (person,) = await stage.people.begun(1)
    took = await person.reply(person.say("/reprendre"))
    said = len(other.logged())
    return [
        must("the second stops with an error", code),
        must("it says why", said),
        Check("its log", said, 3_000, " bytes"),
        Check("the first answers within", took, 1, " s"),
    ]


async def full_disk(stage: Stage) -> Sequence[Check]:
    """No space is left for half a minute, on a small disk of its own."""
    disk = stage.folder / "disk"
    await asyncio.to_thread(disk.mkdir)
    if await asyncio.to_thread(subprocess.call, ["mount", "-t", "tmpfs", "-o", SPACE, "faults", str(disk)]):
        return [Check("not tried: a small disk takes root", 0, None)]
    try:
        stage.database.move_to(disk / "relais.db")
        stage.bot.env["DATABASE_URL"] = stage.database.url
        await stage.start()
        people = await stage.people.begun(3)
        await stage.quiet()
        stage.bot.mark()
        await asyncio.to_thread(_fill, disk)
        answers: list[Pushed] = [one for person in people for one in person.answer_at_once()]
        await asyncio.sleep(PATIENCE)
        size, said, faults = len(stage.bot.logged()), _troubles(stage), stage.bot.tracebacks()
        await asyncio.to_thread((disk / "filler").unlink)
        await stage.settled(answers)
        return [
            Check("log in 30 s", size, 100_000, " bytes"),
            must("the log says it", said),
            Check("lines of trouble", said, 40),
            Check("tracebacks", faults),
            *stage.order(answers),
            stage.without_screen(people),
            stage.alive(),
        ]
    finally:
        await stage.bot.end(within=15)
        await asyncio.to_thread(subprocess.call, ["umount", "-l", str(disk)])


async def read_only(stage: Stage) -> Sequence[Check]:
    """The bot is started on a folder it may not write to, which is put right half a minute later."""
    folder = stage.folder / "read_only"
    await asyncio.to_thread(folder.mkdir)
    stage.database.move_to(folder / "relais.db")
    stage.bot.env["DATABASE_URL"] = stage.database.url
    await stage.start()
    (person,) = await stage.people.begun(1)
    await stage.bot.end()
    answers = person.answer_at_once()
    stage.bot.mark()
    _allow(folder, stage.database.file, 0o555)
    await stage.bot.start(before=OBEDIENT if os.geteuid() == 0 else ())
    await asyncio.sleep(PATIENCE)
    checks = [
        Check("log in 30 s", len(stage.bot.logged()), 100_000, " bytes"),
        must("something is said", stage.bot.logged()),
        Check("tracebacks", stage.bot.tracebacks()),
    ]
    _allow(folder, stage.database.file, 0o755)
    if not stage.bot.running:
        await stage.start()
    await stage.settled(answers)
    return [*checks, *stage.order(answers)]


def _allow(folder: Path, file: Path, mode: int) -> None:
    for one in [folder, *_parts(file)]:
        one.chmod(mode)


def _fill(disk: Path) -> None:
    """Write until nothing more fits."""
    with (disk / "filler").open("wb", buffering=0) as filler:
        for size in (65_536, 4_096, 512, 1):
            try:
                while True:
                    filler.write(os.urandom(size))
            except OSError:
                continue


async def without_a_token(stage: Stage) -> Sequence[Check]:
    """`run` without BOT_TOKEN on a database that holds people refuses, and touches nothing."""
    await stage.finished(30)
    due = stage.database.count("SELECT count(*) FROM planned")
    await stage.bot.start(RUN, BOT_TOKEN="", **(moved_clock(AT_A_REVIEW) or {}))
    code = None
    if await stage.api.until(lambda: not stage.bot.running, 25):
        code = await stage.bot.outcome(1)
    await stage.bot.end()
    silent = stage.database.count("SELECT count(*) FROM person WHERE NOT reachable")
    gone = due - stage.database.count("SELECT count(*) FROM planned")
    return [
        must("refused", code),
        must("it says how", b"BOT_TOKEN" in stage.bot.logged()),
        Check("made unreachable", silent),
        Check("reminders consumed", max(0, gone)),
    ]


SCENARIOS = (
    Scenario("the file is removed under the running bot", removed, ONLY, short=True),
    Scenario("the file is moved away and back", moved, ONLY),
    Scenario("another file takes its place", replaced, ONLY),
    Scenario("restore while the bot runs", restored, ONLY),
    Scenario("a second run on the same file", second_run, ONLY),
    Scenario("the disk is full for 30 s", full_disk, ONLY, started=False),
    Scenario("a folder it may not write to", read_only, ONLY, started=False),
    Scenario("run without a token where there are people", without_a_token, started=False, short=True),
)
