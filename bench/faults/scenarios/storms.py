"""A minute of faults, and floods of updates nobody should ever send."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

from bench.faults.faults import MESSAGES, SPOKEN, UNREADABLE, cut, refuse, unreadable
from bench.faults.people import FORGED, Person, buttons
from bench.faults.records import Json
from bench.faults.scenarios import Scenario
from bench.faults.stage import Stage
from bench.faults.table import Check, must, wait

MINUTE, SHORT = 60.0, 20.0
SECRET = "Quillfeather et filles"
FLOOD, WAITING = 20_000, 10_000
MEMORY = 200.0
"""Megabytes the bot may take while it drains what waited."""


async def faults_on_one_chat(stage: Stage) -> Sequence[Check]:
    """HTML, cuts, 5xx before and after storing, and 429s befall one chat's calls for a minute."""
    (hit,) = await stage.people.begun(1)
    kinds = [
        unreadable(UNREADABLE["HTML"]),
        unreadable(UNREADABLE["HTML"], 502, stored=False),
        cut(stored=False),
        cut(stored=True),
        refuse(500),
        refuse(502, stored=True),
        refuse(429, retry_after=1),
    ]
    for kind in kinds:
        kind.share = 0.08
        stage.api.befall(kind.of(*SPOKEN).on(hit.chat))
    return await _minute(stage, [hit], SHORT if stage.short else MINUTE)


async def three_chats_refused(stage: Stage) -> Sequence[Check]:
    """Three chats are refused with 429 for a minute: answers to presses go out, the rest follows in order."""
    hit = await stage.people.begun(3)
    for person in hit:
        stage.api.befall(refuse(429, retry_after=15).of(*MESSAGES).on(person.chat))
    return await _minute(stage, hit, SHORT if stage.short else MINUTE, others=False)


async def _minute(stage: Stage, hit: Sequence[Person], seconds: float, others: bool = True) -> Sequence[Check]:
    """Those hit and others write and press for a while; what becomes of it."""
    steady = await stage.people.begun(3)
    everybody, began = [*hit, *steady], stage.api.now()
    answers = [one for person in everybody for one in person.answer_at_once()]
    async with stage.others(count=3 if others else 0, newcomers=1.0 if others else 0.0) as waits:
        while stage.api.now() - began < seconds:
            for person in everybody:
                person.say("/reprendre") if random.random() < 0.5 else person.forge("a0::help")
            await asyncio.sleep(0.7)
    stage.api.heal()
    await stage.settled(answers)
    await stage.api.until(lambda: not stage.without_screen(everybody).measured, 90)
    await stage.quiet()
    return [
        *([waits.check] if others else []),
        *stage.order(answers),
        stage.without_screen(everybody),
        *stage.unanswered(),
        Check("sent twice for no reason", sum(stage.doubled(person) for person in everybody)),
        Check("tracebacks", stage.bot.tracebacks()),
    ]


async def forged_and_odd(stage: Stage) -> Sequence[Check]:
    """Forged presses, start words and odd updates of two hundred people."""
    (victim,) = await stage.people.begun(1)
    await victim.reply(victim.say(SECRET))
    await victim.reply(victim.say("Commerce"))
    theirs = [data for _, data in buttons(victim.card())]
    hostile = [stage.people.new() for _ in range(200)]
    chance, began, count = random.Random(1), stage.api.now(), 1_000 if stage.short else FLOOD
    stage.bot.mark()
    for number in range(count):
        _attack(hostile[number % len(hostile)], chance, theirs)
        if number % 200 == 0:
            await asyncio.sleep(0)
    drained = await stage.api.until(lambda: not stage.api.updates.waiting, 400) and await stage.caught_up(400)
    took = stage.api.now() - began
    await stage.quiet()
    told = sum(SECRET in call.text and call.chat != victim.chat for call in stage.api.calls)
    return [
        Check("updates", count, None),
        Check("drained in", took, None, " s"),
        must("drained", drained),
        Check("exceptions", stage.bot.tracebacks() + stage.bot.lines(" ERROR ")),
        stage.aside(),
        Check("told to somebody else", told),
        stage.alive(),
    ]


