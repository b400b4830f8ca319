"""The use cases: load → decide → save, in one transaction. Knows no channel and no library but the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot import presses, state
from bot.incoming import Command, EditedText, Elsewhere, Failed, Incoming, Media, Membership, Press, Text
from bot.outcome import LEASE, Delivered, Outcome, Saying
from bot.show import Action, Encode, Notice, Place, Ranking, Scene, Show, Summary
from bot.store import InterviewRow, Person, Store, Tx
from domain import replies as say
from domain.form import Form
from domain.interview import advance
from domain.path import path_of
from domain.replies import Reply
from domain.turn import Interview, Note, Resumed, Turn
from domain.values import from_json, to_json
from domain.workdays import Calendar

AUDIT = "audit"
LONG_SILENCE = timedelta(hours=12)
"""After this long, typed text is proposed as the answer instead of being taken for it."""
CONSENT = "consent_data"


@dataclass
class _Visit:
    """One person's update being handled: their rows, loaded and locked."""

    tx: Tx
    incoming: Incoming
    now: datetime
    person: Person
    project: int
    row: InterviewRow
    interview: Interview
    calendar: Calendar

    @property
    def place(self) -> Place:
        pressed = self.incoming.message_id if isinstance(self.incoming, Press) else None
        return Place(self.incoming.chat_id, pressed, self.person.card)


