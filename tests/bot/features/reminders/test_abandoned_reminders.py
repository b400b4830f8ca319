"""An interview or a review left in the middle: one word the next day, and only if nothing else says it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.store import Store
from tests.bot.desk import CLAIRE, Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PARIS = ZoneInfo("Europe/Paris")
WORD = "On reprend où vous en étiez"


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def paris(year: int, month: int, day: int, hour: int = 11, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def agreed(desk: Desk) -> None:
    """Somebody who has begun their interview."""
    desk.say("/start")
    desk.press("C’est parti")
    desk.press("Oui")


def words(desk: Desk, until: datetime) -> list[tuple[str, str]]:
    """What they were told until then, each with its day."""
    return [(f"{at.astimezone(PARIS):%d/%m}", text) for at, chat, text in desk.until(until) if chat == CLAIRE]


def test_an_interview_left_open_is_mentioned_once_the_next_day(desk: Desk) -> None:
    agreed(desk)
    told = words(desk, paris(2026, 12, 20))
    assert len(told) == 1 and WORD in told[0][1] and "min" in told[0][1] and told[0][0] == "24/11"
    assert "/reprendre" in desk.press("Plus tard")
    desk.say("/reprendre")
    assert words(desk, paris(2027, 1, 20)) == []


def test_continuer_brings_the_question_in_waiting_back(desk: Desk) -> None:
    agreed(desk)
    waiting = desk.say("/reprendre").split("\n\n")[-2]
    desk.at(paris(2026, 11, 24, 12))
    assert waiting in desk.press("Continuer")


def test_it_waits_a_day_from_the_last_answer_and_never_speaks_at_night(desk: Desk) -> None:
    agreed(desk)
    desk.now = paris(2026, 11, 24, 20)
    desk.say("/reprendre")
    assert [day for day, _ in words(desk, paris(2026, 12, 5))] == ["26/11"]


def test_nothing_to_somebody_who_paused_and_the_word_waits_for_their_return(desk: Desk) -> None:
    agreed(desk)
    desk.say("/pause")
    told = words(desk, paris(2026, 12, 20))
    assert len(told) == 2 and all(WORD not in text for _, text in told)
    desk.say("/reprendre")
    told = words(desk, paris(2027, 1, 20))
    assert [WORD in text for _, text in told] == [True]


def test_nothing_to_somebody_who_never_agreed(desk: Desk) -> None:
    desk.say("/start")
    assert words(desk, paris(2026, 12, 1)) == []


def opened(desk: Desk, answers: int = 2) -> None:
    """A review begun from its reminder, a few answers in."""
    desk.finished()
    desk.at(paris(2027, 1, 8, 9, 30))
    desk.now = paris(2027, 1, 8, 10)
    said = desk.press("Commencer")
    assert "Prêt" not in said and "quelle valeur pour" in said
    for _ in range(answers):
        desk.say("3")


def test_a_review_left_open_is_mentioned_by_its_own_reminder_and_by_nothing_else(desk: Desk) -> None:
    opened(desk)
    told = words(desk, paris(2027, 1, 12, 18))
    assert len(told) == 1 and told[0][0] == "11/01"
    assert WORD in told[0][1] and "questions pour le point de décembre 2026" in told[0][1]
    assert "quelle valeur pour" in desk.press("Continuer")


def test_a_review_begun_between_two_reminders_is_mentioned_a_day_later(desk: Desk) -> None:
    desk.finished()
    desk.at(paris(2027, 1, 8, 9, 30))
    desk.at(paris(2027, 1, 11, 9, 30))
    desk.now = paris(2027, 1, 11, 10)
    desk.press("Commencer")
    desk.say("3")
    told = words(desk, paris(2027, 1, 18))
    assert [(day, WORD in text) for day, text in told] == [("12/01", True), ("13/01", False)]


def test_somebody_in_the_middle_of_the_review_is_not_told_that_it_waits(desk: Desk) -> None:
    opened(desk)
    desk.now = paris(2027, 1, 11, 9, 15)
    desk.say("/reprendre")
    assert words(desk, paris(2027, 1, 11, 18)) == []
    assert [(day, WORD in text) for day, text in words(desk, paris(2027, 1, 12, 18))] == [("12/01", True)]


def test_a_review_begun_then_put_off_is_left_alone_until_its_new_day(desk: Desk) -> None:
    opened(desk)
    desk.press("Dans 3 jours")
    told = words(desk, paris(2027, 1, 13, 18))
    assert [(day, WORD in text) for day, text in told] == [("13/01", True)]


def test_what_was_said_of_a_review_left_open_is_said_in_other_words_the_next_day(desk: Desk) -> None:
    opened(desk)
    desk.press("Lundi")
    told = words(desk, paris(2027, 1, 12, 18))
    assert [(day, WORD in text) for day, text in told] == [("11/01", True), ("12/01", False)]
    assert "On fait le point de décembre 2026 aujourd’hui" in told[1][1] and "questions" in told[1][1]


def test_a_pause_during_a_review_has_its_own_words_and_the_reminders_are_quiet(desk: Desk) -> None:
    opened(desk)
    desk.say("/pause")
    told = words(desk, paris(2027, 1, 18))
    assert [day for day, _ in told] == ["12/01"] and "vous attend" in told[0][1]


def test_a_pause_and_the_last_call_of_a_review_not_begun_are_one_message_a_day(desk: Desk) -> None:
    desk.finished()
    desk.at(paris(2027, 1, 8, 9, 30))
    desk.at(paris(2027, 1, 11, 9, 30))
    desk.now = paris(2027, 1, 11, 10)
    desk.say("/pause")
    days = [day for day, _ in words(desk, paris(2027, 1, 14))]
    assert days == ["13/01"]


def test_no_word_when_reminders_are_stopped(desk: Desk) -> None:
    opened(desk)
    desk.press("Arrêter les rappels")
    assert words(desk, paris(2027, 2, 1)) == []
