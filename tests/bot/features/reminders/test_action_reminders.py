"""What is said after a pause, and around an action: a word in time, then silence."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.features.assessment import preparation
from bot.project import jobs
from bot.project.jobs import DeadlineReminder
from bot.store import Store, Tx
from tests.bot.simulated_reviews import hold_review, set_clock, start_service
from tests.bot.simulation import CLAIRE, Simulation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PARIS = ZoneInfo("Europe/Paris")


def paris(month: int, day: int, hour: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=PARIS)


def decided(simulation: Simulation, words: str) -> None:
    """A review decides two actions in these words, both due on Monday 7 December."""
    set_clock(simulation, 2026, 11, 9)
    start_service(simulation, date(2026, 8, 1))
    hold_review(
        simulation, "9", {"La cause la plus probable": "→Méthode du prestataire", "une action, même petite": words}
    )
    simulation.new_messages()


def messages_with(simulation: Simulation, moment: datetime, words: str) -> list[str]:
    return [text for _, text in simulation.at(moment) if words in text]


def test_a_pause_is_mentioned_twice_and_then_left_alone(simulation: Simulation) -> None:
    simulation.say("/start")
    simulation.say("/pause")
    assert simulation.at(paris(11, 24)) == []
    assert "vous attend" in simulation.at(paris(11, 25))[0][1]
    assert "Dernier mot" in simulation.at(paris(12, 2))[0][1]
    assert simulation.at(paris(12, 30)) == []


def test_an_outage_after_a_pause_leaves_one_word_and_a_return_none(simulation: Simulation) -> None:
    simulation.say("/start")
    simulation.say("/pause")
    assert simulation.at(paris(12, 5)) == []
    assert ["Dernier mot" in text for _, text in simulation.at(paris(12, 7))] == [True]
    simulation.say("/pause")
    simulation.say("/reprendre")
    assert simulation.at(paris(12, 30)) == []


def test_an_action_is_recalled_before_on_its_day_and_once_after(simulation: Simulation) -> None:
    words = "Écrire 10 réponses types / premières réponses sous 4 h"
    decided(simulation, words)
    recalled = [messages_with(simulation, paris(12, day), words) for day in (3, 4, 7, 9, 10, 11)]
    assert [len(found) for found in recalled] == [2, 0, 2, 0, 2, 0]
    assert len({found[0] for found in recalled if found}) == 3


def test_the_plan_holds_no_word_of_an_action(simulation: Simulation) -> None:
    decided(simulation, "Écrire à Madame Zorn")
    rows = simulation.store.run_sync(lambda tx: tx.planned.of_project(tx.project(CLAIRE, simulation.now)))
    assert "action" in {row.kind for row in rows} and not [row for row in rows if "Zorn" in row.item]


def test_a_task_to_prepare_comes_back_after_thirty_and_ninety_days_with_its_first_step(
    simulation: Simulation, store: Store
) -> None:
    project = simulation.write_finished_file(rank_accept="change")

    def prepare(tx: Tx) -> None:
        audit = tx.interviews.of(project, "audit", simulation.now, "test")
        tx.add_answer(
            project, audit.id, "rank_change_verdict", "social_media", "outsource_later_prepare", "test", simulation.now
        )
        preparation.plan(simulation.exchange(tx))

    store.run_sync(prepare)

    def recalled(moment: datetime) -> list[str]:
        return [text for _, text in simulation.at(moment) if "Le premier pas" in text]

    (said,) = recalled(paris(12, 23))
    assert "il y a 30 jours" in said
    assert recalled(paris(12, 30)) == []

    def keep(tx: Tx) -> None:
        audit = tx.interviews.of(project, "audit", simulation.now, "test")
        tx.add_answer(project, audit.id, "rank_change_verdict", "social_media", "keep", "test", simulation.now)

    store.run_sync(keep)
    assert recalled(datetime(2027, 3, 1, 11, tzinfo=PARIS)) == []


def test_an_outage_around_an_action_leaves_its_last_word_not_three(simulation: Simulation) -> None:
    decided(simulation, "Relire les devis")
    recalled = messages_with(simulation, paris(12, 17), "Relire les devis")
    # One for each of the two actions.
    assert len(recalled) == 2 and all("était pour le 7 décembre 2026" in text for text in recalled)


def test_an_action_recalled_a_day_late_is_not_said_to_be_for_today_nor_in_two_days(simulation: Simulation) -> None:
    decided(simulation, "Relire les devis")
    for late in (paris(12, 4), paris(12, 8)):
        recalled = messages_with(simulation, late, "Relire les devis")
        assert {text.split(" :")[0].split("\u00a0:")[0] for text in recalled} == {"À faire pour le 7 décembre 2026"}


def test_the_dated_steps_of_a_recovery_are_recalled_on_their_day(simulation: Simulation) -> None:
    """A first red figure calls for less: the person decides on a plan of thirty days all the same."""
    set_clock(simulation, 2026, 11, 9)
    start_service(simulation, date(2026, 8, 1))
    screens = hold_review(
        simulation,
        "9",
        {
            "je conseille": "→Plan de redressement",
            "Vous ne suivez pas": "On resserre",
            "La cause la plus probable": "→Méthode du prestataire",
        },
    )
    assert "24 novembre 2026 : point d’étape" in screens[-1]
    heard = simulation.until(paris(12, 10), timedelta(hours=3))
    # The red figures have an action each, recalled besides.
    due = [(at.date().isoformat(), text) for at, _, text in heard if "C’est pour aujourd’hui" in text]
    steps = [(day, text) for day, text in due if "trois cas" not in text]
    assert [day for day, _ in steps] == ["2026-11-24"] * 2 + ["2026-12-09"] * 2
    assert "point d’étape" in steps[0][1] and "fin du plan" in steps[-1][1]
    assert "Vos points" in simulation.press("Faire le point")


def test_an_action_said_done_is_known_to_the_review_left_in_the_middle(simulation: Simulation) -> None:
    set_clock(simulation, 2026, 11, 9)
    start_service(simulation, date(2026, 8, 1))
    hold_review(simulation, "9", {"La cause la plus probable": "→Méthode du prestataire"})
    assert any("trois cas" in text for _, _, text in simulation.until(paris(12, 3), timedelta(hours=3)))
    done = simulation.buttons["C’est fait"]
    set_clock(simulation, 2026, 12, 8)
    simulation.say("/revue")
    simulation.press("Faire le point maintenant")
    simulation.buttons["C’est fait"] = done
    simulation.press("C’est fait")
    asked = [
        text for text in hold_review(simulation, "9", shown=simulation.say("/reprendre")) if "où en est-on" in text
    ]
    assert sum("dite faite le" in text for text in asked) == 1


def test_a_step_recalled_a_day_late_names_its_day(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.store.run_sync(
        lambda tx: jobs.plan(
            simulation.exchange(tx), DeadlineReminder("bookkeeping", "halfway", date(2026, 12, 8)), paris(12, 8)
        )
    )
    (said,) = [text for _, text in simulation.at(paris(12, 9)) if "point d’étape" in text]
    assert "C’était pour le 8 décembre 2026" in said and "aujourd’hui" not in said


def test_an_action_said_done_is_not_recalled_again_and_the_next_review_says_so(simulation: Simulation) -> None:
    set_clock(simulation, 2026, 11, 9)
    start_service(simulation, date(2026, 8, 1))
    hold_review(simulation, "9", {"La cause la plus probable": "→Méthode du prestataire"})
    recalled = [text for _, _, text in simulation.until(paris(12, 3), timedelta(hours=3)) if "trois cas" in text]
    assert recalled and all("(vous)" in text for text in recalled)
    assert "est fait" in simulation.press("C’est fait")
    assert "est fait" in simulation.press("C’est fait")
    # The other red figure's action goes on.
    again = [text for _, _, text in simulation.until(paris(12, 10), timedelta(hours=3)) if "trois cas" in text]
    assert 0 < len(again) <= len(recalled)
    asked = [text for text in hold_review(simulation, "9") if "où en est-on" in text]
    assert sum("dite faite le" in text for text in asked) == 1
    assert "déjà close" in simulation.press("C’est fait")
