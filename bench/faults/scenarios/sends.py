"""What is owed to a person comes in the end, whole, once and in order, whatever the server answers meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bench.faults.chats import Pace
from bench.faults.database import POSTGRESQL
from bench.faults.faults import UNREADABLE, Fault, refuse, unreadable
from bench.faults.scenarios import Scenario
from bench.faults.stage import Stage
from bench.faults.table import Check, must, wait

UNNAMED = "429 without parameters"
ODD: dict[str, Fault] = {
    **{f"{name} body": unreadable(body, stored=False, times=1) for name, body in UNREADABLE.items()},
    "HTML and 502": unreadable(UNREADABLE["HTML"], 502, stored=False, times=1),
    **{str(code): refuse(code, times=1) for code in (401, 404, 409, 418)},
    UNNAMED: refuse(429, times=1),
    "migrate": refuse(400, "Bad Request: group chat was upgraded", times=1, migrate_to_chat_id=-100123),
}
"""Answers to a send that say nothing of what became of it; none of them was stored."""
ALL_PAGES = "a0::document:chat=all"
ERASED, KEPT = "tout est effacé", "Rien n’a été effacé"


async def all_pages_at_once(stage: Stage) -> Sequence[Check]:
    """« Tout recevoir d’un coup » at one message a second, through a restart."""
    (reader,) = await stage.finished()
    await stage.start()
    reader.forge(ALL_PAGES)
    await stage.api.until(lambda: stage.api.of(reader.chat, "sendMessage"), 30)
    await stage.quiet()
    pages = [call.text for call in stage.api.of(reader.chat, "sendMessage")]
    stage.api.chats.pace, began = Pace(), stage.api.now()
    reader.forge(ALL_PAGES)

    def received() -> list[int]:
        sent = stage.api.of(reader.chat, "sendMessage", since=began)
        return [pages.index(call.text) for call in sent if call.text in pages]

    await stage.api.until(lambda: len(received()) >= 5, 20)
    await stage.start_again()
    await stage.api.until(lambda: len(set(received())) == len(pages), 60)
    took = stage.api.now() - began
    # Anything sent again would be sent now.
    await asyncio.sleep(8)
    found = received()
    return [
        Check("pages", len(pages), None),
        Check("never sent", len(pages) - len(set(found))),
        Check("sent again", len(found) - len(set(found))),
        Check("out of order", sum(later < earlier for earlier, later in pairwise(found))),
        wait("took", took, 2 * len(pages) + 20),
        Check("429s", sum(call.status == 429 for call in stage.api.calls), None),
    ]


async def odd_answers(stage: Stage) -> Sequence[Check]:
    """Each kind of odd answer to one person's send: the screen comes all the same."""
    # A 429 that names no wait is held for a minute: too long for the short run.
    odd = {name: fault for name, fault in ODD.items() if not stage.short or name != UNNAMED}
    people = dict(zip(odd, await stage.people.begun(len(odd)), strict=True))
    for (name, person), fault in zip(people.items(), odd.values(), strict=True):
        stage.api.befall(replace(fault, name=name).of("sendMessage").on(person.chat))
    updates = {name: person.say("/reprendre") for name, person in people.items()}
    await asyncio.sleep(10)
    newcomer = stage.people.new()
    took = await newcomer.reply(newcomer.say("/start"), 60)
    await stage.api.until(lambda: all(people[name].reply_to(one) is not None for name, one in updates.items()), 75)
    lacking = [name for name, one in updates.items() if people[name].reply_to(one) is None]
    said = f"without their screen{' [' + ', '.join(lacking) + ']' if lacking else ''}"
    return [Check(said, len(lacking)), wait("a newcomer meanwhile", took), stage.alive()]


async def erasure(stage: Stage) -> Sequence[Check]:
    """An erasure is confirmed while a 429, or three 502, befall its confirmation."""
    people = await stage.people.begun(2)
    for one in people:
        await one.reply(one.say("/supprimer"))
        await one.reply(one.press("Effacer mes données"))
    stage.api.befall(refuse(429, times=1, retry_after=3).of("editMessageText", "sendMessage").on(people[0].chat))
    stage.api.befall(refuse(502, times=3).of("editMessageText", "sendMessage").on(people[1].chat))
    cards = [one.card() for one in people]
    for one in people:
        one.press("Oui, tout effacer")
    await asyncio.sleep(1)
    for one, card in zip(people, cards, strict=True):
        one.forge("a0::erase_cancel", card)
    await stage.api.until(lambda: all(stage.api.said(one.chat, ERASED) for one in people), 45)
    await stage.quiet()
    unsaid = sum(not stage.api.said(one.chat, ERASED) for one in people)
    untrue = sum(bool(stage.api.said(one.chat, KEPT)) for one in people)
    known = sum(
        stage.database.count("SELECT count(*) FROM person WHERE chat_id = :chat", chat=one.chat) for one in people
    )
    return [
        Check("confirmations lost", unsaid),
        Check("« Rien n’a été effacé » said", untrue),
        Check("people created again", known),
        *stage.unanswered(),
    ]


async def a_press_twice(stage: Stage) -> Sequence[Check]:
    """A refused 403 in the middle: somebody blocks the bot; others go on, and the one who unblocks is answered."""
    (person,) = await stage.people.begun(1)
    person.say("/reprendre")
    person.block()
    await asyncio.sleep(2)
    person.block(False)
    took = await person.reply(person.say("/reprendre"), 30)
    return [wait("answered after unblocking", took), must("the person is known", took < 30)]


SCENARIOS = (
    Scenario("« Tout recevoir d’un coup » at one message a second", all_pages_at_once, started=False, short=True),
    Scenario("odd answers to a send", odd_answers, (POSTGRESQL,), short=True),
    Scenario("an erasure confirmed in a 429 and three 502", erasure, short=True),
    Scenario("blocked and unblocked", a_press_twice),
)
