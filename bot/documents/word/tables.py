"""Writes a table in a Word file: widths, rows kept on one page, empty cells to fill in by hand."""

from __future__ import annotations

from collections.abc import Mapping

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.table import CT_TblPr
from docx.shared import Cm, Length
from docx.table import Table as WordTable

from bot.documents.blocks import Table
from bot.documents.word import base
from bot.documents.word.parts import begin, write

TO_SIGN = Cm(2.5)
"""Height of the row for signatures."""
CROWDED_MARGINS = """<w:tblCellMar {ns}>
<w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/></w:tblCellMar>"""


def add_table(document: Document, block: Table, ids: Mapping[str, str], width: Length, signed: bool) -> None:
    """Add the table to the document. `ids`: style name → id; `signed`: a table of signatures, kept whole."""
    table = document.add_table(len(block.rows) + 1, len(block.head))
    table._tbl.tblStyle_val = ids[base.TABLE]
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _look(table._tbl.tblPr, block)
    _cells(table, block, ids, width, signed)
    for tr, whole in zip(table._tbl.tr_lst, (True, *block.whole), strict=True):
        if whole:
            tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table._tbl.tr_lst[0].get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    if signed:
        table.rows[-1].height = TO_SIGN


def _cells(table: WordTable, block: Table, ids: Mapping[str, str], width: Length, signed: bool) -> None:
    kept, last = (base.KEPT_CELL, base.CELL)
    if block.is_crowded:
        kept, last = (base.KEPT_SMALL_CELL, base.SMALL_CELL)
    widths = [Length(round(width * share)) for share in block.shares]
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
    # Rows kept with the next one hold a table on one page; of a tall table, only the head is kept with the first row.
    kept_rows = 1 if block.is_tall else len(block.rows)
    # All cells are read at once: asking the table for each cell takes quadratic time.
    cells = iter(table._cells)
    for number, row in enumerate((block.head, *block.rows)):
        for wide, line in zip(widths, row, strict=True):
            cell = next(cells)
            cell.width = wide
            paragraph = cell.paragraphs[0]
            to_fill = not (line or number == 0 or block.is_crowded)
            style = base.EMPTY_CELL if to_fill else kept if signed or number < kept_rows else last
            begin(paragraph, ids[style])
            write(paragraph, line)


def _look(properties: CT_TblPr, block: Table) -> None:
    """Say which parts of the table style apply: the head, and the labels of a sheet."""
    look = properties.find(qn("w:tblLook"))
    parts = {"firstRow": 1, "lastRow": 0, "firstColumn": int(block.sheet), "lastColumn": 0, "noHBand": 1, "noVBand": 1}
    for name, value in parts.items():
        look.set(qn(f"w:{name}"), str(value))
    look.set(qn("w:val"), "06A0" if block.sheet else "0620")
    if block.is_crowded:
        look.addprevious(parse_xml(CROWDED_MARGINS.format(ns=nsdecls("w"))))
