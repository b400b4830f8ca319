"""Documents as a person asks for them in the chat, and gets them."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.documents import TEMPLATES
from bot.telegram import send
from tests.bot.conversation import Conversation, plain
from tests.bot.document_text import pdf_text, word_text
from tests.bot.server_harness import running_bot
from tests.bot.whole_interview import COMPANY, CONTACT, accept_welcome, answer_interview
from tests.waiting import CEILING

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def ask_for_file(talk: Conversation, label: str) -> bytes:
    """Ask for a file, and wait for it."""
    before = len(talk.files())
    await talk.say("/document")
    talk.tap(label)
    await talk.until(lambda: len(talk.files()) > before)
    return talk.files()[-1]


@pytest.mark.long
async def test_a_finished_interview_gives_a_pdf_a_word_file_and_pages_with_the_persons_own_words(
    database_url: str,
) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await talk.say("/start")
        typed = await answer_interview(talk)
        audited, retained = (
            json.loads(harness.rows("select value from answer where question = :q", q=question)[-1][0])
            for question in ("audit_functions", "retain_tasks")
        )
        assert len(str(audited).split(",")) == 3 and len(str(retained).split(",")) == 2
        for text in (pdf_text(await ask_for_file(talk, "PDF")), word_text(await ask_for_file(talk, "Word"))):
            assert COMPANY in text and "zoe@brindille.example" in text and CONTACT.partition(",")[0] in text
            assert any(words in text for words in typed)
        await talk.say("/document")
        seen = len(talk.bot_messages)
        await talk.press("Lire ici")
        await talk.until(lambda: "➡️" in str(talk.bot_messages[-1]))
        first = talk.bot_messages[-1]
        assert "Cahier des charges" in first["text"] or COMPANY in first["text"]
        await talk.press("2/")
        await talk.until(lambda: "⬅️ 1/" in str(talk.bot_messages[-1]))
        assert talk.bot_messages[-1]["text"] != first["text"]
        await talk.press("1/")
        await talk.until(lambda: talk.bot_messages[-1]["text"] == first["text"])
        seen = len(talk.bot_messages)
        await talk.press("Tout recevoir")
        await talk.until(lambda: len(talk.bot_messages) > seen + 3)
        await harness.idle()
        pages = [plain(message["text"]) for message in talk.bot_messages[seen:]]
        assert COMPANY in "\n".join(pages) and all(len(page) <= 4096 for page in pages)


@pytest.mark.any_day
async def test_a_document_can_be_had_before_the_end(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await answer_interview(talk, lambda talk: "Étape 3" in talk.see())
        text = pdf_text(await ask_for_file(talk, "PDF"))
        assert "C’est un brouillon : " in talk.history() and " points à préciser, environ " in talk.history()
        assert COMPANY in text and "À préciser" in text


async def test_before_any_answer_there_is_nothing_to_write(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        assert "Répondez d’abord" in await talk.say("/document")


async def test_a_document_being_made_does_not_hold_up_an_answer(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await talk.say(COMPANY)
        question = talk.card()
        await talk.say("/document")
        talk.tap("PDF")
        talk.tap("Numérique, logiciel", question)
        await talk.until(lambda: "Combien êtes-vous" in talk.history() and len(talk.files()) == 1)
        order = [message.get("text") or "file" for message in talk.bot_messages]
        next_question = max(place for place, words in enumerate(order) if "Combien êtes-vous" in words)
        assert next_question < order.index("file")


@pytest.mark.any_day
async def test_when_a_pdf_cannot_be_made_word_comes_with_a_word_about_it_and_the_pdf_later(
    database_url: str, tmp_path: Path
) -> None:
    broken = tmp_path / "templates"
    shutil.copytree(TEMPLATES, broken)
    layout = broken / "specification.typ"
    layout.write_text("#panic(")
    async with running_bot(database_url) as harness:
        await harness.close()
        await harness.open(templates=broken)
        talk = harness.conversation()
        await accept_welcome(talk)
        await talk.say(COMPANY)
        await talk.say("/document")
        talk.tap("PDF")
        await talk.until(lambda: len(talk.files()) == 1)
        assert "Voici le même document en Word" in talk.history()
        assert COMPANY in word_text(talk.files()[0])
        harness.moment.offset += timedelta(minutes=2)
        assert harness.relais is not None
        await harness.relais.clock.tick()
        await talk.until(lambda: harness.rows("select attempts from outbox where kind = 'document'") == [(2,)])
        await harness.close()
        harness.moment.offset += timedelta(minutes=10)
        await harness.open()
        await talk.until(lambda: len(talk.files()) == 2)
        assert COMPANY in pdf_text(talk.files()[1])
        assert talk.history().count("Votre demande est gardée") == 1
        await harness.idle()
        assert harness.rows("select count(*) from outbox") == [(0,)]


@pytest.mark.any_day
async def test_a_pdf_that_can_never_be_made_is_given_up_in_words(database_url: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(TEMPLATES, broken)
    (broken / "specification.typ").write_text("#panic(")
    async with running_bot(database_url) as harness:
        await harness.close()
        await harness.open(templates=broken)
        talk = harness.conversation()
        await accept_welcome(talk)
        await talk.say(COMPANY)
        await talk.say("/document")
        talk.tap("PDF")
        await talk.until(lambda: "Votre demande est gardée" in talk.history())
        assert harness.relais is not None
        for _ in range(8):
            await harness.idle()
            harness.moment.offset += timedelta(hours=2)
            await harness.relais.clock.tick()
        await talk.until(lambda: "Essayez l’autre format" in talk.history())
        await harness.idle()
        assert harness.rows("select count(*) from outbox") == [(0,)]
        assert (talk.history().count("Votre demande est gardée"), len(talk.files())) == (1, 1)


@pytest.mark.any_day
async def test_when_neither_pdf_nor_word_can_be_made_the_request_is_kept_and_said_so_once(
    database_url: str, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(TEMPLATES, broken)
    text = broken / "specification.md.j2"
    text.write_text(text.read_text().replace("# {{ title }}", "# {{ spec.nonsense }}"))
    async with running_bot(database_url) as harness:
        await harness.close()
        await harness.open(templates=broken)
        talk = harness.conversation()
        await accept_welcome(talk)
        await talk.say(COMPANY)
        await talk.say("/document")
        talk.tap("PDF")
        await talk.until(lambda: "Votre demande est gardée" in talk.history())
        await harness.idle()
        assert (talk.history().count("Votre demande est gardée"), talk.files()) == (1, [])
        assert harness.rows("select attempts from outbox where kind = 'document'") == [(1,)]


@pytest.mark.any_day
async def test_the_picture_of_the_ranking_comes_by_itself_above_the_next_question(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However slow the machine is at making it.
    monkeypatch.setattr(send, "PICTURE_WAIT", CEILING)
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await answer_interview(talk, lambda talk: "Voici ce qui ressort" in talk.see())
        await talk.press("Ça me parle")
        await talk.until(lambda: "Quelles activités prépare-t-on" in talk.see())
        assert ["photo" in message for message in talk.bot_messages[-2:]] == [True, False]
