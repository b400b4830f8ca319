"""Writes the parts of a Word file: styled text, fields, table of contents, numbered lists, boxes, watermark."""

from __future__ import annotations

from html import escape

from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from bot.documents.blocks import Line

PENDING = "A14A00"
RUN, LOOK, TEXT = qn("w:r"), qn("w:rPr"), qn("w:t")
BOLD, ITALIC, COLOR, VALUE = qn("w:b"), qn("w:i"), qn("w:color"), qn("w:val")
LAYOUT, STYLE = qn("w:pPr"), qn("w:pStyle")
MARK = "_Toc{number:06d}"
WATERMARK = """<w:r {ns} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w10="urn:schemas-microsoft-com:office:word"><w:rPr><w:noProof/></w:rPr><w:pict><v:shapetype id="_x0000_t136"
coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas>
<v:f eqn="sum #0 0 10800"/>
<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>
<v:f eqn="if @0 @3 0"/>
<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>
<v:f eqn="mid @8 @5"/>
<v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="custom"
o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>
</v:shapetype><v:shape id="PowerPlusWaterMarkObject{id}" type="#_x0000_t136" style="position:absolute;margin-left:0;
margin-top:0;width:400pt;height:130pt;rotation:308;z-index:-251658752;mso-position-horizontal:center;
mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin"
o:allowincell="f" fillcolor="#f0f0f0" stroked="f"><v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt"
string="{text}"/><w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict></w:r>"""
BOX = """<w:sdt {ns} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:sdtPr><w14:checkbox>
<w14:checked w14:val="{ticked}"/><w14:checkedState w14:val="2611" w14:font="MS Gothic"/>
<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr>
<w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic" w:hint="eastAsia"/></w:rPr>
<w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"""


def begin(paragraph: Paragraph, style: str) -> None:
    """Set the style of an empty paragraph, by the style's id."""
    # python-docx would do it, but slowly: it searches the place of each part and reads text letter by letter.
    _child(_child(paragraph._p, LAYOUT), STYLE).set(VALUE, style)


def write(paragraph: Paragraph, line: Line) -> None:
    """Add the runs of the line to the paragraph."""
    for run in line:
        written = _child(paragraph._p, RUN)
        if run.bold or run.emphasis:
            look = _child(written, LOOK)
            if run.bold:
                _child(look, BOLD)
            if run.emphasis:
                _child(look, ITALIC)
                _child(look, COLOR).set(VALUE, PENDING)
        if run.text:
            text = _child(written, TEXT)
            text.text = run.text
            if run.text != run.text.strip():
                text.set(qn("xml:space"), "preserve")


def field(paragraph: Paragraph, code: str, shown: str) -> None:
    """Add a field to the paragraph; `shown` stands for its value until it is computed."""
    _begin(paragraph, f" {code} ")
    paragraph.add_run(shown)
    _mark(paragraph, "end")


def bookmark(paragraph: Paragraph, number: int) -> None:
    """Mark the paragraph as the target of the table of contents' entry of this number."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), MARK.format(number=number))
    runs = [child for child in paragraph._p if child.tag == qn("w:r")]
    runs[0].addprevious(start)
    runs[-1].addnext(end)


def contents(entries: list[tuple[Paragraph, str]]) -> None:
    """Make a table of contents of these paragraphs: each gets its title and a link to its bookmark.

    Only Word and LibreOffice know the page numbers and add them when the table is updated; none is guessed here.
    """
    for number, (paragraph, title) in enumerate(entries, start=1):
        if number == 1:
            _begin(paragraph, ' TOC \\o "1-1" \\h \\z \\u ')
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), MARK.format(number=number))
        link.set(qn("w:history"), "1")
        link.append(paragraph.add_run(title)._r)
        paragraph._p.append(link)
        if number == len(entries):
            _mark(paragraph, "end")


def numbered_list(document: Document, first: int) -> int:
    """Define a numbered list that begins at `first`; its id."""
    style = document.styles["List Number"].element
    numbering = document.part.numbering_part.element
    known = numbering.num_having_numId(style.pPr.numPr.numId.val)
    made = numbering.add_num(known.abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(first)
    return int(made.numId)


def box(paragraph: Paragraph, ticked: bool) -> None:
    """Add a box that can be ticked to the paragraph."""
    sign = "☑" if ticked else "☐"
    paragraph._p.append(parse_xml(BOX.format(ns=nsdecls("w"), ticked=int(ticked), sign=sign)))


def watermark(paragraph: Paragraph, text: str, id: int) -> None:
    """Print `text` in large grey letters behind the pages whose header has this paragraph."""
    paragraph._p.append(parse_xml(WATERMARK.format(ns=nsdecls("w"), text=escape(text), id=id)))


def _child(parent: BaseOxmlElement, tag: str) -> BaseOxmlElement:
    """A new last child of `parent`; the caller adds children in the order the format requires."""
    child: BaseOxmlElement = parent.makeelement(tag)
    parent.append(child)
    return child


def _begin(paragraph: Paragraph, code: str) -> None:
    _mark(paragraph, "begin")
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = code
    paragraph.add_run()._r.append(instruction)
    _mark(paragraph, "separate")


def _mark(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)
