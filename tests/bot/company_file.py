"""Writes the finished file of a published company straight into the store, without walking the interview."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.store import Tx
from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Gap, Value, from_json, to_json
from tests.bot.conversation import Conversation
from tests.shipped_form import shipped_form

if TYPE_CHECKING:
    from tests.bot.server_harness import ServerHarness

ANSWERS = Path(__file__).parents[1] / "documents" / "answers"


def company_answers(form: Form, company: str, today: date, **changed: Any) -> dict[Key, Value]:
    """The answers of a published company and what the interview needs besides; the service starts in three months."""
    raw = json.loads((ANSWERS / f"{company}.json").read_text("utf-8"))["answers"]
    found: dict[Key, Value] = {}
    for question, value in raw.items():
        items = value if form.questions[question].for_each else {None: value}
        found.update({(question, item): from_json(one) for item, one in items.items()})
    days = {"spec_start": today + timedelta(days=90), "spec_offers_deadline": today + timedelta(days=60)}
    found |= {(question, None): day.isoformat() for question, day in days.items() if (question, None) in found}
    found |= {(question, None): value for question, value in changed.items()}
    usual: dict[str, Value] = {"info": True, "recap": True, "yes_no": True, "contradiction": "intended"}
    while step := path_of(form, found).first_open(found):
        found[step.key] = usual.get(step.question.type, Gap.SKIPPED)
    return found


async def write_answers(harness: ServerHarness, talk: Conversation, given: dict[Key, Value]) -> None:
    """Answer these questions of the person's own file, in the store."""
    form = shipped_form()

    def write(tx: Tx) -> None:
        moment = harness.moment()
        tx.person(talk.id, moment)
        project = tx.project(talk.id, moment)
        interview = tx.interviews.of(project, "audit", moment, form.version)
        for (question, item), value in given.items():
            tx.add_answer(project, interview.id, question, item, to_json(value), form.version, moment)
        tx.interviews.save_state(interview.id, {}, None, moment)

    assert harness.relais is not None
    await harness.relais.store.run(write)


async def owner(harness: ServerHarness, company: str = "valserine_conseil", **changed: Any) -> Conversation:
    """A person whose file is finished."""
    talk = harness.conversation("Claire")
    await write_answers(harness, talk, company_answers(shipped_form(), company, harness.today(), **changed))
    return talk
