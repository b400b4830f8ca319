"""The words of the files the bot sends, with ordinary spaces."""

from __future__ import annotations

import io

import docx
import pypdfium2

from tests.bot.conversation import plain


def pdf_text(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(plain(page.get_textpage().get_text_range()) for page in pages).split())


def word_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return plain("\n".join([paragraph.text for paragraph in document.paragraphs] + cells))
