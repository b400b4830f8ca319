"""What a provider is told afterwards: written to directly if the person says so, late actions once, silence."""

from __future__ import annotations

import pytest

from tests.bot.simulated_survey import (
    DENIS,
    OPENING,
    PROVIDER_ANSWERS,
    THIRD_DAY,
    answer_review,
    answer_survey,
    answer_until,
    messages_to,
    request_survey,
)
from tests.bot.simulation import CLAIRE, Simulation, paris
from tests.paris import PARIS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_provider_known_already_is_written_to_directly_if_the_person_says_so(simulation: Simulation) -> None:
    simulation.write_finished_file(review_participants=["ceo"])
    answer_survey(simulation, request_survey(simulation))
    simulation.at(OPENING)
    answer_review(simulation)
    simulation.at(paris(2027, 1, 29, 11, 0))
    said = simulation.press("Demander à mon prestataire")
    assert "a déjà répondu par lien" in said
    assert "votre prestataire a le message" in simulation.press("Lui écrire directement")
    assert "vous demande vos chiffres" in messages_to(simulation, DENIS, simulation.now)
    seen = answer_until(simulation, DENIS, simulation.press("Répondre", DENIS), PROVIDER_ANSWERS, "c’est transmis")
    assert "janvier 2027" in seen[0] and "le mois dernier : 98" in "".join(seen)


def test_a_provider_who_answered_twice_and_erases_everything_is_mentioned_once(simulation: Simulation) -> None:
    simulation.write_finished_file(review_participants=["ceo"])
    answer_survey(simulation, request_survey(simulation))
    simulation.at(OPENING)
    answer_review(simulation)
    simulation.at(paris(2027, 1, 29, 11, 0))
    simulation.press("Demander à mon prestataire")
    simulation.press("Lui écrire directement")
    messages_to(simulation, DENIS, simulation.now)
    simulation.press("Répondre", DENIS)
    simulation.press("Oui", DENIS)
    simulation.new_messages()
    for press in ("/supprimer", "Effacer mes données", "Oui, tout effacer"):
        simulation.say(press, DENIS) if press.startswith("/") else simulation.press(press, DENIS)
    assert messages_to(simulation, CLAIRE, simulation.now).count("a effacé ses données") == 1


LATE = {
    "Qu’est-ce qu’on améliore": "Relire <b>trois</b> cas",
    "Qui s’en charge": "→Le prestataire",
    "Pour quand": "→15 janvier 2027",
    "Une autre action": "→Non",
}


def test_a_provider_with_a_late_action_hears_of_it_once_ten_days_after(simulation: Simulation) -> None:
    simulation.write_finished_file(review_participants=["ceo"])
    answer_survey(simulation, request_survey(simulation))
    simulation.at(OPENING)
    answer_review(simulation, **LATE)
    simulation.at(simulation.now)
    told = [(at, text) for at, chat, text in simulation.until(paris(2027, 2, 3, 11, 0)) if chat == DENIS]
    assert [at.astimezone(PARIS).date().isoformat() for at, _ in told] == ["2027-01-22"]
    assert "« " not in told[0][1] and "Relire &lt;b&gt;trois" in told[0][1] and "15 janvier 2027" in told[0][1]
    assert "plus de message" in simulation.press("Ne plus recevoir ces messages", DENIS)
    # Silence holds for the next month too, and the person is not offered to write to them.
    assert "Transférez-lui" in simulation.press("Demander à mon prestataire")


@pytest.mark.parametrize("case", ["stopped", "blocked", "asleep", "never", "in_time"])
def test_nobody_is_written_to_who_stopped_messages_or_owes_nothing(simulation: Simulation, case: str) -> None:
    simulation.write_finished_file(review_participants=["ceo"])
    word = request_survey(simulation)
    if case != "never":
        answer_survey(simulation, word)
    simulation.at(OPENING)
    answer_review(simulation, **({} if case == "in_time" else LATE))
    simulation.at(simulation.now)
    if case == "stopped":
        number = simulation.store.run_sync(lambda tx: tx.invitations.answered_by(DENIS, "collection")[0].id)
        simulation.buttons["quiet"] = f"a0::collection:quiet={number}"
        simulation.press("quiet", DENIS)
    if case == "blocked":
        simulation.block(chat_id=DENIS)
    if case == "asleep":
        simulation.say("/rappels")
        simulation.press("Arrêter les rappels")
    assert not [text for _, chat, text in simulation.until(paris(2027, 2, 3, 11, 0)) if chat == DENIS]


@pytest.mark.parametrize(("other", "hears"), [("Comptabilité", True), ("Logistique", False)])
def test_who_serves_one_task_hears_of_no_action_on_anothers(simulation: Simulation, other: str, hears: bool) -> None:
    simulation.write_finished_file(review_participants=["ceo"])
    answer_until(
        simulation,
        DENIS,
        simulation.say(request_survey(simulation), DENIS),
        PROVIDER_ANSWERS,
        "Lesquelles de ces activités",
    )
    answer_until(simulation, DENIS, simulation.press(f"✅ {other}", DENIS), PROVIDER_ANSWERS, "c’est transmis")
    simulation.at(OPENING)
    # The logistics alone are off their target: the action serves them.
    answer_review(simulation, **{"Capacité en pic : quelle valeur": "1,3", "quelle valeur pour": "100"}, **LATE)
    simulation.at(simulation.now)
    told = [text for _, chat, text in simulation.until(paris(2027, 1, 22, 19, 0)) if chat == DENIS]
    assert any("Relire" in text for text in told) == hears


def test_a_provider_who_blocks_the_bot_holds_nobody_up(simulation: Simulation) -> None:
    simulation.write_finished_file(review_participants=["ceo"])
    answer_until(
        simulation, DENIS, simulation.say(request_survey(simulation), DENIS), PROVIDER_ANSWERS, "exprime-t-elle"
    )
    simulation.block(chat_id=DENIS)
    simulation.at(OPENING)
    assert "en attente" in answer_review(simulation)
    assert "n’a pas noté la relation" in messages_to(simulation, CLAIRE, THIRD_DAY)


def test_with_reminders_stopped_the_link_is_still_a_press_away(simulation: Simulation) -> None:
    simulation.write_finished_file()
    simulation.say("/rappels")
    simulation.press("Arrêter les rappels")
    simulation.now = paris(2027, 1, 8, 11, 0)
    simulation.say("/revue")
    shown = simulation.press("Faire le point maintenant")
    simulation.say("/revue")
    assert "Transférez-lui" in simulation.press("Demander à mon prestataire")
    assert "quelle valeur pour" in shown


@pytest.mark.parametrize("argument", ["", "2027-13", "2026-12/x", "2030-01"])
def test_a_button_of_another_time_is_answered_kindly(simulation: Simulation, argument: str) -> None:
    simulation.write_finished_file()
    simulation.buttons["vieux"] = f"a0::collection={argument}"
    assert "ancien" in simulation.press("vieux")
    simulation.buttons["vieux"] = f"a0::collection:revoke={argument}"
    assert "ancien" in simulation.press("vieux")
    simulation.buttons["vieux"] = "a0::collection:quiet=12"
    assert "ancien" in simulation.press("vieux")
