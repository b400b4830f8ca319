"""Simulated reviews, one after the other, of a finished file with two tasks and an indicator each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.conversation.exchange import AUDIT
from bot.store import Tx
from domain.questionnaire.values import Value, to_json
from tests.bot.finished_file import finished_answers
from tests.bot.review_conversation import USUAL_ANSWERS
from tests.bot.simulation import CLAIRE, Simulation
from tests.bot.walk_memory import walked_once
from tests.paris import PARIS

SERVICE_START = date(2026, 10, 1)
RHYTHM: dict[str, Value] = {"review_frequency": "monthly", "review_day": "bd5", "review_time": "t0930"}
CLOSED = "Le point est clos"
OTHERWISE = {
    "La raison, en une phrase": "On tient bon",
    "La cause la plus probable": "→Méthode",
    "Pourquoi n’est-ce": "→Oubli",
    "Je prépare l’avenant": "→Plus tard",
    "arrive à échéance": "→Demandée",
    "est-il avec vous": "→Non",
    "une action, même petite": "Revoir ensemble trois cas, délai tenu",
    "où en est-on": "→Fait",
}
"""Default answers to the questions of a review about what is off."""


@walked_once
def start_service(simulation: Simulation, start: date = SERVICE_START, **changed: Value) -> None:
    """Write Claire’s file, its service beginning that day; `changed`: answers, as `question` or `question__item`."""
    given = {
        **finished_answers(),
        ("spec_start", None): start.isoformat(),
        ("profile_company_name", None): "Atelier Brindille",
    }
    for name, value in {**RHYTHM, **changed}.items():
        question, _, item = name.partition("__")
        given[question, item or None] = value
    answered = datetime.combine(start, datetime.min.time(), PARIS) - timedelta(days=7)

    def write(tx: Tx) -> None:
        tx.person(CLAIRE, simulation.now)
        project = tx.project(CLAIRE, simulation.now)
        row = tx.interviews.of(project, AUDIT, simulation.now, "test")
        for (question, item), value in given.items():
            tx.add_answer(project, row.id, question, item, to_json(value), "test", answered)
        tx.interviews.save_state(row.id, {"queue": []}, simulation.now, simulation.now)

    simulation.store.run_sync(write)


def set_clock(simulation: Simulation, year: int, month: int, day: int, hour: int = 11) -> None:
    """Set the clock to that hour (UTC)."""
    simulation.now = datetime(year, month, day, hour, tzinfo=UTC)


@walked_once
def hold_review(
    simulation: Simulation, figure: str = "2", wishes: dict[str, str] | None = None, shown: str = ""
) -> list[str]:
    """Hold the review that is due, or go on with it; every screen, the summary last."""
    if not shown:
        simulation.say("/revue")
        shown = simulation.press("Faire le point maintenant")
    screens = [shown]
    for _ in range(80):
        if CLOSED in screens[-1]:
            return screens
        screens.append(_answered(simulation, screens[-1], figure, {**USUAL_ANSWERS, **OTHERWISE, **(wishes or {})}))
    raise AssertionError(screens[-1])


@walked_once
def hold_announced_review(simulation: Simulation, wishes: dict[str, str] | None = None) -> str:
    """The same for the review that was just announced; every message."""
    simulation.new_messages()
    return "\n".join(hold_review(simulation, "3", wishes, simulation.press("Commencer")))


def _answered(simulation: Simulation, shown: str, figure: str, known: dict[str, str]) -> str:
    # The words of a wish given last win over the usual ones.
    wish = next((wish for words, wish in reversed(known.items()) if words in shown), None)
    if wish is None:
        assert "quelle valeur pour" in shown, shown
        wish = figure
    return simulation.press(wish[1:], CLAIRE) if wish.startswith("→") else simulation.say(wish)
