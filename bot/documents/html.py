"""Lays blocks out as HTML elements, for a page template to contain."""

from __future__ import annotations

from base64 import b64encode
from html import escape

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
)
from bot.documents.chart import matrix_png


def body(sections: list[tuple[str, tuple[Block, ...]]]) -> str:
    """One `<section>` for each pair of id and blocks."""
    return "\n".join(
        f'<section id="{name}">\n' + "\n".join(_block(block) for block in blocks) + "\n</section>"
        for name, blocks in sections
    )


def _block(block: Block) -> str:
    match block:
        case Heading(level, line):
            return f"<h{level}>{_line(line)}</h{level}>"
        case Paragraph(line):
            return f"<p>{_line(line)}</p>"
        case Note(line):
            return f'<p class="note">{_line(line)}</p>'
        case Quote(blocks):
            return "<blockquote>\n" + "\n".join(_block(inner) for inner in blocks) + "\n</blockquote>"
        case Bullets(items):
            return f"<ul>\n{_items(items)}\n</ul>"
        case Numbers(first, items):
            start = "" if first == 1 else f' start="{first}"'
            return f"<ol{start}>\n{_items(items)}\n</ol>"
        case Boxes(boxes):
            ticked = "\n".join(f"<li>{'☑' if ticked else '☐'} {_line(line)}</li>" for ticked, line in boxes)
            return f'<ul class="boxes">\n{ticked}\n</ul>'
        case Table():
            return _table(block)
        case Figure(matrix, alt, caption):
            source = f"data:image/png;base64,{b64encode(matrix_png(matrix)).decode()}"
            image = f'<img src="{source}" alt="{escape(alt)}">'
            return f"<figure>{image}\n<figcaption>{escape(caption, quote=False)}</figcaption></figure>"
        case PageBreak():
            return "<hr>"


def _items(items: tuple[Line, ...]) -> str:
    return "\n".join(f"<li>{_line(item)}</li>" for item in items)


def _table(table: Table) -> str:
    """The table in a frame that scrolls, so that a wide one does not shrink the page on a phone."""
    kind = ' class="crowded"' if table.is_crowded else ' class="sheet"' if table.sheet else ""
    titles = "".join(f'<th scope="col">{_line(cell)}</th>' for cell in table.head)
    lines = "\n".join("<tr>" + "".join(f"<td>{_line(cell)}</td>" for cell in row) + "</tr>" for row in table.rows)
    body = f"<thead><tr>{titles}</tr></thead>\n<tbody>\n{lines}\n</tbody>"
    return f'<div class="frame"><table{kind}>\n{body}\n</table></div>'


def _line(line: Line) -> str:
    return "".join(_run(run) for run in line)


def _run(run: Run) -> str:
    text = escape(run.text, quote=False)
    if run.emphasis:
        text = f"<em>{text}</em>"
    return f"<strong>{text}</strong>" if run.bold else text
