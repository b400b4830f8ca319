"""A person and their provider in a simulation: the link, the survey, the review."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import text as sql

from bot.project.file_snapshot import export
from bot.store import Tx
from tests.bot.simulation import CLAIRE, Simulation, paris
from tests.bot.walk_memory import walked_once
from tests.shipped_form import shipped_form

DENIS, ELSA = 5_002, 5_003


COLLECT, OPENING, THIRD_DAY = paris(2026, 12, 31, 11, 0), paris(2027, 1, 8, 11, 0), paris(2027, 1, 13, 11, 0)
"""Five working days before December's review, the day it opens, three working days after."""
PROVIDER_ANSWERS = {
    "On y va": "→Oui",
    "Lesquelles de ces activités": "→Valider",
    "Capacité en pic : quelle valeur": "1,3",
    "quelle valeur pour": "98",
    "Sur combien de cas": "→Passer",
    "n’est-ce pas mesuré": "→Oubli",
    "exprime-t-elle": "→4",
    "Recevez-vous à temps": "→3",
    "Les retours vous aident": "→3",
    "périmètre convenu": "→4",
    "paiements arrivent": "→5",
    "Une chose à changer": "Répondre <b>plus</b> tôt",
}
REVIEW_ANSWERS = {
    "Capacité en pic : quelle valeur": "1,3",
    "quelle valeur pour": "98",
    "Sur combien de cas": "→Passer",
    "La cause la plus probable": "→Méthode du prestataire",
    "Où en êtes-vous": "→En bonne voie",
    "Quel volume": "→Passer",
    "Un fait grave": "→Aucun",
    "n’était pas écrit": "→Passer",
    "choisiriez-vous": "→5",
    "Un incident": "→Aucun",
    "reçue et vérifiée": "→Reçue",
    "tient-il ce qu’il annonce": "→5",
    "vous le dit-il à temps": "→4",
    "Votre prestataire est-il avec vous": "→Non",
    "où en est-on": "→En cours",
    "il lui faut une action": "Revoir ensemble trois cas, délai tenu",
    "Qui s’en charge": "→Moi",
    "Pour quand": "→ 202",
    "Une autre action ?": "→Non",
    "Qu’est-ce qu’on améliore": "→Passer",
    "je conseille": "→On continue",
    "La raison, en une phrase": "Un mois ne fait pas une tendance",
    "Je prépare l’avenant": "→Plus tard",
    "On garde": "→Oui",
}


@walked_once
def answer_until(
    simulation: Simulation, chat: int, shown: str, usual: dict[str, str], end: str, **wishes: str
) -> list[str]:
    """Answer until these words are shown; every screen on the way."""
    seen = [shown]
    for _ in range(60):
        if end in seen[-1]:
            return seen
        known = wishes | {words: wish for words, wish in usual.items() if words not in wishes}
        wish = next((wish for words, wish in known.items() if words in seen[-1]), None)
        assert wish is not None, seen[-1]
        seen.append(simulation.press(wish[1:], chat) if wish.startswith("→") else simulation.say(wish, chat))
    raise AssertionError(seen[-1])


def survey_token(text: str) -> str:
    return text.split("collecte_")[1].split()[0]


@walked_once
def request_survey(simulation: Simulation, at: datetime = COLLECT) -> str:
    """Ask for the link from the message five working days before the review; its deep-link token."""
    simulation.at(at)
    said = simulation.press("Demander à mon prestataire")
    assert "Transférez-lui le message" in said
    return f"/start collecte_{survey_token(said)}"


@walked_once
def answer_survey(simulation: Simulation, word: str, chat: int = DENIS, **wishes: str) -> list[str]:
    return answer_until(simulation, chat, simulation.say(word, chat), PROVIDER_ANSWERS, "c’est transmis", **wishes)


@walked_once
def answer_review(simulation: Simulation, **wishes: str) -> str:
    """Hold Claire's review; the messages at its end."""
    return answer_until(
        simulation, CLAIRE, simulation.press("Commencer"), REVIEW_ANSWERS, "Le point est clos", **wishes
    )[-1]


def answers_to(simulation: Simulation, question: str) -> list[tuple[str]]:
    asked = sql("select value from answer where question = :question order by id")
    return simulation.store.run_sync(
        lambda tx: [tuple(row) for row in tx._connection.execute(asked, {"question": question})]
    )


def change_answer(simulation: Simulation, question: str, item: str, value: object) -> None:
    """Change an answer of Claire's file."""

    def write(tx: Tx) -> None:
        project = tx.project(CLAIRE, simulation.now)
        audit = tx.interviews.of(project, "audit", simulation.now, "test")
        tx.add_answer(project, audit.id, question, item, value, "test", simulation.now)

    simulation.store.run_sync(write)


def exported_data(simulation: Simulation, chat: int) -> dict[str, Any]:
    """The content of the file /mesdonnees sends."""
    data = simulation.store.run_sync(export, chat, shipped_form(), simulation.now)
    return dict(json.loads(data))


def messages_to(simulation: Simulation, chat: int, at: datetime) -> str:
    return "\n".join(text for who, text in simulation.at(at) if who == chat)
