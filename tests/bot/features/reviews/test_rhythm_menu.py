"""`/rappels` and `/absent`: what a person sees of their appointments, changes, suspends and takes up again."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.store import Store
from domain.questionnaire.replies import Edit
from tests.bot.desk import Desk
from tests.bot.house import house
from tests.bot.talk import Talk
from tests.bot.whole import FINISHED, interview, welcomed

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def opening(desk: Desk) -> datetime:
    return next(at for kind, _, at in desk.planned() if kind == "review")


def test_the_menu_shows_the_rhythm_and_the_next_dates(desk: Desk) -> None:
    desk.finished()
    shown = desk.say("/rappels")
    for words in ("Chaque mois · 5e jour ouvré · 9 h 30", "France métropolitaine, où il est 10 h 30"):
        assert words in shown
    dates = [line for line in shown.splitlines() if line.startswith("•")]
    assert dates[0] == "• vendredi 8 janvier 2027, pour décembre 2026" and len(dates) == 3


def test_a_change_shows_its_effect_first_and_is_made_only_when_confirmed(desk: Desk) -> None:
    desk.finished()
    before = opening(desk)
    desk.say("/rappels")
    desk.press("Moment")
    assert "vendredi 15 janvier 2027" in desk.press("Vers le 15")
    assert opening(desk) == before
    assert "Rien ne change" in desk.press("Non, on garde")
    assert opening(desk) == before
    desk.say("/rappels")
    desk.press("Moment")
    desk.press("Vers le 15")
    assert "C’est changé" in desk.press("Oui, c’est mieux ainsi")
    assert opening(desk).date().isoformat() == "2027-01-15"
    assert "Vers le 15" in desk.say("/rappels")
    # The old answer stays in the history.
    values = desk.store.run_sync(lambda tx: [row.value for row in tx.history(1) if row.question == "review_day"])
    assert values == ["bd5", "mid"]


def test_a_quarterly_rhythm_goes_on_by_months_until_a_quarter_begins(desk: Desk) -> None:
    desk.finished()
    desk.say("/rappels")
    desk.press("Rythme")
    shown = desk.press("Chaque trimestre")
    assert "pour décembre 2026" in shown and "pour le 1er trimestre 2027" in shown
    assert "Le trimestre commence le 1er janvier 2027" in shown and "restent mensuels" in shown


def test_a_country_brings_its_time_and_its_holidays(desk: Desk) -> None:
    desk.finished()
    desk.say("/rappels")
    desk.press("Pays")
    desk.press("Outre-mer")
    desk.press("La Réunion")
    desk.press("Oui, c’est mieux ainsi")
    assert "La Réunion, où il est 13 h 30" in desk.say("/rappels")
    local = opening(desk).astimezone(ZoneInfo("Indian/Reunion"))
    assert (local.date().isoformat(), local.hour) == ("2027-01-08", 9)
    desk.press("Pays")
    desk.press("Québec")
    desk.press("Oui, c’est mieux ainsi")
    assert opening(desk).astimezone(ZoneInfo("America/Toronto")).hour == 9


def test_reminders_stop_and_start_again(desk: Desk) -> None:
    desk.finished()
    desk.say("/rappels")
    assert "arrêtés" in desk.press("Arrêter les rappels")
    assert desk.planned() == [] and "arrêtés" in desk.say("/rappels")
    assert desk.at(datetime(2027, 2, 1, 10, tzinfo=UTC)) == []
    assert "Prochain point" in desk.press("Reprendre les rappels")
    assert desk.planned()


def test_days_away_move_the_review_and_silence_everything_until_the_return(desk: Desk) -> None:
    desk.finished()
    assert "absence le 13 février 2027." in desk.say("/absent du 13/02/2027 au 13/02/2027")
    assert "Absences annoncées : le 13 février 2027." in desk.say("/rappels")
    desk.say("/absent fin")
    assert "Prochain point : lundi 18 janvier 2027" in desk.say("/absent du 4 au 15 janvier")
    assert desk.at(datetime(2027, 1, 8, 12, tzinfo=UTC)) == []
    assert "du 4 janvier 2027 au 15 janvier 2027" in desk.say("/rappels")
    assert "Bon retour" in desk.say("/absent fin")
    assert len(desk.at(datetime(2027, 1, 11, 11, tzinfo=UTC))) == 1
    assert "Aucune absence" in desk.say("/absent fin")


def test_the_same_days_away_are_one_absence_and_those_that_touch_are_joined(desk: Desk) -> None:
    desk.finished()
    desk.say("/absent du 4 au 8 janvier")
    assert "déjà noté : absence du 4 janvier 2027 au 8 janvier 2027" in desk.say("/absent du 4 au 8 janvier")
    assert "déjà noté : absence du 4 janvier 2027 au 8 janvier 2027" in desk.say("/absent le 6 janvier")
    said = desk.say("/absent du 7 au 15 janvier")
    assert "réuni" in said and "absence du 4 janvier 2027 au 15 janvier 2027" in said and "18 janvier" in said
    desk.say("/absent du 1er au 5 février")
    assert "annoncées : du 4 janvier 2027 au 15 janvier 2027, du 1er février 2027" in desk.say("/rappels")
    desk.say("/absent fin")
    assert "Aucune absence" in desk.say("/absent fin")


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
def test_dates_that_make_no_absence_are_kindly_refused(desk: Desk, typed: str, said: str) -> None:
    desk.finished()
    before = desk.planned()
    assert said in desk.say(typed) and desk.planned() == before


def test_before_the_interview_is_over_nothing_is_planned_and_it_says_so(desk: Desk) -> None:
    assert "à la fin de l’entretien" in desk.say("/rappels")
    assert "C’est noté" in desk.say("/absent jusqu’au 30")
    assert desk.planned() == []


def test_an_old_button_of_the_menu_does_no_harm(desk: Desk) -> None:
    desk.finished()
    for argument in ("ask=x", "try=day/x", "set=country/ZZ", "set=x", "try=", "ask=", "set=frequency/daily"):
        desk.buttons["old"] = f"a0::rappels:{argument}"
        before = desk.planned()
        desk.press("old")
        assert desk.planned() == before


async def test_the_end_of_the_interview_tells_the_first_review_and_plans_it(database_url: str) -> None:
    async with house(database_url) as home:
        talk = Talk(home.telegram)
        await welcomed(talk)
        await interview(talk, lambda talk: FINISHED in talk.history())
        await talk.until(lambda: "Premier point" in talk.history())
        kinds = {kind for (kind,) in home.rows("select kind from planned")}
        assert {"review", "review_nudge"} <= kinds
        await talk.say("/rappels")
        assert "Prochains points" in talk.see()


def test_a_correction_left_half_way_leaves_the_appointments_as_they_are(desk: Desk) -> None:
    desk.finished()
    desk._out(desk.store.run_sync(lambda tx: desk.visit(tx).turn(Edit(("spec_start", None)))))
    before = desk.planned()
    assert "Prochains points" in desk.say("/rappels")
    assert desk.planned() == before
    assert "Effacer toutes vos données" in desk.say("/supprimer") and "Vos 0 réponses" not in desk.say("/supprimer")
