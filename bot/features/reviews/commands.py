"""Opens a review for a period, resumes it, and shows a closed one again (`closing.py`).
Rules: `docs/rules/revue.md §1, §7, §8, §10`. A review is an interview that exists once per project and period.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.conversation.callback_data import number_named, period_named
from bot.conversation.document_request import DocumentRequest, Kind
from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Sheet
from bot.features.navigation.commands import BOARD, resume
from bot.features.provider import provider_survey
from bot.features.reviews.closing import say_summary
from bot.project import appointments, jobs
from bot.project.jobs import ReviewOpening
from bot.project.prepared_amendments import tell_reviews
from bot.project.review_file import OCCASION, due_period, opening_entries, path_through, review_of, reviews, to_rows
from bot.store import InterviewRow
from domain.calendar.periods import Period
from domain.calendar.rhythm import next_dates, next_period
from domain.questionnaire.display import question_text
from domain.questionnaire.input import replies as say
from domain.questionnaire.path import Path
from domain.reviews.texts import day, of_period, the_period
from domain.specification.project import project_of

MOST_RESUMED = 3
"""Unfinished reviews that /revue shows, at most, the latest first."""
MINUTES = {
    "chat": DocumentRequest(Kind.MINUTES, "chat"),
    "pdf": DocumentRequest(Kind.MINUTES),
    "docx": DocumentRequest(Kind.MINUTES, "docx"),
    "provider": DocumentRequest(Kind.MINUTES, reader="provider"),
}
"""Suffix of a button's action → the document it asks for, without the number of the review."""


def _is_finished(exchange: Exchange, path: Path) -> bool:
    """Whether the file has been finished once; a contradiction raised since does not prevent reviews."""
    over = exchange.audit.closed_at is not None or path.first_open(path.known) is None
    return over and path.refusal is None


def _period(row: InterviewRow) -> Period:
    return Period.parse(str(row.period))


def _last_closed(exchange: Exchange) -> InterviewRow | None:
    closed = [row for row in reviews(exchange.tx, exchange.project) if row.closed_at is not None]
    return closed[-1] if closed else None


# --- opening


def menu(exchange: Exchange) -> Outcome:
    """Show the review under way, the last one held, the next date, and the one that can begin."""
    if (refused := too_early(exchange)) is not None:
        return refused
    rows = reviews(exchange.tx, exchange.project)
    begun = [row for row in rows if row.closed_at is None]
    last, words = _last_closed(exchange), exchange.context.form.words
    ask: tuple[tuple[str, Mapping[str, str]], ...] = ()
    said = words["review.none_held"]
    if last is not None and last.closed_at is not None:
        held = last.closed_at.astimezone(exchange.zone).date()
        said = words["review.last_held"].format(period=of_period(_period(last)), date=day(held))
    if missed := _missed_period(exchange, rows):
        said += " " + words["review.not_held"].format(period=of_period(missed))
    if begun:
        said = words["review.under_way"].format(period=of_period(_period(begun[-1])))
    actions: list[tuple[Action, ...]] = [(_resume_button(row),) for row in begun[: -MOST_RESUMED - 1 : -1]]
    rhythm = appointments.usual_rhythm(exchange)
    period = due_period(rhythm, exchange.calendar.today, _period(last) if last else None)
    if period is None:
        said = _before_start(exchange)
    elif not begun and all(row.period != str(period) for row in rows):
        asked = question_text(project_of(exchange.path()), ("rev_open", None))
        ask = (("review.to_hold", {"period": of_period(period), "ask": asked}),)
        actions.append((Action("button.review_now", f"review:now={period}", "primary"),))
    if last is not None:
        actions.append((Action("button.review_last", f"review:last={last.id}"),))
    actions += provider_survey.button_row(exchange, str(begun[-1].period) if begun else None)
    values = {"last": said, "next": day(_next(exchange, _period(last) if last else None).date())}
    return exchange.show(Sheet((("review.menu", values), *ask), (*actions, (BOARD,))))


def _missed_period(exchange: Exchange, rows: Sequence[InterviewRow]) -> Period | None:
    """The period of the last appointment if it was missed and its review is not begun; None otherwise."""
    settled = [
        one for one in exchange.tx.appointments.of_project(exchange.project) if one.state in ("missed", "closed")
    ]
    last = max(settled, key=lambda one: Period.parse(one.period).first, default=None)
    held = any(row.period == last.period for row in rows) if last else True
    return None if last is None or last.state == "closed" or held else Period.parse(last.period)


def _resume_button(row: InterviewRow) -> Action:
    values = {"period": of_period(_period(row))}
    return Action("button.review_resume", f"review:open={row.period}", "primary", values=values)


def _before_start(exchange: Exchange) -> str:
    """The sentence that says when the service starts and what the first review is about."""
    rhythm, words = appointments.usual_rhythm(exchange), exchange.context.form.words
    return words["review.before_start"].format(start=day(rhythm.start), period=the_period(next_period(None, rhythm)))


