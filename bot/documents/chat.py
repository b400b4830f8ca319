"""The specification as Telegram messages: pages of its HTML, a section after the other, tables as lines."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bot.documents.blocks import Block, Bullets, Heading, Line, PageBreak, Paragraph, Quote, Run, Table

LONGEST = 3900
"""UTF-16 units a page may hold once parsed; Telegram refuses above 4096."""
COLON = "\u00a0: "


def pages(sections: list[tuple[Block, ...]]) -> list[str]:
    """One page per section, or more when it is long."""
    return [page for section in sections for page in _pages(section)]


def _pages(section: tuple[Block, ...]) -> Iterator[str]:
    page: list[str] = []
    room = LONGEST
    for block in section:
        for gap, lines in _paragraphs(block):
            for piece in (part for whole in lines for part in _cut(whole)):
                size = _size(piece) + len(gap)
                if page and size > room:
                    yield "".join(page).strip("\n")
                    page, room = [], LONGEST
                page.append(gap + _html(piece, quoted=isinstance(block, Quote)))
                room -= size
                gap = "\n"
    if page:
        yield "".join(page).strip("\n")


def _paragraphs(block: Block) -> Iterator[tuple[str, list[Line]]]:
    """The lines of a block, in groups that begin after a gap."""
    match block:
        case Heading(_, line):
            yield "\n\n", [_bold(line)]
        case Paragraph(line) | Quote(line):
            yield "\n\n", [line]
        case Bullets(items):
            yield "\n\n", [(Run("• "), *item) for item in items]
        case Table(head, rows) if len(head) == 2:
            yield "\n\n", [(*_bold(label), Run(COLON), *value) for label, value in (head, *rows)]
        case Table(head, rows):
            # Empty cells wait for a pen: a message has nothing to say of them.
            for first, *cells in (row for row in rows if any(row[1:])):
                labelled = zip(head[1:], cells, strict=True)
                yield "\n\n", [_bold(first), *((*label, Run(COLON), *cell) for label, cell in labelled)]
        case PageBreak():
            return


def _bold(line: Line) -> Line:
    return tuple(Run(run.text, True, run.emphasis) for run in line)


def _size(line: Line) -> int:
    return sum(len(run.text.encode("utf-16-le")) // 2 for run in line)


def _cut(line: Line) -> Iterator[Line]:
    """The line in parts that each fit on a page, cut between words where there are words."""
    part: list[Run] = []
    room = LONGEST
    for run in line:
        text = run.text
        # A character takes at most two units, so half the room always fits.
        while _size((Run(text),)) > room:
            end = text.rfind(" ", 0, room // 2) + 1 or room // 2
            yield (*part, Run(text[:end], run.bold, run.emphasis))
            part, room, text = [], LONGEST, text[end:]
        part.append(Run(text, run.bold, run.emphasis))
        room -= _size((part[-1],))
    if part:
        yield tuple(part)


def _html(line: Line, quoted: bool) -> str:
    text = "".join(_run(run) for run in line)
    return f"<blockquote expandable>{text}</blockquote>" if quoted else text


def _run(run: Run) -> str:
    text = escape(run.text, quote=False)
    if run.emphasis:
        text = f"<i>{text}</i>"
    return f"<b>{text}</b>" if run.bold else text
