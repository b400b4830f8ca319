"""An ordinary month, counted press by press; and what one press or one message may answer at once."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from domain.questionnaire.values import Value
from tests.bot.conversation import Conversation
from tests.bot.finished_file import write_finished_file
from tests.bot.ordinary_month import FIGURES, PressCount, good_figures
from tests.bot.review_conversation import USUAL_ANSWERS
from tests.bot.server_harness import ServerHarness, running_bot

MOST = 15
"""Presses and messages of an ordinary month, the command that asks for it included."""
AT_ONCE = ("Aucun pour les", "Comme prévu pour les", "On continue pour les", "Même prestataire")


async def begin_long_review(harness: ServerHarness, **changed: Value) -> PressCount:
    """The first question of the review of somebody with three indicators in each of two tasks."""
    talk = harness.conversation("Claire")
    write_finished_file(harness, talk, **good_figures(), **changed)
    return await again(talk)


async def again(talk: Conversation) -> PressCount:
    count = PressCount(talk)
    await count.say("/revue")
    await count.press("Faire le point maintenant")
    return count


async def a_month_later(harness: ServerHarness, talk: Conversation) -> None:
    """Once the review has been announced: nothing comes in between."""
    harness.next_month(24)
    await talk.until(lambda: re.search("C’est l’heure du point d[e’]", talk.history()) is not None)


def figures(shown: str) -> str:
    task = "bookkeeping" if "· Comptabilité (" in shown else "payroll"
    return " ; ".join(FIGURES[task].values()).replace(".", ",")


async def through(count: PressCount) -> None:
    """To the end, as a person in a hurry would when all is well."""
    talk, closed = count.talk, count.talk.history().count("Le point est clos")
    for _ in range(40):
        if talk.history().count("Le point est clos") > closed:
            return
        shown, labels = talk.see(), talk.buttons()
        known = [f"→{label}" for label in labels if label.startswith(AT_ONCE)]
        known += [wish for words, wish in USUAL_ANSWERS.items() if words in shown]
        wish = known[0] if known else figures(shown)
        await (count.press(wish[1:]) if wish.startswith("→") else count.say(wish))
    raise AssertionError(talk.see())


async def test_an_ordinary_month_takes_fifteen_presses_at_most_and_three_minutes(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        count = await begin_long_review(harness)
        await through(count)
        assert len(count.done) <= MOST, count.screens
        await a_month_later(harness, count.talk)
        count = await again(count.talk)
        assert "encore 3 min" in count.talk.see()
        await through(count)
        assert len(count.done) <= MOST - 2, count.screens
        answered = "".join(shown for shown, _ in count.done)
        assert "Pour Comptabilité, vous avez noté : Fiabilité 5, Transparence 4." in answered
        assert re.search(r"Pour Paie .*, je conseille aussi : continuer \(.*, .*\)\.", answered)
        # Nothing required was left out: every score, feeling, incident and decision stands under its task.
        for question in ("rev_objective_feel", "rev_incident", "rel_reliability", "rel_transparency", "rev_decision"):
            found = harness.rows("select count(*) from answer where question = :question", question=question)
            assert found == [(4,)], question
        assert harness.rows("select count(*) from answer where question = 'rev_kpi_value'") == [(12,)]
        said = count.talk.history().rpartition("Le point est clos")[2]
        assert said.count("🟢 dans la cible") == 2 and said.count("Décision : on continue") == 2


@pytest.mark.any_day
async def test_agreed_volumes_add_no_more_than_they_must(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        count = await begin_long_review(
            harness, spec_volume__bookkeeping=Decimal(100), spec_volume__payroll=Decimal(12)
        )
        await through(count)
        await a_month_later(harness, count.talk)
        count = await again(count.talk)
        await through(count)
        assert len(count.done) <= MOST, count.screens
        assert "Pour Paie et déclarations sociales, prévu : 12" in "".join(shown for shown, _ in count.done)
        assert harness.rows("select count(*) from answer where question = 'rev_volume'") == [(4,)]


async def test_several_figures_in_a_message_are_read_back_with_their_names(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = (await begin_long_review(harness)).talk
        assert "Ou les 3 chiffres de cette activité en un message" in talk.see()
        assert re.search(r"2\. Livrables remis à la date \(pas encore mesuré, cible.: \d+", talk.see())
        said = await talk.say("3\n96\n9")
        for read in ("médian de traitement, .* : 3 jours", "à la date, .* : 96 %", "situation mensuelle, .* : 9 jours"):
            assert re.search(f"✓ .*{read}", said), said
        assert "Variables → bulletins : quelle valeur" in talk.see()
        # The message corrected changes the figures it had given, and no other.
        sent = [message for message in talk.messages if not message["from"]["is_bot"]][-1]
        await talk.edit(sent["message_id"], "3\n95\n9")
        assert "date" in talk.history() and "96 % → 95 %" in talk.history()
        kept = harness.rows("select item, value from answer where question = 'rev_kpi_value' order by id")
        assert [value for _, value in kept] == ["3", "96", "9", "95"]


async def test_what_is_not_understood_among_several_figures_is_asked_alone(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = (await begin_long_review(harness)).talk
        said = await talk.say("3 ; beaucoup ; 9")
        assert "3 jours ouvrés" in said and "9 jours ouvrés" in said
        assert "Je n’ai pas reconnu de nombre dans « beaucoup »" in said
        assert "Livrables remis à la date : quelle valeur" in said and "les 2 chiffres" not in said
        await talk.say("96")
        assert "Variables → bulletins : quelle valeur" in talk.see()
        said = await talk.say("2 ; 0,5 ; 2 ; 4")
        assert "Je compte 4 chiffres, et il en reste 3 à donner" in said
        said = await talk.say("2 ; 0,5 ; 400")
        assert "J’ai compris 400 jours ouvrés. C’est bien cela" in said and "0,5 %" in said
        said = await talk.say("non mesuré")
        assert "Pourquoi n’est-ce pas mesuré" in said


async def test_a_figure_left_out_among_several_is_asked_and_the_same_again_is_understood(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        count = await begin_long_review(harness)
        await through(count)
        await a_month_later(harness, count.talk)
        talk = (await again(count.talk)).talk
        said = await talk.say("idem ; ; identique")
        assert "3 jours ouvrés" in said and "9 jours ouvrés" in said
        assert "Livrables remis à la date : quelle valeur" in said
        assert "Paie" in await talk.say("identique")


async def test_an_incident_in_one_task_is_told_of_that_task_alone(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = (await begin_long_review(harness)).talk
        for said in ("3 ; 96 ; 9", "2 ; 0,5 ; 2"):
            await talk.say(said)
        await talk.press("En bonne voie")
        assert talk.buttons()[:2] == ["Aucun pour les 2 activités", "Aucun"]
        await talk.press("Retard sérieux")
        await talk.press("Valider")
        await talk.say("Deux factures parties en double, corrigées.")
        # « Aucun » is the whole answer; there is nothing left to say of several tasks at the last one.
        await talk.press("Aucun")
        await talk.press("Passer")
        await talk.press("En bonne voie")
        assert not talk.has("Aucun pour les")
        await talk.press("Aucun")
        kept = harness.rows("select item, value from answer where question = 'rev_incident' order by id")
        assert kept == [("bookkeeping", '["delay"]'), ("payroll", '["none"]')]
        assert harness.rows("select value from answer where question = 'rev_grave'") == [('["none"]',)]


async def test_going_on_is_decided_for_all_only_where_it_is_advised_for_each(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        count = await begin_long_review(harness)
        talk = count.talk
        for said in ("3 ; 96 ; 9", "2 ; 0,5 ; 2"):
            await talk.say(said)
        for _ in range(20):
            if "je conseille" in talk.see():
                break
            wish = next(wish for words, wish in USUAL_ANSWERS.items() if words in talk.see())
            # The provider of the second task is less trusted.
            low = "Paie" in talk.see() and "Étape 2" in talk.see()
            await talk.press("1" if low else wish[1:])
        assert "je conseille" in talk.see() and not talk.has("On continue pour les")


async def test_a_red_figure_takes_an_action_and_says_so_kindly(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = (await begin_long_review(harness)).talk
        await talk.say("3 ; 96 ; 60")
        assert "La cause la plus probable" in talk.see()
        await talk.press("Entrées en retard")
        await talk.say("2 ; 9 ; 2")
        await talk.press("Volume inattendu")
        for _ in range(20):
            if "Qu’est-ce qu’on améliore" in talk.see():
                break
            known = [wish for words, wish in USUAL_ANSWERS.items() if words in talk.see()]
            await talk.press(known[0][1:])
        assert "« Délai de situation mensuelle » est hors cible : il lui faut une action" in talk.see()
        assert "Quelques idées" in talk.see() and not talk.has("Passer")
        await talk.say("Fixer un calendrier de fourniture")
        await talk.press("Moi")
        assert "Je n’ai pas reconnu" not in await talk.say("31 février")
        assert re.search(r"Février n’a que 2[89] jours en 20\d\d\.", talk.see())
        assert "C’est trop tôt : au plus tôt le" in await talk.say("hier")
        await talk.press(" 20")
        # The other red figure has no action yet: the second is asked for at once, and may not be passed over either.
        assert "« Bulletins rectifiés » est hors cible : il lui faut une action" in talk.see()
        assert not talk.has("Passer") and "Une autre action ?" not in talk.history()
        await talk.say("Relire les bulletins à deux")
        await talk.press("Le prestataire")
        await talk.press(" 20")
        assert "Une autre action ?" in talk.see()


async def test_what_was_passed_over_in_a_review_reads_so_and_leaves_nothing_to_complete(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = (await begin_long_review(harness)).talk
        for said in ("3 ; 96 ; 9", "2 ; 0,5 ; 2"):
            await talk.say(said)
        await talk.press("En bonne voie")
        await talk.press("Aucun pour les")
        await talk.press("Passer")
        await talk.say("/modifier")
        await talk.press("1. Les chiffres")
        assert "Ce qui n’était pas écrit : passé" in talk.see()
        assert "préciser" not in talk.see()
        assert "Votre réponse : passé" in await talk.press(_numbered(talk.see(), "Ce qui n’était pas écrit"))


def _numbered(shown: str, title: str) -> str:
    return next(line.split(".")[0] for line in shown.split("\n") if title in line)
