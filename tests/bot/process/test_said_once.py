"""What need not be said one by one, or again: the provider's figures, and the name of who approves."""

from __future__ import annotations

import pytest

from bot.store import Store
from tests.bot.desk import Desk
from tests.bot.features.versions.test_versions import approved, received
from tests.bot.filed import keep, owner
from tests.bot.house import house
from tests.bot.provider import DENIS, OPENING, PROVIDER, answered, answers_to, asked, through


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_the_providers_figures_are_read_then_confirmed_at_once(desk: Desk) -> None:
    desk.finished()
    answered(desk, asked(desk), **{"Pièces intégrées": "→Non mesuré", "Sur combien de cas": "12"})
    desk.at(OPENING)
    shown = desk.press("Commencer")
    assert "Votre prestataire a relevé :" in shown
    for line in ("Capacité en pic, décembre 2026 : <b>1,3", "sans erreur, décembre 2026 : <b>98 %", ": <b>Non mesuré"):
        assert line in shown
    said = desk.press("Tout confirmer (4 chiffres)")
    assert "✓ Commandes sans erreur, décembre 2026 : 98 %" in said and "Oubli" in said
    assert "quelle valeur" not in said, "each figure has its answer"
    assert sorted(answers_to(desk, "rev_kpi_value")) == [('"not_measured"',), ("1.3",), ("98",), ("98",)]
    assert set(answers_to(desk, "rev_kpi_cases")) == {("12",)} and answers_to(desk, "rev_kpi_unmeasured") == [
        ('"forgot"',)
    ]
    # The button once pressed does nothing more.
    desk.buttons["Tout confirmer"] = desk.buttons["Tout confirmer (4 chiffres)"]
    desk.press("Tout confirmer")
    assert len(answers_to(desk, "rev_kpi_value")) == 4


def test_the_provider_may_give_the_figures_of_a_task_in_one_message(desk: Desk) -> None:
    desk.finished()
    shown = through(desk, DENIS, desk.say(asked(desk), DENIS), PROVIDER, "Capacité en pic : quelle valeur")[-1]
    assert "Ou les 2 chiffres de cette activité en un message" in shown
    said = desk.say("1,3 ; 98", DENIS)
    assert "✓ Capacité en pic, décembre 2026 : 1,3" in said and "✓ Commandes sans erreur, décembre 2026 : 98 %" in said
    assert answers_to(desk, "col_value") == [("1.3",), ("98",)]


async def test_who_approved_last_time_signs_again_with_a_press_and_another_still_writes_their_name(
    database_url: str,
) -> None:
    async with house(database_url) as home:
        talk = await owner(home)
        await approved(talk, "Jean <Valserine>")
        for duration, name in (("open", "Jean <Valserine>"), ("m6", "Léa Martin")):
            await keep(home, talk, {("spec_duration", None): duration})
            await talk.say("/versions")
            await talk.press("Bon pour accord")
            assert "Qui donne son accord" in talk.see() and talk.has("Jean <Valserine>")
            said = await (talk.press(name) if duration == "open" else talk.say(name))
            assert f"Nom de la personne qui approuve : {name}" in said
            await talk.press("Passer")
            await received(talk, "Oui", 2)
        assert home.rows("select approved_by from version order by id")[1:] == [("Jean <Valserine>",), ("Léa Martin",)]
