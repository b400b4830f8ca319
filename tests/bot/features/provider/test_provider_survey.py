"""The provider's answers by link: asked, given, proposed; the links, and what can go wrong with them."""

from __future__ import annotations

import pytest
from sqlalchemy import text as sql

from bot.store import Store
from tests.bot.desk import CLAIRE, Desk
from tests.bot.provider import (
    COLLECT,
    DENIS,
    ELSA,
    OPENING,
    PROVIDER,
    REVIEW,
    answered,
    answers_to,
    asked,
    change,
    link,
    mine,
    paris,
    reviewed,
    through,
    to,
)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_the_providers_figures_are_proposed_and_another_may_be_typed(desk: Desk) -> None:
    desk.finished()
    answered(desk, asked(desk), **{"Pièces intégrées": "→Non mesuré"})
    assert answers_to(desk, "rev_kpi_value") == []
    desk.at(OPENING)
    shown = through(desk, CLAIRE, desk.press("Commencer"), REVIEW, "quelle valeur pour")[-1]
    assert "1,3" in next(label for label in reversed(desk.buttons) if "relevé par votre prestataire" in label), shown
    desk.press("relevé par votre prestataire")
    assert answers_to(desk, "rev_kpi_value") == [("1.3",)]
    seen = through(
        desk,
        CLAIRE,
        desk.say("/reprendre"),
        REVIEW,
        "tient-il ce qu’il annonce",
        **{"Commandes sans erreur : quelle valeur": "97"},
    )
    unmeasured = next(text for text in seen if "Pièces intégrées sous 5 jours : quelle valeur" in text)
    assert "Votre prestataire ne l’a pas mesuré : oubli." in unmeasured


def test_a_provider_who_measured_nothing_is_not_thanked_for_figures(desk: Desk) -> None:
    desk.finished()
    said = answered(desk, asked(desk), **{"quelle valeur": "→Non mesuré"})[-1]
    assert "scellées" in said and "Vos chiffres" not in said
    told = to(desk, CLAIRE, COLLECT)
    assert "Il n’a pas de chiffre à proposer" in told


def test_a_figure_a_hundred_times_last_months_is_asked_back_from_the_provider_too(desk: Desk) -> None:
    desk.finished()
    shown = through(desk, DENIS, desk.say(asked(desk), DENIS), PROVIDER, "Capacité en pic")[-1]
    assert "cible" in shown
    assert "C’est bien cela" in desk.say("130", DENIS)
    assert answers_to(desk, "col_value") == []
    assert "C’est bien cela" not in desk.say("1,3", DENIS)


def test_an_indicator_changed_meanwhile_is_still_proposed_for_the_month_that_followed_it(desk: Desk) -> None:
    desk.finished()
    answered(desk, asked(desk))
    change(desk, "kpi_select", "logistics", ["log_order_accuracy", "gen_on_time"])
    desk.at(OPENING)
    seen = through(desk, CLAIRE, desk.press("Commencer"), REVIEW, "tient-il ce qu’il annonce")
    figures = [text for text in seen if "quelle valeur pour" in text]
    assert any("Capacité en pic" in text for text in figures) and len(figures) == 4
    # The new one is asked of nobody before its first month.
    assert not any("Livrables remis" in text for text in figures)


def test_an_answer_that_comes_while_the_review_is_under_way_is_proposed_from_then_on(desk: Desk) -> None:
    desk.finished(review_participants=["ceo", "provider"])
    word = asked(desk)
    desk.at(OPENING)
    shown = through(desk, CLAIRE, desk.press("Commencer"), REVIEW, "Votre prestataire est-il avec vous")[-1]
    answered(desk, word)
    # The question has no object any more: the provider has answered by themselves.
    shown = desk.say("/reprendre")
    assert "avec vous" not in shown
    said = through(desk, CLAIRE, shown, REVIEW, "Le point est clos")[-1]
    assert "votre prestataire 63" in said


# --- links


def test_a_link_works_for_one_person_and_says_so_kindly(desk: Desk) -> None:
    desk.finished()
    word = asked(desk)
    assert "votre propre lien" in desk.say(word)
    desk.say(word, DENIS)
    assert "a déjà servi" in desk.say(word, ELSA)
    # The same person comes back to where they were.
    desk.press("Oui", DENIS)
    assert "Lesquelles de ces activités" in desk.say(word, DENIS)
    answered(desk, word)
    assert "Vous avez déjà répondu" in desk.say(word, DENIS)
    assert "a déjà servi" in desk.say(word, ELSA)
    for other in ("collecte_", "collecte_nothing", "collecte_é'; drop", word.replace("/start collecte_", "regard_")):
        assert "n’est plus valable" in desk.say(f"/start {other}", ELSA)


