"""What happens to a file at random: what somebody presses, types, edits and sends, and what another process writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from sqlalchemy import select

from bot.conversation.exchange import AUDIT
from bot.conversation.incoming import Command, EditedText, Incoming, Press, Text
from bot.conversation.outcome import Outcome
from bot.store import InterviewRow, Tx
from bot.store.tables import interview
from domain.assessment.second_look import FIELDS
from tests.bot.simulation import CLAIRE

COMMANDS = ("start", "retour", "corriger", "pause", "reprendre", "dossier", "revue", "rappels", "priorites", "aide")
TEXTS = ("5", "2 h", "Maison Tulipe", "40 %", "1er juin 2027", "oui", "passer", "pas un bouton", "12, 3 h, 400", "98")
SIDES, TASKS = (("third", 1), ("sealed", 5)), ("bookkeeping", "payroll")


class Somebody:
    """Somebody who presses what they see, also what they saw before, types, edits and sends commands."""

    def __init__(self, random: Random, chat_id: int) -> None:
        self.random, self.chat_id = random, chat_id
        self.seen: list[str] = []
        self.now: list[str] = []

    def act(self, number: int) -> Incoming:
        what, chat = self.random.random(), self.chat_id
        if what < 0.75 and self.now:
            return Press(number, chat, 77, query_id="1", data=self.random.choice(self.now))
        if what < 0.82 and self.seen:
            return Press(number, chat, 77, query_id="1", data=self.random.choice(self.seen))
        if what < 0.86:
            return EditedText(number, chat, number - 2, text=self.random.choice(TEXTS))
        if what < 0.92:
            return Command(number, chat, number, name=self.random.choice(COMMANDS), argument="")
        return Text(number, chat, number, text=self.random.choice(TEXTS))

    def see(self, outcome: Outcome) -> None:
        shown = [call for saying in outcome.sayings if isinstance(saying.payload, list) for call in saying.payload]
        for call in shown:
            rows = call.get("reply_markup", {}).get("inline_keyboard", [])
            if data := [one["callback_data"] for row in rows for one in row if "callback_data" in one]:
                self.now = data
                self.seen += data


# --- what another process writes in Claire's file between two of her turns


def show_again(tx: Tx, row: InterviewRow, now: datetime) -> None:
    tx.interviews.save_state(row.id, None, row.closed_at, now)


def close(tx: Tx, row: InterviewRow, now: datetime) -> None:
    # A review is only closed by its last answer.
    if row.occasion == AUDIT:
        tx.interviews.save_state(row.id, {"queue": []}, now, now)


def add_prior(tx: Tx, row: InterviewRow, now: datetime) -> None:
    """What a second look leaves in the file, and what a later date leaves in a review."""
    notes = [[f"{side}_{name}", task, note] for side, note in SIDES for task in TASKS for name in FIELDS]
    tx.interviews.add_prior(row.id, [["next_review", None, "2027-02-05"], ["third_look", None, "1"], *notes])


def rename(tx: Tx, row: InterviewRow, now: datetime) -> None:
    project = tx.project(CLAIRE, now)
    name = f"Fleurs d’Ada {tx.counts()['answer']}"
    tx.add_answer(project, row.id, "profile_company_name", None, name, row.form_version, now)


WRITES = (show_again, close, add_prior, rename)


def write_beside(tx: Tx, write: Callable[[Tx, InterviewRow, datetime], None], which: float, now: datetime) -> None:
    """Write in one of Claire's interviews."""
    found = tx.open_file(CLAIRE)
    if found is None:
        return
    ids = tx._connection.scalars(select(interview.c.id).where(interview.c.project_id == found.project)).all()
    if ids:
        write(tx, tx.interviews.by_id(sorted(ids)[int(which * len(ids))]), now)
