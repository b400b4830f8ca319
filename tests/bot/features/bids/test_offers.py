"""Offers entered and compared in the chat and on paper."""

from __future__ import annotations

import pytest

from domain.questionnaire.values import show
from tests.bot.company_file import company_answers, owner, write_answers
from tests.bot.conversation import Conversation, plain
from tests.bot.document_text import pdf_text
from tests.bot.server_harness import (
    running_bot,
)
from tests.shipped_form import shipped_form

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OFFERS: dict[str, tuple[str, ...]] = {
    "Ateliers <Alpha> & fils": ("1200", "4", "5", "4", "3", "4", "4"),
    "Bêta": ("800", "3", "3", "3", "4", "3", "4"),
    "Gamma": ("1000", "5", "4", "4", "4", "2", "5"),
}
"""Name → price, then the six marks, in the order asked: those of the published example."""


async def entered(talk: Conversation, offers: dict[str, tuple[str, ...]], out: dict[str, str] | None = None) -> None:
    """From the count to the comparison."""
    await talk.press(str(len(offers)))
    for name, (price, *marks) in offers.items():
        await talk.say(name)
        if "C’est bien cela" in await talk.say(price):
            await talk.press("Oui")
        for mark in marks:
            await talk.press(f"{mark} : ")
        if out and name in out:
            await talk.press(out[name])
        await talk.press("Valider")
        await talk.press("Valider")
    assert "Récapitulatif" in talk.see() or "Comparer des offres" in talk.see()
    await talk.press("Continuer")
    await talk.until(lambda: "Vos offres comparées" in talk.history() or "au moins deux offres" in talk.history())


@pytest.mark.any_day
async def test_offers_are_entered_ranked_and_printed_with_what_would_turn_the_order(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await owner(harness)
        await talk.say("/document")
        seen = await talk.press("Comparer des offres")
        assert "Combien d’offres" in seen and "On reprend" not in seen
        await entered(talk, OFFERS)
        seen = talk.see()
        assert seen.index("1. Ateliers") < seen.index("2. Gamma") < seen.index("3. Bêta")
        assert "Ateliers <Alpha> & fils" in seen and "passerait en tête" in seen and "1 200 €" in seen
        before = len(talk.files())
        talk.tap("Le comparatif en PDF")
        await talk.until(lambda: len(talk.files()) > before)
        text = pdf_text(talk.files()[-1])
        assert "Comparatif des offres" in text and "Ateliers <Alpha> & fils" in text
        # Back in their own file, and the comparison is there again.
        assert "complet" in await talk.say("/reprendre")
        await harness.idle()
        assert "Vos offres comparées" in await talk.say("/offres")


@pytest.mark.any_day
async def test_a_ruled_out_offer_keeps_its_reason_and_a_price_can_be_corrected(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await owner(harness)
        await talk.say("/offres")
        await entered(talk, OFFERS, {"Gamma": "Conflit d’intérêts"})
        assert "Gamma : éliminée (Conflit d’intérêts non déclaré)" in talk.see()
        assert "Nombre d’offres" in await talk.press("Corriger une offre")
        await talk.press("3")
        assert "prix" in talk.see() and "Ateliers" in talk.see()
        await talk.say("99999")
        if "C’est bien cela" in talk.see():
            await talk.press("Oui")
        for _ in range(6):
            if "Vos offres comparées" in talk.see():
                break
            await talk.press("Retour aux questions" if talk.has("Retour aux questions") else "Continuer")
        seen = talk.see()
        assert "99 999 €" in seen and "prix inférieur à 60 % de la moyenne" in seen
        assert harness.rows("select count(*) from interview where occasion = 'offers'") == [(1,)]


async def test_offers_wait_for_the_file_they_are_compared_with(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await talk.say("/start")
        assert "Terminez d’abord" in await talk.say("/offres")
        assert harness.rows("select count(*) from interview where occasion = 'offers'") == [(0,)]


async def test_weights_that_do_not_make_a_hundred_are_asked_again_first(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await owner(harness, spec_criteria="edit")
        await talk.say("/offres")
        await talk.until(lambda: "grille" in talk.see() and "ne font pas encore 100" in talk.history())


async def test_the_example_of_a_price_is_of_the_size_of_the_budget(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await owner(harness)
        budgets = {
            key: value
            for key, value in company_answers(shipped_form(), "valserine_conseil", harness.today()).items()
            if key[0] == "spec_budget"
        }
        await write_answers(harness, talk, dict.fromkeys(budgets, 600))
        await talk.say("/offres")
        await talk.press("2")
        seen = await talk.say("Alpha")
        assert plain(f"par exemple : {show('number', 600 * len(budgets), 'eur_per_month')}") in seen


async def test_changing_an_answer_from_a_small_interview_changes_the_file_and_leaves_the_interview(
    database_url: str,
) -> None:
    async with running_bot(database_url) as harness:
        talk = await owner(harness)
        await talk.say("/offres")
        assert "Combien d’offres" in talk.see()
        assert "Que voulez-vous corriger" in await talk.say("/modifier")
        assert any("L’audit" in label or "Votre entreprise" in label for label in talk.buttons()), talk.buttons()
        await talk.say("/versions")
        await talk.press("Bon pour accord")
        await talk.say("/dossier")
        assert "Que voulez-vous corriger" in await talk.press("Modifier")
        assert len(talk.buttons()) > 5
        assert "complet" in await talk.press("Retour aux questions")
        assert "Combien d’offres" in await talk.say("/offres")
        assert harness.rows("select count(*) from version") == [(0,)]
