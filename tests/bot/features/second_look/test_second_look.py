"""The second look, between two people: a link, blind notes, the reveal, and what can go wrong in between."""

from __future__ import annotations

import pytest

from bot.features.second_look.invitation import REMIND
from tests.bot.conversation import plain
from tests.bot.features.second_look.guests import RANKING, accept, author, guest, link, note, seal
from tests.bot.server_harness import running_bot
from tests.bot.whole_interview import accept_welcome, answer_interview

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.any_day
async def test_two_people_note_blind_and_each_sees_the_others_notes_at_the_end(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        claire = await author(harness)
        denis = await guest(harness, link(claire))
        assert "3 activités" in denis.see() and "prépare ce qu’elle pourrait confier" in denis.see()
        await accept(denis)
        assert "Comptabilité" in denis.see() and "Atelier" not in denis.history()
        assert "regard de" not in claire.see()
        await note(denis)
        assert "regard de" not in claire.history().split("lien")[-1]
        assert "Merci, votre regard est rendu" in await denis.press("Continuer")
        await claire.until(lambda: "Le regard de" in claire.history())
        await denis.until(lambda: "Vos notes et les siennes" in denis.history())
        assert "en écart sur" in claire.see() and "vous 1, votre tiers 5" in claire.see()
        assert "vous 5, elle ou lui 1" in denis.see() and "le soir" in claire.see()
        assert "<b>le soir</b>" in claire.see()
        # The person decides, gap by gap, and the ranking follows.
        await claire.press("Décider écart par écart")
        assert "C’est précieux" in claire.see()
        await claire.press("Continuer")
        assert "Qu’en faites-vous" in claire.see() and "Le verdict" in claire.see()
        await claire.press("Je prends la sienne")
        for _ in range(12):
            if "Qu’en faites-vous" in claire.see():
                await claire.press("On en parle d’abord")
        assert RANKING in claire.see()
        kept = harness.rows("select value from answer where question = 'third_resolve' order by id")
        assert kept[0] == ('"take_theirs"',) and set(kept[1:]) == {('"talk"',)}


async def test_a_link_works_once_and_says_so_kindly(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        claire = await author(harness)
        word = link(claire)
        denis = await guest(harness, word)
        elsa = await guest(harness, word, "Elsa")
        assert "a déjà servi" in elsa.see() and "Comptabilité" not in elsa.history()
        # The same person comes back to where they were.
        await accept(denis)
        await denis.press("4")
        await denis.say(f"/start {word}")
        assert "quel effet" not in denis.see() and "Que le dirigeant s’en charge" in denis.see()
        await seal(denis)
        assert "déjà rendu votre regard" in await denis.say(f"/start {word}")
        elsa = await guest(harness, word, "Fanny")
        assert "a déjà servi" in elsa.see()
        assert harness.rows("select count(*) from interview where occasion = 'second_look'") == [(1,)]


@pytest.mark.any_day
async def test_nobody_answers_their_own_invitation_nor_a_link_that_never_was(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        claire = await author(harness)
        assert "votre propre lien" in await claire.say(f"/start {link(claire)}")
        for word in ("regard_", "regard_nothing", "regard_" + "x" * 50, "regard_é'; drop table person"):
            denis = await guest(harness, word, "Denis")
            assert "n’est plus valable" in denis.see()


async def test_an_expired_link_says_so_and_the_person_may_make_another(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        claire = await author(harness)
        word = link(claire)
        denis = await guest(harness, word)
        await accept(denis)
        await denis.press("4")
        harness.later(8)
        await claire.until(lambda: "arrivée à son terme" in claire.history())
        await denis.until(lambda: "arrivée à son terme" in denis.history())
        assert "n’est plus valable" in (await guest(harness, word, "Elsa")).see()
        assert harness.rows("select count(*) from answer where question like 'third_strategic%'") == [(0,)]
        await claire.press("Créer le lien")
        assert link(claire) != word
        elsa = await guest(harness, link(claire), "Elsa")
        await accept(elsa)
        await seal(elsa)
        await claire.until(lambda: "Le regard de" in claire.see())


async def test_a_link_that_waits_is_mentioned_once_and_a_guest_who_stops_is_reminded_once(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        claire = await author(harness)
        harness.working_days_later(REMIND)
        await claire.until(lambda: "n’a pas encore servi" in claire.history())
        harness.later(6)
        await harness.tick()
        await harness.idle()
        assert claire.history().count("n’a pas encore servi") == 1
        fanny = await author(harness)
        denis = await guest(harness, link(fanny))
        await accept(denis)
        harness.later(11)
        await denis.until(lambda: "Il vous reste quelques notes" in denis.history())
        assert "n’a pas encore servi" not in fanny.history()
        await denis.press("Reprendre")
        assert "quel effet" in denis.see()


@pytest.mark.any_day
async def test_somebody_in_an_interview_of_their_own_goes_back_to_it_afterwards(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        claire = await author(harness)
        denis = harness.conversation("Denis")
        await accept_welcome(denis)
        await denis.say("Maison Denis")
        mine = denis.see()
        old = denis.card()
        await denis.say(f"/start {link(claire)}")
        await accept(denis)
        await denis.press("4")
        # An old button of their own interview leads back there, and the link to the notes.
        await denis.press(plain(old["reply_markup"]["inline_keyboard"][0][0]["text"]), old)
        assert "Combien êtes-vous" in denis.see()
        await denis.say(f"/start {link(claire)}")
        await seal(denis)
        await denis.until(lambda: "Vos notes et les siennes" in denis.history())
        await denis.say("/reprendre")
        assert "Combien êtes-vous" in denis.see() and mine != denis.see()
        assert "Comptabilité" not in denis.see()
        data = harness.rows(
            "select question from answer a join interview i on i.id = a.interview_id where occasion = 'audit'"
        )
        assert ("third_mastery",) not in data


@pytest.mark.any_day
async def test_a_refusal_a_revocation_and_an_erasure_are_said_and_leave_nothing(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        claire = await author(harness)
        denis = await guest(harness, link(claire))
        await denis.press("Continuer")
        assert "je ne garde rien de vous" in await denis.press("Non")
        await claire.until(lambda: "pas souhaité répondre" in claire.history())
        seen = await denis.say(f"/start {link(claire)}")
        assert "préféré ne pas répondre : ce lien est fermé" in seen and "déjà rendu" not in seen
        await claire.press("Créer le lien")
        elsa = await guest(harness, link(claire), "Elsa")
        await accept(elsa)
        await elsa.press("4")
        await claire.say("/regard")
        assert "est commencé" in claire.see()
        await claire.press("Retirer l’invitation")
        await elsa.until(lambda: "a été retirée" in elsa.history())
        assert harness.rows("select count(*) from answer where question like 'third_strategic%'") == [(0,)]
        await claire.say("/regard")
        await claire.press("Créer le lien")
        fanny = await guest(harness, link(claire), "Fanny")
        await accept(fanny)
        await seal(fanny)
        await claire.until(lambda: "en écart sur" in claire.see())
        await fanny.say("/supprimer")
        await fanny.press("Effacer mes données")
        await fanny.press("Oui, tout effacer")
        await claire.until(lambda: "a été effacé par la personne" in claire.history())
        assert set(harness.rows("select prior from interview where occasion = 'audit'")) == {("[]",)}
        assert harness.rows("select count(*) from answer where question like 'third_strategic%'") == [(0,)]
        await claire.say("/reprendre")
        assert RANKING in claire.see()


@pytest.mark.any_day
async def test_an_author_who_erases_everything_takes_the_notes_along(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        claire = await author(harness)
        denis = await guest(harness, link(claire))
        await accept(denis)
        await denis.press("4")
        await claire.say("/supprimer")
        await claire.press("Effacer mes données")
        await claire.press("Oui, tout effacer")
        await denis.until(lambda: "a été retirée" in denis.history())
        assert harness.rows("select count(*) from interview where occasion = 'second_look'") == [(0,)]
        assert harness.rows("select count(*) from invitation") == [(0,)]
        await denis.say("Bonjour")
        assert "un quart d’heure" in denis.see()


@pytest.mark.any_day
async def test_notes_given_before_the_persons_own_stay_sealed_until_theirs_are_complete(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        claire = await author(harness, until="freine-t-il vos ventes")
        await claire.say("/regard")
        await claire.press("Créer le lien")
        denis = await guest(harness, link(claire))
        await accept(denis)
        await seal(denis)
        await claire.until(lambda: "reste scellé" in claire.history())
        assert "en écart" not in claire.history() and "en écart" not in denis.history()
        await claire.say("/regard")
        assert "reste scellé" in claire.see() and "votre tiers 5" not in claire.history()
        await claire.say("/reprendre")
        await answer_interview(claire, lambda talk: "Lundi, une seule" in talk.see())
        await claire.until(lambda: "en écart sur" in claire.history())
        await denis.until(lambda: "en écart sur" in denis.history())


@pytest.mark.any_day
async def test_sealed_notes_do_not_change_and_a_note_thought_over_since_is_what_counts(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        claire = await author(harness)
        denis = await guest(harness, link(claire))
        await accept(denis)
        last = denis.card()
        await seal(denis)
        await claire.until(lambda: "en écart sur" in claire.see())
        seen = claire.see()
        await denis.press("4", last)
        assert "ne changent plus" in denis.see() or "ne changent plus" in denis.history()
        await claire.say("/regard")
        assert claire.see() == seen


@pytest.mark.any_day
async def test_a_guest_who_blocks_the_bot_keeps_nobody_waiting(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        claire = await author(harness)
        denis = await guest(harness, link(claire))
        await accept(denis)
        harness.telegram.block(denis.id)
        harness.later(8)
        await claire.until(lambda: "arrivée à son terme" in claire.history())
        assert claire.has("Créer le lien")


@pytest.mark.any_day
async def test_a_second_third_party_replaces_the_first_and_is_asked_about_anew(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        claire = await author(harness)
        for name, notes in (("Denis", "5"), ("Elsa", "3")):
            third = await guest(harness, link(claire), name)
            await accept(third)
            await seal(third, notes)
            await claire.until(lambda notes=notes: f"votre tiers {notes}" in claire.see())  # type: ignore[misc]
            if name == "Denis":
                await claire.press("Décider écart par écart")
                await claire.press("Continuer")
                await claire.press("Je garde ma note")
                await claire.say("/regard")
                await claire.press("Inviter quelqu’un d’autre")
        await claire.press("Décider écart par écart")
        assert "votre tiers 3" in claire.see()
