"""The blocks a document is made of; every output lays out the same ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from domain.assessment.matrix import Matrix

LINE, SMALL_LINE, WIDEST, WORD = 84, 104, 34, 20
"""Characters on a line of normal and of small text; the most a column, and one word of it, may ask for."""
LEAST = 10
"""Characters a column of short words asks for, if its longest cell has that many."""
CROWDED = 6
"""Number of columns from which a table is set in small text."""
FULL_ROW = 24
"""Number of lines from which a row may be cut by the end of a page."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one style; `emphasis` marks what is still to be filled in."""

    text: str
    bold: bool = False
    emphasis: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    line: Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`leads`: it introduces the table or list that follows, and stays on the same page."""

    line: Line
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A small grey note, such as the source of a sentence."""

    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """A numbered list; `first` is the number of its first item."""

    first: int
    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Boxes:
    """A list of boxes; True for a ticked one."""

    items: tuple[tuple[bool, Line], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Text to be copied word for word, such as a clause: paragraphs, notes and lists only."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Table:
    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]

    @property
    def is_crowded(self) -> bool:
        """Whether it has too many columns for normal text."""
        return len(self.head) >= CROWDED

    @property
    def sheet(self) -> bool:
        """Whether each row is a label and its value; a table of two signatures side by side is not one."""
        return len(self.head) == 2 and all(plain(row[0]).strip() for row in self.rows)

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """Width of each column, as shares that sum to 1: room for its longest word first, then for its longest cell."""
        if self.sheet:
            return (0.3, 0.7)
        if len(self.head) == 2:
            return (0.5, 0.5)
        columns = [[plain(cell) for cell in column] for column in zip(self.head, *self.rows, strict=True)]
        edges = 3 if self.is_crowded else 2
        words = [
            max(
                min(max(map(len, column)), LEAST),
                # A head is in bold, which is wider.
                *(len(word) + 1 for word in column[0].split(" ")),
                *(len(word) for cell in column[1:] for word in cell.split(" ")),
            )
            + edges
            for column in columns
        ]
        needed = [min(word, self._widest(words)) for word in words]
        missed = [
            max(min(max(map(len, column)), WIDEST) - least, 0) for column, least in zip(columns, needed, strict=True)
        ]
        left = max(self._line - sum(needed), 0) / (sum(missed) or 1)
        widths = [least + left * more for least, more in zip(needed, missed, strict=True)]
        if not self.is_crowded:
            # Columns to be filled in by hand have the same width, whatever their heads.
            for place in [place for place, (_, *cells) in enumerate(columns) if cells and not any(cells)]:
                widths[place] = max(widths[0], self._line / len(columns))
            # Their room comes from what the other columns can spare beyond their longest word.
            spare = [max(width - least, 0) for width, least in zip(widths, needed, strict=True)]
            cut = min(max(sum(widths) - self._line, 0) / (sum(spare) or 1), 1)
            widths = [width - cut * more for width, more in zip(widths, spare, strict=True)]
        return tuple(width / sum(widths) for width in widths)

    def _widest(self, words: list[int]) -> int:
        """The most a column may ask for its longest word; without room for all, the widest columns give way first."""
        return next((cap for cap in range(WORD, 1, -1) if sum(min(word, cap) for word in words) <= self._line), 1)

    @property
    def is_tall(self) -> bool:
        """Whether it takes more than half a page, and is better cut between two rows than moved to the next page."""
        room = [share * self._line for share in self.shares]
        lines = [max(len(plain(cell)) // wide for cell, wide in zip(row, room, strict=True)) + 1 for row in self.rows]
        return sum(lines) > FULL_ROW

    @property
    def whole(self) -> tuple[bool, ...]:
        """For each row, whether it is short enough to stay on one page."""
        room = [share * self._line for share in self.shares]
        return tuple(
            all(len(plain(cell)) < FULL_ROW * wide for cell, wide in zip(row, room, strict=True)) for row in self.rows
        )

    @property
    def _line(self) -> int:
        return SMALL_LINE if self.is_crowded else LINE


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing; `alt` describes it for those who cannot see it. Chat messages leave it out."""

    matrix: Matrix
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Note | Bullets | Numbers | Boxes | Quote | Table | Figure | PageBreak


def plain(line: Line) -> str:
    return "".join(run.text for run in line)
