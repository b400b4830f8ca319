"""The spellings of DATABASE_URL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.store import Store, Tx, normalise


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("sqlite:///var/relais.db", "sqlite:///var/relais.db"),
        ("sqlite:////data/relais.db", "sqlite:////data/relais.db"),
        ("sqlite+aiosqlite:///relais.db", "sqlite:///relais.db"),
        (" sqlite:///relais.db\n", "sqlite:///relais.db"),
        ("postgres://u:p@db/relais", "postgresql+psycopg://u:p@db/relais"),
        ("postgresql://u:p%40s@db:5433/relais", "postgresql+psycopg://u:p%40s@db:5433/relais"),
        ("postgresql+psycopg://u@db/relais", "postgresql+psycopg://u@db/relais"),
        ("postgresql+asyncpg://u@db/relais", "postgresql+psycopg://u@db/relais"),
        ("postgres://u@/relais?host=/run/pg", "postgresql+psycopg://u@/relais?host=%2Frun%2Fpg"),
    ],
)
def test_the_usual_spellings_name_the_same_database(written: str, used: str) -> None:
    assert normalise(written) == used
    assert normalise(used) == used


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "attendu une adresse"),
        ("relais.db", "attendu une adresse"),
        ("postgresql://u:secret@db:port/relais", "attendu une adresse"),
        ("mysql://u:secret@db/relais", "commence par mysql://"),
        ("sqlite://relais.db", "sqlite:///relais.db"),
        ("sqlite://", "en mémoire, rien ne reste"),
        ("sqlite:///:memory:", "en mémoire, rien ne reste"),
        ("sqlite:///file:relais?mode=memory&uri=true", "en mémoire, rien ne reste"),
    ],
)
def test_a_bad_url_is_refused_in_words_without_its_password(written: str, said: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL") as refused:
        Store(written)
    assert said in str(refused.value)
    assert "secret" not in str(refused.value)


def test_the_folder_of_an_sqlite_file_is_created(tmp_path: Path, open_store: Callable[[str], Store]) -> None:
    store = open_store(f"sqlite:///{tmp_path}/var/data 100%/relais.db")
    store.migrate()
    assert store.run_sync(Tx.counts)["person"] == 0
    assert (tmp_path / "var" / "data 100%" / "relais.db").exists()
