"""Reads and writes a project's reviews: which exist, the entries they start from, what they leave to later ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.exchange import AUDIT
from bot.conversation.stored_answers import entries_of, given_in, prior_of
from bot.store import InterviewRow, Tx
from domain.calendar.periods import Period
from domain.calendar.rhythm import Rhythm, instant, next_period
from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import Path, path_of
from domain.questionnaire.values import Value, to_json
from domain.reviews.figures.monthly_record import TAKEN_AS, entries_for_review
from domain.reviews.opening import (
    RECEIVED,
    TOLD_DONE,
    Entry,
    aims_then,
    certificate_dues,
    certificate_entries,
    entries_left,
    opening,
)
from domain.specification.project import Project, project_of

OCCASION, RECORD = "review", "reading"
"""Occasions of a review, and of the figures of a month between two quarterly reviews."""
CERTIFICATE = "rev_compliance_docs"


def reviews(tx: Tx, project: int) -> list[InterviewRow]:
    """Every review of the project, oldest period first."""
    rows = [row for row in tx.interviews.of_occasion(project, OCCASION) if row.period]
    return sorted(rows, key=lambda row: Period.parse(str(row.period)))


def review_of(tx: Tx, project: int, period: Period) -> InterviewRow | None:
    """The review of that period; None if it is not opened."""
    return next((row for row in reviews(tx, project) if row.period == str(period)), None)


def review_under_way(tx: Tx, project: int, period: str) -> InterviewRow | None:
    """The review of that period if it is open; None otherwise."""
    row = review_of(tx, project, Period.parse(period))
    return row if row and row.closed_at is None else None


def path_through(tx: Tx, form: Form, row: InterviewRow) -> Path:
    """The path through a review, closed or not."""
    asked = form.for_occasion(OCCASION)
    return path_of(asked, given_in(tx, asked, row), prior_of(asked, row))


def _earlier_entries(tx: Tx, project: int, form: Form, before: Period) -> Iterator[Entry]:
    """What reviews closed before that period leave to later ones."""
    for row in reviews(tx, project):
        if row.closed_at is not None and Period.parse(str(row.period)) < before:
            yield from _entries_left(tx, form, row)


def _entries_left(tx: Tx, form: Form, row: InterviewRow) -> tuple[Entry, ...]:
    asked = (question.id for section in form.for_occasion(OCCASION).sections for question in section.questions)
    return entries_left(Period.parse(str(row.period)), path_through(tx, form, row).known, asked)


def tell_later_reviews(tx: Tx, project: int, form: Form, row: InterviewRow) -> None:
    """Add what this review leaves to the later ones under way; their other entries stay as they are."""
    period, left = Period.parse(str(row.period)), to_rows(_entries_left(tx, form, row))
    for other in reviews(tx, project):
        if other.closed_at is None and Period.parse(str(other.period)) > period:
            tx.interviews.add_prior(other.id, left)


def note(tx: Tx, project: int, form: Form, row: InterviewRow, entry: list[object]) -> None:
    """Add an entry to a closed review and to the later ones under way."""
    tx.interviews.add_prior(row.id, [entry])
    tell_later_reviews(tx, project, form, tx.interviews.by_id(row.id))


def opening_entries(
    tx: Tx, project: int, file: Path, period: Period, calendar: Calendar, zone: ZoneInfo, next_day: date
) -> tuple[Entry, ...]:
    """The entries a review of that period starts from now; `zone`: of the person whose project it is."""
    form = file.form
    past = (*_earlier_entries(tx, project, form, period), *_certificate_entries(tx, project, form))
    told = [str(item).partition(" ")[2] for question, item, _ in past if question == "rev_kpi_value"]
    noted = entries_for_review(monthly_figures(tx, project, form), period.last_month, told)
    then = _files_by_month(tx, project, form, period, zone)
    told_done = ((TOLD_DONE, action, day) for action, day in notes_beside(tx, project, form, TOLD_DONE).items())
    return (
        *opening(project_of(file), period, calendar, next_day, past),
        *aims_then(project_of(file), then),
        *noted,
        *told_done,
    )


def _files_by_month(tx: Tx, project: int, form: Form, period: Period, zone: ZoneInfo) -> dict[Period, list[Project]]:
    """Month of the period → the file at its beginning and at its end, in that zone."""
    months = [Period(period.first).shift(count) for count in range(period.months)]

    def at(day: date) -> list[Project]:
        return file_at(tx, project, form, instant(day, time(), zone))

    return {month: at(month.first) + at(month.end) for month in months}


def file_at(tx: Tx, project: int, form: Form, moment: datetime) -> list[Project]:
    """The file as it was just before that instant; empty without a file."""
    rows = tx.interviews.of_occasion(project, AUDIT)
    return [project_of(path_of(form, given_in(tx, form, row, moment), prior_of(form, row))) for row in rows[:1]]


def monthly_figures(tx: Tx, project: int, form: Form) -> dict[Key, Value]:
    """Every monthly figure noted between reviews."""
    asked = form.for_occasion(RECORD)
    return {
        key: value
        for row in tx.interviews.of_occasion(project, RECORD)
        for key, value in path_of(asked, given_in(tx, asked, row), prior_of(asked, row)).known.items()
        if key[0] in TAKEN_AS
    }


# --- notes between two reviews, stored among the answers of the file


def keep_beside(tx: Tx, project: int, audit: InterviewRow, question: str, item: str, said: str, now: datetime) -> None:
    tx.add_answer(project, audit.id, question, item, said, audit.form_version, now)
    tx.interviews.set_said(audit.id, now)


def notes_beside(tx: Tx, project: int, form: Form, question: str) -> dict[str, str]:
    """Item → the latest note about it."""
    found = [
        [[name, item, said] for (name, item), said in tx.answers(row.id).items()]
        for row in tx.interviews.of_occasion(project, AUDIT)
    ]
    known = (entries_of(form, entries).items() for entries in found)
    return {str(item): str(said) for answers in known for (name, item), said in answers if name == question and item}


def keep_done(tx: Tx, project: int, audit: InterviewRow, action: str, day: date, now: datetime) -> None:
    """Store that an action is done, and tell the reviews under way."""
    keep_beside(tx, project, audit, TOLD_DONE, action, day.isoformat(), now)
    for row in reviews(tx, project):
        if row.closed_at is None:
            tx.interviews.add_prior(row.id, [[TOLD_DONE, action, day.isoformat()]])


def keep_received(tx: Tx, project: int, audit: InterviewRow, item: str, due: date, now: datetime) -> None:
    """Store that a certificate (« task/certificate ») was received between two reviews."""
    keep_beside(tx, project, audit, CERTIFICATE, f"{due} {item}", RECEIVED, now)


def _certificate_entries(tx: Tx, project: int, form: Form) -> Iterator[Entry]:
    for item in notes_beside(tx, project, form, CERTIFICATE):
        due, _, paper = item.partition(" ")
        yield from certificate_entries(paper, date.fromisoformat(due))


def certificates_due(tx: Tx, project: int, file: Path, start: date, today: date) -> dict[str, date]:
    """« task/certificate » → its next due date, soonest first."""
    form = file.form
    entries = [
        *_earlier_entries(tx, project, form, Period.holding(today).shift(1)),
        *_certificate_entries(tx, project, form),
    ]
    known = [str(value) for question, _, value in entries if question == "rev_start"]
    begun = date.fromisoformat(known[0]) if known else start
    return certificate_dues(project_of(file), begun, today - timedelta(1), entries)


def to_rows(entries: tuple[Entry, ...]) -> list[list[object]]:
    """The entries as an interview's row stores them."""
    return [[question, item, to_json(value)] for question, item, value in entries]


def open_review_state(tx: Tx, project: int, file: Path, calendar: Calendar, zone: ZoneInfo) -> Project:
    """The state of a review opened now: what all reviews so far say of the indicators followed."""
    period = Period.holding(calendar.today).shift(1)
    entries = opening_entries(tx, project, file, period, calendar, zone, calendar.today)
    return project_of(path_of(file.form.for_occasion(OCCASION), {}, {(q, item): value for q, item, value in entries}))


# --- when


def due_period(rhythm: Rhythm, today: date, last: Period | None) -> Period | None:
    """The period to review now: the last one over, or the current one if that is reviewed or before the start.

    None before the service and its first period start.
    """
    running = Period.holding(today, rhythm.frequency)
    over = running.shift(-running.months)
    first = next_period(None, rhythm)
    if today < rhythm.start or running.last_month < first:
        return None
    if over < first or (last is not None and over <= last):
        return running
    return over
