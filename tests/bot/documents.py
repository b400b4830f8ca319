"""The documents of the templates that are shipped, or of others, made ready once in a process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from bot.documents import TEMPLATES, Documents


@lru_cache
def documents(templates: Path = TEMPLATES) -> Documents:
    return Documents(templates)
