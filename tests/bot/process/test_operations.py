"""What an operator runs by hand or from cron: a tick, a copy of the database, the drawing of the questionnaire."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from bot import config, run_due_once
from bot.__main__ import main
from bot.store import Store
from tests.bot.database_rows import rows
from tests.bot.server_harness import (
    TOKEN,
    running_bot,
)
from tests.bot.simulation import CLAIRE, Simulation
from tests.shipped_form import shipped_form


@pytest.fixture
def finished(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Somebody's file whose first review is to come, in the database the settings name."""
    store = Store(database_url)
    Simulation(store).write_finished_file()
    store.close_sync()
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BOT_TOKEN", "")
    return database_url


def change(url: str, statement: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database, database:
        database.execute(statement)


sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_tick_does_what_is_due_and_says_how_much(finished: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["tick", "--now", "2026-11-24T10:00"]) == 0
    assert capfd.readouterr().out == "0 chose faite.\n"
    assert main(["tick", "--now", "2027-01-08T10:45+01:00"]) == 0
    # The announcements of the days before are overdue: they go without a word.
    assert capfd.readouterr().out == "3 choses faites.\n"
    waiting = rows(finished, "select chat_id, payload from outbox")
    assert [chat for chat, _ in waiting] == [CLAIRE] and "heure du point" in waiting[0][1]
    assert main(["tick", "--now", "2027-01-08T10:46+01:00"]) == 0
    assert capfd.readouterr().out == "0 chose faite.\n"


@sqlite_only
async def test_a_tick_with_a_token_delivers(finished: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running_bot(finished) as harness:
        talk = harness.conversation()
        await talk.say("/start")
        await harness.close()
        store = Store(finished)
        store.run_sync(lambda tx: tx.outbox.say(talk.id, "message", [_message(talk.id)], harness.moment()))
        store.close_sync()
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        monkeypatch.setenv("TELEGRAM_API_BASE", harness.url)
        assert await run_due_once.tick(config.read(), harness.moment) >= (1, 0)
        assert talk.see() == "Bonjour"
        assert rows(finished, "select count(*) from outbox") == [(0,)]


@pytest.mark.any_day
@sqlite_only
async def test_a_document_delivered_by_a_tick_has_the_operators_own_look(
    finished: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_bot(finished) as harness:
        talk = harness.conversation()
        await talk.say("/start")
        await harness.close()
        store = Store(finished)
        store.run_sync(lambda tx: tx.outbox.say(talk.id, "document", {"format": "docx"}, harness.moment()))
        store.close_sync()
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        monkeypatch.setenv("BRAND_NAME", "Clairvoie")
        monkeypatch.setenv("TELEGRAM_API_BASE", harness.url)
        await run_due_once.tick(config.read(), harness.moment)
        [file] = talk.files()
        with zipfile.ZipFile(io.BytesIO(file)) as word:
            assert b"Clairvoie" in word.read("word/document.xml")


def _message(chat_id: int) -> dict[str, object]:
    return {"method": "sendMessage", "chat_id": chat_id, "text": "Bonjour", "card": False}


def test_an_hour_that_is_no_date_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["tick", "--now", "demain"])
    assert "--now" in capfd.readouterr().err


@sqlite_only
def test_a_copy_is_put_back_but_not_over_newer_answers(
    finished: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copie.db"
    assert main(["backup", str(copy)]) == 0
    assert main(["backup", str(copy)]) == 2 and "existe déjà" in capfd.readouterr().err
    before = rows(finished, "select count(*) from answer")
    change(finished, "delete from answer where question = 'review_day'")
    assert main(["restore", str(copy)]) == 0
    assert rows(finished, "select count(*) from answer") == before
    change(finished, "update answer set at = '2030-01-01 00:00:00.000000' where question = 'review_day'")
    capfd.readouterr()
    assert main(["restore", str(copy)]) == 2 and "--force" in capfd.readouterr().err
    assert main(["restore", str(copy), "--force"]) == 0
    assert rows(finished, "select count(*) from answer where at > '2029-01-01'") == [(0,)]


@sqlite_only
def test_a_file_that_is_no_copy_is_refused(finished: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "autre.txt"
    other.write_text("Bonjour")
    for path, said in ((other, "pas une copie"), (tmp_path / "rien.db", "n’existe pas")):
        assert main(["restore", str(path), "--force"]) == 2 and said in capfd.readouterr().err
    assert main(["backup", str(tmp_path / "nulle" / "part.db")]) == 2
    assert rows(finished, "select count(*) from answer") != [(0,)]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_on_postgresql_its_own_tools_are_named(
    finished: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "x")]) == 2 and "pg_dump" in capfd.readouterr().err
    assert main(["restore", str(tmp_path / "x")]) == 2 and "pg_restore" in capfd.readouterr().err


def test_the_drawing_shows_every_step_and_every_condition(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["graph"]) == 0
    drawn, form = capfd.readouterr().out, shipped_form()
    assert drawn.startswith("flowchart TB\n")
    assert all(f"subgraph {section.id}[" in drawn for section in form.sections)
    for question in form.questions.values():
        if question.when is not None and question.section in {section.id for section in form.sections}:
            assert re.search(rf"\.-> {question.section}\.{question.id}$", drawn, re.MULTILINE)
