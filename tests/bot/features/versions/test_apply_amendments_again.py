"""Writing an amendment twice, at once, by an old button; and taking it out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.store import Store
from tests.bot.desk import Desk
from tests.bot.held import at, hold
from tests.bot.signed import (
    DELAY,
    IRRELEVANT,
    LEAVES,
    PREPARING,
    WRONG,
    accord,
    agreed,
    amendments,
    answer,
    aside,
    bare,
    numbers,
    prepare,
    told,
    version,
)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def written(desk: Desk) -> int:
    """How often the target was given."""
    return desk.store.run_sync(
        lambda tx: sum(row.question == "kpi_target_custom" for row in tx.history(desk.visit(tx).project))
    )


def test_pressed_twice_it_is_written_once_and_the_accord_goes_on(desk: Desk) -> None:
    agreed(desk)
    prepare(desk)
    aside(desk, 2)
    button = {words: data for words, data in desk.buttons.items() if "Inscrire" in words}
    desk.press("Inscrire")
    count = written(desk)
    desk.say("Claire Valserine")
    desk.buttons |= button
    assert "qu’est-ce qui justifie" in desk.press("Inscrire") and written(desk) == count
    desk.press("Passer")
    desk.press("Oui")
    # Once it is signed, the same button has nothing to write.
    desk.buttons |= button
    assert "rien à signer de plus" in desk.press("Inscrire") and written(desk) == count
    assert numbers(desk) == ["1.0", "2.0"]


def test_two_processes_at_once_write_it_once(desk: Desk) -> None:
    agreed(desk)
    prepare(desk)
    count, other = written(desk), Desk(desk.store)
    other.now, other.update, other.buttons = desk.now, 100_000, dict(desk.buttons)
    with ThreadPoolExecutor() as pool:
        shown = list(pool.map(lambda one: one.press("Inscrire"), (desk, other)))
    assert all("Qui donne son accord" in one for one in shown) and written(desk) == count + 2
    accord(desk)
    assert numbers(desk) == ["1.0", "2.0"] and len(told(version(desk, "2.0"))) == 2


def test_an_old_button_does_not_write_what_it_had_not_shown(desk: Desk) -> None:
    agreed(desk)
    prepare(desk)
    button = {words: data for words, data in desk.buttons.items() if "Inscrire" in words}
    at(desk, 2026, 12, 8)
    hold(desk, "2", {**PREPARING, **WRONG})
    desk.buttons |= button
    assert "Avenant n° 3" in bare(desk.press("Inscrire"))
    assert answer(desk, "kpi_target_custom", DELAY) is None


def test_what_is_written_can_be_taken_out_until_it_is_signed(desk: Desk) -> None:
    agreed(desk)
    prepare(desk)
    before = answer(desk, "kpi_target", DELAY)
    desk.press("Inscrire")
    shown = bare(desk.say("/retour"))
    assert shown.count("C’est dans vos réponses.") == 2
    desk.press("✏️ Avenant n° 1")
    assert "3 jours ouvrés → 6 jours ouvrés\n\n" in bare(desk.press("Remettre comme avant"))
    assert answer(desk, "kpi_target", DELAY) == before and answer(desk, "kpi_target_custom", LEAVES) == 6
    desk.press("Inscrire")
    desk.say("Claire Valserine")
    desk.press("Passer")
    shown = desk.press("Non")
    assert "rien n’est figé" in shown and "reste dans vos réponses" in shown
    assert numbers(desk) == ["1.0"]


def test_an_indicator_that_gave_its_place_comes_back(desk: Desk) -> None:
    agreed(desk)
    prepare(desk, "→Non mesuré", IRRELEVANT)
    before = answer(desk, "kpi_select", "bookkeeping"), answer(desk, "kpi_target", DELAY)
    desk.press("Inscrire")
    amendments(desk)
    desk.press("✏️ Avenant n° 1")
    desk.press("Remettre")
    assert (answer(desk, "kpi_select", "bookkeeping"), answer(desk, "kpi_target", DELAY)) == before


def test_what_was_left_aside_is_taken_up_again(desk: Desk) -> None:
    agreed(desk)
    prepare(desk)
    aside(desk, 1)
    aside(desk, 2)
    assert desk.last == ["✏️ Avenant n° 1", "✏️ Avenant n° 2", "🗂 Versions"]
    assert "est déjà approuvée" in desk.say("/versions")
    amendments(desk)
    desk.press("✏️ Avenant n° 1")
    assert bare(desk.press("Reprendre cet avenant")).count("Laissé de côté") == 1
    desk.press("Inscrire")
    accord(desk)
    assert told(version(desk, "2.0")) == [("kpi_target", "3 jours ouvrés", "6 jours ouvrés")]
