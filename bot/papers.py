"""What is prepared on demand, off the event loop: the cahier des charges in each format, and a person's own data."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.answers_file import written
from bot.app import given_of
from bot.documents import Documents, Format
from bot.store import AnswerRow, ConsentRow, Store, Tx
from domain.form import Form
from domain.path import Path, path_of
from domain.specification import specification
from domain.values import Gap, show
from domain.workdays import Calendar


@dataclass(frozen=True, slots=True)
class File:
    """A document to send."""

    name: str
    content: bytes
    caption: str


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

    async def prepare(self, chat_id: int, name: str) -> list[File | str]:
        """The messages or the file for `chat`, `pdf`, `docx` or `json`."""
        if name == "json":
            content = await self.store.run(everything, chat_id, self.form, self.now())
            return [File("mes-donnees.json", content, self.form.words["data.caption"])]
        given = await self.store.run(given_of, chat_id, self.form, self.now())
        return await asyncio.to_thread(self._made, path_of(self.form, given), name)

    def _made(self, path: Path, name: str) -> list[File | str]:
        spec = specification(path.project, self.calendar(self.now()))
        if name == "chat":
            return list(self.documents.chat(spec))
        format: Format = "docx" if name == "docx" else "pdf"
        content = self.documents.render(spec, format)
        return [File(self.documents.filename(spec, format), content, self._caption(path))]

    def _caption(self, path: Path) -> str:
        words = self.form.words
        missing = sum(isinstance(value, Gap) for value in path.project.answers.values())
        gaps = words["document.gaps"].format(n=missing) if missing > 1 else words["document.gaps_one"]
        today = self.calendar(self.now()).today
        day = show("date", today.isoformat())
        return words["document.caption"].format(date=day, gaps=gaps if missing else words["document.complete"])


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
