"""The specification's blocks as HTML elements, for the page around them to hold."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from bot.documents.blocks import Block, Bullets, Figure, Heading, Line, PageBreak, Paragraph, Quote, Run, Table
from bot.documents.chart import matrix_png


def body(sections: list[tuple[str, tuple[Block, ...]]]) -> str:
    """One `<section>` for each id and its blocks."""
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
        case Quote(line):
            return f"<blockquote><p>{_line(line)}</p></blockquote>"
        case Bullets(items):
            return "<ul>\n" + "\n".join(f"<li>{_line(item)}</li>" for item in items) + "\n</ul>"
        case Table(head, rows):
            titles = "".join(f'<th scope="col">{_line(cell)}</th>' for cell in head)
            lines = "\n".join("<tr>" + "".join(f"<td>{_line(cell)}</td>" for cell in row) + "</tr>" for row in rows)
            return f"<table>\n<thead><tr>{titles}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>"
        case Figure(matrix, alt, caption):
            source = f"data:image/png;base64,{b64encode(matrix_png(matrix)).decode()}"
            image = f'<img src="{source}" alt="{escape(alt)}">'
            return f"<figure>{image}\n<figcaption>{escape(caption, quote=False)}</figcaption></figure>"
        case PageBreak():
            return "<hr>"


def _line(line: Line) -> str:
    return "".join(_run(run) for run in line)


def _run(run: Run) -> str:
    text = escape(run.text, quote=False)
    if run.emphasis:
        text = f"<em>{text}</em>"
    return f"<strong>{text}</strong>" if run.bold else text
