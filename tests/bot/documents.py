"""The documents of the templates that are shipped, or of others, made ready once in a process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from bot.documents import TEMPLATES, Documents
from bot.features.document.workshop import Workshop


@lru_cache
def documents(templates: Path = TEMPLATES) -> Documents:
    return Documents(templates)


class LastingWorkshop(Workshop):
    """Makes the documents of one bot after the other: its process, slow to begin, outlives each of them."""

    shared: ClassVar[LastingWorkshop | None] = None
    """Made once, for every bot with the templates of the project."""

    def close(self) -> None:
        """Leave the process to the next bot."""

    def end(self) -> None:
        super().close()
