"""Who may have an SQLite database to themselves: one running bot, and whoever puts a copy back."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.preview.process import TOKEN, BotProcess
from bot.store import Store
from tests.bot.conversation import Conversation
from tests.bot.database_rows import rows
from tests.bot.process.running_process import running_process
from tests.bot.simulation import Simulation
from tests.waiting import CEILING

pytestmark = pytest.mark.any_day
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def path(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the database the settings name."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    return Path(database_url.removeprefix("sqlite:///"))


@asynccontextmanager
async def bot_with_somebody(database_url: str) -> AsyncIterator[tuple[BotProcess, Conversation, str]]:
    """A bot as a process, that somebody talks with."""
    async with running_process(database_url) as (telegram, bot, url):
        talk = Conversation(telegram)
        await talk.say("/start")
        yield bot, talk, url


async def second_run(database_url: str, telegram: str) -> tuple[int, str]:
    """How another `python -m bot run` ends, and what it says."""
    environment = {"DATABASE_URL": database_url, "BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": telegram}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env={**os.environ, **environment}, stderr=asyncio.subprocess.PIPE
    )
    _, said = await asyncio.wait_for(process.communicate(), CEILING)
    return process.returncode or 0, said.decode()


def is_sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as database:
        return bool(database.execute("PRAGMA integrity_check").fetchone() == ("ok",))


@sqlite_only
async def test_a_second_bot_says_so_and_stops_and_a_killed_one_leaves_its_place(database_url: str) -> None:
    async with bot_with_somebody(database_url) as (bot, talk, url):
        code, said = await second_run(database_url, url)
        assert code == 2 and "un bot tourne déjà" in said and "Traceback" not in said
        await talk.say("/aide")
        await bot.kill()
        # The poll it left open ends at once.
        await talk.telegram.updates.get(0, 1, 0, None)
        await bot.start(url)
        await talk.say("/start")
        assert bot.state == "running"


@sqlite_only
async def test_what_may_be_done_beside_a_running_bot(
    database_url: str, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "")
    async with bot_with_somebody(database_url) as (_, talk, _url):
        for command in (["tick"], ["migrate"], ["backup", str(tmp_path / "copie.db")], ["export", str(talk.id)]):
            assert await asyncio.to_thread(main, command) == 0, command


@sqlite_only
async def test_no_copy_is_put_back_under_a_running_bot(
    database_url: str, path: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copie.db"
    async with bot_with_somebody(database_url) as (bot, talk, _):
        assert main(["backup", str(copy)]) == 0
        await talk.say("/aide")
        updates = rows(database_url, "select count(*) from processed_update")
        capfd.readouterr()
        assert main(["restore", str(copy), "--force"]) == 2
        assert "arrêtez-le d’abord" in capfd.readouterr().err
        assert rows(database_url, "select count(*) from processed_update") == updates
        await talk.say("/aide")
        await bot.stop()
        assert main(["restore", str(copy), "--force"]) == 0
    assert is_sound(path) and rows(database_url, "select count(*) from person") == [(1,)]


@sqlite_only
def test_no_copy_is_put_back_while_another_program_has_the_database_open(
    path: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "copie.db")]) == 0
    with closing(sqlite3.connect(path)) as idle:
        # It has read and does nothing more.
        idle.execute("SELECT count(*) FROM person").fetchall()
        assert main(["restore", str(tmp_path / "copie.db")]) == 2
    assert "arrêtez-le d’abord" in capfd.readouterr().err
    assert main(["restore", str(tmp_path / "copie.db")]) == 0


@sqlite_only
def test_a_copy_put_back_after_a_kill_owes_nothing_to_the_log_of_the_old_database(
    database_url: str, path: Path, tmp_path: Path
) -> None:
    Simulation(store := Store(database_url)).write_finished_file()
    store.close_sync()
    assert main(["backup", str(tmp_path / "copie.db")]) == 0
    before = rows(database_url, "select count(*) from answer")
    # A process killed with commits in its write-ahead log leaves it beside the file.
    writes = "update answer set wording = 'another'"
    killed = (
        "import os, signal, sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute(sys.argv[2]); d.commit();"
        " os.kill(os.getpid(), signal.SIGKILL)"
    )
    left = subprocess.run([sys.executable, "-c", killed, path, writes], check=False)
    assert left.returncode == -signal.SIGKILL and path.with_name("relais.db-wal").stat().st_size
    assert main(["restore", str(tmp_path / "copie.db"), "--force"]) == 0
    assert is_sound(path) and rows(database_url, "select count(*) from answer") == before
    assert rows(database_url, "select count(*) from answer where wording = 'another'") == [(0,)]
    assert not list(path.parent.glob("*.restoring*"))


@sqlite_only
def test_a_damaged_copy_is_refused_and_nothing_changes(
    database_url: str, path: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    Simulation(store := Store(database_url)).write_finished_file()
    store.close_sync()
    copy = tmp_path / "copie.db"
    assert main(["backup", str(copy)]) == 0
    content = bytearray(copy.read_bytes())
    content[-40_000:-20_000] = b"\xff" * 20_000
    copy.write_bytes(content)
    before = rows(database_url, "select count(*) from answer")
    assert main(["restore", str(copy), "--force"]) == 2
    assert "Traceback" not in capfd.readouterr().err
    assert is_sound(path) and rows(database_url, "select count(*) from answer") == before


# --- without a token


def test_without_a_token_a_database_that_holds_people_is_left_alone(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    Simulation(store := Store(database_url)).write_finished_file()
    store.close_sync()
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BOT_TOKEN", "")
    planned = rows(database_url, "select count(*) from planned")
    assert main(["run"]) == 2
    said = capfd.readouterr().err
    assert "BOT_TOKEN" in said and "python -m bot preview" in said
    assert rows(database_url, "select count(*) from planned") == planned
