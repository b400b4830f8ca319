"""The text a person reads in each output."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from html.parser import HTMLParser
from io import BytesIO

import pypdfium2

from bot.documents import Documents, Format
from domain.specification.document import Specification

WORD_TEXT = re.compile(r"word/(document|header|footer)\d*\.xml")
FOOT, HEAD = 72.0, 772.0
"""Points from the bottom of a PDF page: its text stands between its foot and its head."""


def rendered_words(documents: Documents, spec: Specification, format: Format) -> str:
    """The words of the file this specification makes."""
    return file_words(documents.render(spec, format), format)


def file_words(content: bytes, format: Format) -> str:
    """The words of a file, as a reader sees them, without what only separates them."""
    match format:
        case "md":
            text = re.sub(r"\\(.)", r"\1", content.decode())
        case "html":
            text = unescape(re.sub(r"<[^>]*>", "", content.decode().split("<body>")[1]))
        case "docx":
            with zipfile.ZipFile(BytesIO(content)) as archive:
                parts = [archive.read(part).decode() for part in archive.namelist() if WORD_TEXT.match(part)]
            text = unescape(re.sub(r"<[^>]*>", "", "".join(parts)))
        case "pdf":
            pdf = pypdfium2.PdfDocument(content)
            pages = [page.get_textpage() for page in pdf]
            # First what runs on from page to page, then all that is on each.
            running = [page.get_text_bounded(bottom=FOOT, top=HEAD) for page in pages]
            text = "".join(running + [page.get_text_range() for page in pages])
            pdf.close()
    return letters_and_digits(text)


def word_part(content: bytes, name: str) -> str:
    """The XML of one part of a Word file."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode()


def letters_and_digits(text: str) -> str:
    """Letters and digits alone: line breaks and hyphens differ from one output to another."""
    return re.sub(r"[\W_]", "", text)


class ChatText(HTMLParser):
    """Reads a chat message and refuses what Telegram would refuse."""

    def __init__(self, message: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._open: list[str] = []
        self.feed(message)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("b", "i", "u", "s", "code", "blockquote")
        assert attrs == ([("expandable", None)] if tag == "blockquote" else [])
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
