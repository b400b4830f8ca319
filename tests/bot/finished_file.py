"""Writes a finished file straight into the store, without walking a hundred questions."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.store import Store, Tx
from domain.french.dates import add_months
from domain.questionnaire.form import Key
from domain.questionnaire.values import Value, to_json
from tests.bot.conversation import Conversation
from tests.interview_walk import hurried_interview

if TYPE_CHECKING:
    from tests.bot.server_harness import ServerHarness

START_DAY = 22
"""The provider's first day, two months ago: last month was their second one."""


@lru_cache
def finished_answers() -> dict[Key, Value]:
    """Two retained tasks, Comptabilité and Paie, with one indicator each."""
    given = dict(hurried_interview(spec_criteria="ok").interview.given)
    return {**given, **{("spec_turnaround", task): Decimal(10) for task in ("bookkeeping", "payroll")}}


def write_finished_file(harness: ServerHarness, talk: Conversation, **changed: Any) -> None:
    """Write the file of a new person; `changed`: answers by question, `question__item` in a loop."""
    this_month = harness.today().replace(day=1)
    started = add_months(this_month, -2).replace(day=START_DAY)
    given: dict[Key, Value] = {
        **finished_answers(),
        ("spec_start", None): started.isoformat(),
        ("profile_company_name", None): "Atelier Brindille",
        ("review_frequency", None): "monthly",
    }
    for name, value in changed.items():
        question, _, item = name.partition("__")
        given[question, item or None] = value

    def write(tx: Tx) -> None:
        now = harness.moment()
        tx.person(talk.id, now)
        project = tx.project(talk.id, now)
        audit = tx.interviews.of(project, "audit", now, "test")
        for (question, item), value in given.items():
            tx.add_answer(project, audit.id, question, item, to_json(value), "test", now)
        tx.interviews.save_state(audit.id, {}, now, now)

    store = Store(harness.database_url)
    try:
        store.run_sync(write)
    finally:
        store.close_sync()
