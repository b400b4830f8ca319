"""What is prepared on demand, off the event loop: the cahier des charges in each format, and a person's own data."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.documents import Documents, Format
from bot.features.document.completeness_sentence import standing
from bot.features.document.workshop import Workshop
from bot.project.editions import Editions
from bot.project.file_snapshot import Held, everything, held, offers_held
from bot.project.review_file import path_through
from bot.project.review_file import standing as reviewed
from bot.store import Person, Store, Tx, VersionRow
from domain.assessment.matrix import matrix
from domain.bids.offers import sheet
from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Form, reference
from domain.questionnaire.path import Path
from domain.questionnaire.values import show
from domain.reviews.board import drawn
from domain.reviews.minutes.minutes import minutes
from domain.reviews.minutes.sheet import minutes_sheet
from domain.reviews.provider_survey import waited
from domain.specification.document import Specification
from domain.specification.editions import OWN, Audience
from domain.specification.project import Project, project_of

MINUTES = "minutes:"
ALL = "all"
"""Instead of a page's number: the whole document, one message after the other."""
AMENDMENT = "amendment:pdf"


@dataclass(frozen=True, slots=True)
class File:
    """A document to send, or a picture to show in the chat."""

    name: str
    content: bytes
    caption: str
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the document to read in the chat, counted from 1."""

    text: str
    number: int
    pages: int


Piece = File | Page | str


class Papers:
    """Prepares documents from the answers as they are now."""

    def __init__(
        self,
        store: Store,
        form: Form,
        documents: Documents,
        now: Callable[[], datetime],
        calendar: Callable[[datetime, Person], Calendar],
    ) -> None:
        self.store, self.form, self.documents, self.now, self.calendar = store, form, documents, now, calendar
        self._workshop = Workshop(documents)

    def close(self) -> None:
        """Nothing more is prepared."""
        self._workshop.close()

    async def prepare(self, chat_id: int, name: str) -> list[Piece]:
        """What is asked for: a page to read (`chat=3`, or `chat=all` of them), `matrix`, `json`, a format (`pdf`,
        `docx`), the same for others' eyes (`provider:pdf`, `annotated:docx`), a version (`version:12:pdf`), one just
        frozen in both formats (`frozen:12`), the `board`, an indicator's chart (`trend=REFERENCE`), the comparison of
        `offers`, the minutes of a review (`minutes:pdf=12`), or an amendment (`amendment:pdf=1`).
        """
        if name == "json":
            content = await self.store.run(everything, chat_id, self.form, self.now())
            return [File("mes-donnees.json", content, self.form.words["data.caption"])]
        if name == "offers":
            person = await self.store.run(Tx.person, chat_id, self.now())
            return await self._offers(await self.store.run(offers_held, chat_id, self.form, self.now()), person)
        asked, _, number = name.partition("=")
        if asked.startswith(MINUTES):
            review = await self.store.run(review_for, chat_id, self.form, int(number), self.now())
            person = await self.store.run(Tx.person, chat_id, self.now())
            return await self._minutes(review, asked.removeprefix(MINUTES), person) if review else []
        known = await self.store.run(held, chat_id, self.form, self.now())
        if asked in ("board", "trend"):
            return await self._board(chat_id, known, number)
        if asked == AMENDMENT:
            return await self._amendment(known, int(number))
        kind, _, rest = name.partition(":")
        if kind in ("version", "frozen"):
            number, _, format = rest.partition(":")
            formats: tuple[Format, ...] = (
                ("pdf", "docx") if kind == "frozen" else ("docx" if format == "docx" else "pdf",)
            )
            return await self._version(known, int(number), formats)
        return await self.make(known, name)

    async def make(self, known: Held, name: str) -> list[Piece]:
        """What is made of a person's file as it is now: `matrix`, `chat=1`, `pdf`, `provider:docx`…"""
        if name == "matrix":
            return [await self._matrix(project_of(known.path))]
        kind, _, format = name.rpartition(":")
        spec = await asyncio.to_thread(self._current, known, kind)
        if format.startswith("chat"):
            return _read(await self._workshop.chat(spec), format.partition("=")[2])
        return [await self._file(spec, "docx" if format == "docx" else "pdf", self._caption(spec, kind))]

    def _current(self, known: Held, kind: str) -> Specification:
        audience = Audience("provider") if kind == "provider" else OWN
        if kind == "annotated":
            zone = self._seen_by(known.person)
            audience = Audience(annotated=True, dates={key: zone(at).today for key, at in known.said.items()})
        return self._editions(known).current(known.path, self.now(), audience)

    async def _file(self, spec: Specification, format: Format, caption: str) -> File:
        return File(self.documents.filename(spec, format), await self._workshop.render(spec, format), caption)

    def _seen_by(self, person: Person) -> Callable[[datetime], Calendar]:
        return lambda at: self.calendar(at, person)

    def _editions(self, known: Held) -> Editions:
        return Editions(self.form, known.versions, self._seen_by(known.person), known.prepared)

    async def _offers(self, project: Project, person: Person) -> list[Piece]:
        words, today, found = self.form.words, self.calendar(self.now(), person).today, sheet(project)
        if found is None:
            return [words["offers.few"]]
        content = await self._workshop.offers(found, today)
        return [File("offres.pdf", content, words["offers.caption"].format(date=show("date", today.isoformat())))]

    async def _version(self, known: Held, version_id: int, formats: tuple[Format, ...]) -> list[Piece]:
        """The files kept for a version, made and kept first if they are not: afterwards they never change."""
        editions = self._editions(known)
        row = editions.row(version_id)
        if row is None:
            return []
        found: list[Piece] = []
        for format in formats:
            spec = await asyncio.to_thread(editions.frozen, row)
            content = await self.store.run(version_file, row.id, format)
            if content is None:
                made = await self._workshop.render(spec, format)
                content = await self.store.run(keep_file, row.id, format, made)
            found.append(
                File(self.documents.filename(spec, format), content, self._version_caption(known, row, content))
            )
        return found

    async def _amendment(self, known: Held, number: int) -> list[Piece]:
        """A prepared amendment by itself; nothing when its review has been erased meanwhile."""
        one = next((one for one in known.prepared if one.number == number), None)
        if one is None:
            return []
        spec = await asyncio.to_thread(self._editions(known).alone, known.path, self.now(), one)
        caption = self.form.words["amendment.caption"].format(number=number)
        return [File(f"avenant-{number}.pdf", await self._workshop.render(spec, "pdf"), caption)]

    def _version_caption(self, known: Held, row: VersionRow, content: bytes) -> str:
        words = "version.approved_caption" if row.approved_by else "version.caption"
        day = show("date", self.calendar(row.made_at, known.person).today.isoformat())
        name, print = row.approved_by or "", hashlib.sha256(content).hexdigest()
        return self.form.words[words].format(number=row.number, date=day, name=name, sha=print)

    async def _minutes(self, path: Path, name: str, person: Person) -> list[Piece]:
        """The minutes of a closed review; `provider`: the copy without what is private, to forward."""
        found, words = minutes(project_of(path)), self.form.words
        over = waited(project_of(path), self.calendar(self.now(), person).today)
        sheet = minutes_sheet(project_of(path), found, private=name != "provider", waited=over)
        if name == "chat":
            return list(await self._workshop.minutes_chat(sheet))
        format: Format = "docx" if name == "docx" else "pdf"
        said = "review.caption_provider" if name == "provider" else "review.caption"
        caption = words[said].format(period=sheet.period)
        content = await self._workshop.minutes(sheet, format)
        return [File(f"compte-rendu-{found.period}.{format}".lower(), content, caption)]

    async def _board(self, chat_id: int, known: Held, one: str) -> list[Piece]:
        """Every indicator followed, on one picture; or the one whose reference is given, over all its periods."""
        calendar = self.calendar(self.now(), known.person)

        def followed(tx: Tx) -> Project:
            return reviewed(tx, tx.project(chat_id, self.now()), known.path, calendar)

        found = drawn(await self.store.run(followed), calendar.today)
        words = self.form.words
        if found and not one:
            lines = tuple(found.values())
            return [File("tableau.png", await self._workshop.board_png(lines), words["board.caption"], True)]
        line = next((line for item, line in found.items() if chart(item) == one), None)
        if line is None:
            return [words["board.gone"]]
        caption = words["board.trend"].format(kpi=line.name)
        return [File("indicateur.png", await self._workshop.trend_png(line), caption, True)]

    async def _matrix(self, project: Project) -> File | str:
        """The picture, with two sentences that say it without the picture."""
        found, words = matrix(project), self.form.words
        if found is None:
            return words["ranking.none"]
        values = {"n": len(found.bubbles), "heaviest": found.heaviest.name, "dearest": found.dearest.name}
        several = "matrix.same" if found.heaviest == found.dearest else "matrix.caption"
        caption = words["matrix.one" if len(found.bubbles) == 1 else several].format(**values)
        return File("priorites.png", await self._workshop.matrix_png(found), caption, picture=True)

    def _caption(self, spec: Specification, kind: str) -> str:
        words, day = self.form.words, show("date", spec.issued.isoformat())
        if kind == "provider":
            return words["document.caption_provider"].format(date=day, number=spec.version)
        found = spec.completeness
        return words["document.caption"].format(date=day, score=found.score, status=standing(words, found))


