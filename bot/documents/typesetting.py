"""The door to Typst: one compiler for each thread, our own fonts only, data passed as JSON and never as source."""

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
"""Ems: width of the widest letter."""
LONGEST_WORD = 18.0
"""Ems, about 36 letters: a longer word may break anywhere, whatever the room."""
PIECE = 4
"""Number of letters that stay together in a word that is too long."""
NARROW, BROAD = frozenset("ijltfrI.,:;!'’|()[]-"), frozenset("mwMW@%‰—…œæŒÆ")


class Typesetter:
    """Compiles one template, with Typst's own fonts and those beside the template: the same page on every machine."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self._fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(template.parent / "fonts")])
        self._local = threading.local()

    def compile(self, name: str, data: dict[str, Any] | list[dict[str, Any]], **options: Any) -> bytes:
        """The file the template makes of `data`, given as `sys.inputs.<name>`. Raises typst.TypstError if it cannot.

        `options` are those of Typst: format, ppi, timestamp, pdf_standards.
        """
        compiler: typst.Compiler | None = getattr(self._local, "compiler", None)
        if compiler is None:
            # A compiler cannot be shared between threads.
            root = str(self._template.parent)
            compiler = typst.Compiler(str(self._template), root=root, font_paths=self._fonts)
            self._local.compiler = compiler
        made = compiler.compile(sys_inputs={name: json.dumps(data, ensure_ascii=False)}, **options)
        if not isinstance(made, bytes):
            raise TypeError(f"Typst gave {type(made).__name__}, not one file")
        return made


def breakable(text: str, room: float = LONGEST_WORD) -> str:
    """The text with invisible break points in the words that are wider than `room` ems."""
    most = min(room, LONGEST_WORD)
    # Shorter words fit whatever their letters.
    least = int(most / WIDEST_LETTER) + 1
    if len(text) < least:
        return text
    return re.sub(rf"\S{{{least},}}", lambda word: word[0] if ems(word[0]) <= most else _pieces(word[0]), text)


def ems(text: str) -> float:
    """Width of the text on one line, in ems, rather overestimated."""
    return sum(map(_ems, text))


def _pieces(word: str) -> str:
    """The word with break points, none of them between a letter and its accents or inside a composed emoji."""
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
