"""The files of the people in conversation, kept in memory as their last update here left them.

A session is believed while its project has the version it knows: whoever changes what a project holds raises it.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace

from bot.conversation import state
from bot.conversation.stored_answers import answers_after, given_of, prior_of
from bot.store import InterviewRow, Tx
from domain.questionnaire.form import Form
from domain.questionnaire.turn import Interview

MOST = 1000
"""Sessions in memory; the one used longest ago goes first."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An interview as stored, and the id of its last answer."""

    row: InterviewRow
    interview: Interview
    last: int


@dataclass
class Session:
    """The interviews of a project read so far, at a version of the project.

    `current`: those that are as stored; of the others only the answers after the last one known are read.
    """

    project: int
    version: int
    audit: int | None = None
    """The id of the interview about the person's own company."""
    loaded: dict[int, Loaded] = field(default_factory=dict)
    current: set[int] = field(default_factory=set)
    changes: int = 0
    """Rows written in this transaction that the session knows of."""
    only_mine: bool = True
    """Whether these are all."""

    def at(self, version: int) -> Session:
        """A copy for a transaction that finds the project at this version."""
        current = set(self.current) if version == self.version else set()
        return Session(self.project, version, self.audit, dict(self.loaded), current)

    def row(self, tx: Tx, interview_id: int | None) -> InterviewRow | None:
        """The row of an interview, if it is known."""
        self._notice(tx)
        return self.loaded[interview_id].row if interview_id in self.current else None

    def load(self, tx: Tx, form: Form, row: InterviewRow) -> Interview:
        """The interview of that row.

        It is known from then on, unless it is another project's, whose version says nothing here, or something was
        written before in this transaction: the row may have been read earlier.
        """
        self._notice(tx)
        known = self.loaded.get(row.id)
        if known and row.id in self.current:
            return known.interview
        # Answers of an earlier form are converted together: they may depend on each other.
        before = known if known and not form.heirs else None
        new, last = answers_after(tx, form, row.id, before.last if before else 0)
        answers = {**before.interview.given, **new} if before else new
        given = given_of(form, row, answers)
        interview = replace(state.load(row.state, given, form), prior=prior_of(form, row))
        if given is answers and self.only_mine and row.project_id == self.project:
            self.loaded[row.id] = Loaded(row, interview, last)
            self.current.add(row.id)
        return interview

    def save(self, tx: Tx, row: InterviewRow, interview: Interview, last: int | None, changes: int) -> None:
        """Know what was just stored in so many changes: the row, and the id of the last answer if there is one."""
        self.changes += changes
        self._notice(tx)
        known = self.loaded.get(row.id)
        if known and row.id in self.current:
            self.loaded[row.id] = Loaded(row, interview, last or known.last)
        else:
            self.loaded.pop(row.id, None)

    def end(self, tx: Tx) -> Session | None:
        """The session after the transaction; None if the project is gone."""
        self._notice(tx)
        # Each row raises the version by one.
        version = self.version + self.changes if self.only_mine else tx.version(self.project)
        return None if version is None else replace(self, version=version)

    def _notice(self, tx: Tx) -> None:
        """After a write the session does not know of, nothing is known to be as stored."""
        if tx.interviews.changes != self.changes:
            self.current.clear()
            self.changes, self.only_mine = tx.interviews.changes, False


class Sessions:
    """The latest sessions, by chat."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._sessions: OrderedDict[int, Session] = OrderedDict()

    def take(self, chat_id: int) -> Session | None:
        """Take a session out, for an update that will put it back; one that fails leaves none."""
        return self._sessions.pop(chat_id, None)

    def put(self, chat_id: int, session: Session | None) -> None:
        """Keep the session after an update."""
        if session is None:
            return
        self._sessions[chat_id] = session
        if len(self._sessions) > self._most:
            self._sessions.popitem(last=False)
