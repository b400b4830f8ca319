"""What a provider is told afterwards: written to directly if the person says so, late actions once, silence."""

from __future__ import annotations

import pytest

from bot.store import Store
from tests.bot.desk import CLAIRE, Desk
from tests.bot.provider import (
    DENIS,
    OPENING,
    PARIS,
    PROVIDER,
    THIRD_DAY,
    answered,
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


def test_a_provider_who_answered_twice_and_erases_everything_is_mentioned_once(desk: Desk) -> None:
    desk.finished(review_participants=["ceo"])
    answered(desk, asked(desk))
    desk.at(OPENING)
    reviewed(desk)
    desk.at(paris(2027, 1, 29))
    desk.press("Demander à mon prestataire")
    desk.press("Lui écrire directement")
    to(desk, DENIS, desk.now)
    desk.press("Répondre", DENIS)
    desk.press("Oui", DENIS)
    desk.heard()
    for press in ("/supprimer", "Effacer mes données", "Oui, tout effacer"):
        desk.say(press, DENIS) if press.startswith("/") else desk.press(press, DENIS)
    assert to(desk, CLAIRE, desk.now).count("a effacé ses données") == 1


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
        number = desk.store.run_sync(lambda tx: tx.invitations.answered_by(DENIS, "collection")[0].id)
        desk.buttons["quiet"] = f"a0::collection:quiet={number}"
        desk.press("quiet", DENIS)
    if case == "blocked":
        desk.block(chat_id=DENIS)
    if case == "asleep":
        desk.say("/rappels")
        desk.press("Arrêter les rappels")
    assert not [text for _, chat, text in desk.until(paris(2027, 2, 3)) if chat == DENIS]


@pytest.mark.parametrize(("other", "hears"), [("Comptabilité", True), ("Logistique", False)])
def test_who_serves_one_task_hears_of_no_action_on_anothers(desk: Desk, other: str, hears: bool) -> None:
    desk.finished(review_participants=["ceo"])
    through(desk, DENIS, desk.say(asked(desk), DENIS), PROVIDER, "Lesquelles de ces activités")
    through(desk, DENIS, desk.press(f"✅ {other}", DENIS), PROVIDER, "c’est transmis")
    desk.at(OPENING)
    # The logistics alone are off their target: the action serves them.
    reviewed(desk, **{"Capacité en pic : quelle valeur": "1,3", "quelle valeur pour": "100"}, **LATE)
    desk.at(desk.now)
    told = [text for _, chat, text in desk.until(paris(2027, 1, 22, 19)) if chat == DENIS]
    assert any("Relire" in text for text in told) == hears


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
    assert "Transférez-lui" in desk.press("Demander à mon prestataire")
    assert "quelle valeur pour" in shown


@pytest.mark.parametrize("argument", ["", "2027-13", "2026-12/x", "2030-01"])
def test_a_button_of_another_time_is_answered_kindly(desk: Desk, argument: str) -> None:
    desk.finished()
    desk.buttons["vieux"] = f"a0::collection={argument}"
    assert "ancien" in desk.press("vieux")
    desk.buttons["vieux"] = f"a0::collection:revoke={argument}"
    assert "ancien" in desk.press("vieux")
    desk.buttons["vieux"] = "a0::collection:quiet=12"
    assert "ancien" in desk.press("vieux")
