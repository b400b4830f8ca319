"""What is prepared on demand, off the event loop: the cahier des charges in each format, and a person's own data."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.answers_file import written
from bot.documents import Documents, Format
from bot.documents.chart import matrix_png
from bot.store import AnswerRow, ConsentRow, Store, Tx
from domain.form import Form, Key
from domain.matrix import matrix
from domain.path import Path, path_of
from domain.specification import specification
from domain.values import from_json, show
from domain.workdays import Calendar

POLITENESS = 10
"""How much the thread of documents gives way to the others, from 0 to 19."""


@dataclass(frozen=True, slots=True)
class File:
    """A document to send, or a picture to show in the chat."""

    name: str
    content: bytes
    caption: str
    picture: bool = False


class Papers:
    """Prepares documents from the answers as they are now, one after the other in a thread of their own."""

    def __init__(
        self,
        store: Store,
        form: Form,
        documents: Documents,
        now: Callable[[], datetime],
        calendar: Callable[[datetime], Calendar],
    ) -> None:
        self.store, self.form, self.documents, self.now, self.calendar = store, form, documents, now, calendar
        self._thread = ThreadPoolExecutor(1, "documents", initializer=_give_way)

    def close(self) -> None:
        """What was not begun is left: the outbox has it."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def prepare(self, chat_id: int, name: str) -> list[File | str]:
        """The messages or the file for `chat`, `pdf`, `docx`, `json` or `matrix`."""
        if name == "json":
            content = await self.store.run(everything, chat_id, self.form, self.now())
            return [File("mes-donnees.json", content, self.form.words["data.caption"])]
        given = await self.store.run(given_of, chat_id, self.form, self.now())
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._made, given, name)

    def _made(self, given: Mapping[Key, Any], name: str) -> list[File | str]:
        path = path_of(self.form, given)
        if name == "matrix":
            return [self._matrix(path)]
        spec = specification(path.project, self.calendar(self.now()))
        if name == "chat":
            return list(self.documents.chat(spec))
        format: Format = "docx" if name == "docx" else "pdf"
        content = self.documents.render(spec, format)
        return [File(self.documents.filename(spec, format), content, self._caption(len(spec.blanks)))]

    def _matrix(self, path: Path) -> File | str:
        """The picture, with two sentences that say it without the picture."""
        found, words = matrix(path.project), self.form.words
        if found is None:
            return words["ranking.none"]
        values = {"n": len(found.bubbles), "heaviest": found.heaviest.name, "dearest": found.dearest.name}
        caption = words["matrix.one" if len(found.bubbles) == 1 else "matrix.caption"].format(**values)
        return File("priorites.png", matrix_png(found), caption, picture=True)

    def _caption(self, blanks: int) -> str:
        words, today = self.form.words, self.calendar(self.now()).today
        gaps = words["document.gaps"].format(n=blanks) if blanks > 1 else words["document.gaps_one"]
        day = show("date", today.isoformat())
        return words["document.caption"].format(date=day, gaps=gaps if blanks else words["document.complete"])


def _give_way() -> None:
    """Where the system knows it, answers pass before documents (docs/decisions/0009)."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), POLITENESS)


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
