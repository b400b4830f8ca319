"""In a quarterly rhythm the figures are noted each month, in silence unless a light turns red."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.bot.simulated_reviews import hold_review, set_clock, start_service
from tests.bot.simulation import Simulation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
QUARTER = {
    "Tout compris, combien vous a coûté": "850",
    "qu’en avez-vous vraiment fait": "→Ce que j’avais prévu",
    "Toujours vraie": "→Oui",
    "Qu’est-ce qui a bougé": "→Rien",
    "choisiriez-vous": "→5",
    "Répond-il quand": "→4",
    "Apporte-t-il": "→4",
    "est-il agréable": "→4",
    "La cause la plus probable": "→Méthode",
}


@pytest.fixture
def simulation(simulation: Simulation) -> Simulation:
    set_clock(simulation, 2026, 10, 5)
    start_service(simulation, review_frequency="quarterly")
    simulation.say("/rappels")
    return simulation


def told(simulation: Simulation, year: int, month: int, day: int) -> list[str]:
    """What the bot says by itself until noon that day."""
    return [text for _, text in simulation.at(datetime(year, month, day, 11, tzinfo=UTC))]


def figures(simulation: Simulation, *values: str) -> str:
    shown = simulation.press("Donner les chiffres")
    for value in values:
        assert "quelle valeur pour" in shown
        shown = simulation.say(value)
    return shown


def test_each_month_one_short_message_asks_for_the_figures_alone(simulation: Simulation) -> None:
    (asked,) = told(simulation, 2026, 11, 6)
    assert "Le relevé d’octobre 2026 : 2 chiffres, moins d’une minute." in asked
    said = figures(simulation, "2", "2")
    assert "Rien au rouge. Ces chiffres seront au point du 4e trimestre 2026" in said
    assert "confiance" not in said and "tient-il" not in said
    # Nothing more before the next month; November's is asked in December, December's at the review.
    assert told(simulation, 2026, 11, 30) == []
    (asked,) = told(simulation, 2026, 12, 7)
    assert "Le relevé de novembre 2026" in asked
    assert "Entendu : les chiffres pour novembre 2026 se relèveront au point du 4e trimestre" in simulation.press(
        "Passer"
    )
    assert [kind for kind, _, _ in simulation.planned_jobs() if kind == "month_figures"] == []


def test_the_quarter_shows_the_three_months_and_asks_only_for_those_not_noted(simulation: Simulation) -> None:
    told(simulation, 2026, 11, 6)
    figures(simulation, "2", "2,5")
    shown = simulation.say("/tableau")
    assert "2 jours ouvrés" in shown and "2,5 jours ouvrés" in shown
    told(simulation, 2026, 12, 31)
    set_clock(simulation, 2027, 1, 8)
    screens = hold_review(simulation, "2", QUARTER)
    asked = [screen for screen in screens if "quelle valeur pour" in screen]
    assert len(asked) == 4 and not any("octobre 2026 ?" in screen for screen in asked)
    assert any("en octobre : 2 jours ouvrés" in screen for screen in asked)
    assert screens[-1].count("🟢") >= 2
    assert simulation.say("/tableau").count("🟢") == 2
    # The next quarter begins in the same silence.
    assert [item.month for kind, item, _ in simulation.planned_jobs() if kind == "month_figures"] == [
        "2027-01",
        "2027-02",
    ]


def test_the_message_of_the_review_lists_only_the_figures_still_to_collect(simulation: Simulation) -> None:
    told(simulation, 2026, 11, 6)
    figures(simulation, "2", "2")
    (listed,) = [text for text in told(simulation, 2026, 12, 31) if "à relever" in text]
    assert "voici les 4 chiffres" in listed and "octobre" not in listed and "novembre, décembre" in listed


def test_a_red_light_is_told_at_once_with_what_to_do(simulation: Simulation) -> None:
    told(simulation, 2026, 11, 6)
    said = figures(simulation, "9", "2")
    assert "Un feu est passé au rouge, dans le relevé d’octobre 2026" in said
    assert "🔴 Délai médian de traitement (Comptabilité) : 9 jours ouvrés, cible 3,5 jours ouvrés" in said
    shown = simulation.press("Faire le point maintenant")
    assert "La cause la plus probable" in shown
    wishes = {**QUARTER, "La raison": "Un mois de rodage"}
    screens = hold_review(simulation, "9", wishes, shown)
    assert not any("quelle valeur pour" in screen for screen in screens)
    assert any("n’est pas dans la cible (octobre 2026 : 9 jours ouvrés)" in screen for screen in screens)
    assert "point d’octobre 2026" in screens[-1]
    # October has its review: the two other months go on one by one until a quarter begins.
    assert [item.period for kind, item, _ in simulation.planned_jobs() if kind in ("review", "month_figures")] == [
        "2026-11"
    ]


def test_what_is_not_measured_says_why_and_is_not_asked_again(simulation: Simulation) -> None:
    told(simulation, 2026, 11, 6)
    assert "Pourquoi n’est-ce pas mesuré" in (
        simulation.press("Donner les chiffres") and simulation.press("Non mesuré")
    )
    simulation.press("Oubli")
    simulation.say("2")
    set_clock(simulation, 2027, 1, 8)
    screens = hold_review(simulation, "2", QUARTER)
    assert not any("Pourquoi n’est-ce pas mesuré" in screen for screen in screens)


def test_figures_noted_can_be_corrected_until_the_review_begins(simulation: Simulation) -> None:
    told(simulation, 2026, 11, 6)
    figures(simulation, "9", "2")
    assert "Valeur du mois" in simulation.press("Corriger")
    simulation.press("1")
    assert "Rien au rouge" in simulation.say("2")
    set_clock(simulation, 2027, 1, 8)
    simulation.say("/revue")
    simulation.press("Faire le point maintenant")
    assert "se relèvent maintenant au point du 4e trimestre 2026" in simulation.press("Corriger")


def test_passing_over_figures_already_noted_says_that_they_are_kept(simulation: Simulation) -> None:
    told(simulation, 2026, 11, 6)
    figures(simulation, "2", "2")
    assert "Ces chiffres sont notés" in simulation.press("Passer ce mois")


def test_figures_noted_before_the_rhythm_went_back_to_months_are_told_at_the_next_review(
    simulation: Simulation,
) -> None:
    told(simulation, 2026, 11, 6)
    simulation.say("/rappels")
    simulation.press("Rythme")
    simulation.press("Chaque mois")
    simulation.press("Oui")
    assert "Ces chiffres seront au point d’octobre 2026" in figures(simulation, "2", "2")


def test_silence_is_kept_for_who_wants_no_reminder_reviews_monthly_or_was_out_of_reach_for_long(
    simulation: Simulation,
) -> None:
    simulation.say("/rappels")
    simulation.press("Arrêter les rappels")
    assert told(simulation, 2026, 11, 6) == []
    simulation.press("Reprendre les rappels")
    assert [item.month for kind, item, _ in simulation.planned_jobs() if kind == "month_figures"] == ["2026-11"]
    # A long outage: the quarter is over, its review asks for everything.
    assert not any("Le relevé" in text for text in told(simulation, 2027, 1, 8))


def test_the_answers_of_a_review_under_way_are_listed_and_changed(simulation: Simulation) -> None:
    set_clock(simulation, 2027, 1, 8)
    simulation.say("/revue")
    simulation.press("Faire le point maintenant")
    simulation.say("2")
    simulation.say("/modifier")
    shown = simulation.press("1. Les chiffres")
    assert "Délai médian de traitement, octobre 2026" in shown and "Valeur mesurée" in shown
    simulation.press("1")
    assert "quelle valeur pour octobre 2026" in simulation.say("/reprendre")


def test_a_month_noted_already_is_not_passed_by_an_old_button(simulation: Simulation) -> None:
    told(simulation, 2026, 11, 6)
    skip = simulation.buttons["Passer ce mois"]
    figures(simulation, "2", "2")
    simulation.buttons["Passer ce mois"] = skip
    assert "Ces chiffres sont notés" in simulation.press("Passer ce mois")
    told(simulation, 2027, 1, 8)
    simulation.press("Commencer")
    simulation.buttons["Passer ce mois"] = skip
    assert "se relèvent maintenant au point du 4e trimestre 2026" in simulation.press("Passer ce mois")
