"""The first review, the one that ends the trial and the yearly one, as a person holds them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.bot.simulated_reviews import hold_review, set_clock, start_service
from tests.bot.simulation import Simulation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
YEAR = {
    "Tout compris, combien vous a coûté": "850",
    "Toujours vraie": "→Oui",
    "qu’avez-vous appris": "Écrire les cas rares",
    "Et pour l’année qui vient": "→On remet en concurrence",
}


@pytest.fixture
def simulation(simulation: Simulation) -> Simulation:
    set_clock(simulation, 2026, 11, 9)
    return simulation


def one(screens: list[str], words: str) -> str:
    return next(screen for screen in screens if words in screen)


def test_the_first_review_asks_what_was_not_written_and_makes_it_an_amendment(simulation: Simulation) -> None:
    start_service(simulation, date(2026, 10, 1))
    wishes = {
        "qu’est-ce qui n’était pas écrit": "Les relances <b>d’été</b>.",
        "Je prépare l’avenant n° 1": "→Préparer l’avenant",
    }
    screens = hold_review(simulation, wishes=wishes)
    assert "cible : 3,5 jours ouvrés, un palier vers 3 jours ouvrés" in one(screens, "quelle valeur pour")
    offered = one(screens, "Je prépare l’avenant n° 1")
    assert "Le cahier est à mettre à jour : « Les relances &lt;b&gt;d’été&lt;/b&gt; » n’était pas écrit" in offered
    assert "1 avenant préparé" in screens[-1]
    simulation.say("/versions")
    assert "d’été" in simulation.press("1 avenant préparé")
    set_clock(simulation, 2026, 12, 8)
    assert not any("qu’est-ce qui n’était pas écrit" in screen for screen in hold_review(simulation))


def test_what_was_not_written_may_stay_a_note_without_a_reason(simulation: Simulation) -> None:
    start_service(simulation, date(2026, 10, 1))
    wishes = {"qu’est-ce qui n’était pas écrit": "Les relances d’été", "Je prépare l’avenant": "→Non"}
    screens = hold_review(simulation, wishes=wishes)
    assert not any("Pourquoi pas" in screen for screen in screens) and "avenant préparé" not in screens[-1]


def test_the_third_month_is_the_trial_s_assessment(simulation: Simulation) -> None:
    start_service(simulation, date(2026, 8, 1))
    screens = hold_review(simulation)
    asked = one(screens, "je conseille")
    assert "Bilan d’essai, à la cible pleine (1 sur 1 dans la cible) : garder, ajuster ou arrêter ?" in asked
    assert any("choisiriez-vous" in screen for screen in screens)
    assert screens[-1].count("Bilan d’essai : on garde.") == 2


def test_the_trial_may_end_the_service_and_says_how(simulation: Simulation) -> None:
    start_service(simulation, date(2026, 8, 1))
    screens = hold_review(simulation, wishes={"je conseille": "→On arrête proprement", "La raison": "Nous recrutons"})
    assert "Bilan d’essai : on arrête." in screens[-1] and "notifier par écrit" in screens[-1]


def test_the_twelfth_month_puts_the_real_cost_beside_the_one_expected_and_looks_at_the_year_to_come(
    simulation: Simulation,
) -> None:
    start_service(simulation, date(2025, 11, 1))
    screens = hold_review(simulation, wishes=YEAR)
    assert "cette année, par mois" in one(screens, "combien vous a coûté") and "prévu :" in one(screens, "a coûté")
    assert "Bilan annuel : 850" in screens[-1] and "on remet en concurrence" in screens[-1]
    assert "Comparer des offres" in str(simulation.buttons) and not any("Je prépare" in screen for screen in screens)
    simulation.press("Comparer des offres")
    # A year is assessed once.
    set_clock(simulation, 2026, 12, 8)
    assert not any("Et pour l’année" in screen for screen in hold_review(simulation))
