"""Around midnight, the clock where a person lives decides which day and which month what they do belongs to."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.store import Tx
from bot.workdays import ZONES
from domain.questionnaire.values import Gap, to_json
from tests.bot.simulated_reviews import hold_review, start_service
from tests.bot.simulated_survey import (
    DENIS,
    PROVIDER_ANSWERS,
    answer_review,
    answer_survey,
    answer_until,
    change_answer,
    messages_to,
    request_survey,
)
from tests.bot.simulation import CLAIRE, Simulation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PLACES = ("FR", "FR-988", "FR-971")
"""In Paris, a month begins while the one before goes on in Greenwich; eleven hours before it, in Nouméa; in Guadeloupe,
four hours after it."""
DELAY = "bookkeeping/gen_cycle_time"
WISHES = {"La cause la plus probable": "→Méthode", "La raison": "On attend"}


def local(place: str, *moment: int) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo(ZONES[place])).astimezone(UTC)  # type: ignore[arg-type, misc]


def live(simulation: Simulation, place: str, chat: int = CLAIRE) -> None:
    """That person has said where they live."""

    def write(tx: Tx) -> None:
        tx.person(chat, simulation.now)
        tx.set_place(chat, place, ZONES[place])

    simulation.store.run_sync(write)


def retarget(simulation: Simulation, target: int) -> None:
    """The target of the delay of bookkeeping is another from now on."""
    change_answer(simulation, "kpi_target", DELAY, "custom")
    change_answer(simulation, "kpi_target_custom", DELAY, target)


def delay(screens: list[str]) -> str:
    return next(screen for screen in screens if "Délai médian" in screen and "quelle valeur" in screen)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("moment", "held"),
    [
        ((2026, 12, 31, 23, 30), "cible : 6 jours ouvrés)"),
        ((2027, 1, 1, 0, 30), "cible : 3 jours ouvrés, celle d’alors"),
    ],
)
def test_a_month_begins_where_the_person_lives_for_the_target_it_is_judged_by(
    simulation: Simulation, place: str, moment: tuple[int, ...], held: str
) -> None:
    simulation.now = local(place, 2026, 11, 9, 11)
    live(simulation, place)
    start_service(simulation, date(2026, 9, 1))
    simulation.now = local(place, *moment)
    retarget(simulation, 6)
    simulation.now = local(place, 2027, 2, 5, 11)
    assert held in delay(hold_review(simulation, "5", WISHES))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("moment", "period"),
    [((2026, 12, 31, 23, 30), "de novembre 2026"), ((2027, 1, 1, 0, 30), "de décembre 2026")],
)
def test_the_month_to_review_changes_at_midnight_where_the_person_lives(
    simulation: Simulation, place: str, moment: tuple[int, ...], period: str
) -> None:
    simulation.now = local(place, 2026, 10, 9, 11)
    live(simulation, place)
    start_service(simulation, date(2026, 9, 1))
    simulation.now = local(place, *moment)
    assert period in simulation.say("/revue")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("moment", "first"),
    [
        ((2026, 12, 31, 23, 30), "janvier 2027"),
        ((2027, 1, 1, 0, 30), "janvier 2027"),
        ((2027, 1, 15, 23, 30), "janvier 2027"),
        ((2027, 1, 16, 0, 30), "février 2027"),
    ],
)
def test_a_file_without_a_start_starts_the_day_it_was_opened_where_the_person_lives(
    simulation: Simulation, place: str, moment: tuple[int, ...], first: str
) -> None:
    simulation.now = local(place, *moment)
    live(simulation, place)
    simulation.write_finished_file(spec_start=to_json(Gap.UNKNOWN))
    assert re.findall(r"pour (\w+ 20\d\d)", simulation.say("/rappels"))[0] == first


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("moment", "day"), [((2026, 12, 31, 23, 30), "31 décembre 2026"), ((2027, 1, 1, 0, 30), "1er janvier 2027")]
)
def test_a_version_is_dated_of_the_day_where_the_person_lives(
    simulation: Simulation, place: str, moment: tuple[int, ...], day: str
) -> None:
    simulation.now = local(place, *moment)
    live(simulation, place)
    start_service(simulation, date(2027, 2, 1))
    simulation.say("/versions")
    simulation.press("Bon pour accord")
    simulation.say("Claire Valserine")
    simulation.press("Passer")
    simulation.press("Oui")
    assert day in simulation.say("/versions")


@pytest.mark.parametrize(
    ("moment", "held"),
    [
        ((2026, 12, 31, 23, 30), "cible : 6 jours ouvrés)"),
        ((2027, 1, 1, 0, 30), "cible : 3 jours ouvrés, celle d’alors"),
    ],
)
@pytest.mark.parametrize(("place", "far"), [("FR-988", "FR-971"), ("FR-971", "FR-988")])
def test_a_provider_who_lives_elsewhere_is_shown_the_targets_of_the_companys_own_months(
    simulation: Simulation, place: str, far: str, moment: tuple[int, ...], held: str
) -> None:
    simulation.now = local(place, 2026, 11, 9, 11)
    live(simulation, place)
    live(simulation, far, DENIS)
    start_service(simulation, date(2026, 9, 1))
    simulation.say("/rappels")
    simulation.now = local(place, *moment)
    retarget(simulation, 6)
    simulation.at(local(place, 2027, 1, 8, 11))
    hold_review(simulation, "5", WISHES)
    word = request_survey(simulation, local(place, 2027, 1, 29, 11))
    seen = answer_until(simulation, DENIS, simulation.say(word, DENIS), PROVIDER_ANSWERS, "Délai médian")
    assert held in seen[-1], seen[-1]


def test_each_side_is_told_the_last_day_of_a_link_by_their_own_clock(simulation: Simulation) -> None:
    live(simulation, "FR-988")
    live(simulation, "FR", DENIS)
    simulation.write_finished_file(review_participants=["ceo"])
    answer_survey(simulation, request_survey(simulation, local("FR-988", 2026, 12, 31, 11)))
    simulation.at(local("FR-988", 2027, 1, 8, 11))
    answer_review(simulation)
    simulation.at(local("FR-988", 2027, 1, 29, 11))
    simulation.press("Demander à mon prestataire")
    # Half past nine on the tenth in Nouméa.
    assert "jusqu’au 10 février 2027" in simulation.press("Lui écrire directement")
    assert "d’ici le 9 février 2027" in messages_to(simulation, DENIS, simulation.now)


def test_what_a_provider_far_away_adds_to_a_closed_review_bears_the_companys_day(
    simulation: Simulation,
) -> None:
    live(simulation, "FR-988", DENIS)
    simulation.write_finished_file(review_participants=["ceo"])
    word = request_survey(simulation)
    simulation.at(local("FR", 2027, 1, 8, 15))
    answer_review(simulation)
    answer_survey(simulation, word)
    simulation.say("/revue")
    assert "(noté le 8 janvier 2027)" in simulation.press("Dernier compte rendu")


def test_a_link_says_the_same_last_day_when_it_is_made_and_later_whatever_the_clocks_do(simulation: Simulation) -> None:
    simulation.now = local("FR", 2027, 3, 22, 23, 30)
    simulation.write_finished_file()
    simulation.say("/regard")
    assert "30 mars 2027" in simulation.press("Créer")
    assert "30 mars 2027" in simulation.say("/regard")
