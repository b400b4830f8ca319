"""Amendments prepared at a review: they wait, lead to the answer to change, come on paper, and go with a signature."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from tests.bot.company_file import write_answers
from tests.bot.conversation import Conversation
from tests.bot.document_text import pdf_text
from tests.bot.review_conversation import answer_review, begin_review, reviewer
from tests.bot.server_harness import ServerHarness, running_bot
from tests.bot.version_conversation import approve_version, receive_files

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BEFORE_THE_START = timedelta(days=-80)
PREPARING = {
    "n’est pas dans la cible": "→Cible mal réglée",
    "Je prépare l’avenant n°": "→Préparer l’avenant",
}


async def signed(harness: ServerHarness) -> Conversation:
    """Somebody whose version 1.0 was agreed before the work began."""
    talk = await reviewer(harness)
    harness.moment.offset = BEFORE_THE_START
    await approve_version(talk)
    harness.moment.offset = timedelta()
    return talk


async def test_prepared_amendments_wait_are_read_and_go_with_the_signature_that_takes_them(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await signed(harness)
        await begin_review(talk)
        await answer_review(talk, "9", PREPARING)
        seen = await talk.press("2 avenants préparés")
        assert "Avenant n° 1" in seen and "3 jours ouvrés → 6 jours ouvrés" in seen and len(talk.buttons()) <= 8
        assert "Pourquoi : la cible" in await talk.press("✏️ Avenant n° 2")
        (paper,) = await receive_files(talk, "Avenant n° 2 en PDF")
        text = pdf_text(paper)
        assert "Avenant n° 2" in text and "version 1.0" in text and "Sommaire" not in text and "Motif" in text
        assert "Date d’effet : celle de la signature" in text and "Proposé : 6 jours ouvrés" in text
        await talk.say("/document")
        await talk.press("2 avenants préparés")
        await talk.press("✏️ Avenant n° 1")
        assert "cible" in (await talk.press("Donner une valeur")).lower()
        await talk.say("/versions")
        assert talk.has("2 avenants préparés")
        await talk.press("Bon pour accord")
        await talk.press("Inscrire dans le cahier")
        assert "C’est inscrit dans le cahier" in talk.history()
        pdf = await agreed(talk)
        assert "version 2.0, avec les avenants n° 1 et 2" in talk.history()
        text = pdf_text(pdf)
        assert "Avenants n° 1 et 2" in text and "Désormais : 6 jours ouvrés" in text
        # What is followed says it too, and what was signed before says what it said.
        assert "6 jours ouvrés" in text.split("Journal des versions")[0]
        await talk.say("/versions")
        assert not talk.has("préparé") and "est déjà approuvée" in talk.see()
        await talk.say("/document")
        assert not talk.has("préparé")
        # The files of a version are made from what it keeps: the same again.
        await talk.say("/versions")
        listed = talk.card()
        await talk.press("Version 2.0")
        assert await receive_files(talk, "PDF") == [pdf]
        await talk.press("Version 1.0", listed)
        (before,) = await receive_files(talk, "PDF")
        assert before == talk.files()[0] and "6 jours ouvrés" not in pdf_text(before)
        assert hashlib.sha256(before).hexdigest() in talk.history()


async def agreed(talk: Conversation) -> bytes:
    """The questions of an accord under way, answered yes; the PDF that follows."""
    await talk.say("Claire Valserine")
    await talk.press("Passer")
    pdf, _ = await receive_files(talk, "Oui", 2)
    return pdf


async def test_an_amendment_no_review_prepared_takes_its_place_in_the_same_numbering(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await signed(harness)
        await talk.say("/versions")
        assert not talk.has("préparé")
        await write_answers(harness, talk, {("spec_duration", None): "open"})
        pdf, _ = await approve_version(talk, reason="On garde")
        assert "Avenant n° 1" in pdf_text(pdf)
        await begin_review(talk)
        await answer_review(talk, "9", PREPARING)
        await talk.press("2 avenants préparés")
        assert talk.has("Avenant n° 2") and talk.has("Avenant n° 3") and not talk.has("Avenant n° 1")
