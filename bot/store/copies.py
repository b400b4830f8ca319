"""Makes and restores copies of an SQLite database, also while the bot runs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.store.engine import database_file, normalise


class CopyError(ValueError):
    """A copy was not made or restored; the message says why, in French."""


def backup(url: str, path: Path) -> None:
    """Copy the database, with everything committed so far, to a new file. Raises CopyError."""
    source = _file(url, "pg_dump --format=custom --file COPIE $DATABASE_URL")
    if not source.exists():
        raise CopyError(f"{source} : cette base de données n’existe pas encore.")
    if path.exists():
        raise CopyError(f"{path} existe déjà : choisissez un autre nom.")
    if not path.parent.is_dir():
        raise CopyError(f"{path.parent} : ce dossier n’existe pas.")
    _copy(source, path)


def restore(url: str, path: Path, force: bool) -> None:
    """Replace the database by a copy. Raises CopyError, also for newer answers in the database unless `force`."""
    target = _file(url, "pg_restore --clean --dbname $DATABASE_URL COPIE")
    if not path.is_file():
        raise CopyError(f"{path} : ce fichier n’existe pas.")
    copied = _last_heard(path)
    if copied is None:
        raise CopyError(f"{path} n’est pas une copie d’une base de Relais.")
    if target.exists() and not force and (_last_heard(target) or "") > copied:
        raise CopyError(f"{target} contient des réponses plus récentes que cette copie : --force pour les perdre.")
    target.parent.mkdir(parents=True, exist_ok=True)
    _copy(path, target)


def _file(url: str, instead: str) -> Path:
    parsed = make_url(normalise(url))
    if parsed.get_backend_name() != "sqlite":
        raise CopyError(f"La base est sur PostgreSQL, qui a ses propres outils : {instead}")
    return database_file(parsed)


def _copy(source: Path, target: Path) -> None:
    # A plain copy of the file would miss commits that are still in the write-ahead log beside it.
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)


def _last_heard(path: Path) -> str | None:
    """The date, as stored, of the last update or answer; empty without any, None for another kind of file."""
    query = "SELECT max(at) FROM (SELECT at FROM answer UNION ALL SELECT at FROM processed_update)"
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as read:
        try:
            return str(read.execute(query).fetchone()[0] or "")
        except sqlite3.DatabaseError:
            return None
