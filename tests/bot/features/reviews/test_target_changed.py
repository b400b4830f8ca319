"""A target changed meanwhile: a month is judged by the one that held when it began, and it is said."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from bot.conversation.exchange import AUDIT
from bot.store import Tx
from domain.questionnaire.values import Value, to_json
from tests.bot.simulated_reviews import hold_review, set_clock, start_service
from tests.bot.simulation import CLAIRE, Simulation
from tests.paris import PARIS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DELAY = "bookkeeping/gen_cycle_time"
WISHES = {"La cause la plus probable": "→Méthode", "La raison": "On attend"}


def changed(simulation: Simulation, day: date, target: int) -> None:
    """The target of the delay of bookkeeping is another from that day on."""
    moment = datetime.combine(day, datetime.min.time(), PARIS)
    given: dict[str, Value] = {"kpi_target": "custom", "kpi_target_custom": Decimal(target)}

    def write(tx: Tx) -> None:
        project = tx.project(CLAIRE, simulation.now)
        row = tx.interviews.of(project, AUDIT, simulation.now, "test")
        for question, value in given.items():
            tx.add_answer(project, row.id, question, DELAY, to_json(value), "test", moment)

    simulation.store.run_sync(write)


def figure_screen(screens: list[str]) -> str:
    return next(screen for screen in screens if "Délai médian" in screen and "quelle valeur" in screen)


@pytest.mark.parametrize("day", [date(2026, 12, 15), date(2027, 1, 4)])
def test_a_target_changed_meanwhile_does_not_judge_the_month_that_began_before(
    simulation: Simulation, day: date
) -> None:
    set_clock(simulation, 2027, 1, 8)
    start_service(simulation, date(2026, 9, 1))
    changed(simulation, day, 6)
    screens = hold_review(simulation, "5", WISHES)
    assert "cible : 3 jours ouvrés, celle d’alors ; 6 jours ouvrés depuis" in figure_screen(screens)
    assert "5 jours ouvrés (cible 3 jours ouvrés alors, 6 jours ouvrés depuis) 🔴" in screens[-1]
    simulation.say("/tableau")
    # The month that begins after the change is judged by it.
    set_clock(simulation, 2027, 2, 5)
    screens = hold_review(simulation, "5", WISHES)
    held = "cible : 6 jours ouvrés)" if day.year == 2026 else "cible : 3 jours ouvrés, celle d’alors"
    assert held in figure_screen(screens)


def test_a_target_set_once_the_month_had_begun_is_the_one_it_is_judged_by(simulation: Simulation) -> None:
    set_clock(simulation, 2027, 1, 8)
    start_service(simulation, date(2026, 9, 1))
    screens = hold_review(simulation, "5", WISHES)
    assert "cible : 3 jours ouvrés)" in figure_screen(screens) and "alors" not in screens[-1]


def test_in_a_quarter_each_month_has_the_target_of_its_own_beginning(simulation: Simulation) -> None:
    set_clock(simulation, 2027, 1, 8)
    start_service(simulation, date(2026, 6, 1), review_frequency="quarterly")
    changed(simulation, date(2026, 11, 10), 6)
    simulation.say("/revue")
    shown = simulation.press("Faire le point maintenant")
    seen = []
    for _ in range(9):
        if "Délai médian" in shown and "quelle valeur" in shown:
            seen.append("celle d’alors" in shown)
        if len(seen) == 3:
            break
        if "quelle valeur" in shown:
            shown = simulation.say("2")
        else:
            shown = simulation.press("Passer" if "Sur combien" in shown else "Continuer")
    assert seen == [True, True, False]
