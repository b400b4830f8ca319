"""Buttons and edits that outlive an erasure: they bring nobody back, and say that nothing is stored."""

from __future__ import annotations

import pytest

from bot.conversation.incoming import EditedText
from tests.bot.server_harness import running_bot
from tests.bot.simulation import CLAIRE, Simulation

NOTHING = "Je n’ai rien d’enregistré à votre sujet"


def is_known(simulation: Simulation) -> bool:
    return simulation.store.run_sync(lambda tx: tx.is_known(CLAIRE))


@pytest.fixture
def erased(simulation: Simulation) -> Simulation:
    simulation.write_finished_file()
    simulation.say("/dossier")
    simulation.say("/supprimer")
    simulation.press("Effacer mes données")
    assert "tout est effacé" in simulation.press("Oui, tout effacer")
    return simulation


def test_after_an_erasure_no_old_button_brings_the_person_back(erased: Simulation) -> None:
    for label in ("je garde tout", "Reprendre", "Modifier", "Oui, tout effacer"):
        said = erased.press(label)
        assert NOTHING in said and "/start" in said and "Rien n’a été effacé" not in said
    assert not is_known(erased)


def test_nor_does_an_edit_of_an_old_message(erased: Simulation) -> None:
    said = erased._handle(EditedText(erased._next(), CLAIRE, 5, text="12 heures"))
    assert NOTHING in said and not is_known(erased)


def test_a_first_word_begins_again(erased: Simulation) -> None:
    erased.press("Reprendre")
    assert "Bonjour" in erased.say("/start")
    assert is_known(erased)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_button_pressed_under_the_question_about_erasing_says_so_in_the_chat(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await talk.say("/start")
        await talk.say("/supprimer")
        asked = talk.card()
        await talk.press("Effacer mes données")
        await talk.press("Oui, tout effacer")
        assert NOTHING in await talk.press("Non, je garde tout", asked)
        assert harness.rows("select count(*) from person")[0][0] == 0
