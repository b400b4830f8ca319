"""Both sides of a review are shown at once: whoever answers first, and whoever does not."""

from __future__ import annotations

import pytest

from tests.bot.simulated_survey import (
    DENIS,
    ELSA,
    OPENING,
    PROVIDER_ANSWERS,
    THIRD_DAY,
    answer_review,
    answer_survey,
    answer_until,
    answers_to,
    messages_to,
    request_survey,
)
from tests.bot.simulation import CLAIRE, Simulation, paris

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_who_answers_first_waits_for_the_other_and_both_are_told_at_once(simulation: Simulation) -> None:
    simulation.write_finished_file()
    word = request_survey(simulation)
    seen = answer_survey(simulation, word)
    assert "Atelier Brindille fait bientôt le point" in seen[0] and "en même temps" in seen[0]
    assert "Vos notes restent scellées" in seen[-1] and "13 janvier 2027" in seen[-1]
    told = messages_to(simulation, CLAIRE, simulation.now)
    assert "a répondu pour le point de décembre 2026. Chiffres relevés : 4" in told and "sur 100" not in told
    assert "a répondu" in simulation.press("Demander à mon prestataire")
    simulation.at(OPENING)
    said = answer_review(simulation)
    assert "Confiance : vous 88, votre prestataire 63" in said
    assert "La confiance se gagne sur deux gestes" in said and "commandes : votre prestataire est à 63 sur 100" in said
    assert "Il suggère : « Répondre &lt;b&gt;plus&lt;/b&gt; tôt »" in said
    heard = messages_to(simulation, DENIS, simulation.now)
    assert "Atelier Brindille est à 88 sur 100, vous à 63" in heard
    # Told once: the third day says nothing more of it.
    assert "sur 100" not in messages_to(simulation, CLAIRE, THIRD_DAY) + messages_to(simulation, DENIS, THIRD_DAY)


def test_with_one_task_the_phrase_is_one_sentence(simulation: Simulation) -> None:
    simulation.write_finished_file(retain_tasks=["bookkeeping"], profile_company_name="Brindille <b>& Cie</b>")
    seen = answer_survey(simulation, request_survey(simulation))
    assert not any("Lesquelles" in text for text in seen)
    simulation.at(OPENING)
    assert "tenir ensuite. Votre prestataire est à 63 sur 100, vous à 88." in answer_review(simulation)
    heard = messages_to(simulation, DENIS, simulation.now)
    assert "tenir ensuite. Brindille &lt;b&gt;&amp; Cie&lt;/b&gt; est à 88 sur 100, vous à 63." in heard


def test_who_serves_one_task_hears_nothing_of_how_the_other_is_judged(simulation: Simulation) -> None:
    simulation.write_finished_file(review_participants=["ceo"])
    shown = simulation.say(request_survey(simulation), DENIS)
    answer_until(simulation, DENIS, shown, PROVIDER_ANSWERS, "Lesquelles de ces activités")
    shown = simulation.press("✅ Logistique", DENIS)
    seen = answer_until(simulation, DENIS, shown, PROVIDER_ANSWERS, "c’est transmis")
    assert not any("Commandes" in text for text in seen)
    simulation.at(OPENING)
    said = answer_review(simulation)
    assert "Comptabilité : votre prestataire est à 63 sur 100, vous à 88" in said
    assert "commandes : vous êtes à 88 sur 100" in said
    heard = messages_to(simulation, DENIS, simulation.now)
    assert "Atelier Brindille est à 88 sur 100, vous à 63." in heard and "Logistique" not in heard


# --- the company first


def test_a_provider_who_answers_after_the_review_gets_both_and_the_minutes_a_dated_note(simulation: Simulation) -> None:
    simulation.write_finished_file(review_participants=["ceo"])
    word = request_survey(simulation)
    simulation.at(OPENING)
    said = answer_review(simulation)
    assert "Confiance : vous 88, votre prestataire : en attente" in said and "gestes" not in said
    seen = answer_survey(simulation, word)
    assert "vos chiffres ne sont plus attendus" in seen[0] and not any("quelle valeur" in text for text in seen)
    assert "Atelier Brindille est à 88 sur 100, vous à 63" in seen[-1]
    assert "votre prestataire est à 63 sur 100, vous à 88" in messages_to(simulation, CLAIRE, simulation.now)
    simulation.say("/revue")
    again = simulation.press("Dernier compte rendu")
    assert "votre prestataire 63 (noté le 8 janvier 2027)" in again and "en attente" not in again
    # The next one's figures are not known yet; an old button of this one says it is over.
    assert "Demander à mon prestataire" not in str(list(simulation.buttons)[-8:])
    assert "Ce point est clos" in simulation.press("Demander à mon prestataire")


def test_a_provider_caught_midway_by_the_review_finishes_and_is_told(simulation: Simulation) -> None:
    simulation.write_finished_file(review_participants=["ceo"])
    shown = answer_until(
        simulation, DENIS, simulation.say(request_survey(simulation), DENIS), PROVIDER_ANSWERS, "Recevez-vous à temps"
    )[-1]
    simulation.at(OPENING)
    answer_review(simulation)
    last = answer_until(simulation, DENIS, simulation.say("/reprendre", DENIS), PROVIDER_ANSWERS, "c’est transmis")[-1]
    assert "Recevez-vous" in shown and "Atelier Brindille est à 88 sur 100" in last


