"""Typst: one compiler for each thread, fonts of its own and no others, data as JSON and never as source."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from typing import Any

import typst

UNBROKEN = re.compile(r"\S{36,}")
PIECE = 6
"""A word of 36 characters or more would leave its column: it may break after every sixth."""


class Typesetter:
    """Fonts are those Typst carries and those beside the template, so that a page is the same on every machine."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self._fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(template.parent / "fonts")])
        self._local = threading.local()

    def compile(self, name: str, data: dict[str, Any], **options: Any) -> bytes:
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


def breakable(text: str) -> str:
    """The text, with places to break its endless words."""
    return UNBROKEN.sub(_pieces, text)


def _pieces(word: re.Match[str]) -> str:
    text = word[0]
    return "\u200b".join(text[start : start + PIECE] for start in range(0, len(text), PIECE))
