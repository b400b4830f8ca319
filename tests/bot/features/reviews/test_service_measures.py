"""What is noted beside the figures, as a person tells it, and the advice and the amendment it leads to."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.bot.simulated_reviews import hold_review, set_clock, start_service
from tests.bot.simulation import Simulation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
AGREED = {"spec_volume__bookkeeping": Decimal(100), "spec_budget__bookkeeping": Decimal(400)}
WHY = {"La raison": "On attend un mois"}


@pytest.fixture
def simulation(simulation: Simulation) -> Simulation:
    set_clock(simulation, 2026, 11, 9)
    return simulation


def one(screens: list[str], words: str) -> str:
    return next(screen for screen in screens if words in screen)


def test_a_volume_as_agreed_is_one_press_and_another_is_typed(simulation: Simulation) -> None:
    start_service(simulation, **AGREED)
    screens = hold_review(simulation, wishes={"Quel volume": "→Comme prévu : 100 pièces"})
    assert "Quel volume en octobre 2026 ? (prévu : 100 pièces par mois)" in one(screens, "Quel volume")
    set_clock(simulation, 2026, 12, 8)
    assert "continuer (" in one(hold_review(simulation, wishes={"Quel volume": "130"}), "je conseille")


def test_a_volume_a_third_above_twice_advises_to_adjust_and_prepares_the_amendment(simulation: Simulation) -> None:
    start_service(simulation, **AGREED)
    hold_review(simulation, wishes={"Quel volume": "130"})
    set_clock(simulation, 2026, 12, 8)
    screens = hold_review(
        simulation, wishes={"Quel volume": "140", **WHY, "Je prépare l’avenant": "→Préparer l’avenant"}
    )
    assert "ajuster (le volume s’écarte de plus d’un cinquième" in one(screens, "je conseille")
    asked = one(screens, "Je prépare l’avenant n° 1")
    assert "le volume de Comptabilité est passé de 100 pièces par mois à 135 pièces par mois" in asked
    assert "1 avenant préparé" in screens[-1]
    simulation.say("/versions")
    assert "100 pièces par mois → <b>135 pièces par mois</b>" in simulation.press("1 avenant préparé")


def test_a_serious_delay_noted_twice_and_lived_with_prepares_the_amendment_of_the_delay(simulation: Simulation) -> None:
    start_service(simulation)
    late = {
        "Un incident": "→Retard sérieux",
        "Coché : Retard sérieux": "→Valider",
        "que s’est-il passé": "Les documents sont partis tard",
        "est-il rendu": "14",
        **WHY,
    }
    first = hold_review(simulation, wishes=late)
    # Bookkeeping’s own indicator measures its delay: only payroll’s is asked.
    assert [screen.count("Sous combien de jours ouvrés") for screen in first].count(1) == 1
    assert "Paie et déclarations sociales" in one(first, "(convenu : 10 jours ouvrés)")
    set_clock(simulation, 2026, 12, 8)
    screens = hold_review(simulation, wishes=late)
    said = "le délai convenu pour Paie et déclarations sociales (10 jours ouvrés) n’est plus celui que l’on vit (14"
    assert said in one(screens, "Je prépare l’avenant")


def test_a_breach_kept_quiet_advises_to_stop_with_a_lawyer_and_stays_between_us(simulation: Simulation) -> None:
    start_service(simulation)
    wishes = {
        "Un incident": "→Données exposées",
        "Coché : Données exposées": "→Valider",
        "que s’est-il passé": "Un fichier clients est sorti",
        "Un fait grave": "→Violation de données cachée",
        "Coché : Violation": "→Valider",
        "est-il réglé": "→Non",
        **WHY,
    }
    screens = hold_review(simulation, wishes=wishes)
    assert "arrêter, après avis d’un conseil juridique (une violation de données a été cachée" in one(
        screens, "je conseille"
    )
