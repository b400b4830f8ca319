"""What Telegram may do to a message: it is done only when its acceptance was read, and nobody is left in the dark."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.preview.records import Fault
from tests.bot.conversation import Conversation, plain
from tests.bot.server_harness import ServerHarness, running_bot
from tests.bot.whole_interview import COMPANY, accept_welcome, answer_interview
from tests.waiting import wait_until

pytestmark = [pytest.mark.any_day, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"
NEXT = "Dans quel domaine"


async def at_the_company(harness: ServerHarness, name: str = "Claire") -> Conversation:
    """A person who is asked for the name of their company."""
    talk = harness.conversation(name)
    await accept_welcome(talk)
    await harness.idle()
    return talk


@pytest.mark.parametrize("body", [HTML, "", '{"ok":tr', "null", '{"ok":true,"result":null}'])
async def test_a_question_whose_acceptance_cannot_be_read_is_sent_again(database_url: str, body: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await at_the_company(harness)
        harness.telegram.faults.append(Fault("unreadable", "sendMessage", body=body))
        harness.telegram.send(talk.id, COMPANY)
        await wait_until(lambda: not harness.telegram.faults)
        assert harness.rows("select count(*) from outbox") == [(1,)]
        await talk.until(lambda: talk.history().count(NEXT) == 2)
        await talk.press("Numérique, logiciel")
        assert "Combien êtes-vous" in talk.see()


@pytest.mark.parametrize("code", [401, 404, 409, 418])
async def test_a_question_refused_with_an_unknown_code_comes_in_the_end(database_url: str, code: int) -> None:
    async with running_bot(database_url) as harness:
        talk = await at_the_company(harness)
        harness.telegram.faults.append(Fault("refused", "sendMessage", code=code))
        harness.telegram.send(talk.id, COMPANY)
        await talk.until(lambda: NEXT in talk.see())


async def test_a_429_that_names_no_wait_holds_its_chat_for_a_minute(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await at_the_company(harness)
        harness.telegram.faults.append(Fault("429", "sendMessage", retry_after=None))
        harness.telegram.send(talk.id, COMPANY)
        await wait_until(lambda: harness.rows("select count(*) from hold where scope = 'chat'") == [(1,)])
        await harness.idle()
        assert NEXT not in talk.history()
        assert harness.rows("select count(*), max(attempts) from outbox") == [(1, 0)]


async def test_a_hold_is_still_obeyed_after_a_restart(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await at_the_company(harness)
        harness.telegram.faults.append(Fault("429", "sendMessage", retry_after=3600))
        harness.telegram.send(talk.id, COMPANY)
        await wait_until(lambda: harness.rows("select count(*) from hold") == [(1,)])
        await harness.close()
        harness.telegram.calls.clear()
        await harness.open()
        other = await at_the_company(harness, "Bruno")
        assert NEXT in await other.say(COMPANY)
        sent = [call["params"] for call in harness.telegram.calls if call["method"] == "sendMessage"]
        assert sent and not [call for call in sent if int(call["chat_id"]) == talk.id]


async def test_when_three_chats_are_refused_only_presses_are_answered_and_the_rest_follows(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        people = [await at_the_company(harness, name) for name in ("Ana", "Bruno", "Chloé", "Denis")]
        for talk in people[:3]:
            harness.telegram.faults.append(Fault("429", "sendMessage", retry_after=2, chat=talk.id))
            harness.telegram.send(talk.id, COMPANY)
        await wait_until(lambda: ("all",) in harness.rows("select scope from hold"))
        query = people[3].tap("Passer")
        await people[3].until(lambda: harness.telegram.queries[query].answer is not None)
        for talk in people:
            await talk.until(lambda talk=talk: NEXT in talk.see())


async def test_pages_received_at_once_come_each_once_and_in_order_whatever_telegram_makes_them_wait(
    database_url: str,
) -> None:
    async with running_bot(database_url) as harness:
        talk = await at_the_company(harness)
        await answer_interview(talk, lambda talk: "Étape 4" in talk.see())
        await talk.say("/document")
        await talk.press("Lire ici")
        await talk.until(lambda: "2/" in str(talk.card()))
        await harness.idle()
        pages = int(next(label for label in talk.buttons() if "/" in label).split("/")[1].split()[0])
        assert pages > 2
        seen = len(talk.bot_messages)
        talk.tap("Tout recevoir")
        await talk.until(lambda: len(talk.bot_messages) > seen)
        harness.telegram.faults.append(Fault("429", "sendMessage"))
        await talk.until(lambda: not harness.telegram.faults and len(talk.bot_messages) >= seen + pages)
        await harness.idle()
        texts = [plain(message["text"]) for message in talk.bot_messages[seen:]]
        assert len(texts) == len(set(texts)) == pages


@pytest.mark.parametrize("code", [400, 413])
async def test_a_document_telegram_refuses_is_told_and_comes_in_word(database_url: str, code: int) -> None:
    async with running_bot(database_url) as harness:
        talk = await at_the_company(harness)
        await talk.say(COMPANY)
        await talk.say("/document")
        harness.telegram.faults.append(Fault("refused", "sendDocument", code=code))
        talk.tap("PDF")
        await talk.until(lambda: len(talk.files()) == 1)
        assert "Voici le même document en Word" in talk.history()
        await harness.idle()
        assert harness.rows("select count(*) from outbox") == [(0,)]


async def test_a_document_refused_in_every_format_is_told(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await at_the_company(harness)
        await talk.say(COMPANY)
        await talk.say("/document")
        harness.telegram.faults.append(Fault("refused", "sendDocument", times=2))
        talk.tap("PDF")
        await talk.until(lambda: "Essayez l’autre format" in talk.history())


async def test_a_document_asked_for_by_somebody_who_blocks_the_bot_meanwhile_comes_when_they_are_back(
    database_url: str,
) -> None:
    async with running_bot(database_url) as harness:
        talk = await at_the_company(harness)
        await talk.say(COMPANY)
        await talk.say("/document")
        talk.tap("PDF")
        harness.telegram.people[talk.id].blocked = True
        await wait_until(lambda: [bool(one) for (one,) in harness.rows("select reachable from person")] == [False])
        harness.telegram.people[talk.id].blocked = False
        await talk.say("/start")
        await talk.until(lambda: len(talk.files()) == 1)


@pytest.mark.parametrize("fault", [Fault("429"), Fault("500", times=3), Fault("unreadable", body=HTML)])
async def test_that_everything_is_erased_is_said_whatever_happens_to_the_message(
    database_url: str, fault: Fault
) -> None:
    async with running_bot(database_url) as harness:
        talk = await at_the_company(harness)
        await talk.say("/supprimer")
        await talk.press("Effacer mes données")
        harness.telegram.faults.append(Fault(**vars(fault) | {"chat": talk.id}))
        talk.tap("tout effacer")
        await talk.until(lambda: "effacé" in talk.see())
        await talk.until(lambda: harness.rows("select count(*) from outbox") == [(0,)])
        assert harness.rows("select count(*) from person") == [(0,)]


async def test_what_was_delivered_is_stored_also_of_somebody_whose_updates_do_nothing(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await at_the_company(harness)
        old = talk.card()
        await talk.say("/supprimer")
        await talk.press("Effacer mes données")
        await talk.press("tout effacer")
        for _ in range(3):
            assert "rien d’enregistré" in await talk.press("Passer", old)
        await talk.until(lambda: harness.rows("select count(*) from outbox") == [(0,)])


async def test_what_waits_is_sent_soon_after_the_date_is_set_back(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await at_the_company(harness)
        harness.telegram.faults.append(Fault("500", "sendMessage", times=3))
        harness.telegram.send(talk.id, COMPANY)
        await wait_until(lambda: harness.rows("select attempts from outbox") == [(1,)])
        harness.moment.offset -= timedelta(hours=1)
        await talk.until(lambda: NEXT in talk.see())


async def test_an_update_kept_as_a_row_is_decided_after_a_restart_before_those_that_follow(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await at_the_company(harness)
        assert harness.relais is not None
        store, bot = harness.relais.store, harness.relais.app.bot
        person = harness.telegram.people[talk.id]
        message = {
            "message_id": 99,
            "date": 1_800_000_000,
            "chat": person.chat(),
            "from": person.user(),
            "text": COMPANY,
        }
        number = harness.telegram.updates.push_raw({})
        kept = json.dumps({"update_id": number, "message": message})
        await store.run(lambda tx: tx.updates.keep(bot, [(number, talk.id, kept)], harness.moment()))
        await harness.close()
        harness.telegram.press(talk.id, talk.card()["message_id"], data="x")
        await harness.open()
        await talk.until(lambda: NEXT in talk.see())
        await harness.idle()
        assert harness.rows("select value from answer where question = 'profile_company_name'") == [(f'"{COMPANY}"',)]
        assert harness.rows("select count(*) from set_aside") == [(0,)]
