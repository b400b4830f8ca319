"""The two files of a version are made when it is frozen, and whatever stops that, later by themselves."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.documents import TEMPLATES, Documents
from bot.features.document.version_files import complete
from bot.project.calendars import calendars
from bot.store import Store, Tx
from tests.bot.server_harness import PARIS, rows, running_bot
from tests.shipped_form import shipped_form

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ANSWERS = {"format": 1, "form_version": "old", "answers": {"profile_company_name": "Atelier Brindille"}}
UNREADABLE = {**ANSWERS, "answers": {"profile_company_name": {"secret": "Brindille"}}}
LACKING = "select count(*) from version where pdf is null or docx is null"


def frozen(store: Store, *versions: dict[str, Any]) -> None:
    """Versions of an old program: nobody asked for their files, nothing waits in the outbox."""

    def write(tx: Tx) -> None:
        tx.person(1, NOW)
        for count, answers in enumerate(versions, 1):
            tx.versions.add(tx.project(1, NOW), f"0.{count}", NOW, 1, answers)

    store.run_sync(write)


def migrate(url: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("DATABASE_URL", url)
    return main(["migrate"])


def test_migrate_makes_and_keeps_the_files_that_old_versions_lack(
    database_url: str, store: Store, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    frozen(store, ANSWERS, ANSWERS)
    ((first,), _) = rows(database_url, "select id from version order by id")
    store.run_sync(lambda tx: tx.versions.keep(first, "pdf", b"as it was sent"))
    assert migrate(database_url, monkeypatch) == 0
    assert "à jour" in capfd.readouterr().out
    assert rows(database_url, LACKING) == [(0,)]
    kept = store.run_sync(lambda tx: [tx.versions.file(first, "pdf"), tx.versions.file(first, "docx")])
    assert kept[0] == b"as it was sent" and kept[1] is not None and kept[1].startswith(b"PK")
    # What is kept stays: a second run makes nothing.
    before = rows(database_url, "select pdf_sha256, docx_sha256 from version order by id")
    assert migrate(database_url, monkeypatch) == 0
    assert rows(database_url, "select pdf_sha256, docx_sha256 from version order by id") == before


def test_migrate_stops_and_names_the_versions_whose_files_cannot_be_made(
    database_url: str, store: Store, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    frozen(store, ANSWERS, UNREADABLE)
    (good,), (bad,) = rows(database_url, "select id from version order by id")
    assert migrate(database_url, monkeypatch) == 1
    told = capfd.readouterr()
    assert f" : {bad}." in told.err and "Brindille" not in told.err + told.out
    assert rows(database_url, LACKING) == [(1,)]
    assert store.run_sync(lambda tx: [version for version, _, _ in tx.versions.lacking()]) == [bad] != [good]


async def test_files_a_stop_left_unmade_are_made_at_the_restart(database_url: str, store: Store) -> None:
    frozen(store, ANSWERS)
    async with running_bot(database_url) as harness:
        await harness.conversation("Paul").until(lambda: rows(database_url, LACKING) == [(0,)])


async def test_a_pdf_that_cannot_be_made_does_not_keep_word_from_being_kept(
    database_url: str, store: Store, tmp_path: Path
) -> None:
    frozen(store, ANSWERS)
    broken = tmp_path / "templates"
    shutil.copytree(TEMPLATES, broken)
    (broken / "specification.typ").write_text("#panic()", "utf-8")
    left = await complete(store, shipped_form(), Documents(broken), calendars(PARIS))
    assert rows(database_url, "select id, docx is not null, pdf is null from version") == [(left[0], True, True)]
