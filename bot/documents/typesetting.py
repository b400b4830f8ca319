"""Typst: one compiler for each thread, fonts of its own and no others, data as JSON and never as source."""

from __future__ import annotations

import json
import re
import threading
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

BREAK, ZERO_WIDTH_JOINER = "\u200b", "\u200d"
WIDEST_LETTER = 1.5
"""Ems: no letter is wider."""
LONGEST_WORD = 18.0
"""Ems: about 36 letters. A longer word may break anywhere, whatever the room."""
PIECE = 4
"""Letters that stay together in a word that is too long."""
NARROW, BROAD = frozenset("ijltfrI.,:;!'’|()[]-"), frozenset("mwMW@%‰—…œæŒÆ")


class Typesetter:
    """Fonts are those Typst carries and those beside the template, so that a page is the same on every machine."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self._fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(template.parent / "fonts")])
        self._local = threading.local()

    def compile(self, name: str, data: dict[str, Any] | list[dict[str, Any]], **options: Any) -> bytes:
        """The file that the template makes of `sys.inputs.<name>`; typst.TypstError when it cannot.

        `options` are those of Typst: format, ppi, timestamp, pdf_standards.
        """
        compiler: typst.Compiler | None = getattr(self._local, "compiler", None)
        if compiler is None:
            # Typst refuses to share one between threads.
            root = str(self._template.parent)
            compiler = typst.Compiler(str(self._template), root=root, font_paths=self._fonts)
            self._local.compiler = compiler
        made = compiler.compile(sys_inputs={name: json.dumps(data, ensure_ascii=False)}, **options)
        if not isinstance(made, bytes):
            raise TypeError(f"Typst gave {type(made).__name__}, not one file")
        return made


def breakable(text: str, room: float = LONGEST_WORD) -> str:
    """The text, with places to break the words that a line of `room` ems cannot hold."""
    most = min(room, LONGEST_WORD)
    # Words that fit whatever their letters need no measure.
    least = int(most / WIDEST_LETTER) + 1
    if len(text) < least:
        return text
    return re.sub(rf"\S{{{least},}}", lambda word: word[0] if ems(word[0]) <= most else _pieces(word[0]), text)


def ems(text: str) -> float:
    """The width of the text on one line, on the generous side."""
    return sum(map(_ems, text))


def _pieces(word: str) -> str:
    """Never between a letter and its accents, nor inside an emoji made of several."""
    made, length = "", 0
    for char, before in zip(word, ZERO_WIDTH_JOINER + word, strict=False):
        if length >= PIECE and _ems(char) and before != ZERO_WIDTH_JOINER:
            made, length = made + BREAK, 0
        made, length = made + char, length + 1
    return made


@lru_cache(4096)
def _ems(char: str) -> float:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me", "Sk"):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF" or char > "\uffff":
        return WIDEST_LETTER
    if char in NARROW:
        return 0.36
    if char in BROAD:
        return 1.0
    return 0.78 if char.isupper() else 0.56
