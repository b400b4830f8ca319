"""The base file of Word documents, with every style they use; `make golden` rewrites `templates/base.docx`.
An operator may replace that file to restyle all documents; styles it lacks are added from here.
"""

from __future__ import annotations

from io import BytesIO

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from bot.documents.brand import ACCENT, tint
from bot.documents.word.packing import repack

FONT = "Arial"
FAINT = RGBColor(0x5A, 0x5A, 0x5A)
CELL, KEPT_CELL, EMPTY_CELL = "Relais Cell", "Relais Cell Kept", "Relais Cell To Fill"
SMALL_CELL, KEPT_SMALL_CELL = "Relais Small Cell", "Relais Small Cell Kept"
NOTE, BOX, BRAND, COVER = "Relais Note", "Relais Box", "Relais Brand", "Relais Cover"
TABLE, CONTENTS, ENTRY = "Relais Table", "Relais Contents", "toc 1"
HEADINGS = ("Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4")
TINT = 0.88
NUMBERING = """<w:abstractNum {ns} w:abstractNumId="{id}"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="{style}"/><w:suff w:val="space"/>
<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>
</w:abstractNum>"""
TABLE_STYLE = """<w:style {ns} w:type="table" w:customStyle="1" w:styleId="RelaisTable"><w:name w:val="{name}"/>
<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
<w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr>
<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{tint}"/></w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="firstCol">
<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{lighter}"/></w:tcPr></w:tblStylePr></w:style>"""
BAR = """<w:pBdr {ns}><w:left w:val="single" w:sz="{width}" w:space="{space}" w:color="{color}"/></w:pBdr>"""
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def base() -> bytes:
    """The content of the base file, made from python-docx's empty document: the same bytes each time."""
    document = docx.Document()
    _page(document)
    _text(document)
    _headings(document)
    for name in ("List Bullet", "List Number", "Quote", "Caption", "Header", "Footer"):
        _plain(document.styles[name])
    complete(document)
    properties = document.core_properties
    properties.title = properties.author = properties.comments = ""
    properties.language = "fr-FR"
    out = BytesIO()
    document.save(out)
    return repack(out.getvalue())


def complete(document: Document) -> None:
    """Add those of our styles that the document lacks; change none it has."""
    styles = document.styles
    known = {style.name for style in styles}
    for name, size, before, after, kept in (
        (CELL, 9.5, 2, 2, False),
        (KEPT_CELL, 9.5, 2, 2, True),
        (EMPTY_CELL, 9.5, 2, 16, True),
        (SMALL_CELL, 8, 1, 1, False),
        (KEPT_SMALL_CELL, 8, 1, 1, True),
        (NOTE, 8, 0, 6, False),
        (BOX, 10, 0, 3, False),
        (BRAND, 12, 0, 0, False),
        (COVER, 13, 6, 8, False),
        (CONTENTS, 15, 0, 8, True),
        (ENTRY, 10, 0, 4, False),
    ):
        if name in known and styles[name].type == WD_STYLE_TYPE.PARAGRAPH:
            continue
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name == ENTRY)
        style.base_style, style.font.size = styles["Normal"], Pt(size)
        layout = style.paragraph_format
        layout.space_before, layout.space_after, layout.keep_with_next = Pt(before), Pt(after), kept
        if name == NOTE:
            style.font.color.rgb = FAINT
        if name in (BRAND, CONTENTS):
            style.font.bold, style.font.color.rgb = True, RGBColor.from_string(ACCENT[1:].upper())
        if name == ENTRY:
            # For the page numbers that Word adds when the table is updated.
            layout.tab_stops.add_tab_stop(Cm(16.6), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        if name == BOX:
            layout.left_indent, layout.first_line_indent = Cm(0.75), Cm(-0.6)
    if TABLE not in known:
        styles.element.append(_table_style())


def recolor(document: Document, color: str) -> None:
    """Give the headings and the heads of tables this colour (`#RRGGBB`)."""
    for name in (*HEADINGS, BRAND, CONTENTS):
        document.styles[name].font.color.rgb = RGBColor.from_string(color[1:].upper())
    for bar in document.styles["Title"].element.iter(qn("w:left")):
        bar.set(qn("w:color"), color[1:].upper())
    for shade, white in zip(document.styles[TABLE].element.iter(qn("w:shd")), (TINT, 0.95), strict=False):
        shade.set(qn("w:fill"), tint(color, white)[1:].upper())


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.4)
    section.different_first_page_header_footer = True


def _text(document: Document) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10)
    normal.paragraph_format.space_after = Pt(6)
    for properties in (
        normal.element.get_or_add_rPr(),
        document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}"),
    ):
        for language in properties.findall(qn("w:lang")):
            properties.remove(language)
        language = OxmlElement("w:lang")
        for name in ("val", "eastAsia"):
            language.set(qn(f"w:{name}"), "fr-FR")
        properties.append(language)


def _headings(document: Document) -> None:
    for name, size, before in zip(HEADINGS, (30, 15, 12.5, 11, 10), (90, 18, 14, 10, 8), strict=True):
        style = document.styles[name]
        _plain(style)
        style.font.size, style.font.bold, style.font.italic = Pt(size), True, name == "Heading 4"
        style.font.color.rgb = RGBColor.from_string(ACCENT[1:].upper())
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(6)
        style.paragraph_format.keep_with_next = True
    first = document.styles["Heading 1"]
    numbering = document.part.numbering_part.element
    id = 1 + max(int(each.get(qn("w:abstractNumId"))) for each in numbering.findall(qn("w:abstractNum")))
    abstract = parse_xml(NUMBERING.format(ns=nsdecls("w"), id=id, style=first.style_id))
    numbering.insert(len(numbering.findall(qn("w:abstractNum"))), abstract)
    properties = first.element.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = numbering.add_num(id).numId
    document.styles["Quote"].paragraph_format.left_indent = Cm(0.6)
    for name, width, space, color in (("Title", 32, 10, ACCENT), ("Quote", 18, 8, tint(ACCENT, 0.6))):
        _bar(document.styles[name], width, space, color)
    for name, size in (("Quote", 10), ("Caption", 9), ("Header", 8), ("Footer", 7.5)):
        style = document.styles[name]
        style.font.italic, style.font.bold, style.font.size, style.font.color.rgb = False, False, Pt(size), FAINT
    for name in ("Header", "Footer"):
        document.styles[name].paragraph_format.tab_stops.clear_all()


def _bar(style: ParagraphStyle, width: int, space: int, color: str) -> None:
    """Put a vertical line before the paragraph in place of any border; `width` is in eighths of a point."""
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
    bar = parse_xml(BAR.format(ns=nsdecls("w"), width=width, space=space, color=color[1:].upper()))
    properties.insert_element_before(
        bar,
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:spacing",
        "w:ind",
        "w:contextualSpacing",
        "w:jc",
        "w:outlineLvl",
    )


def _plain(style: ParagraphStyle) -> None:
    """Use our font instead of the theme's."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    style.font.name = FONT


def _table_style() -> BaseOxmlElement:
    border = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="BEBEBE"/>'
    return parse_xml(
        TABLE_STYLE.format(
            ns=nsdecls("w"),
            name=TABLE,
            borders="".join(border.format(side=side) for side in SIDES),
            tint=tint(ACCENT, TINT)[1:].upper(),
            lighter=tint(ACCENT, 0.95)[1:].upper(),
        )
    )
