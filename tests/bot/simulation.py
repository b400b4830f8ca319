"""A simulation of the bot without a network: its decisions on a real database, under a clock the test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.app import App
from bot.clock import _claim_due
from bot.content.answers_file import read
from bot.conversation.exchange import AUDIT, Exchange
from bot.conversation.incoming import Command, Incoming, Membership, Press, Text
from bot.conversation.outcome import DeliveryMarks, Outcome
from bot.conversation.sessions import Session
from bot.project import jobs
from bot.store import Store, Tx
from bot.store.tables import outbox, planned
from bot.telegram.encode import Encoder
from bot.workdays import calendar_of
from domain.questionnaire.values import to_json
from tests.bot.conversation import plain
from tests.bot.walk_memory import WalkMemory, walked_once
from tests.paris import PARIS
from tests.shipped_form import shipped_form

ANSWERS = Path(__file__).parents[1] / "documents" / "answers"
CLAIRE, OPERATOR = 4_001, 9_001
RHYTHM = {"review_frequency": "monthly", "review_day": "bd5", "review_time": "t0930", "spec_start": "2026-12-01"}
START = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
Json = dict[str, Any]


class Simulation:
    """The bot's decisions with a clock a test sets; `inbox` is what went out, by chat; `last_labels`: those of
    the last buttons shown; `memory`: the walks that need not be walked again."""

    def __init__(self, store: Store, memory: WalkMemory | None = None) -> None:
        self.store, self.now, self.update, self.memory = store, START, 0, memory
        form = shipped_form()
        zone = ZoneInfo("Europe/Paris")
        self.app = App(store, form, Encoder(form), lambda: self.now, calendar_of, str, zone, (OPERATOR,))
        self.inbox: list[tuple[int, str, list[str]]] = []
        self.buttons: dict[str, str] = {}
        self.last_labels: list[str] = []

    @walked_once
    def write_finished_file(self, chat_id: int = CLAIRE, **answers: Any) -> int:
        """Write the file of a person who has finished the interview; their project."""
        form = shipped_form()
        given = {key: to_json(value) for key, value in read(ANSWERS / "atelier_brindille.json", form)[0].items()}
        given |= {(name, None): value for name, value in (RHYTHM | answers).items() if value is not None}

        def write(tx: Tx) -> int:
            tx.person(chat_id, self.now)
            project = tx.project(chat_id, self.now)
            row = tx.interviews.of(project, AUDIT, self.now, form.version)
            for (question, item), value in given.items():
                tx.add_answer(project, row.id, question, item, value, form.version, self.now)
            tx.interviews.save_state(row.id, {"queue": []}, self.now, self.now)
            return project

        project = self.store.run_sync(write)
        self.say("/rappels", chat_id)
        return project

    def exchange(self, tx: Tx, chat_id: int = CLAIRE) -> Exchange:
        found = tx.begin_file(chat_id, self.now)
        session = Session(found.project, found.version)
        return Exchange(self.app.context, tx, Incoming(0, chat_id), self.now, found.person, session)

    def say(self, text: str, chat_id: int = CLAIRE) -> str:
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            return self._handle(Command(self._next(), chat_id, 1, name=name, argument=argument))
        return self._handle(Text(self._next(), chat_id, 1, text=text))

    def press(self, label: str, chat_id: int = CLAIRE) -> str:
        """Press the last button shown whose label contains `label`."""
        found = [data for words, data in reversed(self.buttons.items()) if label in words]
        assert found, f"no button « {label} » among {list(self.buttons)}"
        return self._handle(Press(self._next(), chat_id, 77, query_id="1", data=found[0]))

    def block(self, blocked: bool = True, chat_id: int = CLAIRE) -> None:
        self._handle(Membership(self._next(), chat_id, reachable=not blocked))

    @walked_once
    def at(self, moment: datetime, rounds: int = 20) -> list[tuple[int, str]]:
        """Set the clock to that instant and tick until nothing is due; the messages, with their chats."""
        self.now = moment
        for _ in range(rounds):
            if not self.tick():
                break
        return self.new_messages()

    def tick(self) -> int:
        planned, rows, _ = self.store.run_sync(_claim_due, self.now, 200, False)
        for one in planned:
            self._out(self.store.run_sync(self.app._due, one))
        for row in rows:
            self._show(row.chat_id, row.payload)
            self._delete(row.id)
        return len(planned) + len(rows)

    @walked_once
    def until(self, end: datetime, step: timedelta = timedelta(minutes=30)) -> list[tuple[datetime, int, str]]:
        """Let time pass until that instant; each message with the instant it was sent."""
        said = []
        while self.now < end:
            # Straight to the first step at which anything is due: the others would find nothing to do.
            quiet = (min(self._next_due(), end) - self.now - timedelta(microseconds=1)) // step
            moment = self.now + step * (1 + max(0, quiet))
            said += [(moment, chat, text) for chat, text in self.at(moment)]
        return said

    def _next_due(self) -> datetime:
        """When the next planned job or waiting message falls due."""
        firsts = select(func.min(planned.c.due_at)), select(func.min(outbox.c.not_before))
        due = self.store.run_sync(lambda tx: [tx._connection.scalar(first) for first in firsts])
        return min((at for at in due if at), default=datetime.max.replace(tzinfo=UTC))

    def new_messages(self) -> list[tuple[int, str]]:
        """The messages since the last call."""
        found, self.inbox = self.inbox, []
        return [(chat, text) for chat, text, _ in found]

    def planned_jobs(self) -> list[tuple[str, Any, datetime]]:
        """Kind, item and due time of each planned job."""
        rows = self.store.run_sync(lambda tx: tx.planned.of_project(tx.project(CLAIRE, self.now)))
        return [(row.kind, jobs.item_from_json(row.kind, row.item), row.due_at) for row in rows]

    def _handle(self, incoming: Incoming) -> str:
        before, sessions = len(self.inbox), self.app.sessions
        session = sessions.take(incoming.chat_id)
        outcome, session = self.store.run_sync(self.app._handle, incoming, DeliveryMarks(), session)
        sessions.put(incoming.chat_id, session)
        self._out(outcome)
        said, self.inbox = self.inbox[before:], self.inbox[:before]
        return "\n".join(text for _, text, _ in said)

    def _out(self, outcome: Outcome) -> None:
        for saying in outcome.sayings:
            self._show(saying.chat_id, saying.payload)
            self._delete(saying.id)

    def _delete(self, outbox_id: int) -> None:
        self.store.run_sync(lambda tx: tx.outbox.delete([outbox_id]))

    def _show(self, chat_id: int, calls: list[Json] | Json) -> None:
        # A document is prepared elsewhere: its row says what to prepare.
        for call in calls if isinstance(calls, list) else ():
            rows = call.get("reply_markup", {}).get("inline_keyboard", [])
            for row in rows:
                for button in row:
                    self.buttons.pop(plain(button["text"]), None)
                    self.buttons[plain(button["text"])] = button.get("callback_data", "")
            if "text" in call:
                labels = [plain(button["text"]) for row in rows for button in row]
                self.last_labels = labels or self.last_labels
                self.inbox.append((chat_id, plain(call["text"]), labels))

    def _next(self) -> int:
        self.update += 1
        return self.update


def paris(year: int, month: int, day: int, hour: int = 10, minute: int = 30) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)
