"""A provider and a person at the desk, in a few presses: the link, the answers, the review."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text as sql

from bot.project.file_snapshot import everything
from bot.store import Tx
from tests.bot.desk import CLAIRE, Desk
from tests.bot.house import shipped

PARIS = ZoneInfo("Europe/Paris")
DENIS, ELSA = 5_002, 5_003


def paris(year: int, month: int, day: int, hour: int = 11, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


COLLECT, OPENING, THIRD_DAY = paris(2026, 12, 31), paris(2027, 1, 8), paris(2027, 1, 13)
"""Five working days before December's review, the day it opens, three after."""
PROVIDER = {
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
REVIEW = {
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


def through(desk: Desk, chat: int, shown: str, usual: dict[str, str], end: str, **wishes: str) -> list[str]:
    """Answer until these words are said; everything seen on the way."""
    seen = [shown]
    for _ in range(60):
        if end in seen[-1]:
            return seen
        known = wishes | {words: wish for words, wish in usual.items() if words not in wishes}
        wish = next((wish for words, wish in known.items() if words in seen[-1]), None)
        assert wish is not None, seen[-1]
        seen.append(desk.press(wish[1:], chat) if wish.startswith("→") else desk.say(wish, chat))
    raise AssertionError(seen[-1])


def link(text: str) -> str:
    return text.split("collecte_")[1].split()[0]


def asked(desk: Desk, at: datetime = COLLECT) -> str:
    """Claire asks for the link from the message of five working days before; the word the provider starts with."""
    desk.at(at)
    said = desk.press("Demander à mon prestataire")
    assert "Transférez-lui le message" in said
    return f"/start collecte_{link(said)}"


def answered(desk: Desk, word: str, chat: int = DENIS, **wishes: str) -> list[str]:
    return through(desk, chat, desk.say(word, chat), PROVIDER, "c’est transmis", **wishes)


def reviewed(desk: Desk, **wishes: str) -> str:
    """Claire holds her review; what is said at its end."""
    return through(desk, CLAIRE, desk.press("Commencer"), REVIEW, "Le point est clos", **wishes)[-1]


def answers_to(desk: Desk, question: str) -> list[tuple[str]]:
    asked = sql("select value from answer where question = :question order by id")
    return desk.store.run_sync(lambda tx: [tuple(row) for row in tx._connection.execute(asked, {"question": question})])


def change(desk: Desk, question: str, item: str, value: object) -> None:
    """Claire changes an answer of her file."""

    def write(tx: Tx) -> None:
        project = tx.project(CLAIRE, desk.now)
        audit = tx.interviews.of(project, "audit", desk.now, "test")
        tx.add_answer(project, audit.id, question, item, value, "test", desk.now)

    desk.store.run_sync(write)


def mine(desk: Desk, chat: int) -> dict[str, Any]:
    """What /mesdonnees gives."""
    data = desk.store.run_sync(everything, chat, shipped(), desk.now)
    return dict(json.loads(data))


def to(desk: Desk, chat: int, at: datetime) -> str:
    return "\n".join(text for who, text in desk.at(at) if who == chat)
