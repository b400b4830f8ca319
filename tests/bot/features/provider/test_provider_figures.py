"""The provider's figures, given in one message and confirmed with one press."""

from __future__ import annotations

from tests.bot.simulated_survey import (
    DENIS,
    OPENING,
    PROVIDER_ANSWERS,
    answer_survey,
    answer_until,
    answers_to,
    request_survey,
)
from tests.bot.simulation import Simulation


def test_the_providers_figures_are_read_then_confirmed_at_once(simulation: Simulation) -> None:
    simulation.write_finished_file()
    answer_survey(
        simulation, request_survey(simulation), **{"Pièces intégrées": "→Non mesuré", "Sur combien de cas": "12"}
    )
    simulation.at(OPENING)
    shown = simulation.press("Commencer")
    assert "Votre prestataire a relevé :" in shown
    for line in ("Capacité en pic, décembre 2026 : <b>1,3", "sans erreur, décembre 2026 : <b>98 %", ": <b>Non mesuré"):
        assert line in shown
    said = simulation.press("Tout confirmer (4 chiffres)")
    assert "✓ Commandes sans erreur, décembre 2026 : 98 %" in said and "Oubli" in said
    assert "quelle valeur" not in said, "each figure has its answer"
    assert sorted(answers_to(simulation, "rev_kpi_value")) == [('"not_measured"',), ("1.3",), ("98",), ("98",)]
    assert set(answers_to(simulation, "rev_kpi_cases")) == {("12",)} and answers_to(
        simulation, "rev_kpi_unmeasured"
    ) == [('"forgot"',)]
    # The button once pressed does nothing more.
    simulation.buttons["Tout confirmer"] = simulation.buttons["Tout confirmer (4 chiffres)"]
    simulation.press("Tout confirmer")
    assert len(answers_to(simulation, "rev_kpi_value")) == 4


def test_the_provider_may_give_the_figures_of_a_task_in_one_message(simulation: Simulation) -> None:
    simulation.write_finished_file()
    shown = answer_until(
        simulation,
        DENIS,
        simulation.say(request_survey(simulation), DENIS),
        PROVIDER_ANSWERS,
        "Capacité en pic : quelle valeur",
    )[-1]
    assert "Ou les 2 chiffres de cette activité en un message" in shown
    said = simulation.say("1,3 ; 98", DENIS)
    assert "✓ Capacité en pic, décembre 2026 : 1,3" in said and "✓ Commandes sans erreur, décembre 2026 : 98 %" in said
    assert answers_to(simulation, "col_value") == [("1.3",), ("98",)]
