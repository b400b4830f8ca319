"""The two people of a second look: whoever invites, and their guest, from the link to the notes they seal."""

from __future__ import annotations

import re

from tests.bot.conversation import Conversation
from tests.bot.server_harness import ServerHarness
from tests.bot.whole_interview import accept_welcome, answer_interview

RANKING = "Voici ce qui ressort"


def link(talk: Conversation) -> str:
    """The word of the last link the bot gave."""
    words = re.findall(r"\?start=(regard_[\w-]+)", talk.history())
    assert words, talk.history()
    return str(words[-1])


async def author(harness: ServerHarness, until: str = RANKING) -> Conversation:
    """Somebody who has invited their third party, and has gone on until these words."""
    talk = harness.conversation()
    await accept_welcome(talk)
    await answer_interview(talk, lambda talk: until in talk.see())
    return talk


async def guest(harness: ServerHarness, word: str, name: str = "Denis") -> Conversation:
    talk = harness.conversation(name)
    await talk.say(f"/start {word}")
    return talk


async def accept(talk: Conversation) -> None:
    await talk.press("Continuer")
    await talk.press("Oui")


async def note(talk: Conversation, notes: str = "5") -> None:
    """Give this note to everything, until the recap."""
    for _ in range(20):
        if "Récapitulatif" in talk.see():
            return
        if "Écrivez votre réponse" in talk.see():
            await talk.say("Il refait les devis <b>le soir</b>")
        else:
            await talk.press(notes)
    raise AssertionError(talk.see())


async def seal(talk: Conversation, notes: str = "5") -> str:
    await note(talk, notes)
    return await talk.press("Continuer")
