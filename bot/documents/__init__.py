"""The specification written out: PDF, Word, HTML, Markdown and chat pages, all from the same text."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Literal

from bot.brand import Brand
from bot.documents import chat, html
from bot.documents.pdf import Pdf
from bot.documents.word import Word
from bot.documents.writing import Text, Writer
from domain.specification import Specification

__all__ = ["Brand", "Documents", "Format"]

Format = Literal["pdf", "docx", "md", "html"]

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
LONGEST_NAME = 60
FOR = {"own": "", "provider": "consultation", "signature": "signature"}
"""What a file's name says of its reader: the company's own version must not leave by mistake."""
SOBER = Brand()


class Documents:
    """Safe to use from several threads; a PDF takes tens of milliseconds, so never on the event loop."""

    def __init__(self, templates: Path = TEMPLATES, brand: Brand = SOBER) -> None:
        self._brand = brand
        self._writer = Writer(templates)
        self._pdf = Pdf(templates, brand)
        self._word = Word(templates, brand)

    def render(self, spec: Specification, format: Format) -> bytes:
        """The document as a file; the same specification gives the same bytes, in any process."""
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

    def chat(self, spec: Specification) -> list[str]:
        """Telegram HTML messages, in order: at least one for each section, each under 4096 characters."""
        return chat.pages(self._writer.write(spec).sections)

    def filename(self, spec: Specification, format: Format) -> str:
        """ASCII letters, digits and hyphens: « cahier-des-charges-atelier-brindille-v0-1-consultation.pdf »."""
        company = _slug(spec.company or "")[:LONGEST_NAME].strip("-")
        parts = ("cahier-des-charges", company, f"v{_slug(spec.version)}", FOR[spec.reader])
        return "-".join(part for part in parts if part) + f".{format}"

    def _page(self, spec: Specification, text: Text) -> str:
        sections = list(zip(spec.sections, text.sections, strict=True))
        return self._writer.page(text, html.body(sections), self._brand)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
