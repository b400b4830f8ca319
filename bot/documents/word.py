"""The specification as an editable Word file, in the styles of a base file that an operator may replace."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Cm, Length, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from bot.brand import Brand
from bot.documents import word_base, word_parts
from bot.documents.blocks import (
    Block,
    Boxes,
    Bullets,
    Figure,
    Heading,
    Line,
    Note,
    Numbers,
    PageBreak,
    Paragraph,
    Quote,
    Run,
    Table,
    plain,
)
from bot.documents.chart import matrix_png
from bot.documents.packing import packed
from bot.documents.writing import Text

PENDING = RGBColor(0xA1, 0x4A, 0x00)
PICTURE, LOGO = Cm(12.5), (Cm(6.5), Cm(2.2))
A4 = (Cm(21), Cm(2.2), Cm(2.2))
"""The width of a page and its margins, where the base file does not say."""
TO_SIGN = Cm(2.5)
"""The height of the row where people sign."""
CROWDED_MARGINS = (
    """<w:tblCellMar {ns}><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/></w:tblCellMar>"""
)
NUMBER = re.compile(r"^([0-9]+)\. ")


class Word:
    def __init__(self, templates: Path, brand: Brand) -> None:
        self._base, self._brand = (templates / "base.docx").read_bytes(), brand

    def render(self, text: Text) -> bytes:
        """Same text, same bytes."""
        document = docx.Document(BytesIO(self._base))
        word_base.complete(document)
        if self._brand.color:
            word_base.recolor(document, self._brand.color)
        _properties(document, text)
        page = _Page(document)
        page.edges(text)
        page.brand(self._brand)
        for block in text.printed_cover:
            # Without contents the document is short: no cover page either.
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
        return packed(out.getvalue())


def _properties(document: Document, text: Text) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.comments = text.title, text.author, ""
    properties.created = properties.modified = datetime.combine(text.issued, time(12), UTC)
    properties.last_modified_by, properties.revision = "", 1
    properties.language = "fr-FR"


class _Page:
    """Writes block after block; knows whether the next one begins a page and which number its heading has."""

    def __init__(self, document: Document) -> None:
        self.document = document
        section = document.sections[0]
        edges = (section.page_width, section.left_margin, section.right_margin)
        page, left, right = (edge or default for edge, default in zip(edges, A4, strict=True))
        self.width = Length(page - left - right)
        self.fresh = self.kept = False
        self.headings = 0
        pPr = document.styles["Heading 1"].element.pPr
        self.numbering = pPr is not None and pPr.numPr is not None

    def turn(self) -> None:
        """What comes next begins a page."""
        self.fresh = True

    def paragraph(self, style: str) -> WordParagraph:
        made = self.document.add_paragraph(style=style)
        if self.fresh:
            made.paragraph_format.page_break_before, self.fresh = True, False
        if self.kept:
            made.paragraph_format.keep_with_next = True
        return made

    def edges(self, text: Text) -> None:
        """Header, footer and watermark; the cover has no running title."""
        section: Section = self.document.sections[0]
        section.different_first_page_header_footer = True
        running = self._edge(section.header.paragraphs[0])
        running.add_run(f"{text.header}\t{text.reference}")
        for id, header in enumerate((section.header, section.first_page_header), start=1):
            if text.watermark:
                word_parts.watermark(header.paragraphs[0], text.watermark, id)
        for footer in (section.footer, section.first_page_footer):
            footer.paragraphs[0].add_run(text.notice)
            numbers = self._edge(footer.add_paragraph(style="Footer"))
            numbers.add_run(f"\t{text.page} ")
            word_parts.field(numbers, "PAGE", "1")
            numbers.add_run(" / ")
            word_parts.field(numbers, "NUMPAGES", "1")

    def _edge(self, paragraph: WordParagraph) -> WordParagraph:
        """A line whose text after a tab stands against the right margin."""
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
        """The titles, each with a link to its section; Word and LibreOffice compute the pages."""
        _write(self.paragraph(word_base.CONTENTS), (Run(text.contents),))
        entries = []
        for _, blocks in text.parts:
            for block in blocks:
                if isinstance(block, Heading) and block.level == 2:
                    entries.append((self.paragraph(word_base.ENTRY), plain(block.line)))
        word_parts.contents(entries)

    def cover(self, block: Block) -> None:
        """The same block in the larger letters of a cover."""
        if isinstance(block, Paragraph):
            _write(self.paragraph(word_base.COVER), block.line)
        else:
            self.add(block)

    def add(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Paragraph(line):
                _write(self.paragraph("Normal"), line)
            case Note(line):
                _write(self.paragraph(word_base.NOTE), line)
            case Quote(blocks):
                for inner in blocks:
                    if isinstance(inner, Paragraph):
                        _write(self.paragraph("Quote"), inner.line)
                    else:
                        self.add(inner)
            case Bullets(items):
                for item in items:
                    _write(self.paragraph("List Bullet"), item)
            case Numbers(first, items):
                list_id = word_parts.numbered(self.document, first)
                for item in items:
                    paragraph = self.paragraph("List Number")
                    paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = list_id
                    _write(paragraph, item)
            case Boxes(boxes):
                for ticked, line in boxes:
                    paragraph = self.paragraph(word_base.BOX)
                    word_parts.box(paragraph, ticked)
                    _write(paragraph, (Run(" "), *line))
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
                # The style counts: a section added in Word renumbers those that follow.
                line = (Run(first.text[typed.end() :], first.bold, first.emphasis), *others)
            elif self.numbering:
                paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 0
            _write(paragraph, line)
            word_parts.bookmark(paragraph, self.headings)
        else:
            _write(paragraph, line)

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
        rows = (block.head, *block.rows)
        table = self.document.add_table(len(rows), len(block.head), style=word_base.TABLE)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _look(table._tbl.tblPr, block)
        widths = [round(self.width * share) for share in block.shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        styles = self._cell_styles(block)
        # One look at the cells: asking the table for each of them grows with its square.
        cells = iter(table._cells)
        for number, row in enumerate(rows):
            for width, line in zip(widths, row, strict=True):
                cell = next(cells)
                cell.width = width
                paragraph = cell.paragraphs[0]
                # Rows that hold to the next one keep a table on one page; of a tall one, the head and its first row.
                holds = self.kept or number < (1 if block.tall else len(rows) - 1)
                to_fill = not (line or number == 0 or block.crowded)
                paragraph._p.style = styles[2] if to_fill else styles[not holds]
                _write(paragraph, line)
        for number, tr in enumerate(table._tbl.tr_lst):
            properties = tr.get_or_add_trPr()
            if number == 0 or block.whole[number - 1]:
                properties.append(OxmlElement("w:cantSplit"))
            if number == 0:
                properties.append(OxmlElement("w:tblHeader"))
        if self.kept:
            table.rows[-1].height = TO_SIGN
        self.paragraph(word_base.NOTE)

    def _cell_styles(self, block: Table) -> tuple[str, str, str]:
        """The style ids of a cell that holds to the next row, of the last row, and of a cell to fill."""
        kept, last = (
            (word_base.KEPT_SMALL_CELL, word_base.SMALL_CELL)
            if block.crowded
            else (word_base.KEPT_CELL, word_base.CELL)
        )
        ids = [self.document.styles[name].style_id for name in (kept, last, word_base.EMPTY_CELL)]
        return ids[0], ids[1], ids[2]


def _look(properties: docx.oxml.table.CT_TblPr, block: Table) -> None:
    """Which parts of the table style apply: the head, and the labels of a sheet."""
    look = properties.find(qn("w:tblLook"))
    for name, value in {
        "firstRow": 1,
        "lastRow": 0,
        "firstColumn": int(block.sheet),
        "lastColumn": 0,
        "noHBand": 1,
        "noVBand": 1,
    }.items():
        look.set(qn(f"w:{name}"), str(value))
    look.set(qn("w:val"), "06A0" if block.sheet else "0620")
    if block.crowded:
        look.addprevious(parse_xml(CROWDED_MARGINS.format(ns=nsdecls("w"))))


def _write(paragraph: WordParagraph, line: Line) -> None:
    for run in line:
        written = paragraph.add_run(run.text)
        if run.bold:
            written.bold = True
        if run.emphasis:
            written.italic, written.font.color.rgb = True, PENDING
