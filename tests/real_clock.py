"""Notices whoever reads the real clock in the process of the tests, where only the tests' own clock is moved."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest


@contextmanager
def watch() -> Iterator[list[str]]:
    """The readings of the bot meanwhile: where each came from. The tests of the clock leave it no other way."""
    readings: list[str] = []

    class Watched(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            readings.append("".join(traceback.format_stack(limit=6)))
            return datetime.now(tz)

    with pytest.MonkeyPatch.context() as patch:
        for module in [module for name, module in sys.modules.items() if name.startswith("bot.")]:
            if _reads(module):
                patch.setattr(module, "datetime", Watched)
        yield readings


@cache
def _reads(module: ModuleType) -> bool:
    return module.__file__ is not None and "datetime.now(" in Path(module.__file__).read_text("utf-8")
