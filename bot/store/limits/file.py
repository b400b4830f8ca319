"""The SQLite file a store opened, and the lock of the one process that may run the bot on it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.store.limits.trouble import StoreInUse, StoreReplaced, StoreUnavailable


class DatabaseFile:
    """A file that must stay the one that was opened: SQLite goes on writing to a file that has lost its name."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: tuple[int, int] | None = None
        self._replaced = False

    def check(self) -> None:
        """Raise StoreReplaced if the file is gone or another, and for ever after; nothing before it is opened."""
        if self._opened is not None and not self._replaced:
            self._replaced = self._found() != self._opened
        if self._replaced:
            raise StoreReplaced("the file is gone or another is in its place")

    def opened(self) -> None:
        """Remember which file was opened, the first time."""
        if self._opened is None:
            self._opened = self._found()

    def _found(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise StoreUnavailable(f"the file cannot be read ({type(error).__name__})") from None
        return found.st_dev, found.st_ino


@contextmanager
def running_alone(path: Path) -> Iterator[None]:
    """Hold the lock of the process that runs the bot on this file. Raises StoreInUse.

    The kernel lets it go however the process ends. The lock's own file stays: whoever removed it would let a
    second process lock a new one.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path.with_name(f"{path.name}.run"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreUnavailable(f"the folder cannot be written ({type(error).__name__})") from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreInUse(f"{path} : un bot tourne déjà sur cette base de données.") from None
        yield
    finally:
        os.close(lock)
