"""Both sides of a review are shown at once: whoever answers first, and whoever does not."""

from __future__ import annotations

import pytest

from bot.store import Store
from tests.bot.desk import CLAIRE, Desk
from tests.bot.provider import (
    DENIS,
    ELSA,
    OPENING,
    PROVIDER,
    THIRD_DAY,
    answered,
    answers_to,
    asked,
    paris,
    reviewed,
    through,
    to,
)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_who_answers_first_waits_for_the_other_and_both_are_told_at_once(desk: Desk) -> None:
    desk.finished()
    word = asked(desk)
    seen = answered(desk, word)
    assert "Atelier Brindille fait bientôt le point" in seen[0] and "en même temps" in seen[0]
    assert "Vos notes restent scellées" in seen[-1] and "13 janvier 2027" in seen[-1]
    told = to(desk, CLAIRE, desk.now)
    assert "a répondu pour le point de décembre 2026. Chiffres relevés : 4" in told and "sur 100" not in told
    assert "a répondu" in desk.press("Demander à mon prestataire")
    desk.at(OPENING)
    said = reviewed(desk)
    assert "Confiance : vous 88, votre prestataire 63" in said
    assert "La confiance se gagne sur deux gestes" in said and "commandes : votre prestataire est à 63 sur 100" in said
    assert "Il suggère : « Répondre &lt;b&gt;plus&lt;/b&gt; tôt »" in said
    heard = to(desk, DENIS, desk.now)
    assert "Atelier Brindille est à 88 sur 100, vous à 63" in heard
    # Told once: the third day says nothing more of it.
    assert "sur 100" not in to(desk, CLAIRE, THIRD_DAY) + to(desk, DENIS, THIRD_DAY)


def test_with_one_task_the_phrase_is_one_sentence(desk: Desk) -> None:
    desk.finished(retain_tasks=["bookkeeping"], profile_company_name="Brindille <b>& Cie</b>")
    seen = answered(desk, asked(desk))
    assert not any("Lesquelles" in text for text in seen)
    desk.at(OPENING)
    assert "tenir ensuite. Votre prestataire est à 63 sur 100, vous à 88." in reviewed(desk)
    heard = to(desk, DENIS, desk.now)
    assert "tenir ensuite. Brindille &lt;b&gt;&amp; Cie&lt;/b&gt; est à 88 sur 100, vous à 63." in heard


def test_who_serves_one_task_hears_nothing_of_how_the_other_is_judged(desk: Desk) -> None:
    desk.finished(review_participants=["ceo"])
    shown = desk.say(asked(desk), DENIS)
    through(desk, DENIS, shown, PROVIDER, "Lesquelles de ces activités")
    shown = desk.press("✅ Logistique", DENIS)
    seen = through(desk, DENIS, shown, PROVIDER, "c’est transmis")
    assert not any("Commandes" in text for text in seen)
    desk.at(OPENING)
    said = reviewed(desk)
    assert "Comptabilité : votre prestataire est à 63 sur 100, vous à 88" in said
    assert "commandes : vous êtes à 88 sur 100" in said
    heard = to(desk, DENIS, desk.now)
    assert "Atelier Brindille est à 88 sur 100, vous à 63." in heard and "Logistique" not in heard


# --- the company first


def test_a_provider_who_answers_after_the_review_gets_both_and_the_minutes_a_dated_note(desk: Desk) -> None:
    desk.finished(review_participants=["ceo"])
    word = asked(desk)
    desk.at(OPENING)
    said = reviewed(desk)
    assert "Confiance : vous 88, votre prestataire : en attente" in said and "gestes" not in said
    seen = answered(desk, word)
    assert "vos chiffres ne sont plus attendus" in seen[0] and not any("quelle valeur" in text for text in seen)
    assert "Atelier Brindille est à 88 sur 100, vous à 63" in seen[-1]
    assert "votre prestataire est à 63 sur 100, vous à 88" in to(desk, CLAIRE, desk.now)
    desk.say("/revue")
    again = desk.press("Dernier compte rendu")
    assert "votre prestataire 63 (noté le 8 janvier 2027)" in again and "en attente" not in again
    # The next one's figures are not known yet; an old button of this one says it is over.
    assert "Demander à mon prestataire" not in str(list(desk.buttons)[-8:])
    assert "Ce point est clos" in desk.press("Demander à mon prestataire")


def test_a_provider_caught_midway_by_the_review_finishes_and_is_told(desk: Desk) -> None:
    desk.finished(review_participants=["ceo"])
    shown = through(desk, DENIS, desk.say(asked(desk), DENIS), PROVIDER, "Recevez-vous à temps")[-1]
    desk.at(OPENING)
    reviewed(desk)
    last = through(desk, DENIS, desk.say("/reprendre", DENIS), PROVIDER, "c’est transmis")[-1]
    assert "Recevez-vous" in shown and "Atelier Brindille est à 88 sur 100" in last


