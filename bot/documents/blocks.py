"""The specification's Markdown as a small tree of blocks, which every output lays out.

Only what the template uses is known; anything else is an error of the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from domain.matrix import Matrix

LINE, SMALL_LINE, WIDEST, WORD = 84, 104, 34, 20
"""Characters a line of a page holds, in text and in small text; the most one column, or one word of it, asks for."""
LEAST = 10
"""Characters that a column of short words asks for, when it has as many to hold."""
CROWDED = 6
"""From this many columns on, a table is set in small text."""
LONGEST_LEAD = 300
"""Characters of a paragraph that stays with the table or the list after it."""
FULL_ROW = 24
"""Lines of a row that is too long to be kept on one page."""
BOX = re.compile(r"\[([ x])\] ")
NOTE = "~ "
"""How a paragraph that is only a small note begins; escaping keeps a person's own text from it."""


_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


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
    def crowded(self) -> bool:
        """Too many columns for text of the ordinary size."""
        return len(self.head) >= CROWDED

    @property
    def sheet(self) -> bool:
        """Each row is a label and its value."""
        return len(self.head) == 2

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """The part of the width each column deserves, for its longest word, then its longest cell."""
        if self.sheet:
            return (0.3, 0.7)
        columns = [[plain(cell) for cell in column] for column in zip(self.head, *self.rows, strict=True)]
        edges = 3 if self.crowded else 2
        words = [
            max(min(max(map(len, column)), LEAST), *(len(word) for cell in column for word in cell.split(" "))) + edges
            for column in columns
        ]
        needed = [min(word, self._widest(words)) for word in words]
        missed = [
            max(min(max(map(len, column)), WIDEST) - least, 0) for column, least in zip(columns, needed, strict=True)
        ]
        left = max(self._line - sum(needed), 0) / (sum(missed) or 1)
        widths = [least + left * more for least, more in zip(needed, missed, strict=True)]
        if not self.crowded:
            # Columns that wait for a pen are alike, whatever their heads say.
            for place in [place for place, (_, *cells) in enumerate(columns) if cells and not any(cells)]:
                widths[place] = max(widths[0], self._line / len(columns))
        return tuple(width / sum(widths) for width in widths)

    def _widest(self, words: list[int]) -> int:
        """What a column may ask for its longest word: the widest ones give way first when there is no room for all."""
        return next((cap for cap in range(WORD, 1, -1) if sum(min(word, cap) for word in words) <= self._line), 1)

    @property
    def tall(self) -> bool:
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
        return SMALL_LINE if self.crowded else LINE


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


def blocks(markdown: str, figures: Mapping[str, Matrix]) -> tuple[Block, ...]:
    """The blocks of the text, in order; an image alone in its paragraph is the figure its address names.

    ValueError for Markdown that no output lays out, KeyError for an unknown figure.
    """
    tree = SyntaxTreeNode(_parser.parse(markdown))
    found = [_block(node, figures) for node in tree.children]
    return tuple(_leading(block, after) for block, after in zip_longest(found, found[1:]))


def _leading(block: Block, after: Block | None) -> Block:
    if isinstance(block, Paragraph) and isinstance(after, Table | Bullets | Numbers | Boxes):
        return replace(block, leads=len(plain(block.line)) <= LONGEST_LEAD)
    return block


def line(markdown: str) -> Line:
    """One line of Markdown (a header, a footer)."""
    tree = SyntaxTreeNode(_parser.parseInline(markdown))
    return _line(tree.children[0])


def _block(node: SyntaxTreeNode, figures: Mapping[str, Matrix]) -> Block:
    match node.type:
        case "heading":
            return Heading(int(node.tag[1]), _line(node.children[0]))
        case "paragraph" if [child.type for child in node.children[0].children] == ["image"]:
            image = node.children[0].children[0]
            source, caption = str(image.attrs["src"]), str(image.attrs["title"])
            return Figure(figures[source], plain(_line(image)), caption)
        case "paragraph" if node.children[0].content.startswith(NOTE):
            first, *others = _line(node.children[0])
            return Note((replace(first, text=first.text.removeprefix(NOTE)), *others))
        case "paragraph":
            return Paragraph(_line(node.children[0]))
        case "bullet_list":
            return _list(node)
        case "ordered_list":
            return Numbers(int(node.attrs.get("start", 1)), tuple(_only_line(item) for item in node.children))
        case "blockquote":
            return _quote(node, figures)
        case "table":
            return _table(node)
        case "hr":
            return PageBreak()
    raise ValueError(f"no output lays out {node.type!r} (line {node.map})")


def _list(node: SyntaxTreeNode) -> Bullets | Boxes:
    """A box is read in the source, where a person's own brackets are escaped."""
    lines = [_only_line(item) for item in node.children]
    marks = [BOX.match(item.children[0].children[0].content) for item in node.children]
    if not any(marks):
        return Bullets(tuple(lines))
    boxes = []
    for mark, (first, *others) in zip(marks, lines, strict=True):
        if mark is None:
            raise ValueError(f"a list has boxes everywhere or nowhere (line {node.map})")
        boxes.append((mark[1] == "x", (replace(first, text=first.text[mark.end() :]), *others)))
    return Boxes(tuple(boxes))


def _quote(node: SyntaxTreeNode, figures: Mapping[str, Matrix]) -> Quote:
    blocks = tuple(_block(child, figures) for child in node.children)
    if not all(isinstance(block, Paragraph | Note | Bullets | Numbers) for block in blocks):
        raise ValueError(f"a quote holds paragraphs and lists only (line {node.map})")
    return Quote(blocks)


def _only_line(node: SyntaxTreeNode) -> Line:
    if [child.type for child in node.children] != ["paragraph"]:
        raise ValueError(f"{node.type!r} must hold one paragraph (line {node.map})")
    return _line(node.children[0].children[0])


def _table(node: SyntaxTreeNode) -> Table:
    head = node.children[0].children[0]
    body = node.children[1].children if len(node.children) > 1 else []
    return Table(_cells(head), tuple(_cells(row) for row in body))


def _cells(row: SyntaxTreeNode) -> tuple[Line, ...]:
    return tuple(_line(cell.children[0]) for cell in row.children)


def _line(inline: SyntaxTreeNode) -> Line:
    token = inline.token
    return tuple(_runs(token.children or [] if token else []))


def _runs(tokens: list[Token]) -> Iterator[Run]:
    bold = emphasis = False
    for token in tokens:
        match token.type:
            case "text":
                if token.content:
                    yield Run(token.content, bold, emphasis)
            case "softbreak":
                yield Run(" ", bold, emphasis)
            case "strong_open" | "strong_close":
                bold = token.type == "strong_open"
            case "em_open" | "em_close":
                emphasis = token.type == "em_open"
            case _:
                raise ValueError(f"no output lays out {token.type!r}")
