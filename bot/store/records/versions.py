"""Table of versions of the cahier des charges: their rows and files are written once and never changed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, or_, select, update

from bot.store.encoding import decode, encode
from bot.store.rows import VersionRow
from bot.store.tables import project, version

FILES = {"pdf": (version.c.pdf, version.c.pdf_sha256), "docx": (version.c.docx, version.c.docx_sha256)}
COLUMNS = [column for column in version.c if column.name not in FILES]


class Versions:
    """Reads and writes versions inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        project_id: int,
        number: str,
        now: datetime,
        author: int,
        answers: dict[str, Any],
        reason: str | None = None,
        approved_by: str | None = None,
    ) -> int:
        """Insert a version with an answers file, under a new number; its id."""
        row = insert(version).values(
            project_id=project_id, number=number, made_at=now, author=author, reason=reason, approved_by=approved_by,
            form_version=str(answers["form_version"]), answers=encode(answers),
        )  # fmt: skip
        key = self._connection.execute(row).inserted_primary_key
        assert key is not None
        return int(key[0])

    def of_project(self, project_id: int) -> list[VersionRow]:
        """The versions of a project, oldest first."""
        return self._read(select(*COLUMNS).where(version.c.project_id == project_id).order_by(version.c.id))

    def keep(self, version_id: int, format: str, content: bytes) -> None:
        """Store a file of a version (`pdf` or `docx`) with its SHA-256, unless there is one."""
        file, fingerprint = FILES[format]
        values = {file.name: content, fingerprint.name: hashlib.sha256(content).hexdigest()}
        self._connection.execute(update(version).where(version.c.id == version_id, file.is_(None)).values(**values))

    def file(self, version_id: int, format: str) -> bytes | None:
        """The stored file of a version; None if it has not been made."""
        found = self._connection.scalar(select(FILES[format][0]).where(version.c.id == version_id))
        return None if found is None else bytes(found)

    def lacking(self) -> list[tuple[int, int, int]]:
        """Id, project and chat of each version that lacks a file, oldest first."""
        columns = (version.c.id, version.c.project_id, project.c.chat_id)
        missing = or_(*(file.is_(None) for file, _ in FILES.values()))
        found = select(*columns).join(project).where(missing).order_by(version.c.id)
        return [(row.id, row.project_id, row.chat_id) for row in self._connection.execute(found)]

    def _read(self, found: Select[Any]) -> list[VersionRow]:
        rows = self._connection.execute(found)
        return [VersionRow(**{**row._mapping, "answers": decode(row.answers)}) for row in rows]
