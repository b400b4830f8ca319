"""The provider's papers between two reviews: reminders in time, « C’est reçu », the next six months."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.bot.simulated_reviews import hold_announced_review
from tests.bot.simulation import CLAIRE, Simulation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PARIS = ZoneInfo("Europe/Paris")


def paris(month: int, day: int, hour: int = 9, minute: int = 30, year: int = 2027) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def settled(simulation: Simulation, **answers: object) -> None:
    """A finished file whose plan is made, its provider at work since the first of December."""
    simulation.write_finished_file(**answers)
    simulation.store.run_sync(lambda tx: simulation.app.context.on_close["audit"](simulation.exchange(tx)))
    simulation.new_messages()


def planned_certificates(simulation: Simulation) -> list[str]:
    return [f"{item.certificate} {due:%d/%m}" for kind, item, due in simulation.planned_jobs() if kind == "certificate"]


def certificate_messages(simulation: Simulation, moment: datetime) -> list[str]:
    return [
        text for chat, text in simulation.at(moment) if chat == CLAIRE and "prestataire" in text and "point" not in text
    ]


def test_a_paper_is_mentioned_three_times_before_it_falls_due(simulation: Simulation) -> None:
    settled(simulation)
    assert planned_certificates(simulation) == [
        *("vigilance 10/05", "vigilance 25/05", "vigilance 01/06"),
        *("insurance 09/11", "insurance 24/11", "insurance 01/12"),
    ]
    (first,) = certificate_messages(simulation, paris(5, 10))
    assert "attestation de vigilance" in first and "1er juin 2027" in first
    assert "mardi 25 mai 2027" in simulation.press("Plus tard")
    (soon,) = certificate_messages(simulation, paris(5, 25))
    (today,) = certificate_messages(simulation, paris(6, 1))
    assert "quelques jours" in soon and "L’échéance est là" in today and len({first, soon, today}) == 3
    assert certificate_messages(simulation, paris(6, 30)) == []


def test_a_paper_received_is_not_mentioned_again_before_six_months_and_no_review_asks_for_it(
    simulation: Simulation,
) -> None:
    settled(simulation)
    certificate_messages(simulation, paris(5, 10))
    said = simulation.press("C’est reçu")
    assert "Prochaine échéance le mercredi 1er décembre 2027" in said
    assert planned_certificates(simulation)[:2] == ["vigilance 09/11", "insurance 09/11"]
    assert "déjà noté" in simulation.press("C’est reçu")
    assert certificate_messages(simulation, paris(6, 1)) == []
    simulation.at(paris(6, 7))
    said = hold_announced_review(simulation)
    assert "arrive à échéance" not in said
    assert planned_certificates(simulation)[:2] == ["vigilance 09/11", "insurance 09/11"]


def test_a_paper_received_in_a_review_is_planned_for_the_next_time(simulation: Simulation) -> None:
    settled(simulation)
    simulation.at(paris(6, 7))
    hold_announced_review(simulation)
    simulation.at(paris(6, 8))
    said = hold_announced_review(simulation, {"arrive à échéance": "→Reçue et vérifiée"})
    assert "attestation de vigilance, le 1er juin 2027" in said
    assert planned_certificates(simulation)[:2] == ["vigilance 09/11", "insurance 09/11"]


def test_papers_that_fall_due_the_same_day_are_one_message_and_are_answered_one_by_one(simulation: Simulation) -> None:
    settled(simulation)
    certificate_messages(simulation, paris(5, 10))
    simulation.press("C’est reçu")
    (said,) = certificate_messages(simulation, paris(11, 9))
    assert "attestation de vigilance" in said and "attestation d’assurance" in said
    said = simulation.press("C’est reçu : attestation de vigilance")
    assert "C’est noté" in said and "attestation d’assurance de votre prestataire" in said
    assert "décembre 2028" in simulation.press("C’est reçu")
    assert certificate_messages(simulation, paris(12, 1)) == []


def test_an_outage_leaves_one_word_and_the_button_still_works_the_day_after(simulation: Simulation) -> None:
    settled(simulation)
    (said,) = certificate_messages(simulation, paris(6, 2))
    assert "L’échéance est là (mardi 1er juin 2027)" in said
    assert "Prochaine échéance" in simulation.press("C’est reçu")


def test_nothing_is_said_of_papers_after_a_stop_and_an_old_button_does_no_harm(simulation: Simulation) -> None:
    settled(simulation)
    certificate_messages(simulation, paris(5, 10))
    assert "arrêtés" in simulation.press("Arrêter les rappels")
    assert certificate_messages(simulation, paris(6, 30)) == []
    for argument in ("here=x/y", "here=vigilance/2031-01-01", "here=", "here=vigilance/2020-01-01"):
        simulation.buttons["old"] = f"a0::paper:{argument}"
        assert simulation.press("old")
