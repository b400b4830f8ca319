"""Conversations of a person with a finished file, who answers a review in a few presses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.telegram.screens.buttons import action
from domain.calendar.periods import Period
from tests.bot.conversation import Conversation
from tests.bot.finished_file import write_finished_file

if TYPE_CHECKING:
    from tests.bot.server_harness import ServerHarness


async def reviewer(harness: ServerHarness, name: str = "Claire", **changed: object) -> Conversation:
    talk = harness.conversation(name)
    write_finished_file(harness, talk, **changed)
    return talk


USUAL_ANSWERS = {
    "Sur combien de cas": "→Passer",
    "Où en êtes-vous": "→En bonne voie",
    "Quel volume": "→Passer",
    "Un incident": "→Aucun",
    "Un fait grave": "→Aucun",
    "tient-il ce qu’il annonce": "→5",
    "vous le dit-il à temps": "→4",
    "qu’est-ce qui n’était pas écrit": "→Passer",
    "il lui faut une action": "Revoir ensemble trois cas, délai tenu",
    "Qui s’en charge": "→Moi",
    "Pour quand": "→ 202",
    "Une autre action ?": "→Non",
    "Qu’est-ce qu’on améliore": "→Passer",
    "choisiriez-vous": "→5",
    "je conseille": "→On continue",
    "On garde": "→Oui",
}


async def answer_review(talk: Conversation, figure: str, wishes: dict[str, str] | None = None) -> int:
    """Answer until the review is closed; the number of presses and messages."""
    for count in range(60):
        if "Le point est clos" in talk.history():
            return count
        shown = talk.see()
        known = {**USUAL_ANSWERS, **(wishes or {})}
        wish = next((wish for words, wish in known.items() if words in shown), None)
        if wish is None:
            assert "quelle valeur pour" in shown, shown
            wish = figure
        await (talk.press(wish[1:]) if wish.startswith("→") else talk.say(wish))
    raise AssertionError(talk.see())


async def begin_review(talk: Conversation) -> str:
    await talk.say("/revue")
    return await talk.press("Faire le point maintenant")


async def press_reminder(harness: ServerHarness, talk: Conversation, verb: str = "open") -> str:
    """Press the button under a message about last month’s review: « Commencer » or « Faire le point maintenant »."""
    period, after = Period.holding(harness.today()).shift(-1), talk.telegram.moment
    carried = action("", f"review:{verb}={period}")["callback_data"]
    talk.telegram.press(talk.id, talk.card()["message_id"], data=carried)
    return await talk.reaction(after)
