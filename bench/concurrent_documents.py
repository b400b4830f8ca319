"""The wait of people who answer, and the lag of the event loop, while twenty documents are being made."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bench.documents import ANSWERS
from bot.app import App
from bot.content.answers_file import read
from bot.content.forms import load_form
from bot.conversation.document_request import DocumentRequest, Kind
from bot.conversation.incoming import Text
from bot.conversation.outcome import DeliveryMarks
from bot.documents import Documents
from bot.features.document.document_service import DocumentService
from bot.project.file_snapshot import FileSnapshot
from bot.store import Person, Store
from bot.telegram.encode import Encoder
from domain.calendar.workdays import Calendar
from domain.questionnaire.path import path_of

DOCUMENTS = 20
PARIS = ZoneInfo("Europe/Paris")
ALONE = 2.0
"""Seconds during which answers are measured with nothing else going on."""
LOOK = 0.005
"""Seconds between two looks at the loop."""
BETWEEN = 0.002
"""Seconds between two answers: about two hundred a second, more than a bot ever receives."""


def lines() -> list[str]:
    """The 95th percentile of the wait for an answer, without and with the documents, the time these take, and how late
    the event loop then is at what it is to do (99th percentile).
    """
    alone, busy, took, lag = asyncio.run(_measure())
    name, late = (
        f"an answer (p95) beside {DOCUMENTS} documents",
        f"the event loop's lag (p99) beside {DOCUMENTS} documents",
    )
    return [
        f"{name:<42} {busy:8.2f} ms   {busy / alone:6.1f} × alone ({alone:.2f} ms); all made in {took:.1f} s",
        f"{late:<42} {lag:8.2f} ms",
    ]


async def _measure() -> tuple[float, float, float, float]:
    form, numbers, days = load_form(), itertools.count(1), itertools.count(740_000)
    given, _ = read(sorted(ANSWERS.glob("*.json"))[0], form)
    person = Person(1, datetime.now(UTC), True, None, None, None)
    known = FileSnapshot(path_of(form, given), person, given, {}, [], (), {})
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/bench.db")
        await asyncio.to_thread(store.migrate)
        app = App(
            store,
            form,
            Encoder(form),
            lambda: datetime.now(UTC),
            lambda now, zone, country: Calendar(date(2026, 11, 24)),
            str,
            PARIS,
        )
        # A new day each time, so that no cache holds the document.
        service = DocumentService(
            store,
            form,
            Documents(),
            lambda: datetime.now(UTC),
            lambda now, person: _day(next(days)),
            lambda person: PARIS,
        )

        async def answer() -> float:
            began = time.perf_counter()
            await app.handle(Text(next(numbers), 1, 1, text="pas un bouton"), DeliveryMarks())
            return 1000 * (time.perf_counter() - began)

        async def answers(over: Callable[[], bool]) -> float:
            waits = []
            while not over():
                waits.append(await answer())
                await asyncio.sleep(BETWEEN)
            return statistics.quantiles(waits, n=20)[-1]

        both = (DocumentRequest(Kind.SPECIFICATION), DocumentRequest(Kind.SPECIFICATION, "docx"))
        for request in both:
            await service.make(known, request)
        end = time.perf_counter() + ALONE
        alone = await answers(lambda: time.perf_counter() > end)
        began = time.perf_counter()
        made = asyncio.gather(*(service.make(known, both[n % 2]) for n in range(DOCUMENTS)))
        lags = asyncio.create_task(_lags(made.done))
        busy = await answers(made.done)
        await made
        took = time.perf_counter() - began
        service.close()
        await store.close()
    return alone, busy, took, statistics.quantiles(await lags, n=100)[-1]


async def _lags(over: Callable[[], bool]) -> list[float]:
    """By how many milliseconds the loop wakes late, looked at every five."""
    found = []
    while not over():
        began = time.perf_counter()
        await asyncio.sleep(LOOK)
        found.append(1000 * (time.perf_counter() - began - LOOK))
    return found


def _day(ordinal: int) -> Calendar:
    return Calendar(date.fromordinal(ordinal))
