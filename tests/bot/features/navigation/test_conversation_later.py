"""Coming back after days or weeks, with the same form or another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.questionnaire.form import Form
from tests.bot.server_harness import (
    running_bot,
)
from tests.bot.whole_interview import accept_welcome, answer_interview
from tests.shipped_form import shipped_form

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def without(form: Form, *gone: str) -> Form:
    """The form with these questions removed."""
    sections = tuple(
        replace(section, questions=tuple(one for one in section.questions if one.id not in gone))
        for section in form.sections
    )
    return Form(**{**vars_of(form), "sections": sections})


def with_question(form: Form, like: str, new: str, text: str) -> Form:
    """The form with a copy of a question, under another name, right after it."""
    sections = []
    for section in form.sections:
        questions = []
        for one in section.questions:
            questions.append(one)
            if one.id == like:
                questions.append(replace(one, id=new, text=text))
        sections.append(replace(section, questions=tuple(questions)))
    return Form(**{**vars_of(form), "sections": tuple(sections)})


def vars_of(form: Form) -> dict[str, object]:
    return {name: getattr(form, name) for name in form.__dataclass_fields__ if form.__dataclass_fields__[name].init}


async def test_after_a_pause_of_weeks_and_a_restart_the_same_question_comes_back(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await talk.press("Passer")
        assert "on fait une pause" in await talk.say("/pause")
        await harness.close()
        harness.moment.offset += timedelta(weeks=6)
        await harness.open()
        seen = await talk.say("/reprendre")
        assert "On reprend : étape 1, question 2." in seen and "Dans quel domaine travaillez-vous" in seen
        await talk.press("Numérique, logiciel")
        assert "Combien êtes-vous" in talk.see()


async def test_typed_text_after_a_long_silence_is_proposed_as_the_answer_not_taken(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        harness.moment.offset += timedelta(days=20)
        seen = await talk.say("Maison Tulipe")
        assert "n’a pas été pris comme réponse" in seen
        assert harness.rows("select count(*) from answer where question = 'profile_company_name'") == [(0,)]
        await talk.press("Oui, Maison Tulipe")
        assert "Dans quel domaine travaillez-vous" in talk.see()


async def test_who_came_back_and_sees_the_question_is_answered_at_once(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        harness.moment.offset += timedelta(days=20)
        await talk.say("/reprendre")
        await talk.say("Maison Tulipe")
        assert "Dans quel domaine travaillez-vous" in talk.see()


async def test_a_question_added_meanwhile_is_asked_in_its_place(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await talk.press("Passer")
        await talk.say("/pause")
        await harness.close()
        await harness.open(
            with_question(shipped_form(), "profile_company_name", "profile_second_name", "Et son nom d’usage ?")
        )
        seen = await talk.say("/start")
        assert "On reprend" in seen and "Dans quel domaine travaillez-vous" in seen
        await talk.press("Numérique, logiciel")
        assert "Et son nom d’usage" in talk.see()


async def test_a_question_removed_while_it_was_on_screen_gives_way_to_the_next(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await talk.press("Passer")
        old = talk.card()
        await harness.close()
        await harness.open(without(shipped_form(), "profile_sector"))
        assert "Combien êtes-vous" in await talk.press("Numérique, logiciel", old)
        seen = await talk.say("/reprendre")
        assert "On reprend" in seen and "Combien êtes-vous" in seen


async def test_a_section_removed_while_its_answers_were_being_corrected_does_no_harm(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await answer_interview(talk, lambda talk: "Récapitulatif" in talk.see())
        await talk.say("/modifier")
        assert harness.relais is not None
        [(state,)] = harness.rows("select state from interview")
        await harness.close()
        store = harness.relais
        assert store is None and "correcting" in state
        await harness.open(without(shipped_form(), "profile_company_name", "profile_customers"))
        assert await talk.say("/reprendre")
        assert "imprévu" not in talk.see()