def test_a_refusal_is_said_and_leaves_nothing(desk: Desk) -> None:
    desk.finished()
    word = asked(desk)
    desk.say(word, DENIS)
    assert "je ne garde rien de vous" in desk.press("Non", DENIS)
    assert "préféré ne pas répondre" in to(desk, CLAIRE, desk.now)
    assert "ce lien est fermé" in desk.say(word, DENIS)


def test_the_wrong_person_is_taken_off_and_another_link_takes_its_place(desk: Desk) -> None:
    desk.finished()
    first = asked(desk)
    second = f"/start collecte_{link(desk.press('Demander à mon prestataire'))}"
    assert "n’est plus valable" in desk.say(first, ELSA)
    through(desk, ELSA, desk.say(second, ELSA), PROVIDER, "exprime-t-elle")
    assert "a commencé à répondre" in desk.press("Demander à mon prestataire")
    assert "ce qui avait été noté est effacé" in desk.press("Retirer la demande")
    assert answers_to(desk, "col_value") == []
    assert "a été retirée" in to(desk, ELSA, desk.now)
    answered(desk, f"/start collecte_{link(desk.press('Créer un lien'))}")


def test_scores_given_on_the_spot_close_the_link(desk: Desk) -> None:
    desk.finished(review_participants=["ceo", "provider"])
    word = asked(desk)
    desk.at(OPENING)
    said = reviewed(desk, **{"Votre prestataire est-il avec vous": "→Oui", **PROVIDER})
    assert "en attente" not in said and "votre prestataire 63" in said
    assert "de vive voix" in desk.say(word, DENIS)


# --- somebody else's life


def test_a_provider_with_a_file_of_their_own_finds_it_where_it_was(desk: Desk) -> None:
    desk.say("/start", DENIS)
    desk.press("C’est parti", DENIS)
    mine = desk.press("Oui", DENIS)
    desk.finished()
    word = asked(desk)
    shown = desk.say(word, DENIS)
    assert "Atelier Brindille" in shown
    seen = through(desk, DENIS, shown, PROVIDER, "c’est transmis")
    assert "Atelier" not in desk.say("/reprendre", DENIS) and len(seen) > 5
    assert mine.splitlines()[-1] in desk.say("/reprendre", DENIS)


def test_what_a_provider_said_goes_with_them_and_the_figures_kept_stay(desk: Desk) -> None:
    desk.finished(review_participants=["ceo"])
    answered(desk, asked(desk))
    desk.at(OPENING)
    reviewed(desk)
    # What is noted between two reviews starts from what they said too.
    desk.now = paris(2027, 2, 5)
    desk.buttons["relevé"] = "a0::reading:open=2027-01"
    assert "quelle valeur pour" in desk.press("relevé")
    for press in ("/supprimer", "Effacer mes données", "Oui, tout effacer"):
        desk.say(press, DENIS) if press.startswith("/") else desk.press(press, DENIS)
    assert "ses notes ne comptent plus" in to(desk, CLAIRE, desk.now)
    kept = desk.store.run_sync(
        lambda tx: [tuple(row) for row in tx._connection.execute(sql("select prior from interview"))]
    )
    assert not any("prv_" in str(prior) for prior in kept)
    assert answers_to(desk, "col_value") == [] and len(answers_to(desk, "rev_kpi_value")) == 4
    desk.say("/revue")
    assert "votre prestataire 63" not in desk.press("Dernier compte rendu")


def test_a_company_that_erases_everything_takes_the_providers_answers_along(desk: Desk) -> None:
    desk.finished()
    word = asked(desk)
    through(desk, DENIS, desk.say(word, DENIS), PROVIDER, "exprime-t-elle")
    for press in ("/supprimer", "Effacer mes données", "Oui, tout effacer"):
        desk.say(press) if press.startswith("/") else desk.press(press)
    assert "a été retirée" in to(desk, DENIS, desk.now)
    assert answers_to(desk, "col_value") == []
    assert "n’est plus valable" in desk.say(word, DENIS)


def test_each_side_receives_what_it_may_know_among_its_data(desk: Desk) -> None:
    desk.finished(review_participants=["ceo"])
    answered(desk, asked(desk))
    before = mine(desk, CLAIRE)
    assert before["provider"] == [] and "Répondre" not in str(before)
    desk.at(OPENING)
    reviewed(desk)
    assert "Répondre" in str(mine(desk, CLAIRE)["provider"])
    assert any(row["question"] == "col_obstacle" for row in mine(desk, DENIS)["history"])
