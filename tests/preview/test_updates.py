import asyncio

import pytest

from bot.preview.api.refusals import Refusal
from tests.waiting import CEILING, wait_until


async def fetch(telegram, offset=0, limit=100, within=0.0, allowed=None):
    return await telegram.updates.get(offset, limit, within, allowed)


def texts(updates):
    return [update["message"]["text"] for update in updates]


async def test_an_update_comes_back_until_a_higher_offset_confirms_it(telegram, person):
    for text in ("un", "deux", "trois"):
        telegram.send(person, text)
    first = await fetch(telegram)
    assert texts(first) == ["un", "deux", "trois"]
    assert texts(await fetch(telegram)) == ["un", "deux", "trois"]
    ids = [update["update_id"] for update in first]
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]
    assert texts(await fetch(telegram, offset=ids[1] + 1)) == ["trois"]
    assert texts(await fetch(telegram)) == ["trois"]


async def test_a_limit_cuts_the_batch_and_a_negative_offset_keeps_the_last_ones(telegram, person):
    for text in ("un", "deux", "trois"):
        telegram.send(person, text)
    assert texts(await fetch(telegram, limit=2)) == ["un", "deux"]
    assert texts(await fetch(telegram, offset=-1)) == ["trois"]
    assert texts(await fetch(telegram)) == ["trois"]


async def test_a_long_poll_ends_with_the_first_update_or_with_its_time(telegram, person):
    assert await fetch(telegram, within=0.02) == []
    poll = asyncio.create_task(fetch(telegram, within=CEILING))
    await wait_until(lambda: telegram.updates._poller)
    telegram.send(person, "enfin")
    assert texts(await asyncio.wait_for(poll, CEILING)) == ["enfin"]


async def test_a_second_poller_ends_the_first_with_a_conflict(telegram, person):
    first = asyncio.create_task(fetch(telegram, within=CEILING))
    await wait_until(lambda: telegram.updates._poller)
    second = asyncio.create_task(fetch(telegram, within=CEILING))
    with pytest.raises(Refusal, match="terminated by other getUpdates request") as refused:
        await first
    assert refused.value.code == 409
    telegram.send(person, "pour le second")
    assert texts(await second) == ["pour le second"]


async def test_a_webhook_forbids_polling(telegram, person):
    telegram.updates.set_webhook("https://exemple.fr/bot", drop_pending=False)
    with pytest.raises(Refusal, match="can't use getUpdates method while webhook is active"):
        await fetch(telegram)
    telegram.updates.set_webhook("", drop_pending=False)
    assert await fetch(telegram) == []


async def test_only_the_kinds_asked_for_are_queued(telegram, person):
    await fetch(telegram, allowed=["callback_query"])
    telegram.send(person, "non demandé")
    assert await fetch(telegram) == []
    await fetch(telegram, allowed=[])
    telegram.send(person, "demandé")
    assert texts(await fetch(telegram)) == ["demandé"]


async def test_what_the_bot_does_not_fetch_in_time_is_dropped(telegram, person, clock):
    message = telegram.post(telegram.people[person], {"text": "x"})
    telegram.press(person, message["message_id"], data="a")
    telegram.send(person, "bonjour")
    clock.seconds += 151
    assert texts(await fetch(telegram)) == ["bonjour"]
    clock.seconds += 24 * 3600
    assert await fetch(telegram) == []


async def test_a_restarted_preview_gives_new_update_ids(telegram, person, clock):
    telegram.send(person, "avant")
    before = (await fetch(telegram))[0]["update_id"]
    clock.seconds += 60
    again = type(telegram)(now=clock)
    again.send(again.join("Camille"), "après")
    assert (await fetch(again))[0]["update_id"] > before


async def test_numbers_may_begin_again_lower_and_an_offset_far_beyond_them_counts_as_none(telegram, person):
    telegram.send(person, "avant")
    last = (await fetch(telegram))[0]["update_id"]
    assert await fetch(telegram, offset=last + 1) == []
    telegram.updates.begin_again(1000)
    telegram.send(person, "après")
    assert (await fetch(telegram))[0]["update_id"] == 1000
    assert texts(await fetch(telegram, offset=last + 1)) == ["après"]
    # Close to the new numbers, an old offset confirms what it is higher than.
    assert await fetch(telegram, offset=1001) == []


async def test_any_raw_update_can_be_pushed(telegram):
    telegram.updates.push_raw({"message": {"forward_origin": {"type": "hidden_user"}}})
    assert (await fetch(telegram))[0]["message"] == {"forward_origin": {"type": "hidden_user"}}
