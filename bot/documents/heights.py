"""Estimates the printed height of a block, to keep short blocks on one page without laying them out twice."""

from __future__ import annotations

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
    Table,
    plain,
)
from bot.documents.typesetting import WIDEST_LETTER, ems

TEXT_WIDTH, SIZE, SMALL_SIZE = 470.0, 10.5, 8.5
"""Points: width of the text, size of its letters, size of those of a crowded table."""
INSET, SMALL_INSET = 6.0, 3.5
HEADING_SIZE, NOTE_SIZE, MARGIN = 15.0, 8.0, 24.0
"""Points: size of the largest heading, of a note, and left margin of a list."""
LETTER, LEADING, GAP = 0.65, 0.62, 1.2
"""Ems: height of a line, space between two lines, space before a block."""
UNKNOWN = 10_000.0
"""Points: taller than any page, so that the block is never kept with what follows."""


def layout(table: Table) -> tuple[float, float, list[float]]:
    """Inset of the cells and size of the letters, in points; width of each column, in ems."""
    inset, size = (SMALL_INSET, SMALL_SIZE) if table.is_crowded else (INSET, SIZE)
    return inset, size, [(share * TEXT_WIDTH - 2 * inset) / size for share in table.shares]


def height(block: Block) -> float:
    """Height of the block in points, with the space before it; usually an overestimate.

    It is too low only if long words leave their lines half empty, and never below half of the true height.
    """
    match block:
        case Heading(_, line):
            return _paragraph(line, HEADING_SIZE) + HEADING_SIZE
        case Paragraph(line):
            return _paragraph(line, SIZE)
        case Note(line):
            return _paragraph(line, NOTE_SIZE)
        case Bullets(items) | Numbers(_, items):
            return sum(_paragraph(item, SIZE, MARGIN) for item in items)
        case Boxes(boxes):
            return sum(_paragraph(line, SIZE, MARGIN) for _, line in boxes)
        case Quote(blocks):
            return sum(map(height, blocks)) + GAP * SIZE
        case Table():
            inset, size, rooms = layout(block)
            rows = (max(map(_lines, row, rooms)) for row in (block.head, *block.rows))
            return sum(_stack_height(lines) * size + 2 * inset for lines in rows) + GAP * SIZE
        case Figure():
            return UNKNOWN
        case PageBreak():
            return 0.0


def _paragraph(line: Line, size: float, margin: float = 0.0) -> float:
    return (GAP + _stack_height(_lines(line, (TEXT_WIDTH - margin) / size))) * size


def _lines(line: Line, room: float) -> int:
    text = plain(line)
    return 1 if len(text) * WIDEST_LETTER < room else int(ems(text) / room) + 1


def _stack_height(lines: int) -> float:
    return lines * LETTER + (lines - 1) * LEADING