def test_a_company_that_passed_over_its_scores_leaves_the_providers_sealed_until_the_third_day(
    simulation: Simulation,
) -> None:
    simulation.write_finished_file(review_participants=["ceo"])
    word = request_survey(simulation)
    simulation.at(OPENING)
    passed = {"passer pour l’instant": "→Passer pour l’instant", "tient-il ce": "xxx", "vous le dit-il": "xxx"}
    assert "Confiance" not in answer_review(simulation, **passed)
    seen = answer_survey(simulation, word)
    assert "au plus tard le 13 janvier 2027" in seen[-1] and "sur 100" not in messages_to(
        simulation, CLAIRE, simulation.now
    )
    assert "votre prestataire est à 63 sur 100" in messages_to(simulation, CLAIRE, THIRD_DAY)


# --- the third working day


def test_a_provider_who_waited_three_days_is_shown_alone_and_hears_the_company_when_it_answers(
    simulation: Simulation,
) -> None:
    simulation.write_finished_file(review_participants=["ceo"])
    answer_survey(simulation, request_survey(simulation))
    simulation.at(OPENING)
    assert "sur 100" not in messages_to(simulation, CLAIRE, paris(2027, 1, 12, 18, 0))
    told = simulation.at(THIRD_DAY)
    own = next(text for who, text in told if who == CLAIRE and "trois jours ouvrés" in text)
    theirs = next(text for who, text in told if who == DENIS)
    assert "votre prestataire est à 63 sur 100" in own and "Il suggère" in own
    assert "vos notes sont montrées à Atelier Brindille" in theirs and "vous êtes à 63" in theirs and "88" not in theirs
    answer_review(simulation)
    assert "Atelier Brindille est à 88 sur 100, vous à 63" in messages_to(simulation, DENIS, simulation.now)


def test_a_company_that_waited_three_days_is_told_there_is_no_answer_and_the_minutes_say_so(
    simulation: Simulation,
) -> None:
    simulation.write_finished_file(review_participants=["ceo"])
    word = request_survey(simulation)
    shown = answer_until(simulation, DENIS, simulation.say(word, DENIS), PROVIDER_ANSWERS, "exprime-t-elle")[-1]
    simulation.at(OPENING)
    answer_review(simulation)
    told = simulation.at(THIRD_DAY)
    assert "n’a pas noté la relation" in next(text for who, text in told if who == CLAIRE)
    assert "Atelier Brindille est à 88 sur 100" in next(text for who, text in told if who == DENIS) and shown
    assert answers_to(simulation, "col_value") == []
    simulation.say("/revue")
    again = simulation.press("Dernier compte rendu")
    assert "Confiance : vous 88" in again and "en attente" not in again
    assert "Le délai pour répondre par ce lien est passé" in simulation.say(word, ELSA)


def test_a_link_nobody_used_ends_without_reproach(simulation: Simulation) -> None:
    simulation.write_finished_file()
    word = request_survey(simulation)
    simulation.at(OPENING)
    assert "arrivé à son terme" in messages_to(simulation, CLAIRE, THIRD_DAY)
    assert "Le délai pour répondre par ce lien est passé" in simulation.say(word, DENIS)


def test_a_review_put_off_keeps_the_link_and_the_seal_as_much_longer(simulation: Simulation) -> None:
    simulation.write_finished_file()
    word = request_survey(simulation)
    simulation.at(OPENING)
    simulation.press("Lundi")
    simulation.at(paris(2027, 1, 11, 11, 0))
    assert "arrivé à son terme" not in messages_to(simulation, CLAIRE, THIRD_DAY)
    seen = answer_survey(simulation, word)
    assert "14 janvier 2027" in seen[-1]
    told = "".join(text for day in (13, 14) for _, text in simulation.at(paris(2027, 1, day, 18, 0)))
    assert told.count("votre prestataire est à 63 sur 100") == 2, told


@pytest.mark.parametrize("order", ["PCT", "PTC", "CPT", "CTP", "TPC", "TCP"])
def test_whatever_the_order_nobody_sees_the_others_scores_too_early(simulation: Simulation, order: str) -> None:
    """P: the provider answers, C: the company does, T: the third working day comes."""
    simulation.write_finished_file(review_participants=["ceo"])
    word = request_survey(simulation)
    simulation.at(OPENING)
    heard: dict[int, list[str]] = {CLAIRE: [], DENIS: []}
    done: set[str] = set()
    for event in order:
        if event == "P":
            shown = simulation.say(word, DENIS)
            late = "Le délai pour répondre" in shown
            assert late == ("T" in done)
            heard[DENIS] += (
                [shown] if late else answer_until(simulation, DENIS, shown, PROVIDER_ANSWERS, "c’est transmis")
            )
            event = "" if late else event
        if event == "C":
            heard[CLAIRE].append(answer_review(simulation))
        for chat, text in simulation.at(THIRD_DAY if event == "T" else simulation.now):
            heard[chat].append(text)
        done.add(event)
        own, theirs = ("\n".join(heard[chat]) for chat in (CLAIRE, DENIS))
        assert ("votre prestataire est à 63" in own) == ("P" in done and bool(done & {"C", "T"}))
        assert ("Atelier Brindille est à 88" in theirs) == ({"P", "C"} <= done)
