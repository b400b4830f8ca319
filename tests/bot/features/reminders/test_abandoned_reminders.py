"""An interview or a review left in the middle: one word the next day, and only if nothing else says it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.bot.simulation import CLAIRE, Simulation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PARIS = ZoneInfo("Europe/Paris")
WORD = "On reprend où vous en étiez"


def paris(year: int, month: int, day: int, hour: int = 11, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def agreed(simulation: Simulation) -> None:
    """Somebody who has begun their interview."""
    simulation.say("/start")
    simulation.press("C’est parti")
    simulation.press("Oui")


def words(simulation: Simulation, until: datetime) -> list[tuple[str, str]]:
    """What they were told until then, each with its day."""
    return [(f"{at.astimezone(PARIS):%d/%m}", text) for at, chat, text in simulation.until(until) if chat == CLAIRE]


def test_an_interview_left_open_is_mentioned_once_the_next_day(simulation: Simulation) -> None:
    agreed(simulation)
    told = words(simulation, paris(2026, 12, 20))
    assert len(told) == 1 and WORD in told[0][1] and "min" in told[0][1] and told[0][0] == "24/11"
    assert "/reprendre" in simulation.press("Plus tard")
    simulation.say("/reprendre")
    assert words(simulation, paris(2027, 1, 20)) == []


def test_continuer_brings_the_question_in_waiting_back(simulation: Simulation) -> None:
    agreed(simulation)
    waiting = simulation.say("/reprendre").split("\n\n")[-2]
    simulation.at(paris(2026, 11, 24, 12))
    assert waiting in simulation.press("Continuer")


def test_it_waits_a_day_from_the_last_answer_and_never_speaks_at_night(simulation: Simulation) -> None:
    agreed(simulation)
    simulation.now = paris(2026, 11, 24, 20)
    simulation.say("/reprendre")
    assert [day for day, _ in words(simulation, paris(2026, 12, 5))] == ["26/11"]


def test_nothing_to_somebody_who_paused_and_the_word_waits_for_their_return(simulation: Simulation) -> None:
    agreed(simulation)
    simulation.say("/pause")
    told = words(simulation, paris(2026, 12, 20))
    assert len(told) == 2 and all(WORD not in text for _, text in told)
    simulation.say("/reprendre")
    told = words(simulation, paris(2027, 1, 20))
    assert [WORD in text for _, text in told] == [True]


def test_nothing_to_somebody_who_never_agreed(simulation: Simulation) -> None:
    simulation.say("/start")
    assert words(simulation, paris(2026, 12, 1)) == []


def begin_announced_review(simulation: Simulation, answers: int = 2) -> None:
    """A review begun from its reminder, a few answers in."""
    simulation.write_finished_file()
    simulation.at(paris(2027, 1, 8, 9, 30))
    simulation.now = paris(2027, 1, 8, 10)
    said = simulation.press("Commencer")
    assert "Prêt" not in said and "quelle valeur pour" in said
    for _ in range(answers):
        simulation.say("3")


def test_a_review_left_open_is_mentioned_by_its_own_reminder_and_by_nothing_else(simulation: Simulation) -> None:
    begin_announced_review(simulation)
    told = words(simulation, paris(2027, 1, 12, 18))
    assert len(told) == 1 and told[0][0] == "11/01"
    assert WORD in told[0][1] and "questions pour le point de décembre 2026" in told[0][1]
    assert "quelle valeur pour" in simulation.press("Continuer")


def test_a_review_begun_between_two_reminders_is_mentioned_a_day_later(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.at(paris(2027, 1, 8, 9, 30))
    simulation.at(paris(2027, 1, 11, 9, 30))
    simulation.now = paris(2027, 1, 11, 10)
    simulation.press("Commencer")
    simulation.say("3")
    told = words(simulation, paris(2027, 1, 18))
    assert [(day, WORD in text) for day, text in told] == [("12/01", True), ("13/01", False)]


def test_somebody_in_the_middle_of_the_review_is_not_told_that_it_waits(simulation: Simulation) -> None:
    begin_announced_review(simulation)
    simulation.now = paris(2027, 1, 11, 9, 15)
    simulation.say("/reprendre")
    assert words(simulation, paris(2027, 1, 11, 18)) == []
    assert [(day, WORD in text) for day, text in words(simulation, paris(2027, 1, 12, 18))] == [("12/01", True)]


def test_a_review_begun_then_put_off_is_left_alone_until_its_new_day(simulation: Simulation) -> None:
    begin_announced_review(simulation)
    simulation.press("Dans 3 jours")
    told = words(simulation, paris(2027, 1, 13, 18))
    assert [(day, WORD in text) for day, text in told] == [("13/01", True)]


def test_what_was_said_of_a_review_left_open_is_said_in_other_words_the_next_day(simulation: Simulation) -> None:
    begin_announced_review(simulation)
    simulation.press("Lundi")
    told = words(simulation, paris(2027, 1, 12, 18))
    assert [(day, WORD in text) for day, text in told] == [("11/01", True), ("12/01", False)]
    assert "On fait le point de décembre 2026 aujourd’hui" in told[1][1] and "questions" in told[1][1]


def test_a_pause_during_a_review_has_its_own_words_and_the_reminders_are_quiet(simulation: Simulation) -> None:
    begin_announced_review(simulation)
    simulation.say("/pause")
    told = words(simulation, paris(2027, 1, 18))
    assert [day for day, _ in told] == ["12/01"] and "vous attend" in told[0][1]


def test_a_pause_and_the_last_call_of_a_review_not_begun_are_one_message_a_day(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.at(paris(2027, 1, 8, 9, 30))
    simulation.at(paris(2027, 1, 11, 9, 30))
    simulation.now = paris(2027, 1, 11, 10)
    simulation.say("/pause")
    days = [day for day, _ in words(simulation, paris(2027, 1, 14))]
    assert days == ["13/01"]


def test_no_word_when_reminders_are_stopped(simulation: Simulation) -> None:
    begin_announced_review(simulation)
    simulation.press("Arrêter les rappels")
    assert words(simulation, paris(2027, 2, 1)) == []
