"""Actions put off from one review to the next, as the person lives it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.bot.simulated_reviews import hold_announced_review
from tests.bot.simulation import OPERATOR, Simulation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PARIS = ZoneInfo("Europe/Paris")
OPENINGS = ((2027, 1, 8), (2027, 2, 5), (2027, 3, 5), (2027, 4, 7))


def open_review(simulation: Simulation, day: tuple[int, int, int]) -> None:
    simulation.at(datetime(*day, 9, 30, tzinfo=PARIS).astimezone(UTC))


def test_an_action_is_put_off_twice_then_escalated_to_the_operator(simulation: Simulation) -> None:
    number = simulation.write_finished_file(review_participants=("alone",))
    open_review(simulation, OPENINGS[0])
    new = {"Qu’est-ce qu’on améliore": "Relire les devis", "une action, même petite": "Relire les devis"}
    new |= {"Qui s’en charge": "→Moi", "Pour quand": "22/01/2027"}
    hold_announced_review(simulation, {**new, "Une autre action": "→Non"})
    for day, due in ((OPENINGS[1], "19/02/2027"), (OPENINGS[2], "19/03/2027")):
        open_review(simulation, day)
        said = hold_announced_review(simulation, {"où en est-on": "→En retard", "quelle nouvelle date": due})
        assert "« Relire les devis » : quelle nouvelle date" in said
    told = simulation.at(datetime(2027, 3, 17, 11, tzinfo=PARIS).astimezone(UTC))
    assert any("Relire les devis" in text for _, text in told)
    open_review(simulation, OPENINGS[3])
    said = hold_announced_review(simulation, {"où en est-on": "→En retard", "Qu’en fait-on": "→Escalader"})
    assert "déjà été reportée deux fois" in said
    told = [text for chat, text in simulation.at(simulation.now) if chat == OPERATOR]
    # The other red figures had their action too, put off as often.
    assert told and all(f"Dossier n° {number}" in text and "escaladée" in text for text in told)
    assert not any("devis" in text for text in told)
