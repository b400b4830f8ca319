"""What people do that was not asked: every message gets a reaction, and nothing is taken for an answer by accident."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.conversation import Conversation, plain
from tests.bot.server_harness import ServerHarness, running_bot
from tests.bot.whole_interview import accept_welcome, answer_interview

pytestmark = [pytest.mark.parametrize("database_url", ["sqlite"], indirect=True), pytest.mark.any_day]


def answers(harness: ServerHarness, question: str = "profile_company_name") -> list[Any]:
    return [value for (value,) in harness.rows("select value from answer where question = :q order by id", q=question)]


KINDS = {
    "sticker": "je ne lis que le texte",
    "photo": "Je ne lis pas les photos",
    "voice": "messages vocaux",
    "document": "Je ne lis pas les fichiers",
    "forward": "message transféré",
    "location": "ce type de message",
    "contact": "ce type de message",
}


async def test_what_is_not_text_is_named_and_the_question_asked_again(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        for kind, said in KINDS.items():
            seen = await talk.attach(kind, caption="ma légende") if kind == "photo" else await talk.attach(kind)
            assert said in seen and "Comment s’appelle votre entreprise" in seen, kind
        assert answers(harness) == []


async def test_an_edited_message_changes_the_answer_it_gave(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await talk.say("Maison Tulippe")
        mine = last_typed(talk)
        seen = await talk.edit(mine, "Maison Tulipe")
        assert "Maison Tulippe → Maison Tulipe" in seen and "Dans quel domaine" in seen
        assert answers(harness) == ['"Maison Tulippe"', '"Maison Tulipe"']


async def test_an_edited_message_that_answered_nothing_says_so(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await talk.say("Maison Tulipe")
        await talk.say("n’importe quoi")
        seen = await talk.edit(last_typed(talk), "autre chose")
        assert "/modifier" in seen and "Dans quel domaine" in seen


def last_typed(talk: Conversation) -> int:
    return [message["message_id"] for message in talk.messages if not message["from"]["is_bot"]][-1]


async def test_an_edit_says_what_it_touches(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await answer_interview(talk, lambda talk: "Qui s’en occupe aujourd’hui" in talk.see())
        [hours] = [message for message in talk.messages if plain(message.get("text")) == "45 h par semaine"]
        seen = await talk.edit(hours["message_id"], "30 h")
        assert "45 h par semaine → 30 h par semaine" in seen
        assert answers(harness, "profile_ceo_hours") == ["45", "30"]


@pytest.mark.parametrize(
    "command", ["/aide", "/dossier", "/priorites", "/document", "/modifier", "/inconnue", "/", "/pause"]
)
async def test_a_command_in_the_middle_is_never_an_answer(database_url: str, command: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        assert await talk.say(command)
        assert "Comment s’appelle votre entreprise" in await talk.say("/reprendre")
        assert answers(harness) == []
        assert "Dans quel domaine" in await talk.say("Maison Tulipe")


async def test_an_unknown_command_says_where_to_look(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        assert "/aide" in await talk.say("/abracadabra maintenant")


@pytest.mark.parametrize(
    "data", ["c1:zzzzzzzz:oui", "", "rien", "c:::", "cZZZZZZZZZZZZ::", "a0::inconnue", "y1:zzzzzzzz:99", "é"]
)
async def test_a_button_nobody_knows_brings_the_question_back(database_url: str, data: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        after = harness.telegram.moment
        query = harness.telegram.press(talk.id, talk.card()["message_id"], data=data)
        await harness.telegram.answer(query)
        assert "Comment s’appelle votre entreprise" in await talk.reaction(after)


async def test_a_button_of_a_question_that_is_gone_brings_the_question_back(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        interview_id = harness.rows("select id from interview")[0][0]
        after = harness.telegram.moment
        harness.telegram.press(talk.id, talk.card()["message_id"], data=f"c{interview_id}:zzzzzzzz:yes")
        seen = await talk.reaction(after)
        assert "Ce bouton est ancien" in seen and "Comment s’appelle votre entreprise" in seen


async def test_a_button_of_somebody_elses_interview_changes_nothing_there(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        ana, bruno = harness.conversation("Ana"), harness.conversation("Bruno")
        await accept_welcome(ana)
        await accept_welcome(bruno)
        await ana.press("Passer")
        card = ana.card()
        data = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        after = harness.telegram.moment
        harness.telegram.press(bruno.id, bruno.card()["message_id"], data=data)
        assert "Comment s’appelle votre entreprise" in await bruno.reaction(after)
        assert answers(harness, "profile_sector") == []


async def test_an_answered_question_says_what_was_answered_when_its_old_button_is_pressed(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await talk.press("Passer")
        old = talk.card()
        await talk.press("Numérique, logiciel")
        assert "vous avez déjà répondu : Numérique, logiciel" in await talk.press("Industrie ou autre", old)
        assert "Dans quel domaine" in await talk.press("Modifier")
        assert "Numérique, logiciel → Industrie ou autre" in await talk.press("Industrie ou autre")


async def test_a_press_on_a_message_three_days_old_still_answers(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await talk.press("Passer")
        harness.telegram.age(talk.id, talk.card()["message_id"], 72)
        await talk.press("Numérique, logiciel")
        assert "Combien êtes-vous" in talk.see()


async def test_in_a_group_the_bot_says_it_speaks_in_private_and_keeps_nothing(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        group = {"id": -100123456, "type": "supergroup", "title": "Équipe"}
        sender = harness.telegram.people[talk.id].user()
        message = {"message_id": 7, "date": 1_800_000_000, "chat": group, "from": sender, "text": "Maison du groupe"}
        harness.telegram.updates.push_raw({"message": message})
        await talk.say("Maison Tulipe")
        await harness.idle()
        sent = [call["params"] for call in harness.telegram.calls if call["method"] == "sendMessage"]
        [said] = [call["text"] for call in sent if call["chat_id"] == -100123456]
        assert "je ne parle qu’en conversation privée" in said
        assert answers(harness) == ['"Maison Tulipe"']
        assert harness.rows("select count(*) from person") == [(1,)]


async def test_text_where_only_buttons_answer_says_so(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await talk.say("/start")
        assert "ce sont les boutons" in await talk.say("bonjour")
        await talk.press("C’est parti")
        await talk.press("Oui")
        await talk.say("/modifier")
        assert await talk.say("autre chose")
        assert answers(harness) == []


async def test_text_on_a_confirmation_is_read_as_a_new_answer(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await answer_interview(talk, lambda talk: "Combien d’heures travaillez-vous" in talk.see())
        await talk.say("85 h")
        assert talk.has("Oui,") and answers(harness, "profile_ceo_hours") == []
        assert "50 h par semaine" in await talk.say("50 h")
        assert answers(harness, "profile_ceo_hours") == ["50"]


HOSTILE = {
    "markup": "<b>Brindille</b> & <a href='https://exemple.test'>x</a> </code> {{ 7*7 }} {name} %s",
    "emoji": "Brindille 👩‍👩‍👧‍👦🇫🇷 e\u0301",
    "rtl": "Brindille \u202eelliarf\u202c \u200f",
    "nul": "Brind\x00ille",
    "surrogate": "Brindille \ud83d",
    "separators": "Brindille\u2028ligne\u2029deux",
    "placeholder": "{0} {value} {title!r}",
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_strange_text_gets_a_reaction_and_is_never_markup(database_url: str, name: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        message = {"message_id": 9, "date": 1_800_000_000, "text": HOSTILE[name]}
        people = harness.telegram.people[talk.id]
        seen = await talk.raw({"message": {**message, "chat": people.chat(), "from": people.user()}})
        assert "Dans quel domaine" in seen or "Comment s’appelle votre entreprise" in seen
        links = [
            entity for entity in talk.bot_messages[-1].get("entities", []) if entity["type"] in ("text_link", "code")
        ]
        assert links == []
        if name == "markup":
            assert HOSTILE[name] in seen
        assert harness.rows("select count(*) from set_aside") == [(0,)]
        assert await talk.say("/document")


async def test_a_very_long_text_is_refused_with_the_limit_and_the_question_stays(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        people = harness.telegram.people[talk.id]
        message = {"message_id": 9, "date": 1_800_000_000, "text": "mot " * 1250}
        seen = await talk.raw({"message": {**message, "chat": people.chat(), "from": people.user()}})
        assert "trop long" in seen and "Comment s’appelle votre entreprise" in seen
        assert answers(harness) == []


async def test_words_press_the_buttons_they_name_and_a_wrong_unit_says_the_right_one(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        assert "Dans quel domaine" in await talk.say("je ne sais pas")
        assert "Comment s’appelle votre entreprise" in await talk.say("retour")
        assert "Dans quel domaine" in await talk.say("Passer")
        for label in ("Artisanat, bâtiment", "Je suis seul", "En croissance"):
            await talk.press(label)
        await talk.say("des entreprises, particuliers")
        assert "heures travaillez-vous" in await talk.say("valider")
        seen = plain(await talk.say("45 €"))
        assert "« 45 € » n’est pas dans l’unité attendue (heures par semaine)." in seen
        await talk.press("Aide")
        assert "9 h par jour" in talk.see()


async def test_help_answers_where_a_card_has_none_of_its_own(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await talk.say("/start")
        await talk.press("Aide")
        assert "/reprendre" in talk.see()
