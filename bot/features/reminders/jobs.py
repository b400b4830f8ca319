"""Planned jobs that remind the person of a review, an action, a certificate, a pause, an unfinished interview."""

from __future__ import annotations

from datetime import date, timedelta

from bot.conversation.exchange import AUDIT, Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.navigation.commands import BOARD, RESUME
from bot.features.reminders import abandoned_reminders, action_reminders, certificate_reminders, review_reminders
from bot.features.reminders.abandoned_reminders import AFTER, KEPT, recalled_soon
from bot.features.reminders.buttons import REVIEW
from bot.features.reminders.pause import MENTIONS
from bot.project import jobs
from bot.project.appointments import BEFORE, current_appointment, nudges, rhythm_of, usual_rhythm
from bot.project.jobs import (
    AbandonedInterview,
    ActionReminder,
    CertificateReminder,
    DeadlineReminder,
    PauseMention,
    ReviewNudge,
    ReviewOpening,
)
from bot.project.review_file import OCCASION, review_under_way
from bot.store import Appointment
from domain.calendar.nudges import CERTIFICATE, action_nudges
from domain.calendar.rhythm import Rhythm
from domain.reviews.texts import day, owner
from domain.specification.project import project_of

OF_A_PLAN = ("halfway", "end")
"""The dated steps of a plan that are reviews; the others are things to do."""
GROUPING = timedelta(hours=6)
"""Reminders of certificates within this time are sent as one message."""


def _may_hear(exchange: Exchange) -> bool:
    return exchange.person.silent_at is None and exchange.person.reachable


# --- a review


def open_review(exchange: Exchange, job: ReviewOpening) -> Outcome:
    found = _expected_appointment(exchange, job.period)
    return review_reminders.say_open(exchange, *found) if found else Outcome()


def nudge_review(exchange: Exchange, job: ReviewNudge) -> Outcome:
    """Send a reminder before or after the opening of the review."""
    found = _expected_appointment(exchange, job.period)
    if found is None:
        return Outcome()
    one, rhythm = found
    say = review_reminders.say_before if job.stage in BEFORE else review_reminders.say_after
    return say(exchange, one, job.stage, rhythm)


def _expected_appointment(exchange: Exchange, period: str) -> tuple[Appointment, Rhythm] | None:
    """The current appointment and the rhythm, if it is of that period and the person wants reminders."""
    rhythm, one = rhythm_of(exchange), current_appointment(exchange)
    if rhythm is None or one is None or one.period != period or not _may_hear(exchange):
        return None
    return one, rhythm


# --- a pause, an interview left in the middle


def mention_pause(exchange: Exchange, job: PauseMention) -> Outcome:
    """Remind the person of their pause, unless they came back or want no reminder."""
    person = exchange.person
    if person.paused_at is None or not _may_hear(exchange):
        return Outcome()
    # After an outage the second reminder replaces the first.
    paused = person.paused_at.astimezone(exchange.zone).date()
    if job.which == "first" and exchange.calendar.today >= exchange.calendar.add(paused, MENTIONS["second"]):
        return Outcome()
    if _review_speaks(exchange):
        return Outcome()
    exchange.tell(exchange.chat_id, Notice(f"pause.{job.which}", actions=((RESUME,),)))
    return Outcome()


def _review_speaks(exchange: Exchange) -> bool:
    """Whether a review that is not begun has a reminder of its own today: one message is enough."""
    rhythm, one = rhythm_of(exchange), current_appointment(exchange)
    if rhythm is None or one is None or review_under_way(exchange.tx, exchange.project, one.period):
        return False
    days = [
        nudge.at.astimezone(exchange.zone).date() for nudge in nudges(exchange, one, rhythm) if nudge.id != "missed"
    ]
    return exchange.calendar.today in days


