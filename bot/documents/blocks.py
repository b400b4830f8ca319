"""The specification's Markdown as a small tree of blocks, which every output lays out.

Only what the template uses is known; anything else is an error of the template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from domain.matrix import Matrix

LINE, WIDEST, WORD = 84, 34, 20
"""Characters a line of a page holds, and the most that one column, or one word in it, may ask for."""

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
    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    line: Line


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]

    @property
    def shares(self) -> tuple[float, ...]:
        """The part of the width each column deserves, for its longest word, then its longest cell."""
        if len(self.head) == 2:
            return (0.3, 0.7)
        columns = [[plain(cell) for cell in column] for column in zip(self.head, *self.rows, strict=True)]
        needed = [min(max(len(word) for cell in column for word in cell.split(" ")) + 2, WORD) for column in columns]
        missed = [
            max(min(max(map(len, column)), WIDEST) - least, 0) for column, least in zip(columns, needed, strict=True)
        ]
        left = max(LINE - sum(needed), 0) / (sum(missed) or 1)
        widths = [least + left * more for least, more in zip(needed, missed, strict=True)]
        return tuple(width / sum(widths) for width in widths)


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing; `alt` says what it shows to whoever does not see it. Messages leave it out."""

    matrix: Matrix
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Bullets | Quote | Table | Figure | PageBreak


def plain(line: Line) -> str:
    return "".join(run.text for run in line)


def blocks(markdown: str, figures: Mapping[str, Matrix]) -> tuple[Block, ...]:
    """The blocks of the text, in order; an image alone in its paragraph is the figure its address names.

    ValueError for Markdown that no output lays out, KeyError for an unknown figure.
    """
    tree = SyntaxTreeNode(_parser.parse(markdown))
    return tuple(_block(node, figures) for node in tree.children)


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
        case "paragraph":
            return Paragraph(_line(node.children[0]))
        case "bullet_list":
            return Bullets(tuple(_only_line(item) for item in node.children))
        case "blockquote":
            return Quote(_only_line(node))
        case "table":
            return _table(node)
        case "hr":
            return PageBreak()
    raise ValueError(f"no output lays out {node.type!r} (line {node.map})")


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
