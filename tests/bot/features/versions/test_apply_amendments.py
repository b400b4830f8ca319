"""An amendment prepared at a review is written into the file before the accord that takes it, or not, as one says."""

from __future__ import annotations

from decimal import Decimal

from domain.specification.document import Specification
from tests.bot.conversation import plain
from tests.bot.simulated_amendments import (
    DELAY,
    IRRELEVANT,
    PREPARING,
    WRONG,
    agree_version,
    answer_accord,
    change_answers,
    current_answer,
    current_document,
    document_text,
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

BY_HAND = {("kpi_target", DELAY): "custom", ("kpi_target_custom", DELAY): Decimal(5)}
OF_AN_OBJECTIVE = ("obj_main", "obj_baseline", "obj_target", "obj_secondary", "obj_deadline")


def body(spec: Specification) -> str:
    """What the document says before its annexes."""
    return document_text(spec).split("### Journal des versions")[0]


# --- written as proposed


def test_a_target_is_said_before_and_the_version_that_takes_it_says_it_everywhere(simulation: Simulation) -> None:
    agree_version(simulation)
    assert "Avenant n° 1 · Délai médian de traitement – Cible\n3 jours ouvrés → 6 jours ouvrés" in unformatted(
        prepare_amendments(simulation)
    )
    assert "Laissé de côté" in leave_aside(simulation, 2)
    # « Bon pour accord » says the same before anything is signed.
    simulation.say("/versions")
    assert "« Inscrire » met leurs valeurs" in plain(simulation.press("Bon pour accord")) and version_numbers(
        simulation
    ) == ["1.0"]
    assert current_answer(simulation, "kpi_target", DELAY) != "custom"
    shown = simulation.press("Inscrire dans le cahier")
    assert "C’est inscrit dans le cahier" in shown and "Qui donne son accord" in shown and "n° 2" not in plain(shown)
    assert current_answer(simulation, "kpi_target_custom", DELAY) == 6
    assert "c’est la version 2.0, avec l’avenant n° 1" in plain(answer_accord(simulation))
    after, before = frozen_version(simulation, "2.0"), frozen_version(simulation, "1.0")
    assert printed_changes(after) == [("kpi_target", "3 jours ouvrés", "6 jours ouvrés")]
    assert "En vigueur : 3 jours ouvrés. Désormais : 6 jours ouvrés." in document_text(after)
    assert "6 jours ouvrés" in body(after) and "6 jours ouvrés" not in document_text(before)
    assert after.tasks[1] == before.tasks[1], "what was left aside is not written"
    assert "Laissé de côté" in show_amendments(simulation)
    # The month under way is judged by the target it began with, the next one by the new one.
    set_clock(simulation, 2026, 12, 8)
    assert "celle d’alors ; 6 jours ouvrés depuis" in plain("".join(hold_review(simulation, "5", PREPARING)))
    set_clock(simulation, 2027, 1, 8)
    assert "cible : 6 jours ouvrés)" in plain("".join(hold_review(simulation, "5", PREPARING)))


def test_providers_and_those_who_sign_read_the_same(simulation: Simulation) -> None:
    agree_version(simulation)
    prepare_amendments(simulation)
    simulation.press("Inscrire dans le cahier")
    assert all("6 jours ouvrés" in current_document(simulation, reader) for reader in ("own", "provider", "signature"))


def test_a_volume_is_written_and_nothing_waits_once_it_is_signed(simulation: Simulation) -> None:
    agree_version(simulation, spec_volume__bookkeeping=Decimal(100), spec_budget__bookkeeping=Decimal(400))
    set_clock(simulation, 2026, 11, 9)
    hold_review(simulation, wishes={"Quel volume": "130"})
    set_clock(simulation, 2026, 12, 8)
    hold_review(
        simulation,
        wishes={"Quel volume": "140", "La raison": "On attend", "Je prépare l’avenant": "→Préparer l’avenant"},
    )
    assert "100 pièces par mois → 135 pièces par mois" in unformatted(show_amendments(simulation))
    simulation.press("Inscrire dans le cahier")
    answer_accord(simulation)
    found = frozen_version(simulation, "2.0")
    assert printed_changes(found) == [("spec_volume", "100 pièces par mois", "135 pièces par mois")]
    assert "135 pièces par mois" in body(found) and "100 pièces par mois" not in body(found)
    assert "est déjà approuvée" in simulation.say("/versions") and version_numbers(simulation) == ["1.0", "2.0"]


def test_an_indicator_gives_its_place_and_the_next_one_s_target_is_asked_before_the_accord(
    simulation: Simulation,
) -> None:
    agree_version(simulation)
    shown = prepare_amendments(simulation, "→Non mesuré", IRRELEVANT)
    assert "Délai médian de traitement → Pièces intégrées sous 5 jours" in unformatted(shown)
    leave_aside(simulation, 2)
    shown = plain(simulation.press("Inscrire dans le cahier"))
    assert "Je vous demande ce qui manque, puis votre accord" in shown and "ne s’appliquent plus" in shown
    assert "« Pièces intégrées sous 5 jours » : quelle valeur" in plain(simulation.press("Continuer"))
    # An accord asked for meanwhile waits for it.
    simulation.say("/versions")
    assert "quelle valeur" in simulation.press("Bon pour accord")
    simulation.press("Passer")
    assert "Il ne vaut qu’une fois signé : il reste votre accord" in plain(simulation.press("Prudente : 93"))
    simulation.press("Bon pour accord")
    answer_accord(simulation)
    found = frozen_version(simulation, "2.0")
    assert [kpi.label for kpi in found.tasks[0].kpis] == ["Pièces intégrées sous 5 jours"]
    assert {(new, old) for _, old, new in printed_changes(found)} == {
        ("", "Délai médian de traitement"),
        ("Pièces intégrées sous 5 jours", ""),
    }
    assert "En vigueur : Délai médian de traitement. Désormais : Pièces intégrées sous 5 jours." in document_text(found)
    assert "Délai médian de traitement" not in body(found)


def test_what_is_in_force_is_what_was_signed_last_not_what_was_written_since(simulation: Simulation) -> None:
    agree_version(simulation)
    prepare_amendments(simulation)
    leave_aside(simulation, 2)
    simulation.press("Inscrire dans le cahier")
    for year, month in ((2026, 12), (2027, 1), (2027, 2)):
        set_clock(simulation, year, month, 8)
        hold_review(simulation, "30", PREPARING)
    assert "Cible\n3 jours ouvrés → 18 jours ouvrés" in unformatted(show_amendments(simulation))
    simulation.press("Inscrire dans le cahier")
    answer_accord(simulation)
    found = frozen_version(simulation, "2.0")
    assert ("kpi_target", "3 jours ouvrés", "18 jours ouvrés") in printed_changes(found)
    assert "En vigueur : 3 jours ouvrés. Désormais : 18 jours ouvrés." in document_text(found)
    assert "En vigueur : 6 jours ouvrés" not in document_text(found)


# --- a value to be said, or said already


def test_a_value_that_must_be_said_is_asked_before_the_accord_with_what_it_touches(simulation: Simulation) -> None:
    agree_version(simulation)
    shown = unformatted(prepare_amendments(simulation, "2", WRONG))
    assert "Aujourd’hui : gagner du temps.\nLa nouvelle valeur est à dire : je vous la demande." in shown
    leave_aside(simulation, 2)
    assert "si vous ne deviez attendre qu’une chose" in simulation.press("Inscrire dans le cahier")
    shown = simulation.press("Un savoir-faire pointu")
    assert "ne s’appliquent plus" in shown and "Revoir" in simulation.buttons
    shown = unformatted(show_amendments(simulation))
    assert "Gagner du temps → Un savoir-faire pointu\nC’est votre réponse, elle compte." in shown
    assert "Inscrire dans le cahier" not in simulation.last_labels and "✅ Bon pour accord" in simulation.last_labels


def test_what_the_person_said_instead_is_put_back_by_a_press_too(simulation: Simulation) -> None:
    agree_version(simulation)
    prepare_amendments(simulation, "2", WRONG)
    leave_aside(simulation, 2)
    before = [current_answer(simulation, name, "bookkeeping") for name in OF_AN_OBJECTIVE]
    simulation.press("Inscrire dans le cahier")
    simulation.press("Un savoir-faire pointu")
    show_amendments(simulation)
    simulation.press("✏️ Avenant n° 1")
    # What putting it back touches is said like any change.
    assert "Ce changement concerne" in plain(simulation.press("Remettre comme avant"))
    simulation.press("Garder")
    shown = unformatted(show_amendments(simulation))
    assert "Aujourd’hui : gagner du temps.\nLa nouvelle valeur est à dire" in shown
    assert [current_answer(simulation, name, "bookkeeping") for name in OF_AN_OBJECTIVE] == before


def test_nothing_is_offered_to_be_put_back_where_it_would_change_nothing(simulation: Simulation) -> None:
    agree_version(simulation)
    prepare_amendments(simulation)
    change_answers(simulation, {("kpi_baseline", DELAY): Decimal(5)})
    assert "votre réponse reste" in unformatted(show_amendments(simulation))
    simulation.press("✏️ Avenant n° 1")
    assert "Donner une valeur" in "".join(simulation.last_labels) and "Remettre" not in "".join(simulation.last_labels)


def test_who_keeps_the_answer_may_leave_the_amendment_in_the_annex_alone(simulation: Simulation) -> None:
    agree_version(simulation)
    prepare_amendments(simulation, "2", {"qu’est-ce qui n’était pas écrit": "Les relances d’été", "La raison": "Rien"})
    simulation.press("Inscrire dans le cahier")
    shown = "".join(simulation.press("Garder") for _ in range(2))
    assert "Il reste à dire ce que devient chaque avenant préparé" in shown
    for number in (1, 2):
        simulation.press("Les avenants préparés")
        simulation.press(f"✏️ Avenant n° {number}")
        shown = unformatted(simulation.press("En annexe seulement"))
    assert shown.count("En annexe seulement : vos réponses ne changent pas.") == 2
    simulation.press("Bon pour accord")
    answer_accord(simulation)
    found = frozen_version(simulation, "2.0")
    assert printed_changes(found) == [] and "Proposé : Les relances d’été." in document_text(found)


def test_a_person_who_changed_the_answer_meanwhile_keeps_theirs_and_is_told(simulation: Simulation) -> None:
    agree_version(simulation)
    prepare_amendments(simulation)
    leave_aside(simulation, 2)
    change_answers(simulation, BY_HAND)
    # The button of before writes nothing over it.
    shown = simulation.press("Inscrire dans le cahier")
    assert "votre réponse reste" in shown and "Qui donne son accord" in shown
    assert current_answer(simulation, "kpi_target_custom", DELAY) == 5
    assert "3 jours ouvrés → 5 jours ouvrés\nVous l’avez changé vous-même" in unformatted(show_amendments(simulation))
    assert "(proposé : 6 jours ouvrés)" in unformatted(show_amendments(simulation))
    simulation.press("Bon pour accord")
    answer_accord(simulation)
    assert printed_changes(frozen_version(simulation, "2.0")) == [("kpi_target", "3 jours ouvrés", "5 jours ouvrés")]
    assert "En vigueur : 3 jours ouvrés. Désormais : 5 jours ouvrés." in document_text(
        frozen_version(simulation, "2.0")
    )


def test_another_value_is_a_press_away_and_leads_back_to_the_accord(simulation: Simulation) -> None:
    agree_version(simulation)
    prepare_amendments(simulation)
    leave_aside(simulation, 2)
    simulation.press("✏️ Avenant n° 1")
    assert "Quelle cible" in simulation.press("Donner une valeur : Cible")
    simulation.press("Une autre valeur")
    shown = simulation.say("5")
    assert "il reste votre accord" in shown
    simulation.press("Bon pour accord")
    answer_accord(simulation)
    assert printed_changes(frozen_version(simulation, "2.0")) == [("kpi_target", "3 jours ouvrés", "5 jours ouvrés")]


# --- nothing twice, nothing by an old button, and back
