"""What callers are told when the database is in trouble and what they asked of it is not at fault."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError


class StoreUnavailable(Exception):
    """The database is in trouble; nothing is known to be saved, and the same may be asked again later.

    The message is a short reason in English, for the log, without data, statement or password.
    """

    @property
    def in_french(self) -> str:
        """The reason, for whoever typed a command."""
        return IN_FRENCH.get(str(self).partition(" (")[0], str(self))


class StoreReplaced(StoreUnavailable):
    """The SQLite file that was opened is gone, or another is in its place: only a restart opens that one."""


class StoreInUse(Exception):
    """Another process runs the bot on this SQLite file; the message says so, in French."""


SQLITE = {
    sqlite3.SQLITE_BUSY: "locked by another process",
    sqlite3.SQLITE_LOCKED: "locked by another process",
    sqlite3.SQLITE_PROTOCOL: "locked by another process",
    sqlite3.SQLITE_FULL: "no space left",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_PERM: "the file cannot be opened",
    sqlite3.SQLITE_AUTH: "the file cannot be opened",
    sqlite3.SQLITE_IOERR: "the disk fails",
    sqlite3.SQLITE_NOMEM: "no memory left",
    sqlite3.SQLITE_INTERRUPT: "interrupted",
    sqlite3.SQLITE_CORRUPT: "the file is damaged",
    sqlite3.SQLITE_NOTADB: "the file is no database",
}
"""Reasons by the first byte of SQLite's codes; others are mistakes of the program."""
POSTGRESQL = {
    "08": "connection lost",
    "25006": "read-only",
    "25P03": "over its time limit",
    "25P04": "over its time limit",
    "28": "the server refuses the connection",
    "3D": "the server has no such database",
    "40": "in conflict with another transaction",
    "53": "no room left on the server",
    "55": "locked by another transaction",
    "57": "the server stops or starts",
    "57014": "over its time limit",
    "58": "the server's disk fails",
    "F0": "the server's files are damaged",
    "XX": "the server fails",
}
"""Reasons by SQLSTATE, or by the class its first two characters name."""


IN_FRENCH = {
    "locked by another process": "un autre programme la tient.",
    "locked by another transaction": "un autre programme la tient.",
    "in conflict with another transaction": "un autre programme la tient.",
    "no space left": "il n’y a plus de place sur le disque.",
    "no room left on the server": "le serveur n’a plus de place.",
    "read-only": "on ne peut pas y écrire.",
    "the file cannot be opened": "le fichier ne s’ouvre pas.",
    "the file cannot be read": "le fichier ne se lit pas.",
    "the folder cannot be written": "on ne peut pas écrire dans son dossier.",
    "its folder cannot be made": "son dossier ne peut pas être créé.",
    "the disk fails": "le disque a une panne.",
    "the file is damaged": "le fichier est abîmé.",
    "the file is no database": "ce fichier n’est pas une base de données.",
    "the file is gone or another is in its place": "le fichier a été déplacé ou remplacé.",
    "connection lost": "le serveur ne répond pas.",
    "over its time limit": "le serveur met trop de temps à répondre.",
    "the server refuses the connection": "le serveur refuse la connexion.",
    "the server has no such database": "le serveur n’a pas de base de ce nom.",
    "the server stops or starts": "le serveur s’arrête ou démarre.",
}
"""Reasons that a command may end with."""


@contextmanager
def telling_trouble() -> Iterator[None]:
    """Raise StoreUnavailable for the database's own trouble; a mistake or a bad row stays what it is."""
    try:
        yield
    except (DBAPIError, TimeoutError) as error:
        reason = _reason(error)
        if reason is None:
            raise
        # Without the driver's traceback: it says no more, a hundred times over, and may quote a statement.
        raise StoreUnavailable(reason) from None


def _reason(error: DBAPIError | TimeoutError) -> str | None:
    """Why the database cannot answer; None if it did, and refused."""
    if isinstance(error, TimeoutError):
        return "every connection is taken"
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        # The module itself raises errors without a code, for its own misuse.
        return SQLITE.get(getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state:
        return POSTGRESQL.get(state) or POSTGRESQL.get(state[:2])
    lost = error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return "connection lost" if lost else None
