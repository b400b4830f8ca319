"""The document's old buttons, once everything is erased."""

from __future__ import annotations

import pytest

from tests.bot.simulation import Simulation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_an_old_button_of_the_document_makes_no_empty_one_of_an_erased_file(simulation: Simulation) -> None:
    simulation.write_finished_file()
    assert "complet à" in simulation.say("/document")
    simulation.say("/supprimer")
    simulation.press("Effacer mes données")
    simulation.press("Oui, tout effacer")
    for name in ("chat", "chat=3", "chat=all", "pdf", "docx", "provider:pdf", "annotated:docx"):
        simulation.buttons["old"] = f"a0::document:{name}"
        assert "rien d’enregistré à votre sujet" in simulation.press("old"), name
    assert "rassemble vos données" in simulation.say("/mesdonnees")
