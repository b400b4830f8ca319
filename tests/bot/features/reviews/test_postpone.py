"""A review put off: the ways, their days, how often, how far."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.project import appointments
from tests.bot.simulated_reviews import hold_review, set_clock, start_service
from tests.bot.simulation import CLAIRE, Simulation, paris
from tests.paris import PARIS

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OPENING = paris(2027, 1, 8)
"""The fifth working day of January 2027, after the hour chosen."""


@sqlite
def test_around_a_bank_holiday_monday_is_the_day_it_falls_on(simulation: Simulation) -> None:
    """Whit Monday is 17 May 2027."""
    set_clock(simulation, 2027, 5, 10, 6)
    start_service(simulation, date(2027, 4, 1))
    simulation.say("/rappels")
    simulation.until(paris(2027, 5, 12), timedelta(hours=6))
    assert "mardi 18 mai 2027" in simulation.at(paris(2027, 5, 13))[-1][1]
    assert "mardi 18 mai 2027" in simulation.press("Mardi")


@sqlite
def test_a_review_is_put_off_three_times_at_most_and_then_cancelled(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.at(OPENING)
    assert "vendredi 8 janvier 2027 à 11 h 30" in simulation.press("Dans 1 h")
    assert len(simulation.at(paris(2027, 1, 8, 11, 31))) == 1
    assert "8 janvier 2027 à 17 h 30" in simulation.press("Ce soir")
    assert len(simulation.at(paris(2027, 1, 8, 17, 31))) == 1
    assert "lundi 11 janvier 2027 à 9 h 30" in simulation.press("Lundi")
    (chat, text), *_ = simulation.at(paris(2027, 1, 11))
    assert chat == CLAIRE and "C’est l’heure" in text
    assert "Annuler pour cette fois" in simulation.buttons
    assert "On l’annule" in simulation.press("Lundi")
    assert "février 2027" in simulation.press("Annuler pour cette fois")
    assert simulation.at(paris(2027, 1, 20)) == []
    assert "n’est plus à faire" in simulation.press("Annuler pour cette fois")


@sqlite
def test_the_ways_to_put_off_are_eight_buttons_at_most_and_never_two_for_the_same_instant(
    simulation: Simulation,
) -> None:
    simulation.write_finished_file(review_day="bd3")
    simulation.at(paris(2027, 1, 6, 9, 30))
    opened = [label for label in simulation.buttons if "rdv" not in label]
    assert opened[-7:] == [
        "Commencer", "Dans 1 h", "Ce soir", "Demain", "Lundi", "Autre date", "Arrêter les rappels",
    ]  # fmt: skip
    assert "jeudi 7 janvier 2027 à 9 h 30" in simulation.press("Demain")
    simulation.at(paris(2027, 1, 7, 9, 30))
    assert "mardi 12 janvier 2027 à 9 h 30" in simulation.press("Dans 3 jours")


@sqlite
def test_a_review_is_put_off_to_a_day_typed_or_picked_and_what_cannot_be_is_said_kindly(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.at(OPENING)
    assert "Quel jour vous convient" in simulation.press("Autre date")
    said = simulation.say("6/1/2027")
    assert "déjà passé" in said and "entre le lundi 11 janvier 2027" in said and "Quel jour vous convient" in said
    said = simulation.say("31/03/2027")
    assert "après le point suivant" in said and "jusqu’au jeudi 4 février 2027" in said
    said = simulation.say("16/01/2027")
    assert "n’est pas travaillé" in said and "lundi 18 janvier 2027" in said
    said = (
        simulation.press("20 janvier 2027")
        if any("20 janvier 2027" in one for one in simulation.buttons)
        else simulation.say("20/1")
    )
    assert "je vous écris le mercredi 20 janvier 2027 à 9 h 30" in said
    assert simulation.at(paris(2027, 1, 19)) == []
    assert "C’est l’heure" in simulation.at(paris(2027, 1, 20, 9, 30))[0][1]


@sqlite
def test_the_day_of_the_next_review_is_no_day_to_put_this_one_off_to(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.at(paris(2027, 1, 18))
    simulation.press("Autre date")
    said = simulation.say("8/2/2027")
    assert "après le point suivant" in said and "jusqu’au jeudi 4 février 2027" in said
    assert "après le point suivant" in simulation.say("6/1/2031")
    assert "4 février 2027 à 9 h 30" in simulation.say("4/2/2027")


@sqlite
def test_another_day_asked_for_too_late_changes_nothing(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.at(OPENING)
    simulation.press("Autre date")
    simulation.store.run_sync(lambda tx: appointments.close_appointment(simulation.exchange(tx), "2026-12"))
    assert "n’est plus à faire" in simulation.say("20/1/2027")
    assert "n’est plus à faire" in simulation.press("Autre date")


@sqlite
def test_a_quarterly_review_is_put_off_by_twenty_working_days_at_most(simulation: Simulation) -> None:
    simulation.write_finished_file(review_frequency="quarterly", spec_start="2026-10-01")
    simulation.at(OPENING)
    simulation.press("Autre date")
    said = simulation.say("31/03/2027")
    assert "vingt jours ouvrés au plus" in said and "jusqu’au vendredi 5 février 2027" in said
    assert "vendredi 5 février 2027 à 9 h 30" in simulation.say("5/2/2027")


@sqlite
def test_the_next_review_moved_at_the_end_of_one_falls_on_a_worked_day_and_is_announced(simulation: Simulation) -> None:
    set_clock(simulation, 2026, 11, 9)
    start_service(simulation)
    moved = {
        "On garde": "→Autre date",
        "Quel jour vous convient": "samedi 12 décembre 2026",
        "n’est pas travaillé": "lundi 14 décembre 2026",
    }
    screens = hold_review(simulation, wishes=moved)
    assert any("Le jour ouvré suivant est le lundi 14 décembre 2026" in screen for screen in screens)
    assert "Prochain point : 14 décembre 2026" in screens[-1]
    told = [(at, text) for at, _, text in simulation.until(paris(2026, 12, 14, 11))]
    days = [f"{at.astimezone(PARIS):%d/%m} {text.split()[0]}" for at, text in told]
    assert days == ["07/12 Point", "11/12 Demain", "14/12 <b>C’est"]
    assert "sur Comptabilité et Paie" in told[1][1]
