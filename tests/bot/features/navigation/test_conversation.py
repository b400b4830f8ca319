"""Whole conversations: an interview from the first message to the end, and what it costs."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from sqlalchemy import event

from bot import run
from bot.store.tables import metadata
from tests.bot.database_rows import rows
from tests.bot.server_harness import (
    ServerHarness,
    running_bot,
)
from tests.bot.whole_interview import FINISHED, WISHES, accept_welcome, answer_interview, choose_three_tasks
from tests.shipped_form import shipped_form
from tests.waiting import CEILING


def begins(harness: ServerHarness) -> list[str]:
    """Grows by one for each transaction of the bot."""
    counted: list[str] = []
    assert harness.relais is not None
    event.listen(harness.relais.store._engine, "begin", lambda connection: counted.append("BEGIN"))
    return counted


@pytest.mark.any_day
async def test_an_interview_goes_from_start_to_the_end_two_calls_and_one_transaction_an_answer(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await talk.say("/start")
        assert "un quart d’heure" in talk.see() and talk.has("C’est parti")
        await harness.idle()
        assert harness.relais is not None
        # Meanwhile no tick looks for due work, and what was delivered is written down once at most.
        harness.relais.clock.stop()
        monkeypatch.setattr(run, "FLUSH_EVERY", CEILING)
        counted, costs, transactions = begins(harness), Counter[int](), []
        for _ in range(30):
            if "Quelles activités pèsent" in talk.see():
                await choose_three_tasks(talk)
            harness.telegram.calls.clear()
            counted.clear()
            await talk.answer("Du texte", WISHES)
            calls = [call["method"] for call in harness.telegram.calls]
            costs[sum(method not in ("getUpdates", "answerCallbackQuery") for method in calls)] += 1
            transactions.append(len(counted))
        assert set(costs) <= {1, 2}
        assert sum(transactions) <= 30 + 1 and max(transactions) <= 2
        await answer_interview(talk)
        assert FINISHED in talk.card_text()
        asked = harness.rows("select question, item, count(*) from answer group by question, item")
        assert len(asked) > 100 and {count for *_, count in asked} == {1}


async def test_consent_is_kept_with_its_text_its_date_and_its_version(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        [(given, text, version, at)] = harness.rows("select given, text, version, at from consent")
        assert given and "Je garde vos réponses" in text and version == shipped_form().version
        assert str(at)[:4] == str(harness.moment().year)


async def test_a_refusal_ends_politely_and_start_asks_again(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await talk.say("/start")
        await talk.press("C’est parti")
        assert "je ne garde aucune réponse" in await talk.press("Non")
        await talk.say("/start")
        assert talk.has("Oui") and talk.has("Non"), talk.see()
        await talk.press("Oui")
        assert "Comment s’appelle votre entreprise" in talk.see()
        assert [bool(given) for (given,) in harness.rows("select given from consent order by id")] == [False, True]


async def test_erasure_takes_two_presses_and_leaves_nothing(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await talk.say("Maison Tulipe")
        old = talk.card()
        await talk.say("/supprimer")
        assert "Effacer toutes vos données" in talk.see()
        await talk.press("Effacer mes données")
        assert "Vraiment tout effacer" in talk.see()
        assert "tout est effacé" in await talk.press("Oui, tout effacer")
        await harness.idle()
        for table in set(metadata.tables) - {"processed_update"}:
            assert harness.rows(f"select count(*) from {table}") == [(0,)], table
        assert "rien d’enregistré à votre sujet" in await talk.press(
            old["reply_markup"]["inline_keyboard"][0][0]["text"], old
        )
        await talk.say("/start")
        assert talk.has("C’est parti"), talk.see()


async def test_somebody_who_blocks_the_bot_after_erasing_everything_leaves_no_trace(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await talk.say("/supprimer")
        await talk.press("Effacer mes données")
        await talk.press("Oui, tout effacer")
        harness.telegram.block(talk.id)
        other = harness.conversation("Denis")
        await other.say("/start")
        await harness.idle()
        assert harness.rows("select chat_id from person") == [(other.id,)]


async def test_two_people_never_see_each_others_words(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        people = [harness.conversation("Ana"), harness.conversation("Bruno")]
        words = ["Société Pervenche", "Société Ciboulette"]
        for talk in people:
            await accept_welcome(talk)
        await asyncio.gather(*(talk.say(said) for talk, said in zip(people, words, strict=True)))
        for talk in people:
            await talk.say("/dossier")
            await talk.say("/document")
            await talk.press("Lire ici")
        await harness.idle()
        for talk, mine, theirs in zip(people, words, reversed(words), strict=True):
            assert mine in talk.history() and theirs not in talk.history()


@pytest.mark.any_day
async def test_thirty_people_answering_at_once_each_get_their_own_next_question(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        people = [harness.conversation(f"P{number}") for number in range(30)]
        await asyncio.gather(*(accept_welcome(talk) for talk in people))
        await asyncio.gather(*(talk.say(f"Maison {number:02}") for number, talk in enumerate(people)))
        assert all("Dans quel domaine travaillez-vous" in talk.see() for talk in people)
        answered = rows(
            database_url,
            "select p.chat_id, a.value from answer a join project p on p.id = a.project_id"
            " where question = 'profile_company_name'",
        )
        assert sorted(answered) == sorted((talk.id, f'"Maison {number:02}"') for number, talk in enumerate(people))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_two_quick_presses_answer_once(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await talk.press("Passer")
        card, after = talk.card(), harness.telegram.moment
        queries = [talk.tap("Numérique, logiciel", card), talk.tap("Numérique, logiciel", card)]
        answers = [await harness.telegram.answer(query) for query in queries]
        await talk.reaction(after)
        await harness.idle()
        assert answers[1].get("text") == "C’est déjà noté."
        assert harness.rows("select count(*) from answer where question = 'profile_sector'") == [(1,)]
        assert "Combien êtes-vous" in talk.see()
