"""One person is hostile, slow, locked or refused: nobody else waits for more than a second."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bench.faults.chats import Pace
from bench.faults.database import POSTGRESQL
from bench.faults.faults import MESSAGES, hang, refuse, slow
from bench.faults.people import ANSWERS, FORGED
from bench.faults.scenarios import Scenario
from bench.faults.stage import Stage
from bench.faults.table import Check, wait

HOUR = 3600


async def forged_presses(stage: Stage) -> Sequence[Check]:
    """A hundred presses of buttons the bot never made."""
    (hostile,) = await stage.people.begun(1)
    stage.bot.mark()
    async with stage.others() as waits:
        for number in range(100):
            hostile.forge(FORGED[number % len(FORGED)])
        await asyncio.sleep(5)
        await stage.quiet_for(hostile, 60)
    return [waits.check, stage.aside(), *stage.unanswered(), stage.without_screen([hostile]), *stage.log()]


async def a_hundred_texts(stage: Stage) -> Sequence[Check]:
    """A hundred messages of one person with the API 100 ms away."""
    (talkative,) = await stage.people.begun(1)
    stage.api.befall(slow(0.1).of(*MESSAGES, "answerCallbackQuery", "getUpdates"))
    async with stage.others() as waits:
        answers = talkative.answer_at_once()
        for number in range(100 - len(answers)):
            talkative.say(f"Message {number}")
        await asyncio.sleep(5)
        await stage.quiet_for(talkative, 60)
    return [waits.check, *stage.order(answers), stage.without_screen([talkative])]


async def hanging_edits(stage: Stage) -> Sequence[Check]:
    """Every edit of one chat hangs for 25 seconds."""
    (slow_one,) = await stage.people.begun(1)
    await slow_one.reply(slow_one.say("/reprendre"))
    hanging = hang(25).of("editMessageText", "editMessageReplyMarkup").on(slow_one.chat)
    stage.api.befall(hanging)
    async with stage.others() as waits:
        answers = slow_one.answer_at_once()
        slow_one.forge("a0::help")
        await asyncio.sleep(40 if not stage.short else 26)
    stage.api.heal()
    came = await stage.api.until(lambda: slow_one.reply_to(slow_one.sent[-1]) is not None, 90)
    await stage.settled(answers)
    return [waits.check, *stage.order(answers), Check("without their next screen", not came), *stage.unanswered()]


async def a_locked_row(stage: Stage) -> Sequence[Check]:
    """Another program holds one person's row for 30 seconds; what they sent is decided once it lets go."""
    (locked,) = await stage.people.begun(1)
    with stage.database.locked(locked.chat):
        async with stage.others() as waits:
            answers = locked.answer_at_once()
            pressed = locked.forge("a0::help")
            await asyncio.sleep(15 if stage.short else 30)
    await stage.settled(answers)
    query = stage.api.chats.queries[pressed.query or ""]
    spinning = (query.answered or stage.api.now()) - query.at
    screen = stage.without_screen([locked])
    return [waits.check, *stage.order(answers), screen, wait("their press's spinner", spinning, 2), *stage.log()]


async def an_hour_on_one_chat(stage: Stage) -> Sequence[Check]:
    """A 429 that names an hour on one chat; the bot is started again while it lasts."""
    (refused,) = await stage.people.begun(1)
    stage.bot.mark()
    stage.api.befall(
        refuse(429, "Too Many Requests: retry after 3600", retry_after=HOUR).of(*MESSAGES).on(refused.chat)
    )
    answers = []
    async with stage.others() as waits:
        answers += refused.answer_at_once()
        await asyncio.sleep(6)
    told = stage.bot.lines("429") + stage.bot.lines("retry") + stage.bot.lines("hold") + stage.bot.lines("held")
    await stage.start_again()
    async with stage.others() as after:
        await asyncio.sleep(6)
    await stage.settled(answers)
    after_restart = wait("others' worst wait after a restart", after.worst)
    calls = sum(one.chat == refused.chat and one.method in MESSAGES and not one.accepted for one in stage.api.calls)
    return [
        waits.check,
        after_restart,
        *stage.order(answers),
        Check("said in no log line", told == 0),
        Check("refused sends", calls, 6),
    ]


async def an_hour_on_get_updates(stage: Stage) -> Sequence[Check]:
    """getUpdates is refused once with a 429 that names an hour: the bot must not be deaf for it."""
    stage.api.befall(refuse(429, "Too Many Requests: retry after 3600", times=1, retry_after=HOUR).of("getUpdates"))
    late = stage.people.new()
    update = late.say("/start")
    # A poll that is open is answered by this update; the next one is refused.
    await late.reply(update)
    update = late.say("/reprendre")
    came = await stage.api.until(lambda: late.reply_to(update) is not None, 75)
    return [wait("deaf for", late.reply_to(update) or 3600.0, 65), Check("never heard again", not came)]


async def telegrams_own_pace(stage: Stage) -> Sequence[Check]:
    """Telegram takes one message a second in a chat, and one person types twice a second."""
    (typist,) = await stage.people.begun(1)
    stage.api.chats.pace = Pace()
    async with stage.others(every=1.4) as waits:
        answers = []
        for text in [*(text for _, text in ANSWERS), *["/reprendre"] * 36]:
            update = typist.say(text)
            answers += [update] if text != "/reprendre" else []
            await asyncio.sleep(0.5)
    came = await stage.api.until(lambda: typist.reply_to(typist.sent[-1]) is not None, 90)
    await stage.settled(answers)
    return [waits.check, *stage.order(answers), Check("without their next screen", not came)]


SCENARIOS = (
    Scenario("100 forged presses of one person", forged_presses, short=True),
    Scenario("100 texts of one person, the API 100 ms away", a_hundred_texts),
    Scenario("one chat's edits hang for 25 s", hanging_edits),
    Scenario("one person's row is locked for 30 s", a_locked_row, (POSTGRESQL,), short=True),
    Scenario("a 429 of an hour on one chat, and a restart", an_hour_on_one_chat, short=True),
    Scenario("a 429 of an hour on getUpdates", an_hour_on_get_updates, (POSTGRESQL,)),
    Scenario("Telegram's own pace, one types twice a second", telegrams_own_pace),
)
