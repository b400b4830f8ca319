"""One update of one person being handled: their rows, loaded in a transaction, and the ways to change and answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from bot.conversation import state
from bot.conversation.incoming import EditedText, Incoming, PlannedJob, Press, Text
from bot.conversation.outcome import LEASE, Outcome, Saying
from bot.conversation.sessions import Session
from bot.conversation.views import Encode, Place, Scene, Show
from bot.store import InterviewRow, Person, Tx
from domain.calendar.rhythm import instant
from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Form
from domain.questionnaire.input import replies as say
from domain.questionnaire.input.replies import Reply
from domain.questionnaire.interview import advance
from domain.questionnaire.path import Path
from domain.questionnaire.turn import Interview, Note, Resumption, Turn
from domain.questionnaire.values import to_json

AUDIT = "audit"
HOME = "FR"
"""Country assumed until the person gives theirs."""
CONSENTS = ("consent_data", "third_consent", "col_consent", "col_consent_late")
"""Questions whose answer is stored as a consent, with the text that was shown."""


@dataclass(frozen=True)
class Context:
    """What does not depend on the person: content, clock, encoder, and what the features do on each event."""

    form: Form
    encode: Encode
    now: Callable[[], datetime]
    calendar: Callable[[datetime, ZoneInfo, str], Calendar]
    """The calendar around an instant, for a zone and a country (`calendar_of` in `bot/workdays.py`)."""
    link: Callable[[str], str]
    """The address that opens the bot with this deep-link token."""
    zone: ZoneInfo
    """Zone assumed until the person gives theirs."""
    operators: tuple[int, ...]
    """Chat ids of the people who run the bot."""
    links: Mapping[str, Callable[[Exchange, str], Outcome]]
    """Prefix of a deep-link token → what it opens; the mappings below are those of `Feature`, all features together."""
    on_open: Mapping[str, Callable[[Exchange], Outcome]]
    on_answer: Mapping[str, Callable[[Exchange], Outcome]]
    on_close: Mapping[str, Callable[[Exchange], Outcome]]
    on_complete: Mapping[str, Callable[[Exchange], Outcome]]
    before_first: Mapping[str, Callable[[Exchange], Outcome]]
    erasures: tuple[Callable[[Exchange], None], ...]


@dataclass
class Exchange:
    """A person and the interview they are in, while one update is handled; every change goes through here."""

    context: Context
    tx: Tx
    incoming: Incoming
    now: datetime
    person: Person
    session: Session
    argument: str = ""
    """The argument of the action whose button was pressed."""

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.person.zone) if self.person.zone else self.context.zone
        self.calendar = self.calendar_at(self.now)
        self.switch_to(self._current() or self.audit)

    # --- interviews

    @property
    def project(self) -> int:
        return self.session.project

    def switch_to(self, row: InterviewRow) -> None:
        """Go on with this interview."""
        self.row, self.form = row, self.context.form.for_occasion(row.occasion)
        self.interview = self.load(row)
        current = None if row.occasion == AUDIT else row.id
        if current != self.person.current:
            self.tx.set_current(self.person.chat_id, current)
            self.person = replace(self.person, current=current)

    def load(self, row: InterviewRow) -> Interview:
        """The interview, read from its rows."""
        form = self.context.form.for_occasion(row.occasion)
        return self.session.load(self.tx, form, row)

    @cached_property
    def audit(self) -> InterviewRow:
        """The interview about the person's own company."""
        row = self.session.row(self.tx, self.session.audit)
        if row is None:
            row = self.tx.interviews.of(self.project, AUDIT, self.now, self.context.form.version)
            self.session.audit = row.id
        return row

    def _current(self) -> InterviewRow | None:
        """The interview the person is in; None for the audit and for a closed one."""
        if self.person.current is None:
            return None
        row = self.session.row(self.tx, self.person.current)
        row = row or self.tx.interviews.in_project(self.person.current, self.project)
        return row if row and row.closed_at is None else None

    def file(self) -> Interview:
        """The audit interview, whatever interview the person is in."""
        return self.interview if self.row.occasion == AUDIT else self.load(self.audit)

    def path(self) -> Path:
        """The path through the audit interview."""
        return self.file().path_in(self.context.form)

    # --- messages and turns

    @property
    def chat_id(self) -> int:
        return self.person.chat_id

    @property
    def place(self) -> Place:
        pressed = self.incoming.message_id if isinstance(self.incoming, Press) else None
        return Place(self.chat_id, pressed, self.person.card)

    def again(self, words: str) -> Outcome:
        """Show the sentence `words` (of `notice.*`), then the current question again."""
        return self.turn(say.Resume(), Note(words.removeprefix("notice.")))

    def turn(self, reply: Reply, *first: Note | Resumption, below: bool = False) -> Outcome:
        """Play one turn of the interview, save it, show it, and do what the features do on its events.

        `below`: even after a press, the screen is a new message rather than an edit of the one pressed.
        """
        before, was_open, is_new = self.interview, self.row.closed_at is None, self.row.state is None
        turn = advance(self.form, before, reply, self.calendar)
        turn = replace(turn, outputs=(*first, *turn.outputs))
        self._save(turn, before)
        # The questions answered, and the notes shown by choices that answer nothing.
        names = [question for (question, _), _ in turn.saved]
        names += [output.words for output in turn.outputs if isinstance(output, Note)]
        reactions = {name: self.context.on_answer.get(name) for name in names}
        first_words = sum((react(self) for react in reactions.values() if react), Outcome())
        by_press = isinstance(self.incoming, Press) and not below
        shown = self.show(Scene(self.row.id, before, turn, self.calendar, by_press), "screen")
        opening = self.context.on_open.get(self.row.occasion)
        if opening and is_new:
            shown += opening(self)
        closing = self.context.on_close.get(self.row.occasion)
        if closing and was_open and turn.interview.asking is None:
            shown += closing(self)
        ending = self.context.on_complete.get(self.row.occasion)
        if ending and before.asking is not None and turn.interview.asking is None:
            shown += ending(self)
        return first_words + shown

    def take(self, reply: Reply) -> Turn:
        """Play one turn and save it without showing it; the caller shows what it means."""
        before = self.interview
        turn = advance(self.form, before, reply, self.calendar)
        self._save(turn, before)
        return turn

    def _over(self, turn: Turn, before: Interview) -> datetime | None:
        """When the interview was closed; None if it is open.

        A finished audit stays closed while one of its answers is being changed, unless it ended in a refusal.
        """
        if turn.interview.asking is None:
            return self.row.closed_at or self.now
        if self.row.closed_at is None or self.row.occasion != AUDIT:
            return None
        return None if before.path_in(self.form).refusal else self.row.closed_at

    def _save(self, turn: Turn, before: Interview) -> None:
        tx, incoming = self.tx, self.incoming
        message = incoming.message_id if isinstance(incoming, Text | EditedText) else None
        last = None
        for (question, item), value in turn.saved:
            last = tx.add_answer(
                self.project, self.row.id, question, item, to_json(value),
                self.form.version, self.now, incoming.update_id, message,
            )  # fmt: skip
            if question in CONSENTS:
                shown = self.form.questions[question]
                text = f"{shown.text}\n{shown.help}"
                tx.add_consent(self.chat_id, value is True, text, self.form.version, self.now)
        self.interview = turn.interview
        screen, closed = state.dump(turn.interview), self._over(turn, before)
        tx.interviews.save_state(self.row.id, screen, closed, self.now)
        row = replace(self.row, state=screen, closed_at=closed, said_at=self.now)
        self.session.save(tx, row, turn.interview, last, changes=len(turn.saved) + 1)
        if self.person.paused_at is not None:
            tx.set_paused(self.chat_id, None)

    def show(self, show: Show, kind: str = "message") -> Outcome:
        """Save a message in this transaction; a new screen replaces one that is not delivered yet."""
        encoded = self.context.encode(show, self.place)
        if not encoded.calls:
            return Outcome(toast=encoded.toast)
        if kind == "screen":
            self.tx.outbox.unsay(self.chat_id, "screen")
        return Outcome((self.saying(kind, encoded.calls),), encoded.toast)

    def saying(self, kind: str, payload: Any) -> Saying:
        """Add a row to the outbox; another process may deliver it after the lease. Nobody waits for that of a job."""
        until, bulk = self.now + LEASE, isinstance(self.incoming, PlannedJob)
        number = self.tx.outbox.say(self.chat_id, kind, payload, self.now, until, bulk)
        return Saying(number, self.chat_id, kind, payload, until, bulk=bulk, card=self.person.card)

    def tell(self, chat_id: int, show: Show) -> None:
        """Send a message to another chat; it leaves at the clock's next tick."""
        calls = self.context.encode(show, Place(chat_id, None, None)).calls
        self.tx.outbox.say(chat_id, "message", calls, self.now, bulk=True)

    def calendar_at(self, at: datetime) -> Calendar:
        """The person's calendar around an instant."""
        return self.context.calendar(at, self.zone, self.person.country or HOME)

    def zone_of(self, chat_id: int) -> ZoneInfo:
        """The zone of any person, for dates shown to them or written in their file."""
        if chat_id == self.chat_id:
            return self.zone
        zone = self.tx.zone(chat_id)
        return ZoneInfo(zone) if zone else self.context.zone

    def at(self, day: date, hour: int) -> datetime:
        """The instant of that hour of that day, in the person's zone."""
        return instant(day, time(hour), self.zone)
