"""The review as a conversation: opened for a period, resumed, read again once closed (`closing.py`).

Rules: `docs/rules/revue.md §1, §7, §8, §10`. A review is an interview that exists once per project and period.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.conversation.document_request import DocumentRequest, Kind
from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Sheet
from bot.features.navigation.commands import BOARD, resume
from bot.features.provider import provider_survey
from bot.features.reviews.closing import say_summary
from bot.project import appointments, jobs
from bot.project.jobs import ReviewOpening
from bot.project.prepared_amendments import tell_reviews
from bot.project.review_file import OCCASION, due_period, kept, path_through, review_of, reviews, starting
from bot.store import InterviewRow
from domain.calendar.periods import Period
from domain.calendar.rhythm import following, next_dates
from domain.questionnaire import replies as say
from domain.questionnaire.display import question_text
from domain.questionnaire.path import Path
from domain.reviews.texts import day, of_period, the_period

MOST_RESUMED = 3
"""Reviews left in the middle that /revue shows, the latest first."""
MINUTES = {
    "chat": DocumentRequest(Kind.MINUTES, "chat"),
    "pdf": DocumentRequest(Kind.MINUTES),
    "docx": DocumentRequest(Kind.MINUTES, "docx"),
    "provider": DocumentRequest(Kind.MINUTES, reader="provider"),
}
"""What each button asks for, of a review still to be named."""


def _finished(visit: Visit, path: Path) -> bool:
    """True once the file has been gone through: a doubt raised since does not hold the reviews back."""
    over = visit.audit.closed_at is not None or path.first_open(path.project.answers) is None
    return over and path.refused is None


def _period(row: InterviewRow) -> Period:
    return Period.parse(str(row.period))


def _last_closed(visit: Visit) -> InterviewRow | None:
    closed = [row for row in reviews(visit.tx, visit.project) if row.closed_at is not None]
    return closed[-1] if closed else None


# --- opening


def menu(visit: Visit) -> Outcome:
    """Where the reviews stand: the one under way, the last one held, the next date, and one to begin."""
    if (refused := too_early(visit)) is not None:
        return refused
    rows = reviews(visit.tx, visit.project)
    begun = [row for row in rows if row.closed_at is None]
    last, words = _last_closed(visit), visit.around.form.words
    ask: tuple[tuple[str, Mapping[str, str]], ...] = ()
    said = words["review.none_held"]
    if last is not None and last.closed_at is not None:
        held = last.closed_at.astimezone(visit.zone).date()
        said = words["review.last_held"].format(period=of_period(_period(last)), date=day(held))
    if missed := _missed(visit, rows):
        said += " " + words["review.not_held"].format(period=of_period(missed))
    if begun:
        said = words["review.under_way"].format(period=of_period(_period(begun[-1])))
    actions: list[tuple[Action, ...]] = [(_resume_button(row),) for row in begun[: -MOST_RESUMED - 1 : -1]]
    rhythm = appointments.usual_rhythm(visit)
    period = due_period(rhythm, visit.calendar.today, _period(last) if last else None)
    if period is None:
        said = _before_start(visit)
    elif not begun and all(row.period != str(period) for row in rows):
        asked = question_text(visit.path().project, ("rev_open", None))
        ask = (("review.to_hold", {"period": of_period(period), "ask": asked}),)
        actions.append((Action("button.review_now", f"review:now={period}", "primary"),))
    if last is not None:
        actions.append((Action("button.review_last", f"review:last={last.id}"),))
    actions += provider_survey.button_row(visit, str(begun[-1].period) if begun else None)
    values = {"last": said, "next": day(_next(visit, _period(last) if last else None).date())}
    return visit.show(Sheet((("review.menu", values), *ask), (*actions, (BOARD,))))


def _missed(visit: Visit, rows: Sequence[InterviewRow]) -> Period | None:
    """The last appointment nobody came to, unless a later period was reviewed since, or that one is under way."""
    settled = [one for one in visit.tx.appointments.of_project(visit.project) if one.state in ("missed", "closed")]
    last = max(settled, key=lambda one: Period.parse(one.period).first, default=None)
    held = any(row.period == last.period for row in rows) if last else True
    return None if last is None or last.state == "closed" or held else Period.parse(last.period)


def _resume_button(row: InterviewRow) -> Action:
    values = {"period": of_period(_period(row))}
    return Action("button.review_resume", f"review:open={row.period}", "primary", values=values)


def _before_start(visit: Visit) -> str:
    """When the service starts, and what the first review will be about."""
    rhythm, words = appointments.usual_rhythm(visit), visit.around.form.words
    return words["review.before_start"].format(start=day(rhythm.start), period=the_period(following(None, rhythm)))


def begin_now(visit: Visit) -> Outcome:
    """« Faire le point maintenant »: never a second one beside one under way."""
    begun = [row for row in reviews(visit.tx, visit.project) if row.closed_at is None]
    if begun and begun[-1].period != visit.argument:
        said = {"period": of_period(_period(begun[-1]))}
        return visit.show(Notice("review.finish_first", said, ((_resume_button(begun[-1]),),)))
    return open_review(visit, visit.argument)


def too_early(visit: Visit) -> Outcome | None:
    """Why there is nothing to review yet, or None."""
    path = visit.path()
    if not path.project.retained:
        return visit.again("review.no_task")
    return None if _finished(visit, path) else visit.again("review.not_yet")


def _next(visit: Visit, last: Period | None) -> datetime:
    """When the next review is planned, where the person is; as the rhythm says while nothing is planned."""
    planned = jobs.planned(visit, ReviewOpening)
    if planned:
        return planned[0][1].astimezone(visit.zone)
    return _following(visit, last)


def _following(visit: Visit, last: Period | None) -> datetime:
    """When the rhythm has the review after that period, where the person is."""
    due = next_dates(appointments.usual_rhythm(visit), visit.calendar, 1, after=visit.now, last=last)[0]
    return due.at.astimezone(visit.zone)


def open_named(visit: Visit) -> Outcome:
    """The review of the period the button names."""
    return open_review(visit, visit.argument)


def open_review(visit: Visit, period: str) -> Outcome:
    """Begin the review of that period, go on with it, or show its minutes once it is closed.

    « Prêt ? » was asked above the button just pressed, and is not asked again.
    """
    if (refused := too_early(visit)) is not None:
        return refused
    try:
        about = Period.parse(period)
    except ValueError:
        return visit.again("notice.outdated")
    if about.first > visit.calendar.today:
        return visit.again("notice.outdated")
    row = review_of(visit.tx, visit.project, about)
    rhythm = appointments.usual_rhythm(visit)
    if row is None and (visit.calendar.today < rhythm.start or about.last_month.first < following(None, rhythm).first):
        return visit.show(Notice("review.too_soon", {"said": _before_start(visit)}))
    if row is not None and row.closed_at is not None:
        return say_summary(visit, row)
    if row is not None:
        visit.sit(_dated_again(visit, row))
        return resume(visit)
    row = begin_review(visit, about)
    visit.tx.add_answer(visit.project, row.id, "rev_open", None, True, row.form_version, visit.now)
    visit.sit(row)
    return visit.turn(say.Resume())


def _dated_again(visit: Visit, row: InterviewRow) -> InterviewRow:
    """A review gone on with after the day it gave for the next one: that day is today if the next one waits."""
    said = path_through(visit.tx, visit.around.form, row).project.text("next_review")
    today = visit.calendar.today
    if not said or date.fromisoformat(said) >= today:
        return row
    one = appointments.current(visit)
    waits = one is not None and Period.parse(one.period) > _period(row) and one.opens_at <= visit.now
    at = today if waits else _following(visit, _period(row)).date()
    visit.tx.interviews.add_prior(row.id, [["next_review", None, at.isoformat()]])
    return visit.tx.interviews.by_id(row.id)


def begin_review(visit: Visit, period: Period) -> InterviewRow:
    """A review of that period, with what it starts from."""
    at = _following(visit, period)
    entries = starting(visit.tx, visit.project, visit.path(), period, visit.calendar, visit.zone, at.date())
    version = visit.around.form.version
    row = visit.tx.interviews.start(visit.project, OCCASION, visit.now, version, kept(entries), str(period))
    provider_survey.bring(visit, row)
    tell_reviews(visit.tx, visit.project, visit.around.form)
    return visit.tx.interviews.by_id(row.id)


# --- read again


def last_minutes(visit: Visit) -> Outcome:
    """A closed review again."""
    row = _mine(visit)
    return say_summary(visit, row) if row else visit.again("notice.outdated")


def _mine(visit: Visit) -> InterviewRow | None:
    """The closed review the button names, if it is this person's."""
    if not visit.argument.isascii() or not visit.argument.isdecimal() or len(visit.argument) > 18:
        return None
    row = visit.tx.interviews.mine(int(visit.argument), visit.project)
    return row if row and row.occasion == OCCASION and row.closed_at is not None else None


def send_minutes(request: DocumentRequest) -> Callable[[Visit], Outcome]:
    """The minutes as a document: a row of the outbox, so that a crash loses nothing."""

    def prepare(visit: Visit) -> Outcome:
        row = _mine(visit)
        if row is None:
            return visit.again("notice.outdated")
        wait = visit.show(Notice("review.wait"))
        return wait + Outcome((visit.saying("document", replace(request, number=row.id).to_json()),))

    return prepare
