"""Writes documents as PDF, Word, HTML, Markdown and chat pages, all from the same text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bot.documents.brand import Brand
from domain.bids.offers import Sheet
from domain.reviews.minutes.sheet import MinutesSheet
from domain.specification.document import Specification

if TYPE_CHECKING:
    from bot.documents.pdf import Pdf
    from bot.documents.word.document import Word
    from bot.documents.writing import Text, Writer

__all__ = ["Brand", "Documents", "Format"]

Format = Literal["pdf", "docx", "md", "html"]

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
LONGEST_NAME = 60
FOR = {"own": "", "provider": "consultation", "signature": "signature"}
"""Reader → suffix of the file's name, so that the company's own version is not sent out by mistake."""
SOBER = Brand()


class Documents:
    """Makes every document. Thread-safe; a PDF takes tens of milliseconds, so not to be called on the event loop.

    Libraries are imported when the first document is made, not with this module.
    """

    def __init__(self, templates: Path = TEMPLATES, brand: Brand = SOBER) -> None:
        self.templates, self.brand = templates, brand

    @cached_property
    def _writer(self) -> Writer:
        from bot.documents.writing import Writer

        return Writer(self.templates)

    @cached_property
    def _pdf(self) -> Pdf:
        from bot.documents.pdf import Pdf

        return Pdf(self.templates, self.brand)

    @cached_property
    def _word(self) -> Word:
        from bot.documents.word.document import Word

        return Word(self.templates, self.brand)

    def render(self, spec: Specification, format: Format) -> bytes:
        """The document as a file; the same specification gives the same bytes in any process."""
        text = self._writer.write(spec)
        match format:
            case "pdf":
                return self._pdf.render(text)
            case "docx":
                return self._word.render(text)
            case "md":
                return text.markdown.encode()
            case "html":
                return self._page(spec, text).encode()

    def offers(self, sheet: Sheet, issued: date) -> bytes:
        """The comparison of offers as a PDF."""
        return self._pdf.render(self._writer.write_offers(sheet, issued))

    def chat(self, spec: Specification) -> list[str]:
        """Telegram HTML messages, in order: at least one for each section, each under 4096 characters."""
        from bot.documents import chat

        return chat.pages(self._writer.write(spec).sections)

    def minutes(self, sheet: MinutesSheet, format: Format) -> bytes:
        """The minutes of a review as a PDF or Word file. Raises ValueError for another format."""
        text = self._writer.minutes(sheet)
        match format:
            case "pdf":
                return self._pdf.render(text)
            case "docx":
                return self._word.render(text)
        raise ValueError(f"no minutes as {format}")

    def minutes_chat(self, sheet: MinutesSheet) -> list[str]:
        """The minutes as Telegram HTML messages."""
        from bot.documents import chat

        text = self._writer.minutes(sheet)
        return chat.pages([(*text.cover, *text.body)])

    def filename(self, spec: Specification, format: Format) -> str:
        """A file name in ASCII, like « cahier-des-charges-atelier-brindille-v0-1-consultation.pdf »."""
        company = _slug(spec.company or "")[:LONGEST_NAME].strip("-")
        parts = ("cahier-des-charges", company, f"v{_slug(spec.version)}", FOR[spec.reader])
        return "-".join(part for part in parts if part) + f".{format}"

    def _page(self, spec: Specification, text: Text) -> str:
        from bot.documents import html

        sections = list(zip(spec.sections, text.sections, strict=True))
        return self._writer.page(text, html.body(sections), self.brand)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
