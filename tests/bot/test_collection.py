"""The provider's answers by link: asked, given, proposed, revealed to both at once; and what can go wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text as sql

from bot.held import everything
from bot.store import Store, Tx
from tests.bot.desk import CLAIRE, Desk
from tests.bot.house import shipped

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = sqlite
PARIS = ZoneInfo("Europe/Paris")
DENIS, ELSA = 5_002, 5_003


def paris(year: int, month: int, day: int, hour: int = 11, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


COLLECT, OPENING, THIRD_DAY = paris(2026, 12, 31), paris(2027, 1, 8), paris(2027, 1, 13)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


PROVIDER = {
    "On y va": "→Oui",
    "Lesquelles de ces activités": "→Valider",
    "Capacité en pic : quelle valeur": "1,3",
    "quelle valeur pour": "98",
    "Sur combien de cas": "→Passer",
    "n’est-ce pas mesuré": "→Oubli",
    "exprime-t-elle": "→4",
    "Recevez-vous à temps": "→3",
    "Les retours vous aident": "→3",
    "périmètre convenu": "→4",
    "paiements arrivent": "→5",
    "Une chose que": "Répondre <b>plus</b> tôt",
}
REVIEW = {
    "Prêt": "→Continuer",
    "Capacité en pic : quelle valeur": "1,3",
    "quelle valeur pour": "98",
    "Sur combien de cas": "→Passer",
    "La cause la plus probable": "→Méthode du prestataire",
    "Où en êtes-vous": "→En bonne voie",
    "Un incident": "→Valider",
    "reçue et vérifiée": "→Reçue",
    "tient-il ce qu’il annonce": "→5",
    "vous le dit-il à temps": "→4",
    "Votre prestataire est-il avec vous": "→Non",
    "où en est-on": "→En cours",
    "Qu’est-ce qu’on améliore": "→Passer",
    "je conseille": "→On continue",
    "La raison, en une phrase": "Un mois ne fait pas une tendance",
    "Je prépare l’avenant": "→Plus tard",
    "On garde": "→Oui",
}


def through(desk: Desk, chat: int, shown: str, usual: dict[str, str], end: str, **wishes: str) -> list[str]:
    """Answer until these words are said; everything seen on the way."""
    seen = [shown]
    for _ in range(60):
        if end in seen[-1]:
            return seen
        known = wishes | {words: wish for words, wish in usual.items() if words not in wishes}
        wish = next((wish for words, wish in known.items() if words in seen[-1]), None)
        assert wish is not None, seen[-1]
        seen.append(desk.press(wish[1:], chat) if wish.startswith("→") else desk.say(wish, chat))
    raise AssertionError(seen[-1])


def link(text: str) -> str:
    return text.split("collecte_")[1].split()[0]


def asked(desk: Desk, at: datetime = COLLECT) -> str:
    """Claire asks for the link from the message of five working days before; the word the provider starts with."""
    desk.at(at)
    said = desk.press("Demander à mon prestataire")
    assert "Transférez-lui le message" in said
    return f"/start collecte_{link(said)}"


def answered(desk: Desk, word: str, chat: int = DENIS, **wishes: str) -> list[str]:
    return through(desk, chat, desk.say(word, chat), PROVIDER, "c’est transmis", **wishes)


def reviewed(desk: Desk, **wishes: str) -> str:
    """Claire holds her review; what is said at its end."""
    return through(desk, CLAIRE, desk.press("Commencer"), REVIEW, "Le point est clos", **wishes)[-1]


def answers_to(desk: Desk, question: str) -> list[tuple[str]]:
    asked = sql("select value from answer where question = :question order by id")
    return desk.store.run_sync(lambda tx: [tuple(row) for row in tx._connection.execute(asked, {"question": question})])


def change(desk: Desk, question: str, item: str, value: object) -> None:
    """Claire changes an answer of her file."""

    def write(tx: Tx) -> None:
        project = tx.project(CLAIRE, desk.now)
        audit = tx.interviews.of(project, "audit", desk.now, "test")
        tx.add_answer(project, audit.id, question, item, value, "test", desk.now)

    desk.store.run_sync(write)


def mine(desk: Desk, chat: int) -> dict[str, Any]:
    """What /mesdonnees gives."""
    data = desk.store.run_sync(everything, chat, shipped(), desk.now)
    return dict(json.loads(data))


def to(desk: Desk, chat: int, at: datetime) -> str:
    return "\n".join(text for who, text in desk.at(at) if who == chat)


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
    unmeasured = next(text for text in seen if "Pièces intégrées" in text and "quelle valeur" in text)
    assert "Votre prestataire ne l’a pas mesuré : oubli." in unmeasured


def test_a_figure_a_hundred_times_last_months_is_asked_back_from_the_provider_too(desk: Desk) -> None:
    desk.finished()
    shown = through(desk, DENIS, desk.say(asked(desk), DENIS), PROVIDER, "Capacité en pic")[-1]
    assert "cible" in shown
    assert "C’est bien cela" in desk.say("130", DENIS)
    assert answers_to(desk, "col_value") == []
    assert "C’est bien cela" not in desk.say("1,3", DENIS)


def test_an_indicator_changed_meanwhile_is_asked_of_the_person_and_the_others_figures_stay(desk: Desk) -> None:
    desk.finished()
    answered(desk, asked(desk))
    change(desk, "kpi_select", "logistics", ["log_order_accuracy", "gen_on_time"])
    desk.at(OPENING)
    seen = through(desk, CLAIRE, desk.press("Commencer"), REVIEW, "tient-il ce qu’il annonce")
    assert not any("Capacité en pic" in text for text in seen)
    assert answers_to(desk, "rev_kpi_value")


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


# --- later


def test_a_provider_known_already_is_written_to_directly_if_the_person_says_so(desk: Desk) -> None:
    desk.finished(review_participants=["ceo"])
    answered(desk, asked(desk))
    desk.at(OPENING)
    reviewed(desk)
    desk.at(paris(2027, 1, 29))
    said = desk.press("Demander à mon prestataire")
    assert "a déjà répondu par lien" in said
    assert "votre prestataire a le message" in desk.press("Lui écrire directement")
    assert "vous demande vos chiffres" in to(desk, DENIS, desk.now)
    seen = through(desk, DENIS, desk.press("Répondre", DENIS), PROVIDER, "c’est transmis")
    assert "janvier 2027" in seen[0] and "le mois dernier : 98" in "".join(seen)


LATE = {
    "Qu’est-ce qu’on améliore": "Relire <b>trois</b> cas",
    "Qui s’en charge": "→Le prestataire",
    "Pour quand": "→15 janvier 2027",
    "Une autre action": "→Non",
}


def test_a_provider_with_a_late_action_hears_of_it_once_ten_days_after(desk: Desk) -> None:
    desk.finished(review_participants=["ceo"])
    answered(desk, asked(desk))
    desk.at(OPENING)
    reviewed(desk, **LATE)
    desk.at(desk.now)
    told = [(at, text) for at, chat, text in desk.until(paris(2027, 2, 3)) if chat == DENIS]
    assert [at.astimezone(PARIS).date().isoformat() for at, _ in told] == ["2027-01-22"]
    assert "« " not in told[0][1] and "Relire &lt;b&gt;trois" in told[0][1] and "15 janvier 2027" in told[0][1]
    assert "plus de message" in desk.press("Ne plus recevoir ces messages", DENIS)
    # Silence holds for the next month too, and the person is not offered to write to them.
    assert "Transférez-lui" in desk.press("Demander à mon prestataire")


@pytest.mark.parametrize("case", ["stopped", "blocked", "asleep", "never", "in_time"])
def test_nobody_is_written_to_who_stopped_messages_or_owes_nothing(desk: Desk, case: str) -> None:
    desk.finished(review_participants=["ceo"])
    word = asked(desk)
    if case != "never":
        answered(desk, word)
    desk.at(OPENING)
    reviewed(desk, **({} if case == "in_time" else LATE))
    desk.at(desk.now)
    if case == "stopped":
        desk.buttons["quiet"] = desk.buttons["Oui"]
        number = desk.store.run_sync(lambda tx: tx.invitations.answered_by(DENIS, "collection")[0].id)
        desk.buttons["quiet"] = f"a0::collection:quiet={number}"
        desk.press("quiet", DENIS)
    if case == "blocked":
        desk.block(chat_id=DENIS)
    if case == "asleep":
        desk.say("/rappels")
        desk.press("Arrêter les rappels")
    assert not [text for _, chat, text in desk.until(paris(2027, 2, 3)) if chat == DENIS]


def test_a_provider_who_blocks_the_bot_holds_nobody_up(desk: Desk) -> None:
    desk.finished(review_participants=["ceo"])
    through(desk, DENIS, desk.say(asked(desk), DENIS), PROVIDER, "exprime-t-elle")
    desk.block(chat_id=DENIS)
    desk.at(OPENING)
    assert "en attente" in reviewed(desk)
    assert "n’a pas noté la relation" in to(desk, CLAIRE, THIRD_DAY)


def test_with_reminders_stopped_the_link_is_still_a_press_away(desk: Desk) -> None:
    desk.finished()
    desk.say("/rappels")
    desk.press("Arrêter les rappels")
    desk.now = paris(2027, 1, 8)
    desk.say("/revue")
    shown = desk.press("Faire le point maintenant")
    desk.say("/revue")
    assert "Transférez-lui" in desk.press("Demander à mon prestataire") and "Prêt" in shown


@pytest.mark.parametrize("argument", ["", "2027-13", "2026-12/x", "2030-01"])
def test_a_button_of_another_time_is_answered_kindly(desk: Desk, argument: str) -> None:
    desk.finished()
    desk.buttons["vieux"] = f"a0::collection={argument}"
    assert "ancien" in desk.press("vieux")
    desk.buttons["vieux"] = f"a0::collection:revoke={argument}"
    assert "ancien" in desk.press("vieux")
    desk.buttons["vieux"] = "a0::collection:quiet=12"
    assert "ancien" in desk.press("vieux")