class App:
    """Everything a person can do with the bot."""

    def __init__(
        self,
        store: Store,
        form: Form,
        encode: Encode,
        now: Callable[[], datetime],
        calendar: Callable[[datetime], Calendar],
    ) -> None:
        self.store, self.form, self.encode, self.now, self.calendar = store, form, encode, now, calendar
        self.commands: dict[str, Callable[[_Visit], Outcome]] = {
            "start": self._start,
            "reprendre": self._start,
            "retour": lambda visit: self._turn(visit, say.Back()),
            "modifier": lambda visit: self._turn(visit, say.Correct(None)),
            "pause": self._pause,
            "aide": self._help,
            "help": self._help,
            "dossier": self._dossier,
            "priorites": self._priorities,
            "document": self._document_menu,
            "mesdonnees": lambda visit: self._prepare(visit, "json"),
            "supprimer": self._ask_erase,
        }
        self.actions: dict[str, Callable[[_Visit], Outcome]] = {
            "help": self._help_open,
            "pause": self._pause,
            "resume": lambda visit: self._turn(visit, say.Resume(), Resumed()),
            "correct": lambda visit: self._turn(visit, say.Correct(None)),
            "document": self._document_menu,
            "matrix": self._picture,
            "erase": self._ask_again,
            "erase_now": self._erase,
            "erase_cancel": lambda visit: self._show(visit, Notice("erase.kept", in_place=True)),
        } | {f"document:{name}": self._preparing(name) for name in ("chat", "pdf", "docx")}
        self.actions |= {f"ranking:{side}": self._ranking(side) for side in ("reasons", "economy")}

    async def handle(self, incoming: Incoming, delivered: Delivered) -> Outcome:
        """Handle one update exactly once; what it says is saved with what it changes."""
        return await self.store.run(self._handle, incoming, delivered)

    def _handle(self, tx: Tx, incoming: Incoming, delivered: Delivered) -> Outcome:
        now = self.now()
        if not tx.claim(incoming.update_id, now):
            return Outcome()
        if isinstance(incoming, Elsewhere):
            return self._direct(incoming, Notice("private_only"))
        if isinstance(incoming, Membership | Failed) and not tx.known(incoming.chat_id):
            return self._direct(incoming, Notice("trouble")) if isinstance(incoming, Failed) else Outcome()
        person = tx.person(incoming.chat_id, now)
        if delivered.rows:
            tx.said(delivered.rows)
        if delivered.moved:
            tx.set_card(incoming.chat_id, delivered.card)
            person = replace(person, card=delivered.card)
        if isinstance(incoming, Membership):
            tx.set_reachable(incoming.chat_id, incoming.reachable)
            return Outcome()
        if not person.reachable:
            tx.set_reachable(incoming.chat_id, True)
        return self._dispatch(self._visit(tx, incoming, now, person))

    def _visit(self, tx: Tx, incoming: Incoming, now: datetime, person: Person) -> _Visit:
        project = tx.project(incoming.chat_id, now)
        row = tx.interview(project, AUDIT, now, self.form.version)
        known = set(self.form.questions)
        given = {key: from_json(raw) for key, raw in tx.answers(project).items() if key[0] in known}
        interview = state.load(row.state, given, self.form)
        return _Visit(tx, incoming, now, person, project, row, interview, self.calendar(now))

    def _dispatch(self, visit: _Visit) -> Outcome:
        incoming = visit.incoming
        if isinstance(incoming, Press):
            return self._press(visit, incoming)
        if isinstance(incoming, Command):
            command = self.commands.get(incoming.name)
            return command(visit) if command else self._show(visit, Notice("command_unknown"))
        if isinstance(incoming, EditedText):
            key = visit.tx.answered_by(visit.project, incoming.message_id or 0)
            known = key is not None and key[0] in self.form.questions
            return (
                self._turn(visit, say.Amend(key, incoming.text))
                if known and key
                else self._again(visit, "media.edited")
            )
        if isinstance(incoming, Media):
            return self._again(visit, f"media.{incoming.kind}")
        if isinstance(incoming, Text):
            return self._turn(visit, self._said(visit, incoming.text))
        return self._again(visit, "trouble") if isinstance(incoming, Failed) else Outcome()

    def _said(self, visit: _Visit, text: str) -> Reply:
        """Typed text answers what is on screen, unless the person was away."""
        before = visit.row.said_at or visit.row.opened_at
        away = visit.person.paused_at is not None or visit.now - before > LONG_SILENCE
        if visit.row.state is None:
            return say.Resume()
        return say.Return(text) if away else say.Say(text)

    def _press(self, visit: _Visit, press: Press) -> Outcome:
        pressed = presses.parse(press.data)
        if pressed is None:
            return self._again(visit, "notice.outdated")
        if pressed.verb == presses.NOTHING:
            return Outcome(toast=self.form.words["notice.calendar_day"])
        if pressed.verb == presses.ACTION:
            action = self.actions.get(pressed.argument)
            return action(visit) if action else self._again(visit, "notice.outdated")
        if pressed.interview != visit.row.id:
            return self._again(visit, "notice.erased_meanwhile")
        path = path_of(self.form, visit.interview.given)
        keys = [*(step.key for step in path.steps), *visit.interview.given]
        reply = presses.reply(pressed, keys)
        return self._turn(visit, reply) if reply else self._again(visit, "notice.outdated")

    # --- the interview

    def _start(self, visit: _Visit) -> Outcome:
        """The question in waiting; who had refused is asked for their consent again."""
        if visit.interview.given.get((CONSENT, None)) is False:
            return self._turn(visit, say.Edit((CONSENT, None)))
        return self._turn(visit, say.Resume(), Resumed())

    def _again(self, visit: _Visit, words: str) -> Outcome:
        """A sentence, then the question in waiting."""
        return self._turn(visit, say.Resume(), Note(words.removeprefix("notice.")))

    def _turn(self, visit: _Visit, reply: Reply, *first: Note | Resumed) -> Outcome:
        before = visit.interview
        turn = advance(self.form, before, reply, visit.calendar)
        turn = replace(turn, outputs=(*first, *turn.outputs))
        self._save(visit, turn)
        by_press = isinstance(visit.incoming, Press)
        return self._show(visit, Scene(visit.row.id, before, turn, visit.calendar, by_press), "screen")

    def _save(self, visit: _Visit, turn: Turn) -> None:
        tx, incoming = visit.tx, visit.incoming
        message = incoming.message_id if isinstance(incoming, Text | EditedText) else None
        for (question, item), value in turn.saved:
            tx.add_answer(
                visit.project, visit.row.id, question, item, to_json(value),
                self.form.version, visit.now, incoming.update_id, message,
            )  # fmt: skip
            if question == CONSENT:
                shown = self.form.questions[CONSENT]
                tx.add_consent(
                    incoming.chat_id,
                    value is True,
                    f"{shown.text}\n{shown.help}",
                    self.form.version,
                    visit.now,
                )
        visit.interview = turn.interview
        closed = visit.now if turn.interview.asking is None else None
        over = visit.row.closed_at or closed if closed else None
        tx.save_state(visit.row.id, state.dump(turn.interview), over, visit.now)
        if visit.person.paused_at is not None:
            tx.set_paused(incoming.chat_id, None)

    def _show(self, visit: _Visit, show: Show, kind: str = "message") -> Outcome:
        """Save what to say in the same transaction; a new screen takes the place of one not delivered yet."""
        encoded = self.encode(show, visit.place)
        if not encoded.calls:
            return Outcome(toast=encoded.toast)
        if kind == "screen":
            visit.tx.unsay(visit.incoming.chat_id, "screen")
        return Outcome((self._saying(visit, kind, encoded.calls),), encoded.toast)

    def _saying(self, visit: _Visit, kind: str, payload: Any) -> Saying:
        """In the outbox; another process may take it over once the lease is out."""
        chat_id = visit.incoming.chat_id
        return Saying(visit.tx.say(chat_id, kind, payload, visit.now, visit.now + LEASE), chat_id, kind, payload)

    def _direct(self, incoming: Incoming, notice: Notice) -> Outcome:
        pressed = incoming.message_id if isinstance(incoming, Press) else None
        return Outcome(direct=tuple(self.encode(notice, Place(incoming.chat_id, pressed, None)).calls))

    # --- around the interview

    def _pause(self, visit: _Visit) -> Outcome:
        visit.tx.set_paused(visit.incoming.chat_id, visit.now)
        again = ((Action("button.resume", "resume", "primary"),),)
        return self._show(visit, Notice("paused", actions=again, closes_card=True), "screen")

    def _help(self, visit: _Visit) -> Outcome:
        return self._show(visit, Notice("help.text", actions=((Action("button.resume", "resume", "primary"),),)))

    def _help_open(self, visit: _Visit) -> Outcome:
        """The same question with its help unfolded and an example."""
        turn = advance(self.form, visit.interview, say.Resume(), visit.calendar)
        scene = Scene(visit.row.id, visit.interview, turn, visit.calendar, by_press=True, help_open=True)
        return self._show(visit, scene, "screen")

    def _dossier(self, visit: _Visit) -> Outcome:
        path = path_of(self.form, visit.interview.given)
        return self._show(visit, Summary(path, visit.interview, visit.calendar.today))

    def _priorities(self, visit: _Visit) -> Outcome:
        """The ranking in words, then as a picture."""
        path = path_of(self.form, visit.interview.given)
        words = self._show(visit, Ranking(path))
        if not path.project.ranking().ranked:
            return words
        return Outcome((*words.sayings, self._saying(visit, "document", {"format": "matrix"})))

    def _picture(self, visit: _Visit) -> Outcome:
        return Outcome((self._saying(visit, "document", {"format": "matrix"}),))

    def _ranking(self, side: str) -> Callable[[_Visit], Outcome]:
        return lambda visit: self._show(visit, Ranking(path_of(self.form, visit.interview.given), side))

    # --- documents

    def _document_menu(self, visit: _Visit) -> Outcome:
        if not any(not self.form.questions[key[0]].silent and key[0] != CONSENT for key in visit.interview.given):
            return self._again(visit, "document.empty")
        actions = (
            (Action("button.read", "document:chat"),),
            (Action("button.pdf", "document:pdf"), Action("button.docx", "document:docx")),
        )
        return self._show(visit, Notice("document.menu", actions=actions))

    def _preparing(self, name: str) -> Callable[[_Visit], Outcome]:
        return lambda visit: self._prepare(visit, name)

    def _prepare(self, visit: _Visit, name: str) -> Outcome:
        """Say that it is being made; the document itself is a row of the outbox, so that a crash loses nothing."""
        wait = self._show(visit, Notice("data.wait" if name == "json" else "document.wait"))
        return Outcome((*wait.sayings, self._saying(visit, "document", {"format": name})))

    # --- erasure

    def _ask_erase(self, visit: _Visit) -> Outcome:
        keep = Action("button.erase_cancel", "erase_cancel")
        actions = ((Action("button.erase", "erase", "danger"),), (keep,))
        return self._show(visit, Notice("erase.ask", {"n": len(visit.interview.given)}, actions))

    def _ask_again(self, visit: _Visit) -> Outcome:
        actions = (
            (Action("button.erase_cancel", "erase_cancel"),),
            (Action("button.erase_now", "erase_now", "danger"),),
        )
        return self._show(visit, Notice("erase.sure", actions=actions, in_place=True))

    def _erase(self, visit: _Visit) -> Outcome:
        visit.tx.erase(visit.incoming.chat_id)
        return self._direct(visit.incoming, Notice("erase.done", {"n": len(visit.interview.given)}, in_place=True))
