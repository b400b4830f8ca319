"""The document's old buttons, once everything is erased."""

from __future__ import annotations

import pytest

from bot.store import Store
from tests.bot.desk import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_an_old_button_of_the_document_makes_no_empty_one_of_an_erased_file(store: Store) -> None:
    desk = Desk(store)
    desk.finished()
    assert "complet à" in desk.say("/document")
    desk.say("/supprimer")
    desk.press("Effacer mes données")
    desk.press("Oui, tout effacer")
    for name in ("chat", "chat=3", "chat=all", "pdf", "docx", "provider:pdf", "annotated:docx"):
        desk.buttons["old"] = f"a0::document:{name}"
        assert "Répondez d’abord à quelques questions" in desk.press("old"), name
    assert "rassemble vos données" in desk.say("/mesdonnees")
