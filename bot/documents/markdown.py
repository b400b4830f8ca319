"""Reads the Markdown of a document as blocks.
Only the constructs the templates use are accepted; any other one is an error in a template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token

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
    plain,
)
from domain.assessment.matrix import Matrix

LONGEST_LEAD = 300
"""Characters of a paragraph, at most, to stay on the page of the table or list after it."""
BOX = re.compile(r"\[([ x])\] ")
NOTE = "~ "
"""Prefix of a paragraph that is a note; a person's own text is escaped, so never begins with it."""

_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


def blocks(markdown: str, figures: Mapping[str, Matrix]) -> tuple[Block, ...]:
    """The blocks of the text, in order; an image alone in its paragraph is the figure its address names.

    Raises ValueError for Markdown that no output lays out, KeyError for an unknown figure.
    """
    found = [_block(node, figures) for node in _nodes(_parser.parse(markdown))]
    return tuple(_leading(block, after) for block, after in zip_longest(found, found[1:]))


def _leading(block: Block, after: Block | None) -> Block:
    if isinstance(block, Paragraph) and isinstance(after, Table | Bullets | Numbers | Boxes):
        return replace(block, leads=len(plain(block.line)) <= LONGEST_LEAD)
    return block


def line(markdown: str) -> Line:
    """One line of Markdown, such as a header or a footer."""
    return _line(Node(_parser.parseInline(markdown)[0], []))


@dataclass(frozen=True, slots=True)
class Node:
    """A block token and the blocks inside it. markdown-it's own tree goes down to each word, which is slower."""

    token: Token
    children: list[Node]


def _nodes(tokens: Iterable[Token]) -> list[Node]:
    found: list[Node] = []
    inside = [found]
    for token in tokens:
        if token.nesting < 0:
            inside.pop()
            continue
        node = Node(token, [])
        inside[-1].append(node)
        if token.nesting:
            inside.append(node.children)
    return found


def _block(node: Node, figures: Mapping[str, Matrix]) -> Block:
    token, children = node.token, node.children
    match token.type:
        case "heading_open":
            return Heading(int(token.tag[1]), _line(children[0]))
        case "paragraph_open":
            return _paragraph(children[0], figures)
        case "bullet_list_open":
            return _list(node)
        case "ordered_list_open":
            return Numbers(int(token.attrs.get("start", 1)), tuple(map(_only_line, children)))
        case "blockquote_open":
            return _quote(node, figures)
        case "table_open":
            return _table(node)
        case "hr":
            return PageBreak()
    raise ValueError(f"no output lays out {token.type!r} (line {token.map})")


def _paragraph(inline: Node, figures: Mapping[str, Matrix]) -> Figure | Note | Paragraph:
    words = inline.token.children or []
    if [word.type for word in words] == ["image"]:
        image = words[0]
        alt = plain(tuple(_runs(image.children or [])))
        return Figure(figures[str(image.attrs["src"])], alt, str(image.attrs["title"]))
    if inline.token.content.startswith(NOTE):
        first, *others = _line(inline)
        return Note((replace(first, text=first.text.removeprefix(NOTE)), *others))
    return Paragraph(_line(inline))


def _list(node: Node) -> Bullets | Boxes:
    """A list, or a list of boxes; boxes are read in the source, where a person's own brackets are escaped."""
    lines = [_only_line(item) for item in node.children]
    marks = [BOX.match(item.children[0].children[0].token.content) for item in node.children]
    if not any(marks):
        return Bullets(tuple(lines))
    boxes = []
    for mark, (first, *others) in zip(marks, lines, strict=True):
        if mark is None:
            raise ValueError(f"a list has boxes everywhere or nowhere (line {node.token.map})")
        boxes.append((mark[1] == "x", (replace(first, text=first.text[mark.end() :]), *others)))
    return Boxes(tuple(boxes))


def _quote(node: Node, figures: Mapping[str, Matrix]) -> Quote:
    blocks = tuple(_block(child, figures) for child in node.children)
    if not all(isinstance(block, Paragraph | Note | Bullets | Numbers) for block in blocks):
        raise ValueError(f"a quote holds paragraphs and lists only (line {node.token.map})")
    return Quote(blocks)


def _only_line(node: Node) -> Line:
    if [child.token.type for child in node.children] != ["paragraph_open"]:
        raise ValueError(f"{node.token.type!r} must hold one paragraph (line {node.token.map})")
    return _line(node.children[0].children[0])


def _table(node: Node) -> Table:
    head = node.children[0].children[0]
    body = node.children[1].children if len(node.children) > 1 else []
    return Table(_cells(head), tuple(_cells(row) for row in body))


def _cells(row: Node) -> tuple[Line, ...]:
    return tuple(_line(cell.children[0]) for cell in row.children)


def _line(inline: Node) -> Line:
    return tuple(_runs(inline.token.children or []))


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