def _attack(person: Person, chance: random.Random, theirs: Sequence[str]) -> None:
    """One forged press, start word or odd update."""
    kind = chance.randrange(4)
    if kind == 0:
        person.forge(chance.choice([*FORGED, *theirs]))
    elif kind == 1:
        letters = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789_-", k=chance.randrange(1, 65)))
        person.forge(
            chance.choice("abcdefgkmnoprstuvwxyz") + letters[:20] + ":" + letters[20:40] + ":" + letters[40:60]
        )
    elif kind == 2:
        word = "".join(chance.choices("abcdefghijklmnopqrstuvwxyzABCDEF0123456789_-", k=chance.randrange(1, 65)))
        person.say(f"/start {word}")
    else:
        person.push(_odd(person, chance), "odd")


def _odd(person: Person, chance: random.Random) -> Json:
    """An update the bot has no use for, or that should not exist."""
    who = {"id": person.chat, "is_bot": False, "first_name": "P"}
    chat = {"id": person.chat, "type": "private", "first_name": "P"}
    group = {"id": -1_000_000_000_000 - person.chat, "type": "supergroup", "title": "G"}
    message = {"message_id": 7, "date": 1, "chat": chat, "from": who}
    huge = 2**63 + chance.randrange(9)
    return chance.choice(
        [
            {"callback_query": {"id": "1", "from": who, "chat_instance": "1", "data": None, "message": message}},
            {"callback_query": {"id": "1", "from": who, "chat_instance": "1", "inline_message_id": "x"}},
            {"callback_query": {"id": "1", "from": who, "chat_instance": "1", "data": "g0::", "message": None}},
            {"message": {**message, "message_id": huge, "text": "Bonjour"}},
            {"message": {**message, "chat": {**chat, "id": huge}, "from": {**who, "id": huge}, "text": "/start"}},
            {"message": {**message, "text": None}},
            {"message": {**message, "text": ""}},
            {"message": {**message, "new_chat_title": "Titre"}},
            {"message": {**message, "pinned_message": message}},
            {"message": {**message, "chat": group, "text": "/start"}},
            {"channel_post": {"message_id": 7, "date": 1, "chat": {**group, "type": "channel"}, "text": "Bonjour"}},
            {"edited_channel_post": {"message_id": 7, "date": 1, "chat": {**group, "type": "channel"}, "text": "Oui"}},
            {"edited_message": {**message, "edit_date": 2, "text": "Autre nom"}},
            {"edited_message": {**message, "edit_date": 2, "caption": "Photo"}},
            {"my_chat_member": {"chat": group, "from": who, "date": 1, "new_chat_member": {"status": "member"}}},
            {"my_chat_member": {"chat": chat, "from": who, "date": 1, "new_chat_member": {}}},
            {"message_reaction": {"chat": chat, "message_id": 7, "user": who, "date": 1}},
            {"poll": {"id": "1", "question": "?"}},
            {"message": None},
            {},
        ]
    )


async def ten_thousand_waiting(stage: Stage) -> Sequence[Check]:
    """Ten thousand updates wait when the bot starts, and somebody new writes."""
    crowd, count = [stage.people.new() for _ in range(200)], 2_000 if stage.short else WAITING
    for number in range(count):
        person = crowd[number % len(crowd)]
        person.say("/reprendre" if number >= len(crowd) else "/start")
    await stage.start()
    began = stage.api.now()
    newcomer = stage.people.new()
    update = newcomer.say("/start")
    drained = await stage.api.until(lambda: not stage.api.updates.waiting, 220)
    took = stage.api.now() - began
    await stage.api.until(lambda: newcomer.reply_to(update) is not None, 60)
    await stage.api.until(lambda: not stage.without_screen(crowd).measured, 120)
    await stage.caught_up()
    return [
        Check("updates", count, None),
        Check("confirmed in", took, None, " s"),
        Check("all done in", stage.api.now() - began, None, " s"),
        must("drained", drained),
        wait("a newcomer answered in", newcomer.reply_to(update) or 300.0, 5),
        Check("memory", stage.bot.peak_memory(), MEMORY, " MB"),
        stage.without_screen(crowd),
        Check("tracebacks", stage.bot.tracebacks()),
    ]


SCENARIOS = (
    Scenario("faults on one chat for a minute", faults_on_one_chat, short=True),
    Scenario("429s on three chats for a minute", three_chats_refused, short=True),
    Scenario("20,000 forged and odd updates", forged_and_odd, most=600),
    Scenario("10,000 updates wait at the start", ten_thousand_waiting, started=False, most=500),
)
