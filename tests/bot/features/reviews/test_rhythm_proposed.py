"""The quarter proposed after three good months: accepted it changes the rhythm, declined it waits for a change."""

from __future__ import annotations

import pytest

from tests.bot.simulated_reviews import hold_review, set_clock, start_service
from tests.bot.simulation import Simulation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PROPOSED = "on peut passer au trimestre"
DAYS = [(2026, 11, 9), (2026, 12, 8), (2027, 1, 8), (2027, 2, 8), (2027, 3, 8), (2027, 4, 8)]


def proposals(simulation: Simulation, days: list[tuple[int, int, int]]) -> list[bool]:
    """Whether the quarter is proposed at the end of the review of each day; every proposal is declined."""
    found = []
    for day in days:
        set_clock(simulation, *day)
        found.append(PROPOSED in hold_review(simulation)[-1])
        if found[-1]:
            assert "Je n’en reparle pas avant trois mois" in simulation.press("Non, on garde")
    return found


def test_a_third_good_month_proposes_the_quarter_and_accepting_changes_the_rhythm(simulation: Simulation) -> None:
    start_service(simulation)
    assert proposals(simulation, DAYS[:2]) == [False, False]
    set_clock(simulation, *DAYS[2])
    assert PROPOSED in hold_review(simulation)[-1]
    assert "Avec « Chaque trimestre »" in simulation.press("Passer au trimestre")
    assert "pour le 1er trimestre 2027" in simulation.press("Oui, c’est mieux ainsi")
    assert [item.month for kind, item, _ in simulation.planned_jobs() if kind == "month_figures"] == [
        "2027-01",
        "2027-02",
    ]


def test_the_quarter_declined_is_proposed_again_after_a_new_run_of_three(simulation: Simulation) -> None:
    start_service(simulation)
    assert proposals(simulation, DAYS) == [False, False, True, False, False, True]


def test_looking_at_the_dates_before_declining_is_declining(simulation: Simulation) -> None:
    start_service(simulation)
    assert proposals(simulation, DAYS[:2]) == [False, False]
    set_clock(simulation, *DAYS[2])
    assert PROPOSED in hold_review(simulation)[-1]
    simulation.press("Passer au trimestre")
    assert "Je n’en reparle pas" in simulation.press("Non, on garde")
    assert "Rien ne change." in simulation.press("Non, on garde")
    set_clock(simulation, *DAYS[3])
    assert PROPOSED not in hold_review(simulation)[-1]
