"""Prepares every document on request, off the event loop, and the export of a person's data."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation.document_request import DocumentRequest, Kind
from bot.conversation.pieces import File, Page, Piece
from bot.documents import Documents, Format
from bot.features.document.completeness_sentence import completeness_sentence
from bot.features.document.version_files import VersionFiles
from bot.features.document.workshop import Workshop
from bot.project.editions import Editions
from bot.project.file_snapshot import FileSnapshot, export, offers_of, snapshot_of
from bot.project.review_file import open_review_state, path_through
from bot.store import Person, Store, Tx, VersionRow
from domain.assessment.matrix import matrix
from domain.bids.offers import sheet
from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Form, reference
from domain.questionnaire.path import Path
from domain.questionnaire.values import show
from domain.reviews.board import trend_lines
from domain.reviews.minutes.minutes import minutes
from domain.reviews.minutes.sheet import minutes_sheet
from domain.reviews.provider_survey import wait_is_over
from domain.specification.document import Specification
from domain.specification.editions import OWN, Audience
from domain.specification.project import Project, project_of


class DocumentService:
    """Answers document requests from the stored answers."""

    def __init__(
        self,
        store: Store,
        form: Form,
        documents: Documents,
        now: Callable[[], datetime],
        calendar: Callable[[datetime, Person], Calendar],
        zone: Callable[[Person], ZoneInfo],
    ) -> None:
        self.store, self.form, self.documents, self.now = store, form, documents, now
        self.calendar, self.zone = calendar, zone
        self._workshop = Workshop(documents)
        self._versions = VersionFiles(store, self._workshop)

    async def complete(self) -> None:
        """Make the missing files of versions: a process may have died before making them."""
        await self._versions.complete(self.form, self.calendar)

    def close(self) -> None:
        """Stop preparing documents."""
        self._workshop.close()

    async def prepare(self, chat_id: int, request: DocumentRequest) -> list[Piece]:
        """The pieces that answer a request; none if its subject has been erased meanwhile."""
        if request.kind is Kind.DATA:
            content = await self.store.run(export, chat_id, self.form, self.now())
            return [File("mes-donnees.json", content, self.form.words["data.caption"])]
        if request.kind is Kind.OFFERS:
            person = await self.store.run(Tx.person, chat_id, self.now())
            return await self._offers(await self.store.run(offers_of, chat_id, self.form, self.now()), person)
        if request.kind is Kind.MINUTES:
            review = await self.store.run(review_for, chat_id, self.form, request.number, self.now())
            person = await self.store.run(Tx.person, chat_id, self.now())
            return await self._minutes(review, request, person) if review else []
        known = await self.store.run(snapshot_of, chat_id, self.form, self.now())
        match request.kind:
            case Kind.BOARD | Kind.TREND:
                return await self._board(chat_id, known, request.indicator)
            case Kind.AMENDMENT:
                return await self._amendment(known, request.number)
            case Kind.VERSION | Kind.FROZEN:
                return await self._version(known, request)
        return await self.make(known, request)

    async def make(self, known: FileSnapshot, request: DocumentRequest) -> list[Piece]:
        """The picture of the ranking, or the cahier des charges, from a snapshot of the file."""
        if request.kind is Kind.MATRIX:
            return [await self._matrix(project_of(known.path))]
        spec = await asyncio.to_thread(self._specification, known, request)
        if request.format == "chat":
            return _pages(await self._workshop.chat(spec), request.page)
        return [await self._file(spec, _on_paper(request), self._caption(spec, request.reader))]

    def _specification(self, known: FileSnapshot, request: DocumentRequest) -> Specification:
        audience = Audience("provider") if request.reader == "provider" else OWN
        if request.annotated:
            zone = self._calendar_of(known.person)
            audience = Audience(annotated=True, dates={key: zone(at).today for key, at in known.answered_at.items()})
        return self._editions(known).current(known.path, self.now(), audience)

    async def _file(self, spec: Specification, format: Format, caption: str) -> File:
        return File(self.documents.filename(spec, format), await self._workshop.render(spec, format), caption)

    def _calendar_of(self, person: Person) -> Callable[[datetime], Calendar]:
        return lambda at: self.calendar(at, person)

    def _editions(self, known: FileSnapshot) -> Editions:
        return Editions(self.form, known.versions, self._calendar_of(known.person), known.prepared)

    async def _offers(self, project: Project, person: Person) -> list[Piece]:
        words, today, found = self.form.words, self.calendar(self.now(), person).today, sheet(project)
        if found is None:
            return [words["offers.few"]]
        content = await self._workshop.offers(found, today)
        return [File("offres.pdf", content, words["offers.caption"].format(date=show("date", today.isoformat())))]

    async def _version(self, known: FileSnapshot, request: DocumentRequest) -> list[Piece]:
        """The stored file of a version, or both files if it is just frozen; they never change."""
        editions = self._editions(known)
        row = editions.row(request.number)
        if row is None:
            return []
        spec = await asyncio.to_thread(editions.frozen, row)
        if request.kind is Kind.FROZEN:
            files = await self._versions.files(row.id, spec)
        else:
            format = _on_paper(request)
            files = {format: await self._versions.file(row.id, spec, format)}
        return [
            File(self.documents.filename(spec, one), content, self._version_caption(known, row, content))
            for one, content in files.items()
        ]

    async def _amendment(self, known: FileSnapshot, number: int) -> list[Piece]:
        """A prepared amendment by itself; nothing if its review has been erased meanwhile."""
        one = next((one for one in known.prepared if one.number == number), None)
        if one is None:
            return []
        spec = await asyncio.to_thread(self._editions(known).alone, known.path, self.now(), one)
        caption = self.form.words["amendment.caption"].format(number=number)
        return [File(f"avenant-{number}.pdf", await self._workshop.render(spec, "pdf"), caption)]

    def _version_caption(self, known: FileSnapshot, row: VersionRow, content: bytes) -> str:
        words = "version.approved_caption" if row.approved_by else "version.caption"
        day = show("date", self.calendar(row.made_at, known.person).today.isoformat())
        name, print = row.approved_by or "", hashlib.sha256(content).hexdigest()
        return self.form.words[words].format(number=row.number, date=day, name=name, sha=print)

    async def _minutes(self, path: Path, request: DocumentRequest, person: Person) -> list[Piece]:
        """The minutes of a closed review; without its private parts if the provider is the reader."""
        found, words = minutes(project_of(path)), self.form.words
        over = wait_is_over(project_of(path), self.calendar(self.now(), person).today)
        sheet = minutes_sheet(project_of(path), found, private=request.reader != "provider", waited=over)
        if request.format == "chat":
            return list(await self._workshop.minutes_chat(sheet))
        format = _on_paper(request)
        name = "review.caption_provider" if request.reader == "provider" else "review.caption"
        caption = words[name].format(period=sheet.period)
        content = await self._workshop.minutes(sheet, format)
        return [File(f"compte-rendu-{found.period}.{format}".lower(), content, caption)]

    async def _board(self, chat_id: int, known: FileSnapshot, one: str) -> list[Piece]:
        """The picture of every indicator, or the trend of the one whose reference is given."""
        calendar, zone = self.calendar(self.now(), known.person), self.zone(known.person)

        def followed(tx: Tx) -> Project:
            return open_review_state(tx, tx.project(chat_id, self.now()), known.path, calendar, zone)

        found = trend_lines(await self.store.run(followed), calendar.today)
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
        """The picture of the ranking, with a caption that can be understood without it."""
        found, words = matrix(project), self.form.words
        if found is None:
            return words["ranking.none"]
        values = {"n": len(found.bubbles), "heaviest": found.heaviest.name, "dearest": found.dearest.name}
        several = "matrix.same" if found.heaviest == found.dearest else "matrix.caption"
        caption = words["matrix.one" if len(found.bubbles) == 1 else several].format(**values)
        return File("priorites.png", await self._workshop.matrix_png(found), caption, picture=True)

    def _caption(self, spec: Specification, reader: str) -> str:
        words, day = self.form.words, show("date", spec.issued.isoformat())
        if reader == "provider":
            return words["document.caption_provider"].format(date=day, number=spec.version)
        found = spec.completeness
        return words["document.caption"].format(date=day, score=found.score, status=completeness_sentence(words, found))


def chart(item: str) -> str:
    """The reference of an indicator in the button of its trend."""
    return reference(("rev_kpi_value", item))


def _on_paper(request: DocumentRequest) -> Format:
    return "docx" if request.format == "docx" else "pdf"


def _pages(pages: list[str], page: int | None) -> list[Piece]:
    """The page asked for, or the last one if there are fewer now; every page for None."""
    if page is None:
        return list(pages)
    number = max(1, min(page, len(pages)))
    return [Page(pages[number - 1], number, len(pages))]


def review_for(tx: Tx, chat_id: int, form: Form, interview: int, now: datetime) -> Path | None:
    """The path through a closed review of the person; None if it has been erased meanwhile."""
    row = tx.interviews.in_project(interview, tx.project(chat_id, now))
    return path_through(tx, form, row) if row and row.closed_at is not None else None
