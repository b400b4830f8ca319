"""Makes documents and pictures one after the other in a low-priority process of its own.
Why: docs/decisions/0013-documents-in-a-process-of-their-own.md.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot.documents import Documents, Format
from bot.documents.brand import Brand
from domain.assessment.matrix import Matrix
from domain.bids.offers import Sheet
from domain.indicators.series import Series
from domain.reviews.minutes.sheet import MinutesSheet
from domain.specification.document import Specification

log = logging.getLogger(__name__)

POLITENESS = 10
"""Niceness of the process, from 0 to 19, where the system has it."""

P = ParamSpec("P")
T = TypeVar("T")


class RenderingError(Exception):
    """A document cannot be made; the message has the place in the code and the error's type, never a person's text."""


class Workshop:
    """Starts the process with the first document, and again if it died; `close` ends it.

    Its methods are those of `Documents` and `bot.documents.chart`. They raise RenderingError if the document cannot be
    made, BrokenProcessPool if the process dies.
    """

    def __init__(self, documents: Documents) -> None:
        self._begin = partial(_begin, documents.templates, documents.brand)
        self._process: ProcessPoolExecutor | None = None

    async def render(self, spec: Specification, format: Format) -> bytes:
        """As `Documents.render`."""
        return await self._run(_render, spec, format)

    async def chat(self, spec: Specification) -> list[str]:
        """As `Documents.chat`."""
        return await self._run(_chat, spec)

    async def minutes(self, sheet: MinutesSheet, format: Format) -> bytes:
        """As `Documents.minutes`."""
        return await self._run(_minutes, sheet, format)

    async def minutes_chat(self, sheet: MinutesSheet) -> list[str]:
        """As `Documents.minutes_chat`."""
        return await self._run(_minutes_chat, sheet)

    async def offers(self, sheet: Sheet, issued: date) -> bytes:
        """As `Documents.offers`."""
        return await self._run(_offers, sheet, issued)

    async def matrix_png(self, matrix: Matrix) -> bytes:
        """As `chart.matrix_png`."""
        return await self._run(_matrix_png, matrix)

    async def trend_png(self, series: Series) -> bytes:
        """As `chart.trend_png`."""
        return await self._run(_trend_png, series)

    async def board_png(self, board: Sequence[Series]) -> bytes:
        """As `chart.board_png`."""
        return await self._run(_board_png, board)

    def close(self) -> None:
        """End the process; requests not begun stay in the outbox."""
        if self._process:
            self._process.shutdown(wait=False, cancel_futures=True)
            self._process = None

    async def _run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._process is None:
            # A fork would copy locks held by threads that do not exist in the child.
            context = multiprocessing.get_context("spawn")
            self._process = ProcessPoolExecutor(1, context, self._begin)
        process = self._process
        try:
            return await asyncio.wrap_future(process.submit(_guard, partial(work, *args, **kwargs)))
        except RenderingError as problem:
            log.error("not made:\n%s", problem)
            raise
        except BrokenProcessPool:
            if process is self._process:
                self.close()
            raise


# --- in the process

_documents: list[Documents] = []


def _begin(templates: Path, brand: Brand) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the bot, which then ends this process
    if hasattr(os, "nice"):
        os.nice(POLITENESS)
    # Typst would take every core otherwise; it reads this once, before its first page.
    os.environ["RAYON_NUM_THREADS"] = "2"
    threading.Thread(target=_leave_with_the_bot, daemon=True).start()
    _documents[:] = [Documents(templates, brand)]
    # Collecting garbage while a document's trees grow would take a tenth of the time, and they die with the document.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def _leave_with_the_bot() -> None:
    """End this process when the bot ends, even if the bot was killed."""
    if bot := multiprocessing.parent_process():
        bot.join()
        os._exit(0)


def _guard(work: Callable[[], T]) -> T:
    try:
        return work()
    except Exception as error:
        # The error's own text may quote an answer, and it may not survive pickling.
        raise RenderingError("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__) from None


def _render(spec: Specification, format: Format) -> bytes:
    return _documents[0].render(spec, format)


def _chat(spec: Specification) -> list[str]:
    return _documents[0].chat(spec)


def _minutes(sheet: MinutesSheet, format: Format) -> bytes:
    return _documents[0].minutes(sheet, format)


def _minutes_chat(sheet: MinutesSheet) -> list[str]:
    return _documents[0].minutes_chat(sheet)


def _offers(sheet: Sheet, issued: date) -> bytes:
    return _documents[0].offers(sheet, issued)


def _matrix_png(matrix: Matrix) -> bytes:
    from bot.documents.chart import matrix_png

    return matrix_png(matrix)


def _trend_png(series: Series) -> bytes:
    from bot.documents.chart import trend_png

    return trend_png(series)


def _board_png(board: Sequence[Series]) -> bytes:
    from bot.documents.chart import board_png

    return board_png(board)
