"""`/rappels` and `/absent`: what a person sees of their appointments, changes, suspends and takes up again."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.questionnaire.input.replies import Edit
from tests.bot.server_harness import running_bot
from tests.bot.simulation import Simulation
from tests.bot.whole_interview import FINISHED, accept_welcome, answer_interview

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def opening(simulation: Simulation) -> datetime:
    return next(at for kind, _, at in simulation.planned_jobs() if kind == "review")


def test_the_menu_shows_the_rhythm_and_the_next_dates(simulation: Simulation) -> None:
    simulation.write_finished_file()
    shown = simulation.say("/rappels")
    for words in ("Chaque mois · 5e jour ouvré · 9 h 30", "France métropolitaine, où il est 10 h 30"):
        assert words in shown
    dates = [line for line in shown.splitlines() if line.startswith("•")]
    assert dates[0] == "• vendredi 8 janvier 2027, pour décembre 2026" and len(dates) == 3


def test_a_change_shows_its_effect_first_and_is_made_only_when_confirmed(simulation: Simulation) -> None:
    simulation.write_finished_file()
    before = opening(simulation)
    simulation.say("/rappels")
    simulation.press("Moment")
    assert "vendredi 15 janvier 2027" in simulation.press("Vers le 15")
    assert opening(simulation) == before
    assert "Rien ne change" in simulation.press("Non, on garde")
    assert opening(simulation) == before
    simulation.say("/rappels")
    simulation.press("Moment")
    simulation.press("Vers le 15")
    assert "C’est changé" in simulation.press("Oui, c’est mieux ainsi")
    assert opening(simulation).date().isoformat() == "2027-01-15"
    assert "Vers le 15" in simulation.say("/rappels")
    # The old answer stays in the history.
    values = simulation.store.run_sync(lambda tx: [row.value for row in tx.history(1) if row.question == "review_day"])
    assert values == ["bd5", "mid"]


def test_a_quarterly_rhythm_goes_on_by_months_until_a_quarter_begins(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.say("/rappels")
    simulation.press("Rythme")
    shown = simulation.press("Chaque trimestre")
    assert "pour décembre 2026" in shown and "pour le 1er trimestre 2027" in shown
    assert "Le trimestre commence le 1er janvier 2027" in shown and "restent mensuels" in shown


def test_a_country_brings_its_time_and_its_holidays(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.say("/rappels")
    simulation.press("Pays")
    simulation.press("Outre-mer")
    simulation.press("La Réunion")
    simulation.press("Oui, c’est mieux ainsi")
    assert "La Réunion, où il est 13 h 30" in simulation.say("/rappels")
    local = opening(simulation).astimezone(ZoneInfo("Indian/Reunion"))
    assert (local.date().isoformat(), local.hour) == ("2027-01-08", 9)
    simulation.press("Pays")
    simulation.press("Québec")
    simulation.press("Oui, c’est mieux ainsi")
    assert opening(simulation).astimezone(ZoneInfo("America/Toronto")).hour == 9


def test_reminders_stop_and_start_again(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.say("/rappels")
    assert "arrêtés" in simulation.press("Arrêter les rappels")
    assert simulation.planned_jobs() == [] and "arrêtés" in simulation.say("/rappels")
    assert simulation.at(datetime(2027, 2, 1, 10, tzinfo=UTC)) == []
    assert "Prochain point" in simulation.press("Reprendre les rappels")
    assert simulation.planned_jobs()


def test_days_away_move_the_review_and_silence_everything_until_the_return(simulation: Simulation) -> None:
    simulation.write_finished_file()
    assert "absence le 13 février 2027." in simulation.say("/absent du 13/02/2027 au 13/02/2027")
    assert "Absences annoncées : le 13 février 2027." in simulation.say("/rappels")
    simulation.say("/absent fin")
    assert "Prochain point : lundi 18 janvier 2027" in simulation.say("/absent du 4 au 15 janvier")
    assert simulation.at(datetime(2027, 1, 8, 12, tzinfo=UTC)) == []
    assert "du 4 janvier 2027 au 15 janvier 2027" in simulation.say("/rappels")
    assert "Bon retour" in simulation.say("/absent fin")
    assert len(simulation.at(datetime(2027, 1, 11, 11, tzinfo=UTC))) == 1
    assert "Aucune absence" in simulation.say("/absent fin")


def test_the_same_days_away_are_one_absence_and_those_that_touch_are_joined(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.say("/absent du 4 au 8 janvier")
    assert "déjà noté : absence du 4 janvier 2027 au 8 janvier 2027" in simulation.say("/absent du 4 au 8 janvier")
    assert "déjà noté : absence du 4 janvier 2027 au 8 janvier 2027" in simulation.say("/absent le 6 janvier")
    said = simulation.say("/absent du 7 au 15 janvier")
    assert "réuni" in said and "absence du 4 janvier 2027 au 15 janvier 2027" in said and "18 janvier" in said
    simulation.say("/absent du 1er au 5 février")
    assert "annoncées : du 4 janvier 2027 au 15 janvier 2027, du 1er février 2027" in simulation.say("/rappels")
    simulation.say("/absent fin")
    assert "Aucune absence" in simulation.say("/absent fin")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/absent", "par exemple"),
        ("/absent bientôt", "pas reconnu"),
        ("/absent du 17 au 3 août", "avant le début"),
        ("/absent du 01/02/2020 au 03/02/2020", "déjà passés"),
        ("/absent jusqu’au 31/12/2028", "six mois"),
    ],
)
def test_dates_that_make_no_absence_are_kindly_refused(simulation: Simulation, typed: str, said: str) -> None:
    simulation.write_finished_file()
    before = simulation.planned_jobs()
    assert said in simulation.say(typed) and simulation.planned_jobs() == before


def test_before_the_interview_is_over_nothing_is_planned_and_it_says_so(simulation: Simulation) -> None:
    assert "à la fin de l’entretien" in simulation.say("/rappels")
    assert "C’est noté" in simulation.say("/absent jusqu’au 30")
    assert simulation.planned_jobs() == []


def test_an_old_button_of_the_menu_does_no_harm(simulation: Simulation) -> None:
    simulation.write_finished_file()
    for argument in ("ask=x", "try=day/x", "set=country/ZZ", "set=x", "try=", "ask=", "set=frequency/daily"):
        simulation.buttons["old"] = f"a0::rappels:{argument}"
        before = simulation.planned_jobs()
        simulation.press("old")
        assert simulation.planned_jobs() == before


async def test_the_end_of_the_interview_tells_the_first_review_and_plans_it(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await answer_interview(talk, lambda talk: FINISHED in talk.history())
        await talk.until(lambda: "Premier point" in talk.history())
        kinds = {kind for (kind,) in harness.rows("select kind from planned")}
        assert {"review", "review_nudge"} <= kinds
        await talk.say("/rappels")
        assert "Prochains points" in talk.see()


def test_a_correction_left_half_way_leaves_the_appointments_as_they_are(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation._out(simulation.store.run_sync(lambda tx: simulation.exchange(tx).turn(Edit(("spec_start", None)))))
    before = simulation.planned_jobs()
    assert "Prochains points" in simulation.say("/rappels")
    assert simulation.planned_jobs() == before
    assert "Effacer toutes vos données" in simulation.say("/supprimer") and "Vos 0 réponses" not in simulation.say(
        "/supprimer"
    )
