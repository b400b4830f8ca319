"""What is prepared on demand, off the event loop: the cahier des charges in each format, and a person's own data."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from bot.answers_file import written
from bot.documents import Documents, Format
from bot.documents.chart import matrix_png
from bot.store import AnswerRow, ConsentRow, Person, Store, Tx
from bot.visit import AUDIT, prior_of
from domain.completeness import Completeness
from domain.form import Form
from domain.matrix import matrix
from domain.path import Path, path_of
from domain.specification import specification
from domain.values import from_json, show
from domain.workdays import Calendar

MOST_NAMED = 4
"""Lines of completeness a caption names."""
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
        calendar: Callable[[Person], Calendar],
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
        path = await self.store.run(path_for, chat_id, self.form, self.now())
        calendar = self.calendar(await self.store.run(Tx.person, chat_id, self.now()))
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._made, path, name, calendar)

    def _made(self, path: Path, name: str, calendar: Calendar) -> list[File | str]:
        if name == "matrix":
            return [self._matrix(path)]
        spec = specification(path.project, calendar)
        if name == "chat":
            return list(self.documents.chat(spec))
        format: Format = "docx" if name == "docx" else "pdf"
        content = self.documents.render(spec, format)
        return [File(self.documents.filename(spec, format), content, self._caption(spec.completeness, calendar.today))]

    def _matrix(self, path: Path) -> File | str:
        """The picture, with two sentences that say it without the picture."""
        found, words = matrix(path.project), self.form.words
        if found is None:
            return words["ranking.none"]
        values = {"n": len(found.bubbles), "heaviest": found.heaviest.name, "dearest": found.dearest.name}
        caption = words["matrix.one" if len(found.bubbles) == 1 else "matrix.caption"].format(**values)
        return File("priorites.png", matrix_png(found), caption, picture=True)

    def _caption(self, found: Completeness, today: date) -> str:
        words = self.form.words
        one = "_one" if found.display == "draft" and len(found.lacking) == 1 else ""
        sentence = words[f"document.status.{found.display}{one}"].format(
            k=len(found.lacking),
            t=found.minutes,
            missing=self._named(line for line, _ in found.missing),
            blocking=self._named(found.blocking),
        )
        day = show("date", today.isoformat())
        return words["document.caption"].format(date=day, score=found.score, status=sentence)

    def _named(self, lines: Iterable[str]) -> str:
        """The lines in words, the most urgent ones."""
        return ", ".join(self.form.words[f"completeness.{line}"] for line in islice(lines, MOST_NAMED))


def _give_way() -> None:
    """Where the system knows it, answers pass before documents (docs/decisions/0009)."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), POLITENESS)


def everything(tx: Tx, chat_id: int, form: Form, now: datetime) -> bytes:
    """All that is kept about the person, as one JSON file that `score` and `document` read."""
    project = tx.project(chat_id, now)
    history = tx.history(project)
    audit = tx.interviews.of(project, AUDIT, now, form.version)
    given = {key: from_json(raw) for key, raw in tx.answers(audit.id).items() if key[0] in form.questions}
    data: dict[str, Any] = written(form, given) | {
        "exported_at": now.isoformat(),
        "country": tx.person(chat_id, now).country,
        "absences": [[first.isoformat(), last.isoformat()] for first, last in tx.absences.of_project(project)],
        "appointments": [[one.period, one.state] for one in tx.appointments.of_project(project)],
        "consents": [_dated(row, "given", "text", "version") for row in tx.consents(chat_id)],
        "history": [_dated(row, "question", "item", "value", "wording") for row in history],
        # What a third party said of the file, once it has been shown.
        "second_look": [{"question": question, "item": item, "value": value} for question, item, value in audit.prior],
    }
    return json.dumps(data, ensure_ascii=False, indent=2, default=float).encode()


def _dated(row: AnswerRow | ConsentRow, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names} | {"at": row.at.isoformat()}


def path_for(tx: Tx, chat_id: int, form: Form, now: datetime) -> Path:
    """The path through a person's file as it is now, for what is made outside an update."""
    audit = tx.interviews.of(tx.project(chat_id, now), AUDIT, now, form.version)
    given = {key: from_json(raw) for key, raw in tx.answers(audit.id).items() if key[0] in form.questions}
    return path_of(form, given, prior_of(audit))
