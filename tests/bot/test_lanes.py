"""Each person has a lane: what holds one up delays nobody else, and nothing of theirs is lost or turned round."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest

from tests.bot.conversation import Conversation
from tests.bot.server_harness import ServerHarness, running_bot
from tests.bot.whole_interview import COMPANY, accept_welcome
from tests.waiting import wait_until

pytestmark = pytest.mark.any_day

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@contextmanager
def locked(database_url: str, talk: Conversation) -> Iterator[None]:
    """The row of a person, locked by somebody else."""
    with psycopg.connect(database_url) as other:
        other.execute("SELECT 1 FROM person WHERE chat_id = %s FOR UPDATE", (talk.id,))
        yield


async def talking(harness: ServerHarness, name: str) -> Conversation:
    talk = harness.conversation(name)
    await accept_welcome(talk)
    return talk


@on_postgresql
async def test_whose_row_is_locked_delays_nobody_and_is_answered_in_order_once_it_is_free(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        ana, bruno = await talking(harness, "Ana"), await talking(harness, "Bruno")
        await harness.idle()
        with locked(database_url, ana):
            harness.telegram.send(ana.id, COMPANY)
            await wait_until(lambda: harness.rows("select count(*) from set_aside where error is null") == [(1,)])
            query = ana.tap("Passer")
            harness.telegram.send(bruno.id, "Maison Bruno")
            await wait_until(lambda: "Dans quel domaine" in bruno.see())
            newcomer = harness.conversation("Chloé")
            harness.telegram.send(newcomer.id, "/start")
            await wait_until(lambda: newcomer.bot_messages)
            await wait_until(lambda: harness.telegram.queries[query].answer is not None)
            await wait_until(lambda: "Inutile de le renvoyer" in ana.history())
            assert not len(harness.telegram.updates)
        await ana.until(lambda: "Dans quel domaine" in ana.history())
        await harness.idle()
        assert harness.rows("select value from answer where question = 'profile_company_name' order by id")[0] == (
            json.dumps("Maison Bruno"),
        )
        mine = (
            "select value from answer join project on project.id = project_id where chat_id = :chat and question = :q"
        )
        assert harness.rows(mine, chat=ana.id, q="profile_company_name") == [(json.dumps(COMPANY),)]
        assert harness.rows("select count(*) from set_aside") == [(0,)]


async def test_many_updates_of_one_person_are_decided_in_the_order_they_came(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await talking(harness, "Ana")
        await harness.idle()
        person = harness.telegram.people[talk.id]
        for number in range(40):
            message = {"message_id": 9_000_000_000 + number, "date": 1_800_000_000, "text": f"Maison {number}"}
            sender = {"chat": person.chat(), "from": person.user()}
            harness.telegram.updates.push_raw({"message": message | sender})
            harness.telegram.updates.push_raw({"message": {**message, **sender, "text": "/retour"}})
        await harness.idle()
        answers = harness.rows("select value from answer where question = 'profile_company_name' order by id")
        assert [json.loads(value) for (value,) in answers] == [f"Maison {number}" for number in range(40)]
        assert harness.rows("select count(*) from set_aside") == [(0,)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_press_is_answered_and_the_person_told_when_the_database_takes_nothing(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await talking(harness, "Ana")
        await harness.idle()
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            query = talk.tap("Passer")
            await wait_until(lambda: harness.telegram.queries[query].answer is not None)
            await wait_until(lambda: "Inutile de le renvoyer" in talk.history())
            assert len(harness.telegram.updates) == 1
        await talk.until(lambda: "Dans quel domaine" in talk.history())
        assert talk.history().count("Inutile de le renvoyer") == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_waits_as_a_row_is_not_shared_between_two_bots(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await talking(harness, "Ana")
        await harness.idle()
        assert harness.relais is not None
        bot, store = harness.relais.app.bot, harness.relais.store
        await store.run(lambda tx: tx.updates.keep(bot + 1, [(5, talk.id, "{}")], harness.moment()))
        await talk.say(COMPANY)
        await harness.close()
        await harness.open()
        await harness.idle()
        assert await harness.relais.store.run(lambda tx: tx.updates.chats_in_waiting(bot + 1)) == [talk.id]


async def test_an_update_with_a_number_no_column_holds_keeps_nobody_waiting(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await talking(harness, "Ana")
        who = {"id": 2**63, "is_bot": False, "first_name": "P"}
        message = {"message_id": 1, "date": 1, "chat": {"id": 2**63, "type": "private"}, "from": who, "text": "/start"}
        for _ in range(20):
            harness.telegram.updates.push_raw({"message": message})
        assert "Dans quel domaine" in await talk.say(COMPANY)
        await harness.idle()
        assert not len(harness.telegram.updates)
