"""A review answered in a few presses at the desk, without a network."""

from __future__ import annotations

from collections.abc import Mapping

from tests.bot.desk import CLAIRE, Desk
from tests.bot.reviewed import USUAL

OTHERWISE = {
    "La raison, en une phrase": "On tient bon",
    "La cause la plus probable": "→Méthode",
    "Pourquoi n’est-ce": "→Oubli",
    "Je prépare l’avenant": "→Plus tard",
    "arrive à échéance": "→Demandée",
    "est-il avec vous": "→Non",
}
"""What is answered to what a review asks when something is off, unless a test wishes otherwise."""


def hold(desk: Desk, wishes: Mapping[str, str] | None = None, figure: str = "3") -> str:
    """Begin the review that is told and answer until it is closed; everything said on the way.

    `wishes`: words of the question → what to type, or to press after « → ».
    """
    desk.heard()
    said = [shown := desk.press("Commencer")]
    known = {**(wishes or {})}
    known |= {words: wish for words, wish in {**OTHERWISE, **USUAL}.items() if words not in known}
    for _ in range(60):
        if "Le point est clos" in shown:
            return "\n".join(said)
        wish = next((wish for words, wish in known.items() if words in shown), None)
        if wish is None:
            assert "quelle valeur pour" in shown, shown
            wish = figure
        shown = desk.press(wish[1:], CLAIRE) if wish.startswith("→") else desk.say(wish)
        said.append(shown)
    raise AssertionError(shown)