def begin_now(exchange: Exchange) -> Outcome:
    """« Faire le point maintenant »: begin a review unless another one is under way."""
    begun = [row for row in reviews(exchange.tx, exchange.project) if row.closed_at is None]
    if begun and begun[-1].period != exchange.argument:
        said = {"period": of_period(_period(begun[-1]))}
        return exchange.show(Notice("review.finish_first", said, ((_resume_button(begun[-1]),),)))
    return open_review(exchange, exchange.argument)


def too_early(exchange: Exchange) -> Outcome | None:
    """The notice that says why there is nothing to review yet; None if there is."""
    path = exchange.path()
    if not project_of(path).retained_tasks:
        return exchange.again("review.no_task")
    return None if _is_finished(exchange, path) else exchange.again("review.not_yet")


def _next(exchange: Exchange, last: Period | None) -> datetime:
    """When the next review opens, in the person's zone: as planned, else as the rhythm gives it."""
    planned = jobs.planned_jobs(exchange, ReviewOpening)
    if planned:
        return planned[0][1].astimezone(exchange.zone)
    return _following(exchange, last)


def _following(exchange: Exchange, last: Period | None) -> datetime:
    """When the rhythm places the review after that period, in the person's zone."""
    due = next_dates(appointments.usual_rhythm(exchange), exchange.calendar, 1, after=exchange.now, last=last)[0]
    return due.at.astimezone(exchange.zone)


def open_named(exchange: Exchange) -> Outcome:
    """Open the review of the period the button names."""
    return open_review(exchange, exchange.argument)


def open_review(exchange: Exchange, period: str) -> Outcome:
    """Begin the review of that period, resume it, or show its summary if it is closed.

    « Prêt ? » stands above the button just pressed and is not asked again.
    """
    if (refused := too_early(exchange)) is not None:
        return refused
    about = period_named(period)
    if about is None or about.first > exchange.calendar.today:
        return exchange.again("notice.outdated")
    row = review_of(exchange.tx, exchange.project, about)
    rhythm = appointments.usual_rhythm(exchange)
    if row is None and (
        exchange.calendar.today < rhythm.start or about.last_month.first < next_period(None, rhythm).first
    ):
        return exchange.show(Notice("review.too_soon", {"said": _before_start(exchange)}))
    if row is not None and row.closed_at is not None:
        return say_summary(exchange, row)
    if row is not None:
        exchange.switch_to(_dated_again(exchange, row))
        return resume(exchange)
    row = begin_review(exchange, about)
    exchange.tx.add_answer(exchange.project, row.id, "rev_open", None, True, row.form_version, exchange.now)
    exchange.tx.interviews.set_said(row.id, exchange.now)
    exchange.switch_to(row)
    return exchange.turn(say.Resume())


def _dated_again(exchange: Exchange, row: InterviewRow) -> InterviewRow:
    """The review, with a new date for the next one if the date it proposes is past: today if the next one is due."""
    said = project_of(path_through(exchange.tx, exchange.context.form, row)).text("next_review")
    today = exchange.calendar.today
    if not said or date.fromisoformat(said) >= today:
        return row
    one = appointments.current_appointment(exchange)
    waits = one is not None and Period.parse(one.period) > _period(row) and one.opens_at <= exchange.now
    at = today if waits else _following(exchange, _period(row)).date()
    exchange.tx.interviews.add_prior(row.id, [["next_review", None, at.isoformat()]])
    return exchange.tx.interviews.by_id(row.id)


def begin_review(exchange: Exchange, period: Period) -> InterviewRow:
    """Start a review of that period, with its opening entries and the provider's answers."""
    at = _following(exchange, period)
    entries = opening_entries(
        exchange.tx, exchange.project, exchange.path(), period, exchange.calendar, exchange.zone, at.date()
    )
    version = exchange.context.form.version
    row = exchange.tx.interviews.start(exchange.project, OCCASION, exchange.now, version, to_rows(entries), str(period))
    provider_survey.bring(exchange, row)
    tell_reviews(exchange.tx, exchange.project, exchange.context.form)
    return exchange.tx.interviews.by_id(row.id)


# --- read again


def last_minutes(exchange: Exchange) -> Outcome:
    """Show the summary of a closed review again."""
    row = _review_named(exchange)
    return say_summary(exchange, row) if row else exchange.again("notice.outdated")


def _review_named(exchange: Exchange) -> InterviewRow | None:
    """The closed review the button names, if it belongs to this person."""
    named = number_named(exchange.argument)
    row = None if named is None else exchange.tx.interviews.in_project(named, exchange.project)
    return row if row and row.occasion == OCCASION and row.closed_at is not None else None


def send_minutes(request: DocumentRequest) -> Callable[[Exchange], Outcome]:
    """A handler that puts the request for the minutes in the outbox, where a crash cannot lose it."""

    def prepare(exchange: Exchange) -> Outcome:
        row = _review_named(exchange)
        if row is None:
            return exchange.again("notice.outdated")
        wait = exchange.show(Notice("review.wait"))
        return wait + Outcome((exchange.saying("document", replace(request, number=row.id).to_json()),))

    return prepare
