"""The time one answer takes, beside the time the same database takes to commit one bare row."""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.timing import median_ms, ratio_line
from bot.app import App
from bot.content.forms import load_form
from bot.conversation.incoming import Incoming, Press, Text
from bot.conversation.outcome import DeliveryMarks
from bot.store import Store
from bot.telegram.encode import Encoder
from domain.calendar.workdays import Calendar
from domain.questionnaire.input import replies
from domain.questionnaire.interview import advance
from domain.questionnaire.turn import Interview

ROUNDS = 300
TODAY = Calendar(date(2026, 11, 24))


def lines() -> list[str]:
    """Lines for one turn of the machine alone, then for a message and a press with the database."""
    form = load_form()
    with tempfile.TemporaryDirectory() as folder:
        floor = _bare_commit(Path(folder) / "floor.db")
        store = Store(f"sqlite:///{folder}/bench.db")
        store.migrate()
        zone = ZoneInfo("Europe/Paris")
        app = App(store, form, Encoder(form), lambda: datetime.now(UTC), lambda *place: TODAY, str, zone)
        numbers = itertools.count(1)

        def handle(incoming: Incoming) -> None:
            store.run_sync(app._handle, incoming, DeliveryMarks())

        handle(Text(next(numbers), 1, 1, text="bonjour"))
        answer = median_ms(lambda: handle(Text(next(numbers), 1, 1, text="pas un bouton")), ROUNDS)
        press = median_ms(lambda: handle(Press(next(numbers), 1, 1, query_id="1", data="x0::")), ROUNDS)
        store.close_sync()
    turn = advance(form, Interview(), replies.Resume(), TODAY)
    machine = median_ms(lambda: advance(form, turn.interview, replies.Resume(), TODAY), ROUNDS)
    return [
        ratio_line("the machine, one turn", machine, "bare durable commit", floor),
        ratio_line("a typed message, to the commit", answer, "bare durable commit", floor),
        ratio_line("a press that changes nothing", press, "bare durable commit", floor),
    ]


def _bare_commit(path: Path) -> float:
    with sqlite3.connect(path, isolation_level=None) as bare:
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)")
        return median_ms(lambda: bare.execute("INSERT INTO row (text) VALUES ('x')"), ROUNDS)
