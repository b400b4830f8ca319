"""The review as a conversation: opened for a period, resumed, closed and frozen, read again.

Rules: `docs/rules/revue.md §1, §7, §8, §10`. A review is an interview that exists once per project and period.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Review, Sheet
from bot.features.document.menu import amendments_button
from bot.features.navigation import commands
from bot.features.provider import provider_reminders, provider_survey, score_disclosure
from bot.features.reminders import action_reminders
from bot.project import appointments
from bot.project.prepared_amendments import tell_reviews
from bot.project.review_file import OCCASION, closed_late, due_period, kept, path_through, review_of, reviews, starting
from bot.store import InterviewRow
from domain.calendar.periods import QUARTERLY, Period
from domain.calendar.rhythm import following, next_dates
from domain.questionnaire import replies as say
from domain.questionnaire.display import question_text
from domain.questionnaire.path import Path
from domain.reviews.minutes.minutes import minutes
from domain.reviews.rhythm.proposal import proposed
from domain.reviews.texts import day, of_period, the_period
from domain.specification.project import project_of

MOST_RESUMED = 3
"""Reviews left in the middle that /revue shows, the latest first."""
FORMATS = (
    *(("button.minutes_read", "chat"), ("button.pdf", "pdf"), ("button.docx", "docx")),
    ("button.minutes_provider", "provider"),
)


def _finished(visit: Visit, path: Path) -> bool:
    """True once the file has been gone through: a doubt raised since does not hold the reviews back."""
    over = visit.audit.closed_at is not None or path.first_open(path.known) is None
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
    actions: list[tuple[Action, ...]] = [(_resume(row),) for row in begun[: -MOST_RESUMED - 1 : -1]]
    rhythm = appointments.usual_rhythm(visit)
    period = due_period(rhythm, visit.calendar.today, _period(last) if last else None)
    if period is None:
        said = _before_start(visit)
    elif not begun and all(row.period != str(period) for row in rows):
        asked = question_text(visit.path().answers, ("rev_open", None))
        ask = (("review.to_hold", {"period": of_period(period), "ask": asked}),)
        actions.append((Action("button.review_now", f"review:now={period}", "primary"),))
    if last is not None:
        actions.append((Action("button.review_last", f"review:last={last.id}"),))
    actions += provider_survey.offered(visit, str(begun[-1].period) if begun else None)
    values = {"last": said, "next": day(_next(visit, _period(last) if last else None).date())}
    return visit.show(Sheet((("review.menu", values), *ask), (*actions, (commands.BOARD,))))


def _missed(visit: Visit, rows: Sequence[InterviewRow]) -> Period | None:
    """The last appointment nobody came to, unless a later period was reviewed since, or that one is under way."""
    settled = [one for one in visit.tx.appointments.of_project(visit.project) if one.state in ("missed", "closed")]
    last = max(settled, key=lambda one: Period.parse(one.period).first, default=None)
    held = any(row.period == last.period for row in rows) if last else True
    return None if last is None or last.state == "closed" or held else Period.parse(last.period)


def _resume(row: InterviewRow) -> Action:
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
        return visit.show(Notice("review.finish_first", said, ((_resume(begun[-1]),),)))
    return open_review(visit, visit.argument)


def too_early(visit: Visit) -> Outcome | None:
    """Why there is nothing to review yet, or None."""
    path = visit.path()
    if not project_of(path).retained:
        return visit.again("review.no_task")
    return None if _finished(visit, path) else visit.again("review.not_yet")


def _next(visit: Visit, last: Period | None) -> datetime:
    """When the next review is planned, where the person is; as the rhythm says while nothing is planned."""
    planned = visit.tx.planned.of_project(visit.project, "review")
    if planned:
        return planned[0].due_at.astimezone(visit.zone)
    return _following(visit, last)


def _following(visit: Visit, last: Period | None) -> datetime:
    """When the rhythm has the review after that period, where the person is."""
    due = next_dates(appointments.usual_rhythm(visit), visit.calendar, 1, after=visit.now, last=last)[0]
    return due.at.astimezone(visit.zone)


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
        return _said(visit, row)
    if row is not None:
        visit.sit(_dated_again(visit, row))
        return commands.resume(visit)
    row = _begun(visit, about)
    visit.tx.add_answer(visit.project, row.id, "rev_open", None, True, row.form_version, visit.now)
    visit.sit(row)
    return visit.turn(say.Resume())


def _dated_again(visit: Visit, row: InterviewRow) -> InterviewRow:
    """A review gone on with after the day it gave for the next one: that day is today if the next one waits."""
    said = project_of(path_through(visit.tx, visit.around.form, row)).text("next_review")
    today = visit.calendar.today
    if not said or date.fromisoformat(said) >= today:
        return row
    one = appointments.current(visit)
    waits = one is not None and Period.parse(one.period) > _period(row) and one.opens_at <= visit.now
    at = today if waits else _following(visit, _period(row)).date()
    visit.tx.interviews.add_prior(row.id, [["next_review", None, at.isoformat()]])
    return visit.tx.interviews.by_id(row.id)


def _begun(visit: Visit, period: Period) -> InterviewRow:
    at = _following(visit, period)
    entries = starting(visit.tx, visit.project, visit.path(), period, visit.calendar, at.date())
    version = visit.around.form.version
    row = visit.tx.interviews.start(visit.project, OCCASION, visit.now, version, kept(entries), str(period))
    provider_survey.bring(visit, row)
    tell_reviews(visit.tx, visit.project, visit.around.form)
    return visit.tx.interviews.by_id(row.id)


# --- closing


def closing(visit: Visit) -> Outcome:
    """The last answer is in: the review is frozen, its summary said, the next one planned."""
    visit.tx.set_current(visit.chat_id, None)
    row = score_disclosure.awaiting(visit, visit.row)
    closed_late(visit.tx, visit.project, visit.around.form, row)
    tell_reviews(visit.tx, visit.project, visit.around.form)
    _plan_next(visit, row)
    return _said(visit, row) + score_disclosure.closed(visit, row) + _other_rhythm(visit, row)


def _other_rhythm(visit: Visit, row: InterviewRow) -> Outcome:
    """After the last review to date, the rhythm it calls for: the person sees its dates, and accepts or not."""
    rhythm, words = appointments.rhythm_of(visit), visit.around.form.words
    later = any(_period(one) > _period(row) for one in reviews(visit.tx, visit.project))
    if rhythm is None or later:
        return Outcome()
    found = proposed(project_of(path_through(visit.tx, visit.around.form, row)), rhythm.frequency)
    if found is None:
        return Outcome()
    frequency, reasons = found
    keep = Action("button.reminders_keep", f"rappels:keep=frequency/{frequency}")
    if frequency == QUARTERLY:
        change = Action("button.reminders_quarterly", "rappels:try=frequency/quarterly", "primary")
        return visit.show(Notice("switch.quarterly", actions=((change,), (keep,))))
    change = Action("button.reminders_monthly", "rappels:try=frequency/monthly", "primary")
    why = ", ".join(words[f"switch_reason.{reason}"] for reason in reasons)
    return visit.show(Notice("switch.monthly", {"why": why}, ((change,), (keep,))))


def _plan_next(visit: Visit, row: InterviewRow) -> None:
    """The next appointment, on the day the person moved it to if they did; and reminders of what was promised."""
    project = project_of(path_through(visit.tx, visit.around.form, row))
    one = appointments.reviewed(visit, str(row.period))
    if one and (moved := project.text("rev_next_date")):
        appointments.move(visit, one, date.fromisoformat(moved))
    provider_reminders.plan(visit, str(row.period))
    action_reminders.after_review(visit, project)


def _said(visit: Visit, row: InterviewRow) -> Outcome:
    """The summary of each task, with the minutes a press away; then what a grave decision takes."""
    project = project_of(path_through(visit.tx, visit.around.form, row))
    found = minutes(project)
    read = tuple(Action(words, f"minutes:{format}={row.id}") for words, format in FORMATS)
    more = amendments_button(len(found.prepared_amendments))
    if any(task.renewal == "tender" for task in found.tasks):
        more = (*more, (Action("button.offers", "offers"),))
    shown = Outcome()
    for index, task in enumerate(found.tasks, 1):
        last = index == len(found.tasks)
        shown += visit.show(
            Review(project, found, task, (read[:1], read[1:3], read[3:], *more, (commands.BOARD,)) if last else ())
        )
    for task in found.tasks:
        if task.steps:
            shown += visit.show(Review(project, found, task, steps=True))
    return shown


def last_minutes(visit: Visit) -> Outcome:
    """A closed review again."""
    row = _mine(visit)
    return _said(visit, row) if row else visit.again("notice.outdated")


def _mine(visit: Visit) -> InterviewRow | None:
    """The closed review the button names, if it is this person's."""
    if not visit.argument.isascii() or not visit.argument.isdecimal() or len(visit.argument) > 18:
        return None
    row = visit.tx.interviews.mine(int(visit.argument), visit.project)
    return row if row and row.occasion == OCCASION and row.closed_at is not None else None


def _document(format: str) -> Callable[[Visit], Outcome]:
    """The minutes as a document: a row of the outbox, so that a crash loses nothing."""

    def prepare(visit: Visit) -> Outcome:
        row = _mine(visit)
        if row is None:
            return visit.again("notice.outdated")
        wait = visit.show(Notice("review.wait"))
        payload: dict[str, Any] = {"format": f"minutes:{format}={row.id}"}
        return wait + Outcome((visit.saying("document", payload),))

    return prepare


COMMANDS: Mapping[str, Callable[[Visit], Outcome]] = {"revue": menu}
ACTIONS: Mapping[str, Callable[[Visit], Outcome]] = {
    "review": menu,
    "review:now": begin_now,
    "review:open": lambda visit: open_review(visit, visit.argument),
    "review:last": last_minutes,
    **{f"minutes:{format}": _document(format) for _, format in FORMATS},
}
CLOSINGS: Mapping[str, Callable[[Visit], Outcome]] = {OCCASION: closing}
