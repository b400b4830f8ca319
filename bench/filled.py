"""Fills a database with finished files whose first reviews are all due at one instant."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from bot.app import App
from bot.content.answers_file import read
from bot.content.forms import load_form
from bot.conversation.exchange import AUDIT, Exchange
from bot.conversation.incoming import Incoming
from bot.conversation.sessions import Session
from bot.project import appointments
from bot.store import Store, Tx
from bot.store.encoding import encode
from bot.store.tables import answer
from bot.telegram.encode import Encoder
from bot.workdays import calendar_of
from domain.questionnaire.values import to_json

ANSWERS = Path(__file__).resolve().parents[1] / "tests" / "documents" / "answers" / "atelier_brindille.json"
RHYTHM = {"review_frequency": "monthly", "review_day": "bd5", "review_time": "t0930", "spec_start": "2026-12-01"}
FINISHED = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DUE = datetime(2027, 1, 8, 9, 45, tzinfo=UTC)
"""Just after the last review of that morning opens (they are spread over an hour): all are due."""
FIRST = 5_000_000_001


def fill(url: str, people: int) -> None:
    """Write finished files for chats `FIRST`, `FIRST + 1`…, and let the bot plan the reminders of each."""
    form, zone, store = load_form(), ZoneInfo("Europe/Paris"), Store(url)
    given = {key: to_json(value) for key, value in read(ANSWERS, form)[0].items()}
    given |= {(name, None): value for name, value in RHYTHM.items()}
    app = App(store, form, Encoder(form), lambda: FINISHED, calendar_of, str, zone)

    def write(tx: Tx) -> None:
        for chat_id in range(FIRST, FIRST + people):
            found = tx.begin_file(chat_id, FINISHED)
            person, project = found.person, found.project
            row = tx.interviews.of(project, AUDIT, FINISHED, form.version)
            shared = {"project_id": project, "interview_id": row.id, "wording": form.version, "at": FINISHED}
            tx._connection.execute(
                insert(answer),
                [
                    {**shared, "question": question, "item": item, "value": encode(value)}
                    for (question, item), value in given.items()
                ],
            )
            tx.interviews.save_state(row.id, {"queue": []}, FINISHED, FINISHED)
            appointments.plan(Exchange(app.context, tx, Incoming(0, chat_id), FINISHED, person, Session(project, 0)))

    try:
        store.migrate()
        store.run_sync(write)
    finally:
        store.close_sync()
