"""The three-day time log: asked twice a day, stopped in one press, and the measure beside the estimate."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.store import Tx
from domain.questionnaire.input import replies as say
from tests.bot.simulation import CLAIRE, Simulation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def simulation(simulation: Simulation) -> Simulation:
    """Somebody whose file is answered, and who times three days from Monday 23 November 2026 on."""
    simulation.write_finished_file()
    mirror = say.Edit(("audit_mirror_confirm", None))
    simulation._out(simulation.store.run_sync(lambda tx: simulation.exchange(tx).turn(mirror)))
    assert "pendant trois jours ouvrés" in simulation.press("Je chronomètre 3 jours")
    simulation.new_messages()
    return simulation


def at(day: int, hour: int, minute: int = 1) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def asked(simulation: Simulation, moment: datetime) -> bool:
    return any("montre en main" in text for _, text in simulation.at(moment))


def note(simulation: Simulation, moment: datetime, *minutes: str) -> str:
    """Answer the message of that half day with these figures, one per activity."""
    assert asked(simulation, moment)
    said = simulation.press("Noter mes minutes")
    for figure in minutes:
        assert "combien de temps" in said
        said = simulation.say(figure)
    return said


def hours(simulation: Simulation) -> list[tuple[str, object]]:
    def read(tx: Tx) -> list[tuple[str, object]]:
        found = [row for row in tx.history(tx.project(CLAIRE, simulation.now)) if row.question == "audit_hours"]
        return [(str(row.item), row.value) for row in found]

    return simulation.store.run_sync(read)


def test_three_days_of_minutes_stand_beside_the_estimate_and_replace_it_only_when_asked(simulation: Simulation) -> None:
    before = hours(simulation)
    for day in (24, 25, 26):
        note(simulation, at(day, 12), "30", "0", "1 h")
        last = note(simulation, at(day, 17, 31), "30", "15", "0")
    assert "Estimé, mesuré" in last and last.count("par semaine (3 j)") == 3 and "mesuré 5 h par semaine" in last
    assert hours(simulation) == before
    changed = simulation.press(": 5 h par semaine")
    assert "→ <b>5 h par semaine" in changed
    assert hours(simulation)[: len(before)] == before and hours(simulation)[len(before)][1] == 5
    assert not asked(simulation, at(27, 12))


def test_half_days_left_out_do_not_count_and_the_result_comes_all_the_same(simulation: Simulation) -> None:
    note(simulation, at(24, 12), "2 h")
    assert asked(simulation, at(24, 17, 31)) and asked(simulation, at(25, 12))
    said = [text for _, text in simulation.at(at(27, 10))]
    assert len(said) == 1 and said[0].count("(1 j)") == 1 and "mesuré 10 h par semaine" in said[0]


def test_an_outage_leaves_half_days_out_instead_of_stacking_them(simulation: Simulation) -> None:
    assert [text for _, text in simulation.at(at(26, 15))] == [] or not asked(simulation, at(26, 15))
    assert asked(simulation, at(26, 17, 31))


def test_one_press_stops_it(simulation: Simulation) -> None:
    assert asked(simulation, at(24, 12))
    assert "Vos estimations ne changent pas" in simulation.press("Arrêter le relevé")
    assert not asked(simulation, at(24, 17, 31)) and simulation.at(at(27, 10, 30)) == []


def test_nonsense_is_kindly_refused_and_an_old_message_says_so(simulation: Simulation) -> None:
    assert "pas reconnu de nombre" in note(simulation, at(24, 12), "beaucoup")
    assert "au-dessus du maximum" in simulation.say("50 h")
    old = simulation.buttons["Noter mes minutes"]
    assert asked(simulation, at(24, 17, 31))
    simulation.buttons["Noter mes minutes"] = old
    assert "ancien" in simulation.press("Noter mes minutes")


def test_nobody_takes_a_measure_of_a_file_that_is_not_theirs(simulation: Simulation) -> None:
    note(simulation, at(24, 12), "2 h", "1 h", "1 h")
    simulation.press("Arrêter le relevé")
    before = hours(simulation)
    simulation.say("/start", 4002)
    assert "ancien" in simulation.press(": 10 h par semaine", 4002)
    assert hours(simulation) == before
