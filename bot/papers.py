"""What is prepared on demand, off the event loop: the cahier des charges in each format, and a person's own data."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.answers_file import written
from bot.documents import Documents, Format
from bot.store import AnswerRow, ConsentRow, Store, Tx
from bot.workshop import Workshop
from domain.form import Form, Key
from domain.matrix import matrix
from domain.path import path_of
from domain.project import Project
from domain.specification import Specification, specification
from domain.values import from_json, show
from domain.workdays import Calendar


@dataclass(frozen=True, slots=True)
class File:
    """A document to send, or a picture to show in the chat."""

    name: str
    content: bytes
    caption: str
    picture: bool = False


class Papers:
    """Prepares documents from the answers as they are now."""

    def __init__(
        self,
        store: Store,
        form: Form,
        documents: Documents,
        now: Callable[[], datetime],
        calendar: Callable[[datetime], Calendar],
    ) -> None:
        self.store, self.form, self.documents, self.now, self.calendar = store, form, documents, now, calendar
        self._workshop = Workshop(documents)

    def close(self) -> None:
        """Nothing more is prepared."""
        self._workshop.close()

    async def prepare(self, chat_id: int, name: str) -> list[File | str]:
        """The messages or the file for `chat`, `pdf`, `docx`, `json` or `matrix`."""
        if name == "json":
            content = await self.store.run(everything, chat_id, self.form, self.now())
            return [File("mes-donnees.json", content, self.form.words["data.caption"])]
        given = await self.store.run(given_of, chat_id, self.form, self.now())
        return await self.make(given, name)

    async def make(self, given: Mapping[Key, Any], name: str) -> list[File | str]:
        """The same for these answers."""
        if name == "matrix":
            return [await self._matrix(await asyncio.to_thread(self._project, given))]
        spec = await asyncio.to_thread(self._specification, given)
        if name == "chat":
            return list(await self._workshop.chat(spec))
        format: Format = "docx" if name == "docx" else "pdf"
        content = await self._workshop.render(spec, format)
        return [File(self.documents.filename(spec, format), content, self._caption(len(spec.blanks)))]

    def _project(self, given: Mapping[Key, Any]) -> Project:
        return path_of(self.form, given).project

    def _specification(self, given: Mapping[Key, Any]) -> Specification:
        return specification(self._project(given), self.calendar(self.now()))

    async def _matrix(self, project: Project) -> File | str:
        """The picture, with two sentences that say it without the picture."""
        found, words = matrix(project), self.form.words
        if found is None:
            return words["ranking.none"]
        values = {"n": len(found.bubbles), "heaviest": found.heaviest.name, "dearest": found.dearest.name}
        caption = words["matrix.one" if len(found.bubbles) == 1 else "matrix.caption"].format(**values)
        return File("priorites.png", await self._workshop.matrix_png(found), caption, picture=True)

    def _caption(self, blanks: int) -> str:
        words, today = self.form.words, self.calendar(self.now()).today
        gaps = words["document.gaps"].format(n=blanks) if blanks > 1 else words["document.gaps_one"]
        day = show("date", today.isoformat())
        return words["document.caption"].format(date=day, gaps=gaps if blanks else words["document.complete"])


def everything(tx: Tx, chat_id: int, form: Form, now: datetime) -> bytes:
    """All that is kept about the person, as one JSON file that `score` and `document` read."""
    given = given_of(tx, chat_id, form, now)
    history = tx.history(tx.project(chat_id, now))
    data: dict[str, Any] = written(form, given) | {
        "exported_at": now.isoformat(),
        "consents": [_dated(row, "given", "text", "version") for row in tx.consents(chat_id)],
        "history": [_dated(row, "question", "item", "value", "wording") for row in history],
    }
    return json.dumps(data, ensure_ascii=False, indent=2, default=float).encode()


def _dated(row: AnswerRow | ConsentRow, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names} | {"at": row.at.isoformat()}


def given_of(tx: Tx, chat_id: int, form: Form, now: datetime) -> dict[Key, Any]:
    """The current answers of a person, for a document made outside an update."""
    project = tx.project(chat_id, now)
    return {key: from_json(raw) for key, raw in tx.answers(project).items() if key[0] in form.questions}
