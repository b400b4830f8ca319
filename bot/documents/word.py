"""The specification as an editable Word file."""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from bot.documents.blocks import Block, Bullets, Figure, Heading, Line, PageBreak, Paragraph, Quote, Table
from bot.documents.chart import matrix_png
from bot.documents.writing import Text

ACCENT, PENDING, FAINT = RGBColor(0x1F, 0x4E, 0x79), RGBColor(0xA1, 0x4A, 0x00), RGBColor(0x5A, 0x5A, 0x5A)
WIDTH = Cm(16.6)
MARGIN = Cm(2.2)
PICTURE = Cm(12.5)
FONT = "Arial"
CELL, KEPT_CELL, EMPTY_CELL, BREAK = "Cell", "CellKept", "CellEmpty", "NewPage"


def render(text: Text) -> bytes:
    document = docx.Document()
    _style(document)
    when = datetime.combine(text.issued, time(12), UTC)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = text.title, text.author, ""
    properties.created = properties.modified = when
    properties.language = "fr-FR"
    _page(document.sections[0], text)
    for block in text.cover:
        _add(document, block)
    _write(document.add_paragraph(style=BREAK), ())
    for block in text.body:
        _add(document, block)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _style(document: Document) -> None:
    """Everything that sets the look: fonts, colours, spacing, language."""
    styles = document.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10)
    normal.paragraph_format.space_after = Pt(6)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    normal.element.get_or_add_rPr().append(language)
    for name, size, before in (
        ("Title", 30, 120),
        ("Heading 1", 15, 18),
        ("Heading 2", 12.5, 14),
        ("Heading 3", 11, 10),
    ):
        style = styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), ACCENT
        style.font.bold = True
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(6)
        style.paragraph_format.keep_with_next = True
    for name, after in ((CELL, 3), (KEPT_CELL, 3), (EMPTY_CELL, 16)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(2), Pt(after)
        style.paragraph_format.keep_with_next = name != CELL
    styles.add_style(BREAK, WD_STYLE_TYPE.PARAGRAPH).paragraph_format.page_break_before = True
    caption = styles["Caption"].font
    caption.bold, caption.size, caption.color.rgb = False, Pt(9), FAINT
    quote = styles["Quote"]
    quote.font.italic, quote.font.color.rgb = False, FAINT
    quote.paragraph_format.left_indent = Cm(0.6)
    for name in ("Header", "Footer"):
        styles[name].font.size, styles[name].font.color.rgb = Pt(8), FAINT
        styles[name].paragraph_format.tab_stops.clear_all()


def _page(section: Section, text: Text) -> None:
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = MARGIN
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.4)
    section.different_first_page_header_footer = True
    _edge(section.header.paragraphs[0]).add_run(f"{text.header}\t{text.reference}")
    for footer in (section.footer, section.first_page_footer):
        footer.paragraphs[0].add_run(text.notice)
        numbers = _edge(footer.add_paragraph(style="Footer"))
        numbers.add_run(f"\t{text.page} ")
        _field(numbers, "PAGE")
        numbers.add_run(" / ")
        _field(numbers, "NUMPAGES")


def _edge(paragraph: WordParagraph) -> WordParagraph:
    """A header or footer line whose text after a tab stands against the right margin."""
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    return paragraph


def _field(paragraph: WordParagraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)


def _add(document: Document, block: Block) -> None:
    match block:
        case Heading(1, line):
            _write(document.add_paragraph(style="Title"), line)
        case Heading(level, line):
            _write(document.add_paragraph(style=f"Heading {level - 1}"), line)
        case Paragraph(line):
            _write(document.add_paragraph(), line)
        case Quote(line):
            _write(document.add_paragraph(style="Quote"), line)
        case Bullets(items):
            for item in items:
                _write(document.add_paragraph(style="List Bullet"), item)
        case Table():
            _table(document, block)
        case Figure():
            _figure(document, block)
        case PageBreak():
            _write(document.add_paragraph(style=BREAK), ())


def _write(paragraph: WordParagraph, line: Line, bold: bool = False) -> None:
    for run in line:
        written = paragraph.add_run(run.text)
        if run.bold or bold:
            written.bold = True
        if run.emphasis:
            written.italic, written.font.color.rgb = True, PENDING


def _figure(document: Document, block: Figure) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment, paragraph.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    picture = paragraph.add_run().add_picture(BytesIO(matrix_png(block.matrix)), width=PICTURE)
    picture._inline.docPr.set("descr", block.alt)
    document.add_paragraph(block.caption, style="Caption").alignment = WD_ALIGN_PARAGRAPH.CENTER


def _table(document: Document, block: Table) -> None:
    rows = (block.head, *block.rows)
    table = document.add_table(len(rows), len(block.head), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = [round(WIDTH * share) for share in block.shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    # One look at the cells: asking the table for each of them grows with its square.
    cells = iter(table._cells)
    for number, row in enumerate(rows):
        for width, line in zip(widths, row, strict=True):
            cell = next(cells)
            cell.width = width
            paragraph = cell.paragraphs[0]
            # Rows that hold to the next one keep a table on one page, as long as it fits there.
            last = number == len(rows) - 1
            kept = CELL if last else KEPT_CELL
            paragraph._p.style = kept if line or number == 0 else EMPTY_CELL
            _write(paragraph, line, bold=number == 0)
    _rows(table)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _rows(table: WordTable) -> None:
    """The head repeats on every page, tinted; no row is cut by a page end unless it is longer than a page."""
    for number, row in enumerate(table._tbl.tr_lst):
        properties = row.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number:
            continue
        properties.append(OxmlElement("w:tblHeader"))
        for cell in row.tc_lst:
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), "E4EAF0")
            cell.get_or_add_tcPr().append(shade)
