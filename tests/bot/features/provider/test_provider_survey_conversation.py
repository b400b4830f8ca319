"""Two people on two phones: one asks five days before the review, the other answers, both are told at once."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

from tests.bot.conversation import Conversation
from tests.bot.review_conversation import USUAL_ANSWERS, reviewer
from tests.bot.server_harness import ServerHarness, running_bot

PROVIDER = {
    "On y va": "→Oui",
    "Lesquelles de ces activités": "→Valider",
    "Sur combien de cas": "40",
    "exprime-t-elle": "→5",
    "Recevez-vous à temps": "→4",
    "Les retours vous aident": "→4",
    "périmètre convenu": "→4",
    "paiements arrivent": "→4",
    "Une chose à changer": "→Passer",
}


async def starting(harness: ServerHarness, participants: tuple[str, ...]) -> Conversation:
    """Claire, whose provider starts on the first of next month: everything is still to come."""
    first = (harness.today().replace(day=1) + timedelta(days=32)).replace(day=1)
    return await reviewer(harness, spec_start=first.isoformat(), review_participants=participants)


async def time_of(harness: ServerHarness, talk: Conversation, kind: str, stage: str, words: str) -> None:
    """Time passes until what is planned has been said."""
    assert harness.relais is not None
    now = harness.moment()
    planned = await harness.relais.store.run(lambda tx: tx.planned.of_project(tx.project(talk.id, now), kind))
    [due] = [row.due_at for row in planned if stage in row.item]
    harness.moment.show(due + timedelta(minutes=1))
    await talk.until(lambda: words in talk.history())


async def collect_time(harness: ServerHarness, talk: Conversation) -> None:
    """Five working days before the review."""
    await talk.say("/rappels")
    await time_of(harness, talk, "review_nudge", "collect", "à relever")


async def open_time(harness: ServerHarness, talk: Conversation) -> None:
    await time_of(harness, talk, "review", "", "C’est l’heure du point")


async def walk(talk: Conversation, wishes: dict[str, str], figure: str, end: str) -> None:
    for _ in range(60):
        shown = talk.see()
        if end in talk.history():
            return
        wish = next((wish for words, wish in wishes.items() if words in shown), None)
        if wish is None:
            assert "quelle valeur pour" in shown, shown
            wish = figure
        await (talk.press(wish[1:]) if wish.startswith("→") else talk.say(wish))
    raise AssertionError(talk.see())


async def test_figures_are_collected_before_and_both_sides_are_shown_at_once(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        claire = await starting(harness, ("ceo", "provider"))
        denis = harness.conversation("Denis")
        await collect_time(harness, claire)
        await claire.press("Demander à mon prestataire")
        await claire.until(lambda: "?start=collecte_" in claire.history())
        [word] = re.findall(r"\?start=(collecte_[\w-]+)", claire.history())
        assert "Atelier Brindille fait bientôt le point avec vous" in await denis.say(f"/start {word}")
        assert "chacun découvre celles de l’autre en même temps" in denis.see()
        await walk(denis, PROVIDER, "2", "c’est transmis")
        assert "Vos notes restent scellées" in denis.see() and "vous à" not in denis.history()
        await claire.until(lambda: "Votre prestataire a répondu" in claire.history())
        assert "sur 100" not in claire.history()

        await open_time(harness, claire)
        await claire.press("Commencer")
        assert claire.has("2 jours ouvrés, relevé par votre prestataire") and claire.has("Non mesuré")
        await claire.press("relevé par votre prestataire")
        # The other figure she measured otherwise.
        assert claire.has("relevé par votre prestataire")
        await claire.say("1,5")
        await walk(claire, USUAL_ANSWERS, "2", "Le point est clos")
        await claire.until(lambda: "La confiance se gagne sur deux gestes" in claire.history())
        await denis.until(lambda: "La confiance se gagne sur deux gestes" in denis.history())
        assert "avec vous ? Si oui" not in claire.history()
        assert "votre prestataire est à 88 sur 100, vous à 88" in claire.history()
        assert "Atelier Brindille est à 88 sur 100, vous à 88" in denis.history()
        assert "Confiance : vous 88, votre prestataire 88" in claire.history()
        kept = harness.rows("select value from answer where question = 'rev_kpi_value' order by id")
        assert kept == [("2",), ("1.5",)]
        assert harness.rows("select state from invitation") == [("revealed",)]


async def test_a_provider_who_comes_after_the_review_answers_only_about_the_relation(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        claire = await starting(harness, ("ceo",))
        denis = harness.conversation("Denis")
        await collect_time(harness, claire)
        await claire.press("Demander à mon prestataire")
        await claire.until(lambda: "?start=collecte_" in claire.history())
        [word] = re.findall(r"\?start=(collecte_[\w-]+)", claire.history())
        await open_time(harness, claire)
        await claire.press("Commencer")
        await walk(claire, USUAL_ANSWERS, "2", "Le point est clos")
        assert "votre prestataire : en attente" in claire.history()
        await denis.say(f"/start {word}")
        assert "vos chiffres ne sont plus attendus" in denis.see()
        await walk(denis, PROVIDER, "2", "c’est transmis")
        await denis.until(lambda: "Atelier Brindille est à 88 sur 100, vous à 88" in denis.history())
        await claire.until(lambda: "votre prestataire est à 88 sur 100, vous à 88" in claire.history())
        await claire.say("/revue")
        await claire.press("Dernier compte rendu")
        await claire.until(lambda: "votre prestataire 88 (noté le" in claire.history())
        await claire.press("Lire le compte rendu")
        await claire.until(lambda: "88 sur 100 côté prestataire" in claire.history())
        assert "côté prestataire : en attente" in claire.history()


async def test_both_finish_at_the_same_moment_and_nobody_waits_for_the_other(database_url: str) -> None:
    """The last answer of each, sent together: both are told, once, whoever came first."""
    async with running_bot(database_url) as harness:
        claire = await starting(harness, ("ceo",))
        denis = harness.conversation("Denis")
        await collect_time(harness, claire)
        await claire.press("Demander à mon prestataire")
        await claire.until(lambda: "?start=collecte_" in claire.history())
        [word] = re.findall(r"\?start=(collecte_[\w-]+)", claire.history())
        await denis.say(f"/start {word}")
        await walk(denis, PROVIDER, "2", "Une chose à changer")
        await open_time(harness, claire)
        await claire.press("Commencer")
        await walk(claire, USUAL_ANSWERS, "2", "On garde")
        await asyncio.gather(claire.press("Oui"), denis.press("Passer"))
        for talk in (claire, denis):
            await talk.until(lambda talk=talk: "La confiance se gagne" in talk.history())  # type: ignore[misc]
            assert talk.history().count("La confiance se gagne sur deux gestes") == 1
        assert harness.rows("select state from invitation") == [("revealed",)]
