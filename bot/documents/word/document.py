"""Lays a document out as an editable Word file, in the styles of the base file."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.section import Section
from docx.shared import Cm, Length
from docx.text.paragraph import Paragraph as WordParagraph

from bot.documents.blocks import (
    Block,
    Boxes,
    Bullets,
    Figure,
    Heading,
    Note,
    Numbers,
    PageBreak,
    Paragraph,
    Quote,
    Run,
    Table,
    plain,
)
from bot.documents.brand import Brand
from bot.documents.chart import matrix_png
from bot.documents.word import base as word_base
from bot.documents.word import parts
from bot.documents.word.packing import repack
from bot.documents.word.tables import add_table
from bot.documents.writing import Text

PICTURE, LOGO = Cm(12.5), (Cm(6.5), Cm(2.2))
A4 = (Cm(21), Cm(2.2), Cm(2.2))
"""Width of a page and its margins, where the base file gives none."""
NUMBER = re.compile(r"^([0-9]+)\. ")


class Word:
    def __init__(self, templates: Path, brand: Brand) -> None:
        document = docx.Document(str(templates / "base.docx"))
        word_base.complete(document)
        if brand.color:
            word_base.recolor(document, brand.color)
        base = BytesIO()
        document.save(base)
        self._base, self._brand = base.getvalue(), brand
        # Read once: python-docx searches two hundred styles for each one.
        self._ids = {str(style.name): style.style_id for style in document.styles}

    def render(self, text: Text) -> bytes:
        """The file; the same text gives the same bytes."""
        document = docx.Document(BytesIO(self._base))
        _properties(document, text)
        page = _Page(document, self._ids)
        page.edges(text)
        page.brand(self._brand)
        for block in text.cover:
            # A document without a table of contents is short and needs no cover page.
            (page.cover if text.contents else page.add)(block)
        if text.contents:
            page.turn()
            page.contents(text)
        for apart, blocks in text.parts:
            if apart:
                page.turn()
            page.kept = apart
            for block in blocks:
                page.add(block)
            if apart:
                page.turn()
        out = BytesIO()
        document.save(out)
        return repack(out.getvalue())


def _properties(document: Document, text: Text) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.comments = text.title, text.author, ""
    properties.created = properties.modified = datetime.combine(text.issued, time(12), UTC)
    properties.last_modified_by, properties.revision = "", 1
    properties.language = "fr-FR"


class _Page:
    """Writes blocks in order. `fresh`: the next one begins a page; `kept`: blocks stay on one page."""

    def __init__(self, document: Document, ids: dict[str, str]) -> None:
        self.document, self.ids = document, ids
        section = document.sections[0]
        edges = (section.page_width, section.left_margin, section.right_margin)
        page, left, right = (edge or default for edge, default in zip(edges, A4, strict=True))
        self.width = Length(page - left - right)
        self.fresh = self.kept = False
        self.headings = 0
        pPr = document.styles["Heading 1"].element.pPr
        self.numbering = pPr is not None and pPr.numPr is not None

    def turn(self) -> None:
        """Begin a page with the next paragraph."""
        self.fresh = True

    def paragraph(self, style: str) -> WordParagraph:
        made = self.document.add_paragraph()
        parts.begin(made, self.ids[style])
        if self.fresh:
            made.paragraph_format.page_break_before, self.fresh = True, False
        if self.kept:
            made.paragraph_format.keep_with_next = True
        return made

    def edges(self, text: Text) -> None:
        """Write header, footer and watermark; the cover has no running title."""
        section: Section = self.document.sections[0]
        section.different_first_page_header_footer = True
        running = self._edge(section.header.paragraphs[0])
        running.add_run(f"{text.header}\t{text.reference}")
        for id, header in enumerate((section.header, section.first_page_header), start=1):
            if text.watermark:
                parts.watermark(header.paragraphs[0], text.watermark, id)
        for footer in (section.footer, section.first_page_footer):
            footer.paragraphs[0].add_run(text.notice)
            numbers = self._edge(footer.add_paragraph(style="Footer"))
            numbers.add_run(f"\t{text.page} ")
            parts.field(numbers, "PAGE", "1")
            numbers.add_run(" / ")
            parts.field(numbers, "NUMPAGES", "1")

    def _edge(self, paragraph: WordParagraph) -> WordParagraph:
        """Align what follows a tab with the right margin."""
        paragraph.paragraph_format.tab_stops.add_tab_stop(self.width, WD_TAB_ALIGNMENT.RIGHT)
        return paragraph

    def brand(self, brand: Brand) -> None:
        paragraph = self.paragraph(word_base.BRAND)
        if not brand.logo:
            paragraph.add_run(brand.name)
            return
        picture = paragraph.add_run().add_picture(BytesIO(brand.logo))
        share = min(most / size for most, size in zip(LOGO, (picture.width, picture.height), strict=True))
        picture.width, picture.height = round(picture.width * share), round(picture.height * share)
        picture._inline.docPr.set("descr", brand.name)

    def contents(self, text: Text) -> None:
        """Write the table of contents: titles with links; Word and LibreOffice add the page numbers."""
        parts.write(self.paragraph(word_base.CONTENTS), (Run(text.contents),))
        entries = []
        for _, blocks in text.parts:
            for block in blocks:
                if isinstance(block, Heading) and block.level == 2:
                    entries.append((self.paragraph(word_base.ENTRY), plain(block.line)))
        parts.contents(entries)

    def cover(self, block: Block) -> None:
        """Write a block in the larger letters of the cover."""
        if isinstance(block, Paragraph):
            parts.write(self.paragraph(word_base.COVER), block.line)
        else:
            self.add(block)

    def add(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Paragraph(line, leads):
                paragraph = self.paragraph("Normal")
                if leads:
                    paragraph.paragraph_format.keep_with_next = True
                parts.write(paragraph, line)
            case Note(line):
                parts.write(self.paragraph(word_base.NOTE), line)
            case Quote(blocks):
                for inner in blocks:
                    if isinstance(inner, Paragraph):
                        parts.write(self.paragraph("Quote"), inner.line)
                    else:
                        self.add(inner)
            case Bullets(items):
                for item in items:
                    parts.write(self.paragraph("List Bullet"), item)
            case Numbers(first, items):
                list_id = parts.numbered_list(self.document, first)
                for item in items:
                    paragraph = self.paragraph("List Number")
                    paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = list_id
                    parts.write(paragraph, item)
            case Boxes(boxes):
                for ticked, line in boxes:
                    paragraph = self.paragraph(word_base.BOX)
                    parts.box(paragraph, ticked)
                    parts.write(paragraph, (Run(" "), *line))
            case Table():
                self._table(block)
            case Figure():
                self._figure(block)
            case PageBreak():
                self.turn()

    def _heading(self, block: Heading) -> None:
        style = "Title" if block.level == 1 else f"Heading {min(block.level - 1, 4)}"
        paragraph, line = self.paragraph(style), block.line
        if block.level == 2:
            self.headings += 1
            first, *others = line
            typed = NUMBER.match(first.text)
            if self.numbering and typed and int(typed[1]) == self.headings:
                # The style numbers the heading itself, so that a section added in Word renumbers the others.
                line = (Run(first.text[typed.end() :], first.bold, first.emphasis), *others)
            elif self.numbering:
                paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 0
            parts.write(paragraph, line)
            parts.bookmark(paragraph, self.headings)
        else:
            parts.write(paragraph, line)

    def _figure(self, block: Figure) -> None:
        paragraph = self.paragraph("Normal")
        paragraph.alignment, paragraph.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
        picture = paragraph.add_run().add_picture(BytesIO(matrix_png(block.matrix)), width=PICTURE)
        picture._inline.docPr.set("descr", block.alt)
        caption = self.paragraph("Caption")
        caption.add_run(block.caption)
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _table(self, block: Table) -> None:
        if self.fresh:  # only a paragraph can begin a page
            self.paragraph(word_base.NOTE)
        add_table(self.document, block, self.ids, self.width, self.kept)
        self.paragraph(word_base.NOTE)
