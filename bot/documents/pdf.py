"""Lays a document out as a PDF with Typst, from data alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

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
)
from bot.documents.brand import Brand
from bot.documents.chart import drawing
from bot.documents.heights import height, layout
from bot.documents.typesetting import LONGEST_WORD, Typesetter, breakable
from bot.documents.writing import Text

TEMPLATE = "specification.typ"
UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
STAND_IN = "□"
"""Replaces a character none of our fonts can draw, as it would make the file lose PDF/UA and PDF/A conformance."""
FOREIGN = "\u0250"
"""The first character after the Latin letters, all of which our fonts can draw."""
ROUNDS = 4


class Pdf:
    def __init__(self, templates: Path, brand: Brand) -> None:
        self._typesetter = Typesetter(templates / TEMPLATE)
        logo = list(brand.logo) if brand.logo else None
        self._brand = {"name": brand.name, "accent": brand.accent, "logo": logo}

    def render(self, text: Text) -> bytes:
        """A tagged PDF/UA-1 and PDF/A-2a; the same text gives the same bytes. Raises typst.TypstError if it fails."""
        when = datetime.combine(text.issued, time(12), UTC)
        data = self._data(text)
        for _ in range(ROUNDS):
            try:
                return self._typesetter.compile(
                    "data", data, format="pdf", timestamp=when, pdf_standards=["ua-1", "a-2a"]
                )
            except typst.TypstError as problem:
                undrawn = frozenset("".join(UNDRAWN.findall(problem.diagnostic)))
                if not undrawn:
                    raise
                data = _without(data, undrawn) | {"brand": self._brand}
        return self._typesetter.compile("data", data, format="pdf", timestamp=when)

    def _data(self, text: Text) -> dict[str, Any]:
        return {
            "title": text.title,
            "author": text.author,
            "header": {"left": text.header, "right": text.reference},
            "notice": text.notice,
            "contents": text.contents,
            "page": text.page,
            "watermark": text.watermark,
            "brand": self._brand,
            "cover": [_block(block) for block in text.cover],
            "sections": [
                {"apart": apart, "groups": [_group(group) for group in _groups(blocks, apart)]}
                for apart, blocks in text.parts
            ],
        }


def _without(data: Any, undrawn: frozenset[str]) -> Any:
    """The data with every text in characters that have a glyph."""
    match data:
        case str():
            return _drawable(data, undrawn)
        case dict():
            return {name: _without(value, undrawn) for name, value in data.items()}
        case list():
            return [_without(value, undrawn) for value in data]
    return data


def _drawable(text: str, undrawn: frozenset[str]) -> str:
    """The text without characters that lack a glyph.

    If Typst names a Latin letter, what lacks a glyph is an accent on it: accents are removed, letters stay.
    """
    if any(char < FOREIGN for char in undrawn):
        text = "".join(char for char in text if unicodedata.category(char) not in ("Mn", "Me"))
    return "".join(STAND_IN if char in undrawn and char >= FOREIGN else char for char in text)


def _group(blocks: list[Block]) -> dict[str, Any]:
    return {"height": sum(map(height, blocks)), "blocks": [_block(block) for block in blocks]}


def _block(block: Block) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": type(block).__name__}
    match block:
        case Heading(level, line):
            data |= {"level": level, "line": _line(line)}
        case Paragraph(line, leads):
            data |= {"line": _line(line), "leads": leads}
        case Note(line):
            data |= {"line": _line(line)}
        case Bullets(items):
            data |= {"items": _lines(items)}
        case Numbers(first, items):
            data |= {"first": first, "items": _lines(items)}
        case Boxes(items):
            data |= {"items": [{"ticked": ticked, "line": _line(line)} for ticked, line in items]}
        case Quote(blocks):
            data |= {"blocks": [_block(inner) for inner in blocks]}
        case Table():
            data |= _table(block)
        case Figure(matrix, alt, caption):
            data |= {"alt": alt, "caption": caption, "matrix": drawing(matrix)}
    return data


def _table(table: Table) -> dict[str, Any]:
    inset, size, rooms = layout(table)

    def cells(row: Iterable[Line]) -> list[list[dict[str, Any]]]:
        return [_line(cell, room) for cell, room in zip(row, rooms, strict=True)]

    return {
        "shares": table.shares,
        "size": size,
        "inset": inset,
        "sheet": table.sheet,
        "head": cells(table.head),
        "rows": [{"whole": whole, "cells": cells(row)} for row, whole in zip(table.rows, table.whole, strict=True)],
    }


def _lines(lines: Iterable[Line]) -> list[list[dict[str, Any]]]:
    return [_line(line) for line in lines]


def _line(line: Line, room: float = LONGEST_WORD) -> list[dict[str, Any]]:
    return [{"text": breakable(run.text, room), "bold": run.bold, "emphasis": run.emphasis} for run in line]


def _groups(blocks: tuple[Block, ...], apart: bool) -> Iterator[list[Block]]:
    """Groups of blocks to keep on one page if they fit: a section `apart`, else a heading with the block after it."""
    if apart:
        yield [block for block in blocks if block != PageBreak()]
        return
    group: list[Block] = []
    for block in blocks:
        group.append(block)
        if not isinstance(block, Heading):
            yield group
            group = []
    if group:
        yield group
