"""What a review leaves behind: its minutes in every format, and the amendments it prepared."""

from __future__ import annotations

import pypdfium2
import pytest

from bot.project.prepared_amendments import decisions_to_prepare
from bot.store import Store
from tests.bot.features.document.test_documents_sent import pdf_text, word_text
from tests.bot.house import house, shipped
from tests.bot.reviewed import begin, reviewer, through
from tests.bot.talk import plain

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_the_minutes_come_in_the_chat_as_pdf_as_word_and_as_a_copy_for_the_provider(database_url: str) -> None:
    async with house(database_url) as home:
        talk = await reviewer(home)
        await begin(talk)
        why = "Nous recrutons <i>en mars</i>"
        wishes = {"je conseille": "→On ajuste", "La raison": why, "n’est pas dans la cible": "→Volume inattendu"}
        await through(talk, "9", wishes)
        for label in ("PDF", "Word", "Copie pour le prestataire"):
            before = len(talk.files())
            card = next(m for m in reversed(talk.heard) if "Copie" in str(m.get("reply_markup")))
            talk.tap(label, card)
            await talk.until(lambda before=before: len(talk.files()) > before)  # type: ignore[misc]
        pdf, word, copy = talk.files()
        for text in (pdf_text(pdf), word_text(word)):
            assert "Compte rendu du point" in text and "Atelier Brindille" in text
            assert why in text and "volume inattendu" in text and "9 jours ouvrés" in text and "on ajuste" in text
        assert why not in pdf_text(copy) and "volume inattendu" in pdf_text(copy) and "sur 100" not in pdf_text(copy)
        assert len(pypdfium2.PdfDocument(pdf)) == 1
        talk.tap("Lire le compte rendu", card)
        await talk.until(lambda: "Cible de la période" in talk.history())
        assert why in talk.history()


async def test_an_amendment_is_offered_prepared_and_kept_with_its_words(database_url: str) -> None:
    async with house(database_url) as home:
        talk = await reviewer(home)
        await begin(talk)
        wishes = {
            "n’est pas dans la cible": "→Cible mal réglée",
            "Je prépare l’avenant n° 1": "→Préparer l’avenant",
            "Je prépare l’avenant n° 2": "→Non",
            "Pourquoi pas": "On verra au printemps",
        }
        await through(talk, "9", wishes)
        assert "1 avenant préparé" in talk.history()
        store = Store(home.database_url)
        try:
            project = home.rows("select id from project")[0][0]
            (found,) = store.run_sync(lambda tx: decisions_to_prepare(tx, project, shipped())).values()
        finally:
            store.close_sync()
        proposal = found.proposal
        assert (found.number, proposal.trigger, proposal.articles, proposal.major) == (1, "target", ("kpis",), True)
        assert (plain(found.old), plain(found.new)) == ("3 jours ouvrés", "6 jours ouvrés")
        assert "Délai médian" in found.why and len(proposal.evidence) == 1
