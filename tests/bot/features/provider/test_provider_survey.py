"""The provider's answers by link: asked, given, proposed; the links, and what can go wrong with them."""

from __future__ import annotations

import pytest
from sqlalchemy import text as sql

from tests.bot.simulated_survey import (
    COLLECT,
    DENIS,
    ELSA,
    OPENING,
    PROVIDER_ANSWERS,
    REVIEW_ANSWERS,
    answer_review,
    answer_survey,
    answer_until,
    answers_to,
    change_answer,
    exported_data,
    messages_to,
    request_survey,
    survey_token,
)
from tests.bot.simulation import CLAIRE, Simulation, paris

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_providers_figures_are_proposed_and_another_may_be_typed(simulation: Simulation) -> None:
    simulation.write_finished_file()
    answer_survey(simulation, request_survey(simulation), **{"Pièces intégrées": "→Non mesuré"})
    assert answers_to(simulation, "rev_kpi_value") == []
    simulation.at(OPENING)
    shown = answer_until(simulation, CLAIRE, simulation.press("Commencer"), REVIEW_ANSWERS, "quelle valeur pour")[-1]
    assert "1,3" in next(label for label in reversed(simulation.buttons) if "relevé par votre prestataire" in label), (
        shown
    )
    simulation.press("relevé par votre prestataire")
    assert answers_to(simulation, "rev_kpi_value") == [("1.3",)]
    seen = answer_until(
        simulation,
        CLAIRE,
        simulation.say("/reprendre"),
        REVIEW_ANSWERS,
        "tient-il ce qu’il annonce",
        **{"Commandes sans erreur : quelle valeur": "97"},
    )
    unmeasured = next(text for text in seen if "Pièces intégrées sous 5 jours : quelle valeur" in text)
    assert "Votre prestataire ne l’a pas mesuré : oubli." in unmeasured


def test_a_provider_who_measured_nothing_is_not_thanked_for_figures(simulation: Simulation) -> None:
    simulation.write_finished_file()
    said = answer_survey(simulation, request_survey(simulation), **{"quelle valeur": "→Non mesuré"})[-1]
    assert "scellées" in said and "Vos chiffres" not in said
    told = messages_to(simulation, CLAIRE, COLLECT)
    assert "Il n’a pas de chiffre à proposer" in told


def test_a_figure_a_hundred_times_last_months_is_asked_back_from_the_provider_too(simulation: Simulation) -> None:
    simulation.write_finished_file()
    shown = answer_until(
        simulation, DENIS, simulation.say(request_survey(simulation), DENIS), PROVIDER_ANSWERS, "Capacité en pic"
    )[-1]
    assert "cible" in shown
    assert "C’est bien cela" in simulation.say("130", DENIS)
    assert answers_to(simulation, "col_value") == []
    assert "C’est bien cela" not in simulation.say("1,3", DENIS)


def test_an_indicator_changed_meanwhile_is_still_proposed_for_the_month_that_followed_it(
    simulation: Simulation,
) -> None:
    simulation.write_finished_file()
    answer_survey(simulation, request_survey(simulation))
    change_answer(simulation, "kpi_select", "logistics", ["log_order_accuracy", "gen_on_time"])
    simulation.at(OPENING)
    seen = answer_until(simulation, CLAIRE, simulation.press("Commencer"), REVIEW_ANSWERS, "tient-il ce qu’il annonce")
    figures = [text for text in seen if "quelle valeur pour" in text]
    assert any("Capacité en pic" in text for text in figures) and len(figures) == 4
    # The new one is asked of nobody before its first month.
    assert not any("Livrables remis" in text for text in figures)


def test_an_answer_that_comes_while_the_review_is_under_way_is_proposed_from_then_on(simulation: Simulation) -> None:
    simulation.write_finished_file(review_participants=["ceo", "provider"])
    word = request_survey(simulation)
    simulation.at(OPENING)
    shown = answer_until(
        simulation, CLAIRE, simulation.press("Commencer"), REVIEW_ANSWERS, "Votre prestataire est-il avec vous"
    )[-1]
    answer_survey(simulation, word)
    # The question has no object any more: the provider has answered by themselves.
    shown = simulation.say("/reprendre")
    assert "avec vous" not in shown
    said = answer_until(simulation, CLAIRE, shown, REVIEW_ANSWERS, "Le point est clos")[-1]
    assert "votre prestataire 63" in said


# --- links


def test_a_link_works_for_one_person_and_says_so_kindly(simulation: Simulation) -> None:
    simulation.write_finished_file()
    word = request_survey(simulation)
    assert "votre propre lien" in simulation.say(word)
    simulation.say(word, DENIS)
    assert "a déjà servi" in simulation.say(word, ELSA)
    # The same person comes back to where they were.
    simulation.press("Oui", DENIS)
    assert "Lesquelles de ces activités" in simulation.say(word, DENIS)
    answer_survey(simulation, word)
    assert "Vous avez déjà répondu" in simulation.say(word, DENIS)
    assert "a déjà servi" in simulation.say(word, ELSA)
    for other in ("collecte_", "collecte_nothing", "collecte_é'; drop", word.replace("/start collecte_", "regard_")):
        assert "n’est plus valable" in simulation.say(f"/start {other}", ELSA)