def mention_abandoned(exchange: Exchange, job: AbandonedInterview) -> Outcome:
    """Remind the person of an unfinished interview, unless they are in it, want none, or get another reminder soon.

    During a pause, or soon after their last answer, the reminder is planned again.
    """
    row, person = exchange.tx.interviews.in_project(job.interview, exchange.project), exchange.person
    if row is None or row.closed_at is not None or not _may_hear(exchange):
        return Outcome()
    if person.paused_at is not None:
        # A pause has reminders of its own; this one waits for its end.
        if exchange.now - person.paused_at < KEPT:
            jobs.plan(exchange, job, exchange.now + AFTER)
        return Outcome()
    again = (row.said_at or row.opened_at) + AFTER
    if again > exchange.now:
        jobs.plan(exchange, job, again)
        return Outcome()
    if row.occasion == AUDIT and exchange.load(row).given.get(("consent_data", None)) is not True:
        return Outcome()
    if row.occasion == OCCASION and recalled_soon(exchange, str(row.period)):
        return Outcome()
    exchange.tell(exchange.chat_id, abandoned_reminders.notice(exchange, row, abandoned_reminders.ways_on(row)))
    return Outcome()


# --- what a review decided


def recall_action(exchange: Exchange, job: ActionReminder) -> Outcome:
    """Remind of an action two working days before, on the day, and three after; of several due, only the last is sent.

    After an outage the due date named may be past; « aujourd’hui » is only said on the day itself.
    """
    reached = [
        one.id for one in action_nudges(job.due, usual_rhythm(exchange), exchange.calendar) if one.at <= exchange.now
    ]
    if not _may_hear(exchange) or reached[-1:] != [job.stage]:
        return Outcome()
    noted = action_reminders.open_action(exchange, job.action)
    if noted is None:
        return Outcome()
    who = exchange.context.form.words["action.who"].format(owner=owner(project_of(exchange.path()), noted))
    done = Action("button.action_done", f"action:done={action_reminders.button_name(job.action)}")
    stage = job.stage.removeprefix("action_")
    stage = "soon" if stage == "today" and job.due != exchange.calendar.today else stage
    exchange.tell(
        exchange.chat_id, Notice(f"action.{stage}", {"text": noted.text, "who": who, "due": day(job.due)}, ((done,),))
    )
    return Outcome()


def recall_deadline(exchange: Exchange, job: DeadlineReminder) -> Outcome:
    """Remind of a plan's dated step on its day or the working day after; later, the next review mentions it."""
    today, words = exchange.calendar.today, exchange.context.form.words
    if not _may_hear(exchange) or today > exchange.calendar.add(job.due, 1):
        return Outcome()
    project = project_of(exchange.path())
    values = {"task": project.short(job.task), "step": words[f"steps.{job.deadline}"], "due": day(job.due)}
    sentence = "action.step" if job.due == today else "action.step_late"
    actions = ((REVIEW,), (BOARD,)) if job.deadline in OF_A_PLAN else ()
    exchange.tell(exchange.chat_id, Notice(sentence, values, actions))
    return Outcome()


# --- certificates


def recall_certificates(exchange: Exchange, job: CertificateReminder) -> Outcome:
    """Remind in one message of every certificate due for one that day, each at its last stage."""
    batch = [job]
    for other, at in jobs.planned_jobs(exchange, CertificateReminder):
        if at <= exchange.now + GROUPING:
            jobs.drop_one(exchange, other)
            batch.append(other)
    if not _may_hear(exchange):
        return Outcome()
    order = [stage for stage, _ in CERTIFICATE]
    stages: dict[tuple[str, date], str] = {}
    for one in sorted(batch, key=lambda one: order.index(one.stage)):
        stages[f"{one.task}/{one.certificate}", one.due] = one.stage
    due_still = [key for key in stages if certificate_reminders.is_due(exchange, *key)]
    found = dict(sorted(due_still, key=lambda key: (key[1], key[0])))
    if found:
        last = [stages[item, due] for item, due in found.items()]
        exchange.tell(exchange.chat_id, certificate_reminders.notice(exchange, found, last))
    return Outcome()