def test_a_company_that_passed_over_its_scores_leaves_the_providers_sealed_until_the_third_day(desk: Desk) -> None:
    desk.finished(review_participants=["ceo"])
    word = asked(desk)
    desk.at(OPENING)
    passed = {"passer pour l’instant": "→Passer pour l’instant", "tient-il ce": "xxx", "vous le dit-il": "xxx"}
    assert "Confiance" not in reviewed(desk, **passed)
    seen = answered(desk, word)
    assert "au plus tard le 13 janvier 2027" in seen[-1] and "sur 100" not in to(desk, CLAIRE, desk.now)
    assert "votre prestataire est à 63 sur 100" in to(desk, CLAIRE, THIRD_DAY)


# --- the third working day


def test_a_provider_who_waited_three_days_is_shown_alone_and_hears_the_company_when_it_answers(desk: Desk) -> None:
    desk.finished(review_participants=["ceo"])
    answered(desk, asked(desk))
    desk.at(OPENING)
    assert "sur 100" not in to(desk, CLAIRE, paris(2027, 1, 12, 18))
    told = desk.at(THIRD_DAY)
    own = next(text for who, text in told if who == CLAIRE and "trois jours ouvrés" in text)
    theirs = next(text for who, text in told if who == DENIS)
    assert "votre prestataire est à 63 sur 100" in own and "Il suggère" in own
    assert "vos notes sont montrées à Atelier Brindille" in theirs and "vous êtes à 63" in theirs and "88" not in theirs
    reviewed(desk)
    assert "Atelier Brindille est à 88 sur 100, vous à 63" in to(desk, DENIS, desk.now)


def test_a_company_that_waited_three_days_is_told_there_is_no_answer_and_the_minutes_say_so(desk: Desk) -> None:
    desk.finished(review_participants=["ceo"])
    word = asked(desk)
    shown = through(desk, DENIS, desk.say(word, DENIS), PROVIDER, "exprime-t-elle")[-1]
    desk.at(OPENING)
    reviewed(desk)
    told = desk.at(THIRD_DAY)
    assert "n’a pas noté la relation" in next(text for who, text in told if who == CLAIRE)
    assert "Atelier Brindille est à 88 sur 100" in next(text for who, text in told if who == DENIS) and shown
    assert answers_to(desk, "col_value") == []
    desk.say("/revue")
    again = desk.press("Dernier compte rendu")
    assert "Confiance : vous 88" in again and "en attente" not in again
    assert "Le délai pour répondre par ce lien est passé" in desk.say(word, ELSA)


def test_a_link_nobody_used_ends_without_reproach(desk: Desk) -> None:
    desk.finished()
    word = asked(desk)
    desk.at(OPENING)
    assert "arrivé à son terme" in to(desk, CLAIRE, THIRD_DAY)
    assert "Le délai pour répondre par ce lien est passé" in desk.say(word, DENIS)


def test_a_review_put_off_keeps_the_link_and_the_seal_as_much_longer(desk: Desk) -> None:
    desk.finished()
    word = asked(desk)
    desk.at(OPENING)
    desk.press("Lundi")
    desk.at(paris(2027, 1, 11))
    assert "arrivé à son terme" not in to(desk, CLAIRE, THIRD_DAY)
    seen = answered(desk, word)
    assert "14 janvier 2027" in seen[-1]
    told = "".join(text for day in (13, 14) for _, text in desk.at(paris(2027, 1, day, 18)))
    assert told.count("votre prestataire est à 63 sur 100") == 2, told


@pytest.mark.parametrize("order", ["PCT", "PTC", "CPT", "CTP", "TPC", "TCP"])
def test_whatever_the_order_nobody_sees_the_others_scores_too_early(desk: Desk, order: str) -> None:
    """P: the provider answers, C: the company does, T: the third working day comes."""
    desk.finished(review_participants=["ceo"])
    word = asked(desk)
    desk.at(OPENING)
    heard: dict[int, list[str]] = {CLAIRE: [], DENIS: []}
    done: set[str] = set()
    for event in order:
        if event == "P":
            shown = desk.say(word, DENIS)
            late = "Le délai pour répondre" in shown
            assert late == ("T" in done)
            heard[DENIS] += [shown] if late else through(desk, DENIS, shown, PROVIDER, "c’est transmis")
            event = "" if late else event
        if event == "C":
            heard[CLAIRE].append(reviewed(desk))
        for chat, text in desk.at(THIRD_DAY if event == "T" else desk.now):
            heard[chat].append(text)
        done.add(event)
        own, theirs = ("\n".join(heard[chat]) for chat in (CLAIRE, DENIS))
        assert ("votre prestataire est à 63" in own) == ("P" in done and bool(done & {"C", "T"}))
        assert ("Atelier Brindille est à 88" in theirs) == ({"P", "C"} <= done)
