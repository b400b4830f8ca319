"""The specification as a PDF, laid out by Typst from data alone."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from bot.documents.blocks import Block, Heading, Table
from bot.documents.writing import Text

TEMPLATE = "specification.typ"
UNBROKEN = re.compile(r"\S{36,}")
PIECE = 6
"""A word of 36 characters or more would leave its column: it may break after every sixth."""


class Pdf:
    """Fonts are those Typst carries, so that a document looks the same on every machine."""

    def __init__(self, templates: Path) -> None:
        self._templates = templates
        self._fonts = typst.Fonts(include_system_fonts=False)
        self._local = threading.local()

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
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        when = datetime.combine(text.issued, time(12), UTC)
        compiler = self._compiler()
        try:
            return _bytes(
                compiler.compile(format="pdf", sys_inputs=inputs, timestamp=when, pdf_standards=["ua-1", "a-2a"])
            )
        except typst.TypstError as problem:
            if "could not be displayed" not in str(problem):
                raise
            return _bytes(compiler.compile(format="pdf", sys_inputs=inputs, timestamp=when))

    def _compiler(self) -> typst.Compiler:
        """One for each thread: Typst refuses to share one."""
        compiler: typst.Compiler | None = getattr(self._local, "compiler", None)
        if compiler is None:
            main = self._templates / TEMPLATE
            compiler = typst.Compiler(str(main), root=str(self._templates), font_paths=self._fonts)
            self._local.compiler = compiler
        return compiler


def _fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: UNBROKEN.sub(_breakable, value) if name == "text" else value for name, value in pairs}


def _breakable(word: re.Match[str]) -> str:
    text = word[0]
    return "\u200b".join(text[start : start + PIECE] for start in range(0, len(text), PIECE))


def _bytes(result: object) -> bytes:
    if not isinstance(result, bytes):
        raise TypeError(f"Typst gave {type(result).__name__}, not one PDF")
    return result


def _data(block: Block) -> dict[str, Any]:
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
