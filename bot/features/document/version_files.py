"""Makes the PDF and Word files of a version when it is frozen, and stores them for good.
Why: docs/decisions/0021-a-form-that-evolves.md.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from bot.documents import Documents, Format
from bot.features.document.workshop import Workshop
from bot.project.editions import Editions
from bot.store import Person, Store, Tx, VersionRow
from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Form
from domain.specification.document import Specification

log = logging.getLogger(__name__)

KEPT: tuple[Format, ...] = ("pdf", "docx")


class VersionFiles:
    """Reads the stored files of a version; missing ones are made from its frozen answers and stored first."""

    def __init__(self, store: Store, workshop: Workshop) -> None:
        self.store, self._workshop = store, workshop

    async def file(self, version_id: int, spec: Specification, format: Format) -> bytes:
        """One file of a version; `spec` is the version's document, used if the file is missing."""
        content = await self.store.run(_file, version_id, format)
        if content is None:
            made = await self._workshop.render(spec, format)
            content = await self.store.run(_keep, version_id, format, made)
        return content

    async def files(self, version_id: int, spec: Specification) -> dict[Format, bytes]:
        """Both files of a version. If one cannot be made, the other is stored before its error is raised."""
        found = [await _try(self.file(version_id, spec, format)) for format in KEPT]
        for content in found:
            if isinstance(content, Exception):
                raise content
        return {format: content for format, content in zip(KEPT, found, strict=True) if isinstance(content, bytes)}

    async def complete(self, form: Form, calendar: Callable[[datetime, Person], Calendar]) -> list[int]:
        """Make and store the missing files of all versions; the ids of the versions that still lack one."""
        left = []
        for version_id, project_id, chat_id in await self.store.run(_lacking):
            try:
                found = await self.store.run(_frozen, version_id, project_id, chat_id)
                if found is not None:
                    rows, row, person = found
                    editions = Editions(form, rows, partial(_seen_by, calendar, person))
                    await self.files(version_id, await asyncio.to_thread(editions.frozen, row))
            except Exception as error:
                # The error's own text may quote an answer.
                log.error("version %d still lacks a file (%s)", version_id, type(error).__name__)
                left.append(version_id)
        return left


def _seen_by(calendar: Callable[[datetime, Person], Calendar], person: Person, at: datetime) -> Calendar:
    return calendar(at, person)


async def _try(work: Awaitable[bytes]) -> bytes | Exception:
    try:
        return await work
    except Exception as error:
        return error


async def complete(
    store: Store, form: Form, documents: Documents, calendar: Callable[[datetime, Person], Calendar]
) -> list[int]:
    """The same, once, for the command line."""
    workshop = Workshop(documents)
    try:
        return await VersionFiles(store, workshop).complete(form, calendar)
    finally:
        workshop.close()


def _lacking(tx: Tx) -> list[tuple[int, int, int]]:
    return tx.versions.lacking()


def _frozen(
    tx: Tx, version_id: int, project_id: int, chat_id: int
) -> tuple[list[VersionRow], VersionRow, Person] | None:
    """The versions of a project, the one with that id and its owner; None if they have been erased meanwhile."""
    if not tx.is_known(chat_id):
        return None
    rows = tx.versions.of_project(project_id)
    return next(((rows, row, tx.person(chat_id, row.made_at)) for row in rows if row.id == version_id), None)


def _file(tx: Tx, version_id: int, format: str) -> bytes | None:
    return tx.versions.file(version_id, format)


def _keep(tx: Tx, version_id: int, format: str, content: bytes) -> bytes:
    """Store a file of a version unless there is one already; the file that is stored."""
    tx.versions.keep(version_id, format, content)
    return tx.versions.file(version_id, format) or content
