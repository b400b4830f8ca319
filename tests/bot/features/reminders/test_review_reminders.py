"""Reviews falling due: what is said and when, put off, missed, silenced, late, blocked, erased."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.clock import _claim_due
from bot.project import appointments
from bot.store import Store
from tests.bot.database_rows import rows
from tests.bot.simulation import CLAIRE, OPERATOR, Simulation, paris
from tests.paris import PARIS

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


OPENING = paris(2027, 1, 8)
"""The fifth working day of January 2027, after the hour chosen."""


def test_what_is_said_for_an_hour_is_never_said_after_it_nor_to_everybody_at_once(simulation: Simulation) -> None:
    for number in range(10):
        simulation.write_finished_file(CLAIRE + number)
    simulation.at(paris(2026, 12, 31))
    for day, words in ((7, "Demain 9 h 30"), (8, "C’est l’heure")):
        simulation.now = paris(2027, 1, day, 9, 0)
        told = simulation.until(paris(2027, 1, day, 9, 30), timedelta(minutes=1))
        assert [words in text for _, _, text in told] == [True] * 10
        assert len({chat for _, chat, _ in told}) == len({at for at, _, _ in told}) == 10
        assert min(at for at, _, _ in told) >= paris(2027, 1, day, 9, 20)


def test_a_review_is_told_before_on_its_day_and_after_each_time_in_other_words(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.now = paris(2026, 12, 28)
    told = [(at.astimezone(PARIS).date().isoformat(), text) for at, _, text in simulation.until(paris(2027, 1, 21))]
    words = [text.split(".")[0][:34] for _, text in told]
    assert [day for day, _ in told] == [
        "2026-12-31", "2027-01-07", "2027-01-08", "2027-01-11", "2027-01-13", "2027-01-19",
    ]  # fmt: skip
    assert len(set(words)) == 6 and "chiffres à relever" in told[0][1] and told[1][1].startswith("Demain 9 h 30")
    assert "décembre 2026" in told[2][1] and "lundi 18 janvier 2027" in told[4][1]
    assert "n’a pas eu lieu" in told[5][1]


@sqlite
def test_only_the_figures_due_for_that_period_are_listed_to_be_collected(simulation: Simulation) -> None:
    """Four indicators are followed, two of them by quarters: in December, then in March."""
    simulation.write_finished_file()
    december, january = [text for _, _, text in simulation.until(paris(2027, 2, 4)) if "à relever" in text]
    assert "voici les 4 chiffres" in december and december.count("•") == 4
    assert "voici les 2 chiffres" in january and january.count("•") == 2 and "(Comptabilité)" in january


@sqlite
def test_nothing_is_sent_at_night_on_a_weekend_or_on_a_holiday_over_a_whole_year(simulation: Simulation) -> None:
    simulation.write_finished_file()
    seen = 0
    for at, chat, _ in simulation.until(paris(2027, 6, 30), timedelta(hours=1)):
        local = at.astimezone(PARIS)
        seen += 1
        assert chat == OPERATOR or (9 <= local.hour <= 18 and local.weekday() < 5)
        assert local.date().isoformat() not in ("2027-01-01", "2027-03-29", "2027-05-06", "2027-05-17")
    assert seen > 10


@sqlite
def test_an_outage_leaves_one_message_not_a_stack(simulation: Simulation) -> None:
    simulation.write_finished_file()
    told = simulation.at(paris(2027, 1, 14))
    assert len(told) == 1 and "C’est l’heure du point de décembre 2026" in told[0][1]
    # Its reminders count from the day it was said.
    assert "On fait le point aujourd’hui" in simulation.at(paris(2027, 1, 15))[0][1]
    told = simulation.at(paris(2027, 1, 20))
    assert len(told) == 1 and "Dernier rappel" in told[0][1]


@sqlite
def test_an_outage_that_ends_at_night_says_nothing_before_the_morning(simulation: Simulation) -> None:
    simulation.write_finished_file()
    assert simulation.at(paris(2027, 1, 8, 23)) == []
    assert simulation.at(paris(2027, 1, 10, 15)) == []
    assert len(simulation.at(paris(2027, 1, 11))) == 1


@sqlite
def test_a_reminder_pressed_twice_or_too_late_gets_a_kind_answer(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.at(OPENING)
    simulation.press("Ce soir")
    simulation.now = paris(2027, 1, 8, 19)
    assert "n’est plus possible" in simulation.press("Ce soir")
    simulation.store.run_sync(lambda tx: appointments.close_appointment(simulation.exchange(tx), "2026-12"))
    assert "n’est plus à faire" in simulation.press("Ce soir")


@sqlite
def test_a_review_held_is_not_recalled_and_the_next_one_is_planned(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.at(OPENING)
    simulation.store.run_sync(lambda tx: appointments.close_appointment(simulation.exchange(tx), "2026-12"))
    assert simulation.at(paris(2027, 1, 20)) == []
    kinds = {(kind, item.period) for kind, item, _ in simulation.planned_jobs() if kind == "review"}
    assert kinds == {("review", "2027-01")}


@sqlite
def test_missed_reviews_are_told_to_the_operator_then_asked_about_then_left_to_rest(simulation: Simulation) -> None:
    simulation.write_finished_file()
    told = simulation.until(paris(2027, 5, 30), timedelta(hours=1))
    operator = [text for _, chat, text in told if chat == OPERATOR]
    assert len(operator) == 3 and all("Brindille" not in text for text in operator)
    own = [text for _, chat, text in told if chat == CLAIRE]
    assert sum("passer au trimestre" in text for text in own) == 1
    assert "en veille" in own[-1] and sum("en veille" in text for text in own) == 1
    assert simulation.planned_jobs() == []
    simulation.say("/rappels")
    # Periods nobody reviewed meanwhile do not pile up.
    assert "31 mai 2027" in simulation.press("Reprendre les rappels")
    assert [item.period for kind, item, _ in simulation.planned_jobs() if kind == "review"] == ["2027-04"]


def test_the_menu_of_reviews_names_the_last_one_nobody_came_to(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.until(paris(2027, 1, 25), timedelta(hours=6))
    assert "Celui de décembre 2026 n’a pas eu lieu." in simulation.say("/revue").replace("\u00a0", " ")


def test_somebody_who_blocked_the_bot_is_left_alone_and_finds_no_stack(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.block()
    assert simulation.at(paris(2027, 1, 14)) == []
    simulation.block(False)
    told = simulation.at(paris(2027, 1, 14, 11))
    assert len(told) <= 1
    assert [item.period for kind, item, _ in simulation.planned_jobs() if kind == "review"] in (
        ["2026-12"],
        ["2027-01"],
        [],
    )
    assert len(simulation.at(paris(2027, 1, 15))) <= 1


def test_an_erased_project_takes_its_appointments_along(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.say("/supprimer")
    simulation.press("Effacer mes données")
    simulation.press("Oui, tout effacer")
    counts = simulation.store.run_sync(lambda tx: tx.counts())
    assert counts["planned"] == counts["appointment"] == counts["absence"] == 0
    assert simulation.at(OPENING) == []


@sqlite
def test_a_clock_that_jumps_back_says_nothing_twice(simulation: Simulation) -> None:
    simulation.write_finished_file()
    assert len(simulation.at(OPENING)) == 1
    assert simulation.at(OPENING - timedelta(days=3)) == []
    assert simulation.at(OPENING) == []


def test_killed_between_doing_and_sending_it_is_sent_once(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.now = OPENING
    planned, *_ = simulation.store.run_sync(_claim_due, simulation.now, 200, False)
    assert planned
    # Killed here: nothing was done. Another process takes it up once the hold is over.
    assert simulation.at(OPENING) == []
    told = simulation.at(OPENING + timedelta(minutes=1))
    assert len(told) == 1 and simulation.at(OPENING + timedelta(minutes=2)) == []


def test_processes_that_tick_at_once_do_each_thing_once(database_url: str, open_store: Callable[[str], Store]) -> None:
    desks = [Simulation(open_store(database_url)) for _ in range(3)]
    for number in range(12):
        desks[0].write_finished_file(CLAIRE + number)
    for simulation in desks:
        simulation.now = OPENING
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda simulation: [simulation.tick() for _ in range(4)], desks))
    counts = Counter(chat for simulation in desks for chat, _ in [*simulation.new_messages(), *simulation.at(OPENING)])
    opened = rows(database_url, "select count(*) from appointment where state = 'open'")
    assert opened == [(12,)] and set(counts.values()) <= {1}


@sqlite
def test_after_an_outage_longer_than_a_period_the_reminders_go_on(simulation: Simulation) -> None:
    simulation.write_finished_file(review_frequency="quarterly", spec_start="2026-10-01")
    assert "C’est l’heure du point" in "".join(text for _, text in simulation.at(paris(2027, 8, 3)))
    later = [text for _, chat, text in simulation.until(paris(2027, 10, 10)) if chat == CLAIRE]
    assert any("On fait le point aujourd’hui" in text for text in later), later
    assert any("3e trimestre 2027" in text for text in later), later
