"""Answers whole interviews by the shortest way, from the first message to the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.bot.conversation import Conversation


async def choose_three_tasks(talk: Conversation) -> str:
    """Choose three tasks, in two categories of the list."""
    await talk.press("Finance")
    await talk.press("▫️ Comptabilité")
    await talk.press("▫️ Paie")
    await talk.press("Catégories")
    await talk.press("Numérique")
    await talk.press("▫️ Site web")
    return await talk.press("Valider (3)")


async def keep_two_tasks(talk: Conversation) -> str:
    """Keep exactly two of those on screen."""
    while ticked := [label for label in talk.buttons() if label.startswith("✅")]:
        await talk.press(ticked[0])
    for label in [label for label in talk.buttons() if label.startswith("▫️")][:2]:
        await talk.press(label)
    return await talk.press("Valider (2)")


async def keep_the_draft(talk: Conversation) -> str:
    return await talk.press("Brouillon, ça me va")


async def start_in_three_months(talk: Conversation) -> str:
    now = datetime.fromtimestamp(talk.telegram.now(), UTC)
    return await talk.say(f"{now + timedelta(days=90):%d/%m/%Y}")


START = "Quand souhaitez-vous démarrer"
COMPANY, CONTACT = "Atelier Brindille <SARL> & Co", "Zoé Quillfeather, zoe@brindille.example"
WISHES: dict[str, Any] = {
    "Comment s’appelle votre entreprise": COMPANY,
    "Quelles activités pèsent": choose_three_tasks,
    "Quelles activités prépare-t-on": keep_two_tasks,
    START: start_in_three_months,
    "À qui doivent-ils écrire": CONTACT,
    "On complète ou on garde": keep_the_draft,
}
"""Screens of a small, quick interview that need another answer than their first button."""
FINISHED = "Votre dossier est complet"


async def answer_interview(
    talk: Conversation, stop: Callable[[Conversation], bool] = lambda talk: FINISHED in talk.card_text()
) -> list[str]:
    """Answer everything on screen until `stop`; the free texts that were typed."""
    typed = []
    for number in range(400):
        if stop(talk):
            return typed
        words = f"Tournesol {number} du matin"
        free = "Écrivez votre réponse." in talk.see() and not any(wish in talk.see() for wish in WISHES)
        typed += [words] if free else []
        await talk.answer(words, WISHES)
        assert "imprévu" not in talk.see(), talk.see()
    raise AssertionError(f"no end:\n{talk.see()}")


async def accept_welcome(talk: Conversation) -> None:
    """Go from the first message to the first question."""
    await talk.say("/start")
    await talk.press("C’est parti")
    await talk.press("Oui")