def test_a_refusal_is_said_and_leaves_nothing(simulation: Simulation) -> None:
    simulation.write_finished_file()
    word = request_survey(simulation)
    simulation.say(word, DENIS)
    assert "je ne garde rien de vous" in simulation.press("Non", DENIS)
    assert "préféré ne pas répondre" in messages_to(simulation, CLAIRE, simulation.now)
    assert "ce lien est fermé" in simulation.say(word, DENIS)


def test_the_wrong_person_is_taken_off_and_another_link_takes_its_place(simulation: Simulation) -> None:
    simulation.write_finished_file()
    first = request_survey(simulation)
    second = f"/start collecte_{survey_token(simulation.press('Demander à mon prestataire'))}"
    assert "n’est plus valable" in simulation.say(first, ELSA)
    answer_until(simulation, ELSA, simulation.say(second, ELSA), PROVIDER_ANSWERS, "exprime-t-elle")
    assert "a commencé à répondre" in simulation.press("Demander à mon prestataire")
    assert "ce qui avait été noté est effacé" in simulation.press("Retirer la demande")
    assert answers_to(simulation, "col_value") == []
    assert "a été retirée" in messages_to(simulation, ELSA, simulation.now)
    answer_survey(simulation, f"/start collecte_{survey_token(simulation.press('Créer un lien'))}")


def test_scores_given_on_the_spot_close_the_link(simulation: Simulation) -> None:
    simulation.write_finished_file(review_participants=["ceo", "provider"])
    word = request_survey(simulation)
    simulation.at(OPENING)
    said = answer_review(simulation, **{"Votre prestataire est-il avec vous": "→Oui", **PROVIDER_ANSWERS})
    assert "en attente" not in said and "votre prestataire 63" in said
    assert "de vive voix" in simulation.say(word, DENIS)


# --- somebody else's life


def test_a_provider_with_a_file_of_their_own_finds_it_where_it_was(simulation: Simulation) -> None:
    simulation.say("/start", DENIS)
    simulation.press("C’est parti", DENIS)
    mine = simulation.press("Oui", DENIS)
    simulation.write_finished_file()
    word = request_survey(simulation)
    shown = simulation.say(word, DENIS)
    assert "Atelier Brindille" in shown
    seen = answer_until(simulation, DENIS, shown, PROVIDER_ANSWERS, "c’est transmis")
    assert "Atelier" not in simulation.say("/reprendre", DENIS) and len(seen) > 5
    assert mine.splitlines()[-1] in simulation.say("/reprendre", DENIS)


def test_what_a_provider_said_goes_with_them_and_the_figures_kept_stay(simulation: Simulation) -> None:
    simulation.write_finished_file(review_participants=["ceo"])
    answer_survey(simulation, request_survey(simulation))
    simulation.at(OPENING)
    answer_review(simulation)
    # What is noted between two reviews starts from what they said too.
    simulation.now = paris(2027, 2, 5, 11, 0)
    simulation.buttons["relevé"] = "a0::reading:open=2027-01"
    assert "quelle valeur pour" in simulation.press("relevé")
    for press in ("/supprimer", "Effacer mes données", "Oui, tout effacer"):
        simulation.say(press, DENIS) if press.startswith("/") else simulation.press(press, DENIS)
    assert "ses notes ne comptent plus" in messages_to(simulation, CLAIRE, simulation.now)
    kept = simulation.store.run_sync(
        lambda tx: [tuple(row) for row in tx._connection.execute(sql("select prior from interview"))]
    )
    assert not any("prv_" in str(prior) for prior in kept)
    assert answers_to(simulation, "col_value") == [] and len(answers_to(simulation, "rev_kpi_value")) == 4
    simulation.say("/revue")
    assert "votre prestataire 63" not in simulation.press("Dernier compte rendu")


def test_a_company_that_erases_everything_takes_the_providers_answers_along(simulation: Simulation) -> None:
    simulation.write_finished_file()
    word = request_survey(simulation)
    answer_until(simulation, DENIS, simulation.say(word, DENIS), PROVIDER_ANSWERS, "exprime-t-elle")
    for press in ("/supprimer", "Effacer mes données", "Oui, tout effacer"):
        simulation.say(press) if press.startswith("/") else simulation.press(press)
    assert "a été retirée" in messages_to(simulation, DENIS, simulation.now)
    assert answers_to(simulation, "col_value") == []
    assert "n’est plus valable" in simulation.say(word, DENIS)


def test_each_side_receives_what_it_may_know_among_its_data(simulation: Simulation) -> None:
    simulation.write_finished_file(review_participants=["ceo"])
    answer_survey(simulation, request_survey(simulation))
    before = exported_data(simulation, CLAIRE)
    assert before["provider"] == [] and "Répondre" not in str(before)
    simulation.at(OPENING)
    answer_review(simulation)
    assert "Répondre" in str(exported_data(simulation, CLAIRE)["provider"])
    assert any(row["question"] == "col_obstacle" for row in exported_data(simulation, DENIS)["history"])
