"""Reviews as a person holds them: all well in a few presses, and everything that can go otherwise."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from domain.calendar.periods import Period
from domain.french.dates import read_date
from domain.reviews.texts import day, of_period
from tests.bot.finished_file import write_finished_file
from tests.bot.review_conversation import USUAL_ANSWERS, answer_review, begin_review, press_reminder, reviewer
from tests.bot.server_harness import running_bot

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_month_when_all_is_well_takes_a_few_presses(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await reviewer(harness)
        await talk.say("/revue")
        assert "Aucun point n’a encore été fait" in talk.see()
        assert "C’est l’heure du point sur Comptabilité et Paie" in talk.see()
        await talk.press("Faire le point maintenant")
        assert "Étape 1 sur 4" in talk.see()
        assert "encore 3 min" in talk.see()
        # Two of them pass over what was not written, which the first review alone asks.
        assert await answer_review(talk, "1") <= 19
        said = talk.history().split("Le point est clos")[1]
        assert said.count("🟢 dans la cible") == 2 and "cible 3,5 jours ouvrés" in said
        assert "Confiance : vous 88" in said and "Décision : on continue" in said and "Prochain point" in said
        # It is planned, and frozen.
        assert harness.rows("select count(*) from planned where kind = 'review'") == [(1,)]
        await talk.say("/revue")
        assert "s’est tenu le" in talk.see() and talk.has("Dernier compte rendu")
        await talk.press("Dernier compte rendu")
        assert "Décision : on continue" in talk.see()


async def test_a_figure_off_its_target_asks_for_a_cause_an_action_and_gives_advice_with_two_reasons(
    database_url: str,
) -> None:
    async with running_bot(database_url) as harness:
        talk = await reviewer(harness)
        await begin_review(talk)
        asked: list[str] = []

        async def through_red() -> None:
            wishes = {
                "La cause la plus probable": "→Méthode du prestataire",
                "Qu’est-ce qu’on améliore": "Revoir ensemble <b>trois</b> cas, délai sous 3 jours",
                "Qui s’en charge": "→Le prestataire",
                "Une autre action ?": "→Non",
                "La raison, en une phrase": "Un mois ne fait pas une tendance",
            }
            known = [*wishes.items(), *USUAL_ANSWERS.items()]
            for _ in range(60):
                shown = talk.see()
                if "Le point est clos" in talk.history():
                    return
                asked.append(shown)
                if "Pour quand" in shown:
                    assert not any("Passer" in label for label in talk.buttons())
                    await talk.press(next(label for label in talk.buttons() if "20" in label))
                    continue
                wish = next((wish for words, wish in known if words in shown), "8")
                await (talk.press(wish[1:]) if wish.startswith("→") else talk.say(wish))

        await through_red()
        said = talk.history().split("Le point est clos")[1]
        assert "🔴" in said and "À améliorer : Délai médian" in said
        assert "trois</b> cas" in said and "le prestataire" in said
        advice = next(shown for shown in asked if "je conseille" in shown)
        assert "continuer, avec vigilance (« Délai médian" in advice and "n’est pas dans la cible, la" in advice
        assert "la confiance est solide)" in advice
        # The action comes back at the next review, with its owner and its date.
        harness.next_month(24)
        await talk.until(lambda: "C’est l’heure du point" in talk.history())
        await begin_review(talk)
        for _ in range(30):
            if "où en est-on" in talk.see():
                break
            shown = talk.see()
            wish = next((wish for words, wish in USUAL_ANSWERS.items() if words in shown), "1")
            await (talk.press(wish[1:]) if wish.startswith("→") else talk.say(wish))
        assert "trois</b> cas" in talk.see() and "(le prestataire, pour le" in talk.see()
        assert "le mois dernier : 8 jours ouvrés" in talk.history()


async def test_a_review_begins_without_a_word_of_resuming_and_resumes_at_its_first_question(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await reviewer(harness)
        assert "On reprend" not in await begin_review(talk)
        assert "On reprend : étape 1, question 1." in await talk.say("/reprendre")
        await talk.say("2")
        assert "On reprend : étape 1, question 2." in await talk.say("/reprendre")


async def test_a_figure_nobody_measured_says_why_and_last_months_value_is_one_press(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await reviewer(harness)
        await begin_review(talk)
        await talk.press("Non mesuré")
        assert "Pourquoi n’est-ce pas mesuré" in talk.see()
        await talk.press("Oubli")
        await answer_review(talk, "2")
        assert "non mesuré" in talk.history().split("Le point est clos")[1]
        harness.next_month(24)
        await begin_review(talk)
        assert "pas encore mesuré" in talk.see() and not talk.has("Identique")
        await talk.say("2")
        assert talk.has("Identique : 2 jours ouvrés")
        assert "2 jours ouvrés" in await talk.press("Identique") and "Où en êtes-vous" in talk.see()


async def test_a_value_a_hundred_times_last_months_is_asked_back(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await reviewer(harness)
        await begin_review(talk)
        await talk.say("400")
        assert "J’ai compris 400 jours ouvrés. C’est bien cela" in talk.see()
        await talk.press("Non, je corrige")
        assert "quelle valeur pour" in talk.see()
        await talk.say("4")
        assert "n’est pas dans la cible" in talk.see()


async def test_late_answers_go_to_their_own_period_and_a_closed_review_does_not_change(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await reviewer(harness)
        await begin_review(talk)
        old = talk.card()
        harness.next_month(24)
        await press_reminder(harness, talk)
        assert harness.rows("select count(*) from interview where occasion = 'review'") == [(2,)]
        await talk.press("Non mesuré", old)
        assert "Pourquoi n’est-ce pas mesuré" in talk.see()
        await talk.press("Oubli")
        await answer_review(talk, "2")
        first, second = harness.rows(
            "select closed_at is not null from interview where occasion = 'review' order by id"
        )
        assert (bool(first[0]), bool(second[0])) == (True, False)
        # What it said is known to the one already under way.
        await talk.say("/revue")
        # It was begun from a reminder: « Prêt ? » was answered there.
        await talk.press("Reprendre le point")
        await talk.say("2")
        assert "le mois dernier : 2 jours ouvrés" in talk.see()
        await talk.press("Non mesuré", old)
        assert "Ce point est clos" in talk.history().split("Le point est clos")[1]


async def test_a_review_exists_once_per_period_and_only_for_a_finished_file(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        new = harness.conversation("Denis")
        await new.say("/start")
        await new.say("/revue")
        assert "Choisissez d’abord" in new.history()
        talk = await reviewer(harness)
        await begin_review(talk)
        await talk.say("/revue")
        await talk.press("Reprendre le point")
        assert "quelle valeur pour" in talk.see()
        assert harness.rows("select count(*) from interview where occasion = 'review'") == [(1,)]


async def test_a_review_under_way_is_resumed_before_another_is_begun_at_will(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await reviewer(harness)
        await begin_review(talk)
        begun = of_period(Period.holding(harness.today()).shift(-1))
        harness.next_month(24)
        await talk.say("/revue")
        assert f"Le point {begun} est commencé" in talk.see() and not talk.has("Faire le point maintenant")
        assert f"Le point {begun} est déjà commencé" in await press_reminder(harness, talk, "now")
        await talk.press("Reprendre le point")
        assert "quelle valeur pour" in talk.see()
        assert harness.rows("select count(*) from interview where occasion = 'review'") == [(1,)]


async def test_a_review_ended_late_never_gives_a_next_date_that_is_past(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await reviewer(harness)
        await begin_review(talk)
        harness.moment.offset = timedelta(days=45)
        await talk.say("/revue")
        await talk.press("Reprendre le point")
        await answer_review(talk, "2")
        said = re.findall(r"Prochain point : ([^.]+)\.", talk.history().replace("\u00a0", " "))[-1]
        (given,) = read_date(said, harness.today()).values[:1]
        assert given >= harness.today()


async def test_before_the_service_starts_there_is_a_date_and_no_review(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        start = harness.today() + timedelta(days=40)
        talk = await reviewer(harness, spec_start=start.isoformat())
        await talk.say("/revue")
        assert f"Démarrage : le {day(start)}. Le premier point portera sur" in talk.see()
        assert not talk.has("Faire le point maintenant")
        assert "Un peu de patience" in await press_reminder(harness, talk, "now")
        assert harness.rows("select count(*) from interview where occasion = 'review'") == [(0,)]


async def test_erasing_everything_takes_the_review_under_way_along(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await reviewer(harness)
        await begin_review(talk)
        await talk.say("2")
        old = talk.card()
        await talk.say("/supprimer")
        await talk.press("Effacer mes données")
        await talk.press("Oui, tout effacer")
        assert harness.rows("select count(*) from interview where occasion = 'review'") == [(0,)]
        await talk.press("Non mesuré", old)
        assert "effacé" in talk.history() or "ancien" in talk.history()


async def test_the_board_says_where_every_indicator_stands(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await reviewer(harness)
        await talk.say("/tableau")
        assert "2 indicateurs suivis, aucun dans la cible. Rien n’est encore mesuré" in talk.see()
        await begin_review(talk)
        await answer_review(talk, "1")
        await talk.press("Tableau de bord")
        said = talk.history().rpartition("Tableau de bord")[2]
        assert said.count("🟢") == 2 and "Tout ce qui est mesuré est dans la cible" in said
        await talk.until(lambda: any("photo" in message for message in talk.bot_messages))
        await talk.press("📈")
        await talk.until(lambda: "période par période" in str(talk.bot_messages[-1].get("caption")))
        assert talk.bot_messages[-1]["photo"]
        harness.moment.offset = timedelta(days=120)
        await talk.say("/tableau")
        assert talk.history().rpartition("Tableau de bord")[2].count("donnée périmée") == 2


async def test_stopping_gives_the_steps_with_their_dates(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = await reviewer(harness)
        await begin_review(talk)
        await answer_review(talk, "1", {"je conseille": "→On arrête proprement", "La raison": "Nous recrutons"})
        await talk.until(lambda: talk.history().count("Arrêter proprement : ") == 2)
        said = talk.history()
        assert said.count("Arrêter proprement : ") == 2 and "notifier par écrit" in said and "à convenir" in said


async def test_a_quarter_asks_for_three_months_the_cost_and_the_vision(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        today = harness.today()
        past = (today - timedelta(days=200)).replace(day=1)
        write_finished_file(harness, talk, review_frequency="quarterly", spec_start=past.isoformat())
        await begin_review(talk)
        wishes = {
            "Tout compris, combien vous a coûté": "850",
            "qu’en avez-vous vraiment fait": "→Ce que j’avais prévu",
            "Toujours vraie": "→Oui",
            "Qu’est-ce qui a bougé": "→Rien",
            "choisiriez-vous": "→5",
            "Répond-il quand": "→4",
            "Apporte-t-il": "→4",
            "est-il agréable": "→4",
        }
        await answer_review(talk, "2", wishes)
        assert "trimestre" in talk.history() and talk.history().count("quelle valeur pour") >= 2
        figures = harness.rows("select count(distinct item) from answer where question = 'rev_kpi_value'")
        assert figures == [(6,)]
        costs = harness.rows("select value from answer where question = 'qtr_full_cost'")
        assert [value for (value,) in costs] == ["850", "850"]