def chart(item: str) -> str:
    """What names an indicator's chart in a button."""
    return reference(("rev_kpi_value", item))


def _read(pages: list[str], asked: str) -> list[Piece]:
    """The page asked for, the first one by default; the last one when an edit has left fewer of them."""
    if asked == ALL:
        return list(pages)
    number = max(1, min(int(asked or 1), len(pages)))
    return [Page(pages[number - 1], number, len(pages))]


def instead(name: str) -> str | None:
    """The Word file that stands in for a PDF that cannot be made, by the names of `prepare`."""
    if name.startswith("frozen:"):
        return f"version:{name.removeprefix('frozen:')}:docx"
    return f"{name.removesuffix('pdf')}docx" if name.endswith("pdf") else None


def version_file(tx: Tx, version_id: int, format: str) -> bytes | None:
    return tx.versions.file(version_id, format)


def keep_file(tx: Tx, version_id: int, format: str, content: bytes) -> bytes:
    """Keep a file of a version unless one is kept already; the one that is."""
    tx.versions.keep(version_id, format, content)
    return tx.versions.file(version_id, format) or content


def review_for(tx: Tx, chat_id: int, form: Form, interview: int, now: datetime) -> Path | None:
    """The path through a closed review of the person's; None when it has been erased meanwhile."""
    row = tx.interviews.mine(interview, tx.project(chat_id, now))
    return path_through(tx, form, row) if row and row.closed_at is not None else None
