"""Makes and restores copies of an SQLite database, also while the bot runs."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.store.engine import database_file, normalise
from bot.store.limits.file import running_alone
from bot.store.limits.trouble import StoreInUse

LOGS = ("-wal", "-shm", "-journal")
"""Ends of the names of what SQLite keeps beside a file."""
IN_USE = "un programme se sert de cette base ; arrêtez-le d’abord. Rien n’a été changé."


class CopyError(ValueError):
    """A copy was not made or restored; the message says why, in French."""


def backup(url: str, path: Path) -> None:
    """Copy the database, with everything committed so far, to a new file. Raises CopyError."""
    source = _file(url, "pg_dump --format=custom --file COPIE $DATABASE_URL")
    if not source.exists():
        raise CopyError(f"{source} : cette base de données n’existe pas encore.")
    if path.exists():
        raise CopyError(f"{path} existe déjà : choisissez un autre nom.")
    if not path.parent.is_dir():
        raise CopyError(f"{path.parent} : ce dossier n’existe pas.")
    _copy(source, path)


def restore(url: str, path: Path, force: bool) -> None:
    """Replace the database by a copy. Raises CopyError, also for newer answers in the database unless `force`."""
    target = _file(url, "pg_restore --clean --dbname $DATABASE_URL COPIE")
    if not path.is_file():
        raise CopyError(f"{path} : ce fichier n’existe pas.")
    copied = _last_heard(path)
    if copied is None:
        raise CopyError(f"{path} n’est pas une copie d’une base de Relais.")
    if target.exists() and not force and (_last_heard(target) or "") > copied:
        raise CopyError(f"{target} contient des réponses plus récentes que cette copie : --force pour les perdre.")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with running_alone(target):
            _put_in_place(path, target)
    except StoreInUse:
        raise CopyError(f"{target} : {IN_USE}") from None


def _put_in_place(copy: Path, target: Path) -> None:
    """Write the copy beside the database, then give it the database's name: at no instant is a half of it there."""
    new = target.with_name(f"{target.name}.restoring")
    _remove(new)
    try:
        _copy(copy, new)
        if not _sound(new):
            raise CopyError(f"{copy} : cette copie est abîmée ; rien n’a été changé.")
        with _held(target) if target.exists() else nullcontext():
            # Whatever is left of the old database's log would be read as the new one's.
            for end in LOGS:
                target.with_name(target.name + end).unlink(missing_ok=True)
            if target.exists():
                shutil.copymode(target, new)
                _give_to_owner(target, new)
            new.replace(target)
    finally:
        _remove(new)
    _save_to_disk(target.parent)


@contextmanager
def _held(database: Path) -> Iterator[None]:
    """Keep other processes out of a database. Raises CopyError if one has it open, even idle."""
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as connection:
        try:
            # Leaving the write-ahead log takes the file for oneself, which nothing else asks of all who have it open.
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise CopyError(f"{database} : {IN_USE}") from None
            raise
        except sqlite3.DatabaseError:
            # Too damaged to be opened by anybody.
            pass
        yield


def _sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        try:
            return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
        except sqlite3.DatabaseError:
            return False


def _give_to_owner(old: Path, new: Path) -> None:
    """The bot's account still opens a database that an administrator restored."""
    owner = old.stat()
    if (owner.st_uid, owner.st_gid) != (new.stat().st_uid, new.stat().st_gid):
        os.chown(new, owner.st_uid, owner.st_gid)


def _save_to_disk(folder: Path) -> None:
    """Make a new name in the folder survive a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _remove(database: Path) -> None:
    for end in ("", *LOGS):
        database.with_name(database.name + end).unlink(missing_ok=True)


def _file(url: str, instead: str) -> Path:
    parsed = make_url(normalise(url))
    if parsed.get_backend_name() != "sqlite":
        raise CopyError(f"La base est sur PostgreSQL, qui a ses propres outils : {instead}")
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
