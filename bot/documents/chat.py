"""Lays a document out as Telegram messages in HTML: a page or more a section, tables as lines."""

from __future__ import annotations

from collections.abc import Iterator
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

LONGEST = 3900
"""UTF-16 units of a page once parsed, at most; Telegram refuses more than 4096."""
QUOTE, UNQUOTE = "<blockquote expandable>", "</blockquote>"
COLON, DOT = "\u00a0: ", " · "


def pages(sections: list[tuple[Block, ...]]) -> list[str]:
    """One page for each section, or more if it is long."""
    return [page for section in sections for page in _pages(section)]


def _pages(section: tuple[Block, ...]) -> Iterator[str]:
    page: list[str] = []
    room = LONGEST
    for block in section:
        for gap, lines in _paragraphs(block):
            for piece in (part for whole in lines for part in _cut(whole)):
                size = _size(piece) + len(gap)
                if page and size > room:
                    yield _join_quotes(page)
                    page, room = [], LONGEST
                page.append(gap + _html(piece, quoted=isinstance(block, Quote)))
                room -= size
                gap = "\n"
    if page:
        yield _join_quotes(page)


def _join_quotes(page: list[str]) -> str:
    """The page, with quotes on consecutive lines made one quote."""
    return "".join(page).strip("\n").replace(f"{UNQUOTE}\n{QUOTE}", "\n")


def _paragraphs(block: Block) -> Iterator[tuple[str, list[Line]]]:
    """The lines of a block in groups, each with the line breaks before it."""
    match block:
        case Heading(_, line):
            yield "\n\n", [_bold(line)]
        case Paragraph(line):
            yield "\n\n", [line]
        case Note(line):
            yield "\n", [tuple(Run(run.text, run.bold, True) for run in line)]
        case Quote(blocks):
            yield "\n\n", [line for inner in blocks for _, lines in _paragraphs(inner) for line in lines]
        case Bullets(items):
            yield "\n\n", [(Run("• "), *item) for item in items]
        case Numbers(first, items):
            yield "\n\n", [(Run(f"{number}. "), *item) for number, item in enumerate(items, start=first)]
        case Boxes(boxes):
            yield "\n\n", [(Run("☑ " if ticked else "☐ "), *line) for ticked, line in boxes]
        case Table(head, rows) if len(head) == 2:
            # An empty cell, to be filled in by hand, leaves only its label.
            yield "\n\n", [(*_bold(label), *((Run(COLON), *value) if value else ())) for label, value in (head, *rows)]
        case Table():
            for row in block.rows:
                yield from _row(block, row)
        case PageBreak() | Figure():
            return


def _row(table: Table, row: tuple[Line, ...]) -> Iterator[tuple[str, list[Line]]]:
    """A row as its first cell, then « head : cell » lines; cells to be filled in by hand are left out."""
    lines = [(*title, Run(COLON), *cell) for title, cell in zip(table.head[1:], row[1:], strict=True) if cell]
    if not lines:
        return
    if table.is_crowded:
        lines = [(*lines[0], *(run for cell in lines[1:] for run in (Run(DOT), *cell)))]
    yield "\n\n", [_bold(row[0]), *lines]


def _bold(line: Line) -> Line:
    return tuple(Run(run.text, True, run.emphasis) for run in line)


def _size(line: Line) -> int:
    return sum(len(run.text.encode("utf-16-le")) // 2 for run in line)


def _cut(line: Line) -> Iterator[Line]:
    """The line in parts that each fit on a page, cut between words if possible."""
    part: list[Run] = []
    room = LONGEST
    for run in line:
        text = run.text
        # A character takes at most two units, so half as many characters always fit.
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
    return f"{QUOTE}{text}{UNQUOTE}" if quoted else text


def _run(run: Run) -> str:
    text = escape(run.text, quote=False)
    if run.emphasis:
        text = f"<i>{text}</i>"
    return f"<b>{text}</b>" if run.bold else text
