"""The specification as a PDF, laid out by Typst from data alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from bot.documents.blocks import Block, Figure, Heading, Table
from bot.documents.chart import drawing
from bot.documents.typesetting import Typesetter, breakable
from bot.documents.writing import Text

TEMPLATE = "specification.typ"


class Pdf:
    def __init__(self, templates: Path) -> None:
        self._typesetter = Typesetter(templates / TEMPLATE)

    def render(self, text: Text) -> bytes:
        """PDF/UA-1 and PDF/A-2a; plain tagged PDF when a character has no glyph. Same text, same bytes."""
        data = {
            "title": text.title,
            "author": text.author,
            "header": {"left": text.header, "right": text.reference},
            "notice": text.notice,
            "contents": text.contents,
            "page": text.page,
            "cover": [_data(block) for block in text.cover],
            "groups": [[_data(block) for block in group] for group in _groups(text.body)],
        }
        options = {"format": "pdf", "timestamp": datetime.combine(text.issued, time(12), UTC)}
        try:
            return self._typesetter.compile("data", data, **options, pdf_standards=["ua-1", "a-2a"])
        except typst.TypstError as problem:
            if "could not be displayed" not in str(problem):
                raise
            return self._typesetter.compile("data", data, **options)


def _fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: breakable(value) if name == "text" else value for name, value in pairs}


def _data(block: Block) -> dict[str, Any]:
    if isinstance(block, Figure):
        return {"kind": "Figure", "alt": block.alt, "caption": block.caption, "matrix": drawing(block.matrix)}
    data = {"kind": type(block).__name__, **asdict(block, dict_factory=_fields)}
    return data | {"shares": block.shares} if isinstance(block, Table) else data


def _groups(body: tuple[Block, ...]) -> Iterator[list[Block]]:
    """What must stay on one page: a heading with what comes right after it, and each table."""
    group: list[Block] = []
    for block in body:
        group.append(block)
        if not isinstance(block, Heading):
            yield group
            group = []
    if group:
        yield group
