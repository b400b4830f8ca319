"""Groups and channels: the bot says one polite line there and leaves; it talks in private only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.departures import AGAIN, MOST, Departures
from tests.bot.server_harness import ServerHarness, running_bot
from tests.clock import now
from tests.waiting import wait_until

pytestmark = pytest.mark.any_day

BOB = {"id": 9, "is_bot": False, "first_name": "Bob"}


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_added_to_a_group_or_channel_it_says_one_line_and_leaves(database_url: str, kind: str) -> None:
    async with running_bot(database_url) as harness:
        group = harness.telegram.groups.add_bot(BOB, kind)
        for _ in range(3):
            harness.telegram.groups.say(group, BOB, "Qui es-tu ?")
        await wait_until(lambda: not group.has_bot and harness.at_rest())
        assert [message["text"] for message in group.messages].count(harness.relais.form.words["private_only"]) == 1
        assert len(group.messages) == 1
        assert people(harness) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_where_it_may_not_write_it_leaves_without_a_word(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        channel, group = (harness.telegram.groups.add_bot(BOB, kind, muted=True) for kind in ("channel", "group"))
        await wait_until(lambda: not channel.has_bot and not group.has_bot and harness.at_rest())
        assert channel.messages == group.messages == []
        assert people(harness) == 0
        assert "Bonjour" in await harness.conversation().say("/start")


def people(harness: ServerHarness) -> int:
    return int(harness.rows("select count(*) from person")[0][0])


def test_a_chat_is_told_again_after_an_hour_or_if_it_could_not_be_told() -> None:
    departures, at = Departures(), now()

    def told(chat: int, later: timedelta = timedelta()) -> bool:
        with departures.once(chat, at + later) as is_new:
            return is_new

    assert told(-1)
    assert not told(-1)
    assert not told(-1, AGAIN - timedelta(seconds=1))
    assert told(-2)
    assert told(-1, AGAIN)
    with pytest.raises(OSError), departures.once(-3, at) as is_new:
        assert is_new
        raise OSError
    assert told(-3)


def test_the_memory_of_chats_is_bounded() -> None:
    departures, at = Departures(), now()
    for chat in range(3 * MOST):
        with departures.once(-chat, at) as is_new:
            assert is_new
    assert len(departures._told) == MOST
