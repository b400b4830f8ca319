"""What a document is made of, a small list of blocks, which every output lays out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from domain.assessment.matrix import Matrix

LINE, SMALL_LINE, WIDEST, WORD = 84, 104, 34, 20
"""Characters a line of a page holds, in text and in small text; the most one column, or one word of it, asks for."""
LEAST = 10
"""Characters that a column of short words asks for, when it has as many to hold."""
CROWDED = 6
"""From this many columns on, a table is set in small text."""
FULL_ROW = 24
"""Lines of a row that is too long to be kept on one page."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one style; emphasis marks what is still to be said."""

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
    """`leads`: it introduces the table or the list that follows, and stays on its page."""

    line: Line
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A small grey aside: where a sentence comes from."""

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
    """A list of boxes, ticked or to be ticked."""

    items: tuple[tuple[bool, Line], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words given as they are to be taken: a clause. Paragraphs, notes and lists only."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Table:
    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]

    @property
    def is_crowded(self) -> bool:
        """Too many columns for text of the ordinary size."""
        return len(self.head) >= CROWDED

    @property
    def sheet(self) -> bool:
        """Each row is a label and its value; two parties who sign side by side are no such rows."""
        return len(self.head) == 2 and all(plain(row[0]).strip() for row in self.rows)

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """The part of the width each column deserves, for its longest word, then its longest cell."""
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
            # Columns that wait for a pen are alike, whatever their heads say.
            for place in [place for place, (_, *cells) in enumerate(columns) if cells and not any(cells)]:
                widths[place] = max(widths[0], self._line / len(columns))
            # The room they take is taken from what the others could spare, never from their longest word.
            spare = [max(width - least, 0) for width, least in zip(widths, needed, strict=True)]
            taken = min(max(sum(widths) - self._line, 0) / (sum(spare) or 1), 1)
            widths = [width - taken * more for width, more in zip(widths, spare, strict=True)]
        return tuple(width / sum(widths) for width in widths)

    def _widest(self, words: list[int]) -> int:
        """What a column may ask for its longest word: the widest ones give way first when there is no room for all."""
        return next((cap for cap in range(WORD, 1, -1) if sum(min(word, cap) for word in words) <= self._line), 1)

    @property
    def is_tall(self) -> bool:
        """Certainly more than half a page: better cut between two rows than pushed to the next page."""
        room = [share * self._line for share in self.shares]
        lines = [max(len(plain(cell)) // wide for cell, wide in zip(row, room, strict=True)) + 1 for row in self.rows]
        return sum(lines) > FULL_ROW

    @property
    def whole(self) -> tuple[bool, ...]:
        """For each row, whether it is short enough never to be cut by the end of a page."""
        room = [share * self._line for share in self.shares]
        return tuple(
            all(len(plain(cell)) < FULL_ROW * wide for cell, wide in zip(row, room, strict=True)) for row in self.rows
        )

    @property
    def _line(self) -> int:
        return SMALL_LINE if self.is_crowded else LINE


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing; `alt` says what it shows to whoever does not see it. Messages leave it out."""

    matrix: Matrix
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Note | Bullets | Numbers | Boxes | Quote | Table | Figure | PageBreak


def plain(line: Line) -> str:
    return "".join(run.text for run in line)
