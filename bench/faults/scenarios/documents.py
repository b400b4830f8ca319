"""A document that was asked for comes, or the person is told: refused, blocked, stopped, killed meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress

from bench.faults.database import SQLITE
from bench.faults.faults import refuse
from bench.faults.people import Person
from bench.faults.scenarios import Scenario
from bench.faults.stage import Stage
from bench.faults.table import Check, must, wait

ANNOUNCED, APOLOGY = "Je prépare votre document", "Je n’ai pas réussi"
PDF = "a0::document:pdf"
SOON = 15.0
"""Seconds a document may take after a restart or the death of its worker, on a busy machine."""


async def refused(stage: Stage) -> Sequence[Check]:
    """Telegram refuses two people's documents, one with 400 and one with 413."""
    people = await stage.finished(2)
    await stage.start()
    for person, code in zip(people, (400, 413), strict=True):
        stage.api.befall(refuse(code).of("sendDocument").on(person.chat))
        person.forge(PDF)
    told = await stage.api.until(lambda: all(_told(stage, person) for person in people), 45)
    await asyncio.sleep(30)
    tries = sum(call.method == "sendDocument" for call in stage.api.calls)
    untold = sum(not _told(stage, person) for person in people)
    return [Check("not told", untold), Check("tries", tries, 12), must("told within 45 s", told)]


def _told(stage: Stage, person: Person) -> bool:
    """Whether the person was told something after the announcement."""
    said = [call.text for call in stage.api.of(person.chat) if call.text]
    at = next((place for place, text in enumerate(said) if ANNOUNCED in text), None)
    return at is not None and len(said) > at + 1


async def blocked_meanwhile(stage: Stage) -> Sequence[Check]:
    """Somebody blocks the bot while their document is made, and unblocks it after it was refused."""
    person = await _with_a_document(stage)
    began = await _ask_while_frozen(stage, person)
    person.block()
    stage.bot.signal_workers(signal.SIGCONT)
    await stage.api.until(lambda: any(call.status == 403 for call in stage.api.calls), 15)
    person.block(False)
    person.say("/reprendre")
    came = await stage.api.until(lambda: stage.api.of(person.chat, "sendDocument", since=began), 75)
    return [Check("documents lost", not came)]


async def stopped(stage: Stage) -> Sequence[Check]:
    """SIGTERM, then SIGKILL, while a document is made: it comes at once after the restart, without an apology."""
    person = await _with_a_document(stage)
    checks = []
    for name, by in (("SIGTERM", signal.SIGTERM), ("SIGKILL", signal.SIGKILL)):
        frozen = stage.bot.workers()
        began = await _ask_while_frozen(stage, person)
        await asyncio.sleep(0.5)
        if by is signal.SIGTERM:
            # A service manager stops every process of the service.
            stage.bot.signal_workers(by)
        stage.bot.signal_workers(signal.SIGCONT)
        ended = await stage.bot.end(by, within=20)
        for worker in frozen:
            _kill(worker)
        await stage.start()
        checks += [wait(f"{name} obeyed in", ended, 5), *await _comes(stage, person, name, began)]
    return checks


async def dead_worker(stage: Stage) -> Sequence[Check]:
    """The process that makes documents dies while it makes one."""
    person = await _with_a_document(stage)
    began = await _ask_while_frozen(stage, person)
    await asyncio.sleep(0.5)
    stage.bot.signal_workers(signal.SIGKILL)
    return await _comes(stage, person, "its death", began)


async def _with_a_document(stage: Stage) -> Person:
    """Start the bot for somebody whose file is finished, and who has one document: the process that makes them runs."""
    (person,) = await stage.finished()
    await stage.start()
    person.forge(PDF)
    if not await stage.api.until(lambda: stage.api.of(person.chat, "sendDocument"), 60):
        raise TimeoutError("no document at all")
    return person


async def _ask_while_frozen(stage: Stage, person: Person) -> float:
    """Freeze the process that makes documents and ask for one, until it is announced; when that began."""
    began = stage.api.now()
    stage.bot.signal_workers(signal.SIGSTOP)
    person.forge(PDF)
    await stage.api.until(lambda: stage.api.said(person.chat, ANNOUNCED, began), 10)
    return began


async def _comes(stage: Stage, person: Person, after: str, began: float) -> list[Check]:
    """The document comes soon and once, and nobody apologises for it."""
    now = stage.api.now()
    await stage.api.until(lambda: stage.api.of(person.chat, "sendDocument", since=began), 90)
    took = stage.api.now() - now
    await asyncio.sleep(3)
    sent = len(stage.api.of(person.chat, "sendDocument", since=began))
    untrue = len(stage.api.said(person.chat, APOLOGY, since=began))
    return [
        wait(f"after {after}", took, SOON),
        Check("lost", not sent),
        Check("sent twice", max(0, sent - 1)),
        Check("apologies", untrue),
    ]


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


SCENARIOS = (
    Scenario("documents refused with 400 and 413", refused, (SQLITE,), started=False),
    Scenario("blocked while a document is made", blocked_meanwhile, started=False),
    Scenario("SIGTERM and SIGKILL while a document is made", stopped, started=False),
    Scenario("the process that makes documents dies", dead_worker, started=False, short=True),
)
