"""Makes specifications from rows: each frozen version, and the document as the answers stand now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.content.answers_file import answers_from_json, answers_to_json, second_look_from_json, second_look_to_json
from bot.project.prepared_amendments import as_frozen, numbers_for, to_take
from bot.store import VersionRow
from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import Path, path_of
from domain.questionnaire.values import Value
from domain.specification.document import Specification, specification
from domain.specification.editions import (
    OWN,
    Audience,
    Change,
    Edition,
    JournalEntry,
    PreparedAmendment,
    VersionAmendment,
    is_draft,
)
from domain.specification.project import project_of
from domain.versions.differences import differences
from domain.versions.versions import amendment_rank, kind, next_number, next_signed


def snapshot(form: Form, given: Mapping[Key, Value], prior: Mapping[Key, Value]) -> dict[str, Any]:
    """An answers file that gives the same document again: the answers and the third party's."""
    return answers_to_json(form, given) | {"second_look": second_look_to_json(prior)}


@dataclass(frozen=True)
class Editions:
    """The versions of one project, oldest first; `calendar` gives the calendar around an instant."""

    form: Form
    rows: Sequence[VersionRow]
    calendar: Callable[[datetime], Calendar]
    prepared: Sequence[PreparedAmendment] = ()
    """Every amendment that reviews prepared."""

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(row.number for row in self.rows)

    def row(self, version_id: int) -> VersionRow | None:
        return next((row for row in self.rows if row.id == version_id), None)

    def frozen(self, row: VersionRow) -> Specification:
        """The document of a version, with its date; from the first signature on, the edition that was signed."""
        before = Editions(self.form, [other for other in self.rows if other.id < row.id], self.calendar)
        audience = OWN if is_draft(row.number) else Audience("signature")
        path = self._path(row)
        amendment = as_frozen(before.amendment(path, row.number, row.made_at, row.reason), row)
        edition = Edition(row.number, history=before.history(), amendment=amendment, reason=row.reason)
        return specification(project_of(path), self.calendar(row.made_at), edition, audience)

    def current(self, path: Path, now: datetime, audience: Audience = OWN) -> Specification:
        """The document as it stands now: the last version if nothing changed since, else the next one, pending."""
        changes = self.changes(path, now)
        last = self.rows[-1] if self.rows else None
        same = last is not None and not changes
        number = last.number if last and same else next_number(self.numbers, changes)
        history = self.history()[:-1] if same else self.history()
        amendment = None if same else self.amendment(path, number, now, None)
        edition = Edition(number, pending=not same, history=history, amendment=amendment)
        return specification(project_of(path), self.calendar(now), edition, audience)

    def changes(self, path: Path, now: datetime, since: VersionRow | None = None) -> tuple[Change, ...]:
        """The changes of the document since a version, by default the last one."""
        old = since or (self.rows[-1] if self.rows else None)
        if old is None:
            return ()
        before = specification(project_of(self._path(old)), self.calendar(old.made_at))
        return differences(self.form, before, specification(project_of(path), self.calendar(now)))

    @property
    def waiting(self) -> tuple[PreparedAmendment, ...]:
        """The prepared amendments the next signed version will take."""
        return to_take(self.prepared, self.rows)

    @property
    def next_numbers(self) -> tuple[int, ...]:
        """The numbers of the amendments the next signed version would bear."""
        return numbers_for(self.waiting, self.prepared, self.rows)

    def alone(self, path: Path, now: datetime, one: PreparedAmendment) -> Specification:
        """A document with one prepared amendment only, to be read before it is signed."""
        last = self.rows[-1] if self.rows else None
        today, day = self.calendar(now), self._day(last) if last else None
        amendment = VersionAmendment(
            (one.number,), last.number if last else None, day, (), one.why, today.today, (one,)
        )
        edition = Edition(next_signed(self.numbers), pending=True, amendment=amendment)
        found = specification(project_of(path), today, edition)
        return replace(found, sections=("cover", "amendment"))

    def history(self) -> tuple[JournalEntry, ...]:
        return tuple(JournalEntry(row.number, self._day(row), row.reason, kind(row.number)) for row in self.rows)

    def amendment(self, path: Path, number: str, now: datetime, reason: str | None) -> VersionAmendment | None:
        """What the version `number` changes to the last one; None for a version without amendment."""
        if amendment_rank(number) is None or not self.rows:
            return None
        last = self.rows[-1]
        changes = self.changes(path, now)
        today = self.calendar(now).today
        return VersionAmendment(self.next_numbers, last.number, self._day(last), changes, reason, today, self.waiting)

    def _day(self, row: VersionRow) -> date:
        return self.calendar(row.made_at).today

    def _path(self, row: VersionRow) -> Path:
        return path_of(
            self.form, answers_from_json(row.answers, self.form), second_look_from_json(row.answers, self.form)
        )
