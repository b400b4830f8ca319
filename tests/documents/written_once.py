"""Documents whose text is written once for the files in every format."""

from __future__ import annotations

from collections import deque
from functools import cached_property
from pathlib import Path

from bot.documents import Documents
from bot.documents.writing import Text, Writer
from domain.specification.document import Specification

MOST = 4


class WrittenOnce(Documents):
    """The documents of the program, which remember the last texts: writing takes longer than most formats do."""

    @cached_property
    def _writer(self) -> Writer:
        return _RememberingWriter(self.templates)


class _RememberingWriter(Writer):
    def __init__(self, templates: Path) -> None:
        super().__init__(templates)
        self._known: deque[tuple[Specification, Text]] = deque(maxlen=MOST)

    def write(self, spec: Specification) -> Text:
        for known, text in self._known:
            if known == spec:
                return text
        text = super().write(spec)
        self._known.append((spec, text))
        return text
