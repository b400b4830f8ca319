"""Writing an amendment twice, at once, by an old button; and taking it out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.bot.simulated_amendments import (
    DELAY,
    IRRELEVANT,
    LEAVES,
    PREPARING,
    WRONG,
    agree_version,
    answer_accord,
    current_answer,
    frozen_version,
    leave_aside,
    prepare_amendments,
    printed_changes,
    show_amendments,
    unformatted,
    version_numbers,
)
from tests.bot.simulated_reviews import hold_review, set_clock
from tests.bot.simulation import Simulation


def times_target_given(simulation: Simulation) -> int:
    """How often the target was given."""
    return simulation.store.run_sync(
        lambda tx: sum(row.question == "kpi_target_custom" for row in tx.history(simulation.exchange(tx).project))
    )


def test_pressed_twice_it_is_written_once_and_the_accord_goes_on(simulation: Simulation) -> None:
    agree_version(simulation)
    prepare_amendments(simulation)
    leave_aside(simulation, 2)
    button = {words: data for words, data in simulation.buttons.items() if "Inscrire" in words}
    simulation.press("Inscrire")
    count = times_target_given(simulation)
    simulation.say("Claire Valserine")
    simulation.buttons |= button
    assert "qu’est-ce qui justifie" in simulation.press("Inscrire") and times_target_given(simulation) == count
    simulation.press("Passer")
    simulation.press("Oui")
    # Once it is signed, the same button has nothing to write.
    simulation.buttons |= button
    assert "rien à signer de plus" in simulation.press("Inscrire") and times_target_given(simulation) == count
    assert version_numbers(simulation) == ["1.0", "2.0"]


def test_two_processes_at_once_write_it_once(simulation: Simulation) -> None:
    agree_version(simulation)
    prepare_amendments(simulation)
    count, other = times_target_given(simulation), Simulation(simulation.store)
    other.now, other.update, other.buttons = simulation.now, 100_000, dict(simulation.buttons)
    with ThreadPoolExecutor() as pool:
        shown = list(pool.map(lambda one: one.press("Inscrire"), (simulation, other)))
    assert all("Qui donne son accord" in one for one in shown) and times_target_given(simulation) == count + 2
    answer_accord(simulation)
    assert (
        version_numbers(simulation) == ["1.0", "2.0"] and len(printed_changes(frozen_version(simulation, "2.0"))) == 2
    )


def test_an_old_button_does_not_write_what_it_had_not_shown(simulation: Simulation) -> None:
    agree_version(simulation)
    prepare_amendments(simulation)
    button = {words: data for words, data in simulation.buttons.items() if "Inscrire" in words}
    set_clock(simulation, 2026, 12, 8)
    hold_review(simulation, "2", {**PREPARING, **WRONG})
    simulation.buttons |= button
    assert "Avenant n° 3" in unformatted(simulation.press("Inscrire"))
    assert current_answer(simulation, "kpi_target_custom", DELAY) is None


def test_what_is_written_can_be_taken_out_until_it_is_signed(simulation: Simulation) -> None:
    agree_version(simulation)
    prepare_amendments(simulation)
    before = current_answer(simulation, "kpi_target", DELAY)
    simulation.press("Inscrire")
    shown = unformatted(simulation.say("/retour"))
    assert shown.count("C’est dans vos réponses.") == 2
    simulation.press("✏️ Avenant n° 1")
    assert "3 jours ouvrés → 6 jours ouvrés\n\n" in unformatted(simulation.press("Remettre comme avant"))
    assert (
        current_answer(simulation, "kpi_target", DELAY) == before
        and current_answer(simulation, "kpi_target_custom", LEAVES) == 6
    )
    simulation.press("Inscrire")
    simulation.say("Claire Valserine")
    simulation.press("Passer")
    shown = simulation.press("Non")
    assert "rien n’est figé" in shown and "reste dans vos réponses" in shown
    assert version_numbers(simulation) == ["1.0"]


def test_an_indicator_that_gave_its_place_comes_back(simulation: Simulation) -> None:
    agree_version(simulation)
    prepare_amendments(simulation, "→Non mesuré", IRRELEVANT)
    before = current_answer(simulation, "kpi_select", "bookkeeping"), current_answer(simulation, "kpi_target", DELAY)
    simulation.press("Inscrire")
    show_amendments(simulation)
    simulation.press("✏️ Avenant n° 1")
    simulation.press("Remettre")
    assert (
        current_answer(simulation, "kpi_select", "bookkeeping"),
        current_answer(simulation, "kpi_target", DELAY),
    ) == before


def test_what_was_left_aside_is_taken_up_again(simulation: Simulation) -> None:
    agree_version(simulation)
    prepare_amendments(simulation)
    leave_aside(simulation, 1)
    leave_aside(simulation, 2)
    assert simulation.last_labels == ["✏️ Avenant n° 1", "✏️ Avenant n° 2", "🗂 Versions"]
    assert "est déjà approuvée" in simulation.say("/versions")
    show_amendments(simulation)
    simulation.press("✏️ Avenant n° 1")
    assert unformatted(simulation.press("Reprendre cet avenant")).count("Laissé de côté") == 1
    simulation.press("Inscrire")
    answer_accord(simulation)
    assert printed_changes(frozen_version(simulation, "2.0")) == [("kpi_target", "3 jours ouvrés", "6 jours ouvrés")]
