"""What a person does about a reminder: put it off, stop it, say that the thing is done, or pause everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice
from bot.features.navigation.commands import pause as show_pause
from bot.features.navigation.commands import resume
from bot.features.reminders import action_reminders, certificate_reminders
from bot.features.reminders.buttons import RESTART
from bot.features.reminders.pause import plan_mentions
from bot.features.reminders.postponement import postpone, ways, ways_out
from bot.features.reminders.review_reminders import stop_reminders
from bot.project import appointments, jobs
from bot.project.appointments import current, moment, when
from bot.project.jobs import ActionReminder, CertificateReminder
from bot.project.review_file import OCCASION, keep_done, keep_received
from domain.calendar.nudges import FIRST_PAPER, MOST_SNOOZES

# --- a review


def snooze(visit: Visit) -> Outcome:
    """Put the review off, three times at most and never past the next one."""
    period, _, way = visit.argument.partition("/")
    rhythm, one = appointments.rhythm_of(visit), current(visit)
    if rhythm is None or one is None or one.period != period:
        return visit.show(Notice("rdv.settled", in_place=True))
    if one.snoozes >= MOST_SNOOZES:
        return visit.show(Notice("rdv.cancel_ask", actions=ways_out(visit, one, rhythm), in_place=True))
    at = next((one.at for one in ways(visit, one, rhythm) if one.id == way), None)
    if at is None:
        return visit.show(Notice("rdv.no_way", actions=ways_out(visit, one, rhythm), in_place=True))
    return postpone(visit, one, at, rhythm)


def cancel(visit: Visit) -> Outcome:
    """Not this time: the next one is planned."""
    one = current(visit)
    if one is None or one.period != visit.argument:
        return visit.show(Notice("rdv.settled", in_place=True))
    appointments.settle(visit, one, "cancelled")
    later = appointments.plan(visit)
    if later is None:
        return visit.show(Notice("rappels.stopped", actions=((RESTART,),), in_place=True))
    return visit.show(Notice("rdv.cancelled", when(visit, later), in_place=True))


def stop(visit: Visit) -> Outcome:
    stop_reminders(visit)
    return visit.show(Notice("rappels.stopped", actions=((RESTART,),), in_place=True))


def restart(visit: Visit) -> Outcome:
    """Reminders again, from the next review on."""
    visit.tx.set_silent(visit.chat_id, None)
    visit.person = replace(visit.person, silent_at=None)
    one = appointments.plan(visit)
    if one is None:
        return visit.show(Notice("rappels.not_yet", in_place=True))
    return visit.show(Notice("rappels.restarted", when(visit, one), in_place=True))


# --- a pause, an interview left in the middle


def pause(visit: Visit) -> Outcome:
    """A pause, mentioned twice at most."""
    plan_mentions(visit)
    return show_pause(visit)


def go_on(visit: Visit) -> Outcome:
    """Back to the question in waiting of their own file."""
    visit.sit(visit.audit)
    return resume(visit)


def leave_for_later(visit: Visit) -> Outcome:
    """Not now: they know the way back."""
    words = "left_open.later_review" if visit.argument == OCCASION else "left_open.later_audit"
    return visit.show(Notice(words, in_place=True))


# --- an action, a certificate


def mark_done(visit: Visit) -> Outcome:
    """Said between two reviews: no more reminder, and the next review says so when it asks where the action stands."""
    noted = action_reminders.open_action(visit, visit.argument)
    if noted is None:
        return visit.show(Notice("action.ended", in_place=True))
    keep_done(visit.tx, visit.project, visit.audit, noted.action.id, visit.calendar.today, visit.now)
    for job, _ in jobs.planned(visit, ActionReminder):
        if job.action == noted.action.id:
            jobs.drop_one(visit, job)
    return visit.show(Notice("action.done", {"text": noted.text}, in_place=True))


def mark_received(visit: Visit) -> Outcome:
    """It has come: noted, and the next one is planned; the others of the same message stay to be answered."""
    certificate, _, day = visit.argument.partition("/")
    try:
        due = date.fromisoformat(day)
    except ValueError:
        return visit.again("notice.outdated")
    now = certificate_reminders.next_dues(visit, visit.calendar.today)
    pressed = next((item for item in now if item.split("/")[1] == certificate), None)
    if pressed is None or not certificate_reminders.is_due(visit, pressed, due):
        return visit.show(Notice("papers.settled", in_place=True))
    keep_received(visit.tx, visit.project, visit.audit, pressed, due, visit.now)
    certificate_reminders.plan(visit)
    until = visit.calendar.add(visit.calendar.today, FIRST_PAPER)
    after = certificate_reminders.next_dues(visit, visit.calendar.today)
    left = {item: due for item, due in after.items() if due <= until}
    about = certificate_reminders.about(visit, pressed, after[pressed])
    shown = visit.show(Notice("papers.received", about, in_place=True))
    if not left:
        return shown
    return shown + visit.show(certificate_reminders.notice(visit, left, ["paper_soon"] * len(left)))


def postpone_certificates(visit: Visit) -> Outcome:
    """Not now: the next reminder, or else the next review, comes back to it."""
    ahead = jobs.planned(visit, CertificateReminder)
    if not ahead:
        return visit.show(Notice("papers.at_review", in_place=True))
    return visit.show(Notice("papers.later", moment(visit, ahead[0][1]), in_place=True))
