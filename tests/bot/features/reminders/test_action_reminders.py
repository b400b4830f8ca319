"""What is said after a pause, and around an action: a word in time, then silence."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.features.assessment import preparation
from bot.project import jobs
from bot.project.jobs import DeadlineReminder
from bot.store import Store, Tx
from tests.bot.desk import CLAIRE, Desk
from tests.bot.held import at, hold, started

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def paris(month: int, day: int, hour: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=PARIS)


def decided(desk: Desk, words: str) -> None:
    """A review decides two actions in these words, both due on Monday 7 December."""
    at(desk, 2026, 11, 9)
    started(desk, date(2026, 8, 1))
    hold(desk, "9", {"La cause la plus probable": "→Méthode du prestataire", "une action, même petite": words})
    desk.heard()


def told(desk: Desk, moment: datetime, words: str) -> list[str]:
    return [text for _, text in desk.at(moment) if words in text]


def test_a_pause_is_mentioned_twice_and_then_left_alone(desk: Desk) -> None:
    desk.say("/start")
    desk.say("/pause")
    assert desk.at(paris(11, 24)) == []
    assert "vous attend" in desk.at(paris(11, 25))[0][1]
    assert "Dernier mot" in desk.at(paris(12, 2))[0][1]
    assert desk.at(paris(12, 30)) == []


def test_an_outage_after_a_pause_leaves_one_word_and_a_return_none(desk: Desk) -> None:
    desk.say("/start")
    desk.say("/pause")
    assert desk.at(paris(12, 5)) == []
    assert ["Dernier mot" in text for _, text in desk.at(paris(12, 7))] == [True]
    desk.say("/pause")
    desk.say("/reprendre")
    assert desk.at(paris(12, 30)) == []


def test_an_action_is_recalled_before_on_its_day_and_once_after(desk: Desk) -> None:
    words = "Écrire 10 réponses types / premières réponses sous 4 h"
    decided(desk, words)
    recalled = [told(desk, paris(12, day), words) for day in (3, 4, 7, 9, 10, 11)]
    assert [len(found) for found in recalled] == [2, 0, 2, 0, 2, 0]
    assert len({found[0] for found in recalled if found}) == 3


def test_the_plan_holds_no_word_of_an_action(desk: Desk) -> None:
    decided(desk, "Écrire à Madame Zorn")
    rows = desk.store.run_sync(lambda tx: tx.planned.of_project(tx.project(CLAIRE, desk.now)))
    assert "action" in {row.kind for row in rows} and not [row for row in rows if "Zorn" in row.item]


def test_a_task_to_prepare_comes_back_after_thirty_and_ninety_days_with_its_first_step(
    desk: Desk, store: Store
) -> None:
    project = desk.finished(rank_accept="change")

    def prepare(tx: Tx) -> None:
        audit = tx.interviews.of(project, "audit", desk.now, "test")
        tx.add_answer(
            project, audit.id, "rank_change_verdict", "social_media", "outsource_later_prepare", "test", desk.now
        )
        preparation.plan(desk.visit(tx))

    store.run_sync(prepare)

    def recalled(moment: datetime) -> list[str]:
        return [text for _, text in desk.at(moment) if "Le premier pas" in text]

    (said,) = recalled(paris(12, 23))
    assert "il y a 30 jours" in said
    assert recalled(paris(12, 30)) == []

    def keep(tx: Tx) -> None:
        audit = tx.interviews.of(project, "audit", desk.now, "test")
        tx.add_answer(project, audit.id, "rank_change_verdict", "social_media", "keep", "test", desk.now)

    store.run_sync(keep)
    assert recalled(datetime(2027, 3, 1, 11, tzinfo=PARIS)) == []


def test_an_outage_around_an_action_leaves_its_last_word_not_three(desk: Desk) -> None:
    decided(desk, "Relire les devis")
    recalled = told(desk, paris(12, 17), "Relire les devis")
    # One for each of the two actions.
    assert len(recalled) == 2 and all("était pour le 7 décembre 2026" in text for text in recalled)


def test_an_action_recalled_a_day_late_is_not_said_to_be_for_today_nor_in_two_days(desk: Desk) -> None:
    decided(desk, "Relire les devis")
    for late in (paris(12, 4), paris(12, 8)):
        recalled = told(desk, late, "Relire les devis")
        assert {text.split(" :")[0].split("\u00a0:")[0] for text in recalled} == {"À faire pour le 7 décembre 2026"}


def test_the_dated_steps_of_a_recovery_are_recalled_on_their_day(desk: Desk) -> None:
    """A first red figure calls for less: the person decides on a plan of thirty days all the same."""
    at(desk, 2026, 11, 9)
    started(desk, date(2026, 8, 1))
    screens = hold(
        desk,
        "9",
        {
            "je conseille": "→Plan de redressement",
            "Vous ne suivez pas": "On resserre",
            "La cause la plus probable": "→Méthode du prestataire",
        },
    )
    assert "24 novembre 2026 : point d’étape" in screens[-1]
    heard = desk.until(paris(12, 10), timedelta(hours=3))
    # The red figures have an action each, recalled besides.
    due = [(at.date().isoformat(), text) for at, _, text in heard if "C’est pour aujourd’hui" in text]
    steps = [(day, text) for day, text in due if "trois cas" not in text]
    assert [day for day, _ in steps] == ["2026-11-24"] * 2 + ["2026-12-09"] * 2
    assert "point d’étape" in steps[0][1] and "fin du plan" in steps[-1][1]
    assert "Vos points" in desk.press("Faire le point")


def test_an_action_said_done_is_known_to_the_review_left_in_the_middle(desk: Desk) -> None:
    at(desk, 2026, 11, 9)
    started(desk, date(2026, 8, 1))
    hold(desk, "9", {"La cause la plus probable": "→Méthode du prestataire"})
    assert any("trois cas" in text for _, _, text in desk.until(paris(12, 3), timedelta(hours=3)))
    done = desk.buttons["C’est fait"]
    at(desk, 2026, 12, 8)
    desk.say("/revue")
    desk.press("Faire le point maintenant")
    desk.buttons["C’est fait"] = done
    desk.press("C’est fait")
    asked = [text for text in hold(desk, "9", shown=desk.say("/reprendre")) if "où en est-on" in text]
    assert sum("dite faite le" in text for text in asked) == 1


def test_a_step_recalled_a_day_late_names_its_day(desk: Desk) -> None:
    desk.finished()
    desk.store.run_sync(
        lambda tx: jobs.plan(
            desk.visit(tx), DeadlineReminder("bookkeeping", "halfway", date(2026, 12, 8)), paris(12, 8)
        )
    )
    (said,) = [text for _, text in desk.at(paris(12, 9)) if "point d’étape" in text]
    assert "C’était pour le 8 décembre 2026" in said and "aujourd’hui" not in said


def test_an_action_said_done_is_not_recalled_again_and_the_next_review_says_so(desk: Desk) -> None:
    at(desk, 2026, 11, 9)
    started(desk, date(2026, 8, 1))
    hold(desk, "9", {"La cause la plus probable": "→Méthode du prestataire"})
    recalled = [text for _, _, text in desk.until(paris(12, 3), timedelta(hours=3)) if "trois cas" in text]
    assert recalled and all("(vous)" in text for text in recalled)
    assert "est fait" in desk.press("C’est fait")
    assert "est fait" in desk.press("C’est fait")
    # The other red figure's action goes on.
    again = [text for _, _, text in desk.until(paris(12, 10), timedelta(hours=3)) if "trois cas" in text]
    assert 0 < len(again) <= len(recalled)
    asked = [text for text in hold(desk, "9") if "où en est-on" in text]
    assert sum("dite faite le" in text for text in asked) == 1
    assert "déjà close" in desk.press("C’est fait")
