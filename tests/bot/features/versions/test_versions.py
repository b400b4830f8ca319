"""The finished document in somebody's hands: what it lacks, its versions, « Bon pour accord », its other readers."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from tests.bot.company_file import owner, write_answers
from tests.bot.conversation import plain
from tests.bot.document_text import pdf_text, word_text
from tests.bot.server_harness import running_bot
from tests.bot.version_conversation import approve_version, receive_files

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_the_menu_says_how_complete_the_document_is_and_offers_its_other_readers(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await owner(harness)
        assert "complet à 100 %. Prêt à relire" in await talk.say("/document")
        assert 6 <= len(talk.buttons()) <= 8
        assert "ni vos coûts internes" in await talk.press("Envoyer à mon prestataire")
        (content,) = await receive_files(talk, "PDF")
        assert "pour consultation" in pdf_text(content) and "Formulaire de réponse" in pdf_text(content)
        assert "transférer à votre prestataire" in talk.history()
        await talk.press(
            "Word", next(m for m in talk.bot_messages if "ni vos coûts internes" in plain(m.get("text", "")))
        )
        await talk.until(lambda: len(talk.files()) == 2)
        assert "Formulaire de réponse" in word_text(talk.files()[-1])
        await talk.say("/document")
        await talk.press("Version annotée")
        (content,) = await receive_files(talk, "PDF")
        assert "D’après vos réponses" in pdf_text(content)


async def test_what_is_missing_is_listed_and_a_press_leads_to_the_very_question(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await owner(harness, "nexoria")
        await talk.say("/document")
        seen = await talk.press("Ce qui manque")
        assert "les objectifs chiffrés : +" in seen and "indispensable à la signature" in seen
        assert len(talk.buttons()) <= 8
        listed = talk.card()
        assert "article 28" in await talk.press("Points faibles")
        flagged = talk.card()
        await talk.press("Données hors d’Europe", flagged)
        assert "Étape 7" in talk.see() and "Europe" in talk.see()
        await talk.press("les objectifs chiffrés", listed)
        assert "Étape 4" in talk.see()


async def test_a_version_is_frozen_once_and_downloads_again_byte_for_byte(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await owner(harness)
        assert "Aucune version n’est figée" in await talk.say("/versions")
        seen = await talk.press("Figer cette version")
        assert "qu’est-ce qui justifie" in talk.see() and "On reprend" not in seen
        assert "On reprend : étape 1, question 1." in await talk.say("/reprendre")
        before = len(talk.files())
        await talk.say("Premier jet <b>pour</b> relecture")
        await talk.until(lambda: len(talk.files()) == before + 2)
        pdf, docx = talk.files()
        assert "version 0.1" in pdf_text(pdf) and "Version 0.1, figée le" in talk.history()
        assert hashlib.sha256(pdf).hexdigest() in talk.history()
        assert "Rien n’a changé depuis la version 0.1" in await talk.press(
            "Figer", next(m for m in talk.bot_messages if "Aucune version" in plain(m.get("text", "")))
        )
        await write_answers(harness, talk, {("profile_company_name", None): "Autre Nom SARL"})
        await talk.say("/versions")
        assert "Premier jet <b>pour</b> relecture" in talk.see()
        await talk.press("Version 0.1")
        assert hashlib.sha256(pdf).hexdigest() in talk.see()
        detail = talk.card()
        assert await receive_files(talk, "PDF") == [pdf]
        await talk.press("Word", detail)
        await talk.until(lambda: len(talk.files()) == 4)
        assert talk.files()[-1] == docx
        seen = await talk.press("Ce qui change", detail)
        assert "→ Autre Nom SARL" in seen


async def test_an_accord_makes_version_1_and_a_major_change_takes_an_amendment(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await owner(harness)
        pdf, _ = await approve_version(talk)
        assert "c’est la version 1.0" in talk.history()
        rows = harness.rows("select number, approved_by, pdf_sha256 from version")
        assert rows == [("1.0", "Claire Valserine", hashlib.sha256(pdf).hexdigest())]
        assert "projet" not in pdf_text(pdf)[:2000] and "version 1.0 (pour signature)" in pdf_text(pdf)
        # Nothing has changed: there is nothing more to agree.
        seen = await talk.say("/versions")
        assert "est déjà approuvée" in seen and not talk.has("Bon pour accord") and not talk.has("Figer")
        # A contact is minor: no new accord.
        await write_answers(harness, talk, {("spec_contact", None): "Léa, lea@valserine.example"})
        await talk.say("/versions")
        assert "mineur" in await talk.press("Bon pour accord")
        await talk.press("Figer cette version")
        files = len(talk.files())
        await talk.press("Passer")
        await talk.until(lambda: len(talk.files()) == files + 2)
        assert "accusé de lecture" in talk.history()
        # A duration is not.
        await write_answers(harness, talk, {("spec_duration", None): "open"})
        await talk.say("/versions")
        assert "avenant n° 1" in await talk.press("Figer cette version")
        assert "→" in await talk.press("Ce qui change") and talk.has("Bon pour accord")
        pdf, _ = await approve_version(talk, reason="On commence par un essai")
        assert "avec l’avenant n° 1" in talk.history()
        text = pdf_text(pdf)
        assert "Avenant n° 1" in text and "On commence par un essai" in text and "version 1.1" in text
        numbers = harness.rows("select number from version order by id")
        assert numbers == [("1.0",), ("1.1",), ("2.0",)]


async def test_an_amendment_is_agreed_once_the_service_has_started(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await owner(harness)
        pdf, _ = await approve_version(talk, reason="Le cadre est posé")
        assert "Le cadre est posé" in pdf_text(pdf)
        harness.moment.offset = timedelta(days=200)
        await write_answers(harness, talk, {("spec_duration", None): "open"})
        assert "Prêt à relire" in await talk.say("/document")
        pdf, _ = await approve_version(talk, reason="Six mois de bons résultats")
        assert "version 2.0" in pdf_text(pdf) and "Six mois de bons résultats" in pdf_text(pdf)


async def test_an_accord_waits_for_what_blocks_the_signature(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await owner(harness, "nexoria")
        await talk.say("/versions")
        seen = await talk.press("Bon pour accord")
        assert "3 points bloquent encore la signature" in seen and "la protection des données" in seen
        await talk.press("la protection des données")
        assert "Étape 7" in talk.see()
        assert harness.rows("select count(*) from version") == [(0,)]


async def test_who_says_no_at_the_last_moment_approves_nothing_and_an_old_button_neither(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await owner(harness)
        await talk.say("/versions")
        assert "On reprend" not in await talk.press("Bon pour accord")
        assert "un nom, écrit avec des lettres" in await talk.say("12 345 !")
        await talk.say("Claire")
        await talk.press("Passer")
        card = talk.card()
        assert "rien n’est figé" in await talk.press("Non")
        await talk.press("Oui", card)
        assert "déjà enregistré" in talk.history()
        assert harness.rows("select count(*) from version") == [(0,)]


async def test_nobody_reaches_the_version_of_somebody_else(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await owner(harness)
        await approve_version(talk)
        await talk.say("/versions")
        card = talk.card()
        other = await owner(harness)
        data = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        await other.say("/versions")
        mine = other.card()
        harness.telegram.press(other.id, mine["message_id"], data=data)
        await other.until(lambda: "ne trouve plus cette version" in other.history())


async def test_what_changed_since_an_old_version_asks_for_no_second_accord(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await owner(harness)
        await approve_version(talk)
        await write_answers(harness, talk, {("spec_duration", None): "open"})
        await talk.say("/versions")
        await approve_version(talk, reason="On commence par un essai")
        await talk.say("/versions")
        await talk.press("Version 1.0")
        assert "→" in await talk.press("Ce qui change") and not talk.has("Bon pour accord")
