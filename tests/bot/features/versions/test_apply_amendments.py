"""An amendment prepared at a review is written into the file before the accord that takes it, or not, as one says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.store import Store
from domain.specification.document import Specification
from tests.bot.desk import Desk
from tests.bot.held import at, hold
from tests.bot.signed import (
    DELAY,
    IRRELEVANT,
    PREPARING,
    WRONG,
    accord,
    agreed,
    amendments,
    answer,
    aside,
    bare,
    changed,
    numbers,
    prepare,
    said,
    text,
    told,
    version,
)
from tests.bot.talk import plain

BY_HAND = {("kpi_target", DELAY): "custom", ("kpi_target_custom", DELAY): Decimal(5)}
OF_AN_OBJECTIVE = ("obj_main", "obj_baseline", "obj_target", "obj_secondary", "obj_deadline")


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def body(spec: Specification) -> str:
    """What the document says before its annexes."""
    return text(spec).split("### Journal des versions")[0]


# --- written as proposed


def test_a_target_is_said_before_and_the_version_that_takes_it_says_it_everywhere(desk: Desk) -> None:
    agreed(desk)
    assert "Avenant n° 1 · Délai médian de traitement – Cible\n3 jours ouvrés → 6 jours ouvrés" in bare(prepare(desk))
    assert "Laissé de côté" in aside(desk, 2)
    # « Bon pour accord » says the same before anything is signed.
    desk.say("/versions")
    assert "« Inscrire » met leurs valeurs" in plain(desk.press("Bon pour accord")) and numbers(desk) == ["1.0"]
    assert answer(desk, "kpi_target", DELAY) != "custom"
    shown = desk.press("Inscrire dans le cahier")
    assert "C’est inscrit dans le cahier" in shown and "Qui donne son accord" in shown and "n° 2" not in plain(shown)
    assert answer(desk, "kpi_target_custom", DELAY) == 6
    assert "c’est la version 2.0, avec l’avenant n° 1" in plain(accord(desk))
    after, before = version(desk, "2.0"), version(desk, "1.0")
    assert told(after) == [("kpi_target", "3 jours ouvrés", "6 jours ouvrés")]
    assert "En vigueur : 3 jours ouvrés. Désormais : 6 jours ouvrés." in text(after)
    assert "6 jours ouvrés" in body(after) and "6 jours ouvrés" not in text(before)
    assert after.tasks[1] == before.tasks[1], "what was left aside is not written"
    assert "Laissé de côté" in amendments(desk)
    # The month under way is judged by the target it began with, the next one by the new one.
    at(desk, 2026, 12, 8)
    assert "celle d’alors ; 6 jours ouvrés depuis" in plain("".join(hold(desk, "5", PREPARING)))
    at(desk, 2027, 1, 8)
    assert "cible : 6 jours ouvrés)" in plain("".join(hold(desk, "5", PREPARING)))


def test_providers_and_those_who_sign_read_the_same(desk: Desk) -> None:
    agreed(desk)
    prepare(desk)
    desk.press("Inscrire dans le cahier")
    assert all("6 jours ouvrés" in said(desk, reader) for reader in ("own", "provider", "signature"))


def test_a_volume_is_written_and_nothing_waits_once_it_is_signed(desk: Desk) -> None:
    agreed(desk, spec_volume__bookkeeping=Decimal(100), spec_budget__bookkeeping=Decimal(400))
    at(desk, 2026, 11, 9)
    hold(desk, wishes={"Quel volume": "130"})
    at(desk, 2026, 12, 8)
    hold(desk, wishes={"Quel volume": "140", "La raison": "On attend", "Je prépare l’avenant": "→Préparer l’avenant"})
    assert "100 pièces par mois → 135 pièces par mois" in bare(amendments(desk))
    desk.press("Inscrire dans le cahier")
    accord(desk)
    found = version(desk, "2.0")
    assert told(found) == [("spec_volume", "100 pièces par mois", "135 pièces par mois")]
    assert "135 pièces par mois" in body(found) and "100 pièces par mois" not in body(found)
    assert "est déjà approuvée" in desk.say("/versions") and numbers(desk) == ["1.0", "2.0"]


def test_an_indicator_gives_its_place_and_the_next_one_s_target_is_asked_before_the_accord(desk: Desk) -> None:
    agreed(desk)
    shown = prepare(desk, "→Non mesuré", IRRELEVANT)
    assert "Délai médian de traitement → Pièces intégrées sous 5 jours" in bare(shown)
    aside(desk, 2)
    shown = plain(desk.press("Inscrire dans le cahier"))
    assert "Je vous demande ce qui manque, puis votre accord" in shown and "ne s’appliquent plus" in shown
    assert "« Pièces intégrées sous 5 jours » : quelle valeur" in plain(desk.press("Continuer"))
    # An accord asked for meanwhile waits for it.
    desk.say("/versions")
    assert "quelle valeur" in desk.press("Bon pour accord")
    desk.press("Passer")
    assert "Il ne vaut qu’une fois signé : il reste votre accord" in plain(desk.press("Prudente : 93"))
    desk.press("Bon pour accord")
    accord(desk)
    found = version(desk, "2.0")
    assert [kpi.label for kpi in found.tasks[0].kpis] == ["Pièces intégrées sous 5 jours"]
    assert {(new, old) for _, old, new in told(found)} == {
        ("", "Délai médian de traitement"),
        ("Pièces intégrées sous 5 jours", ""),
    }
    assert "En vigueur : Délai médian de traitement. Désormais : Pièces intégrées sous 5 jours." in text(found)
    assert "Délai médian de traitement" not in body(found)


def test_what_is_in_force_is_what_was_signed_last_not_what_was_written_since(desk: Desk) -> None:
    agreed(desk)
    prepare(desk)
    aside(desk, 2)
    desk.press("Inscrire dans le cahier")
    for year, month in ((2026, 12), (2027, 1), (2027, 2)):
        at(desk, year, month, 8)
        hold(desk, "30", PREPARING)
    assert "Cible\n3 jours ouvrés → 18 jours ouvrés" in bare(amendments(desk))
    desk.press("Inscrire dans le cahier")
    accord(desk)
    found = version(desk, "2.0")
    assert ("kpi_target", "3 jours ouvrés", "18 jours ouvrés") in told(found)
    assert "En vigueur : 3 jours ouvrés. Désormais : 18 jours ouvrés." in text(found)
    assert "En vigueur : 6 jours ouvrés" not in text(found)


# --- a value to be said, or said already


def test_a_value_that_must_be_said_is_asked_before_the_accord_with_what_it_touches(desk: Desk) -> None:
    agreed(desk)
    shown = bare(prepare(desk, "2", WRONG))
    assert "Aujourd’hui : gagner du temps.\nLa nouvelle valeur est à dire : je vous la demande." in shown
    aside(desk, 2)
    assert "si vous ne deviez attendre qu’une chose" in desk.press("Inscrire dans le cahier")
    shown = desk.press("Un savoir-faire pointu")
    assert "ne s’appliquent plus" in shown and "Revoir" in desk.buttons
    shown = bare(amendments(desk))
    assert "Gagner du temps → Un savoir-faire pointu\nC’est votre réponse, elle compte." in shown
    assert "Inscrire dans le cahier" not in desk.last and "✅ Bon pour accord" in desk.last


def test_what_the_person_said_instead_is_put_back_by_a_press_too(desk: Desk) -> None:
    agreed(desk)
    prepare(desk, "2", WRONG)
    aside(desk, 2)
    before = [answer(desk, name, "bookkeeping") for name in OF_AN_OBJECTIVE]
    desk.press("Inscrire dans le cahier")
    desk.press("Un savoir-faire pointu")
    amendments(desk)
    desk.press("✏️ Avenant n° 1")
    # What putting it back touches is said like any change.
    assert "Ce changement concerne" in plain(desk.press("Remettre comme avant"))
    desk.press("Garder")
    shown = bare(amendments(desk))
    assert "Aujourd’hui : gagner du temps.\nLa nouvelle valeur est à dire" in shown
    assert [answer(desk, name, "bookkeeping") for name in OF_AN_OBJECTIVE] == before


def test_nothing_is_offered_to_be_put_back_where_it_would_change_nothing(desk: Desk) -> None:
    agreed(desk)
    prepare(desk)
    changed(desk, {("kpi_baseline", DELAY): Decimal(5)})
    assert "votre réponse reste" in bare(amendments(desk))
    desk.press("✏️ Avenant n° 1")
    assert "Donner une valeur" in "".join(desk.last) and "Remettre" not in "".join(desk.last)


def test_who_keeps_the_answer_may_leave_the_amendment_in_the_annex_alone(desk: Desk) -> None:
    agreed(desk)
    prepare(desk, "2", {"qu’est-ce qui n’était pas écrit": "Les relances d’été", "La raison": "Rien"})
    desk.press("Inscrire dans le cahier")
    shown = "".join(desk.press("Garder") for _ in range(2))
    assert "Il reste à dire ce que devient chaque avenant préparé" in shown
    for number in (1, 2):
        desk.press("Les avenants préparés")
        desk.press(f"✏️ Avenant n° {number}")
        shown = bare(desk.press("En annexe seulement"))
    assert shown.count("En annexe seulement : vos réponses ne changent pas.") == 2
    desk.press("Bon pour accord")
    accord(desk)
    found = version(desk, "2.0")
    assert told(found) == [] and "Proposé : Les relances d’été." in text(found)


def test_a_person_who_changed_the_answer_meanwhile_keeps_theirs_and_is_told(desk: Desk) -> None:
    agreed(desk)
    prepare(desk)
    aside(desk, 2)
    changed(desk, BY_HAND)
    # The button of before writes nothing over it.
    shown = desk.press("Inscrire dans le cahier")
    assert "votre réponse reste" in shown and "Qui donne son accord" in shown
    assert answer(desk, "kpi_target_custom", DELAY) == 5
    assert "3 jours ouvrés → 5 jours ouvrés\nVous l’avez changé vous-même" in bare(amendments(desk))
    assert "(proposé : 6 jours ouvrés)" in bare(amendments(desk))
    desk.press("Bon pour accord")
    accord(desk)
    assert told(version(desk, "2.0")) == [("kpi_target", "3 jours ouvrés", "5 jours ouvrés")]
    assert "En vigueur : 3 jours ouvrés. Désormais : 5 jours ouvrés." in text(version(desk, "2.0"))


def test_another_value_is_a_press_away_and_leads_back_to_the_accord(desk: Desk) -> None:
    agreed(desk)
    prepare(desk)
    aside(desk, 2)
    desk.press("✏️ Avenant n° 1")
    assert "Quelle cible" in desk.press("Donner une valeur : Cible")
    desk.press("Une autre valeur")
    shown = desk.say("5")
    assert "il reste votre accord" in shown
    desk.press("Bon pour accord")
    accord(desk)
    assert told(version(desk, "2.0")) == [("kpi_target", "3 jours ouvrés", "5 jours ouvrés")]


# --- nothing twice, nothing by an old button, and back
