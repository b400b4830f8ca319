"""Buttons and commands about reminders: postpone, cancel, stop, pause, mark as done or received."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.callback_data import day_named
from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice
from bot.features.navigation.commands import pause as show_pause
from bot.features.navigation.commands import resume
from bot.features.reminders import action_reminders, certificate_reminders
from bot.features.reminders.buttons import RESTART
from bot.features.reminders.pause import plan_mentions
from bot.features.reminders.postponement import postpone, snooze_buttons, snooze_choices
from bot.features.reminders.review_reminders import stop_reminders
from bot.project import appointments, jobs
from bot.project.appointments import current_appointment, moment, when
from bot.project.jobs import ActionReminder, CertificateReminder
from bot.project.review_file import OCCASION, keep_done, keep_received
from domain.calendar.nudges import FIRST_CERTIFICATE, MOST_SNOOZES

# --- a review


def snooze(exchange: Exchange) -> Outcome:
    """Postpone the review, three times at most and never past the next one."""
    period, _, way = exchange.argument.partition("/")
    rhythm, one = appointments.rhythm_of(exchange), current_appointment(exchange)
    if rhythm is None or one is None or one.period != period:
        return exchange.show(Notice("rdv.settled", in_place=True))
    if one.snoozes >= MOST_SNOOZES:
        return exchange.show(Notice("rdv.cancel_ask", actions=snooze_buttons(exchange, one, rhythm), in_place=True))
    at = next((one.at for one in snooze_choices(exchange, one, rhythm) if one.id == way), None)
    if at is None:
        return exchange.show(Notice("rdv.no_way", actions=snooze_buttons(exchange, one, rhythm), in_place=True))
    return postpone(exchange, one, at, rhythm)


def cancel(exchange: Exchange) -> Outcome:
    """Cancel the review and plan the next one."""
    one = current_appointment(exchange)
    if one is None or one.period != exchange.argument:
        return exchange.show(Notice("rdv.settled", in_place=True))
    appointments.settle(exchange, one, "cancelled")
    later = appointments.plan(exchange)
    if later is None:
        return exchange.show(Notice("rappels.stopped", actions=((RESTART,),), in_place=True))
    return exchange.show(Notice("rdv.cancelled", when(exchange, later), in_place=True))


def stop(exchange: Exchange) -> Outcome:
    stop_reminders(exchange)
    return exchange.show(Notice("rappels.stopped", actions=((RESTART,),), in_place=True))


def restart(exchange: Exchange) -> Outcome:
    """Send reminders again, from the next review on."""
    exchange.tx.set_silent(exchange.chat_id, None)
    exchange.person = replace(exchange.person, silent_at=None)
    one = appointments.plan(exchange)
    if one is None:
        return exchange.show(Notice("rappels.not_yet", in_place=True))
    return exchange.show(Notice("rappels.restarted", when(exchange, one), in_place=True))


# --- a pause, an interview left in the middle


def pause(exchange: Exchange) -> Outcome:
    """Pause the interview and plan its two reminders."""
    plan_mentions(exchange)
    return show_pause(exchange)


def go_on(exchange: Exchange) -> Outcome:
    """Resume the person's own file."""
    exchange.switch_to(exchange.audit)
    return resume(exchange)


def leave_for_later(exchange: Exchange) -> Outcome:
    """Dismiss the reminder and tell how to come back."""
    words = "left_open.later_review" if exchange.argument == OCCASION else "left_open.later_audit"
    return exchange.show(Notice(words, in_place=True))


# --- an action, a certificate


def mark_done(exchange: Exchange) -> Outcome:
    """Record between two reviews that an action is done: no more reminders, and the next review shows it."""
    noted = action_reminders.open_action(exchange, exchange.argument)
    if noted is None:
        return exchange.show(Notice("action.ended", in_place=True))
    keep_done(exchange.tx, exchange.project, exchange.audit, noted.action.id, exchange.calendar.today, exchange.now)
    for job, _ in jobs.planned_jobs(exchange, ActionReminder):
        if job.action == noted.action.id:
            jobs.drop_one(exchange, job)
    return exchange.show(Notice("action.done", {"text": noted.text}, in_place=True))


def mark_received(exchange: Exchange) -> Outcome:
    """Record that a certificate is received and plan its next reminder; show the others of the message again."""
    certificate, _, day = exchange.argument.partition("/")
    due = day_named(day)
    if due is None:
        return exchange.again("notice.outdated")
    now = certificate_reminders.next_dues(exchange, exchange.calendar.today)
    pressed = next((item for item in now if item.split("/")[1] == certificate), None)
    if pressed is None or not certificate_reminders.is_due(exchange, pressed, due):
        return exchange.show(Notice("papers.settled", in_place=True))
    keep_received(exchange.tx, exchange.project, exchange.audit, pressed, due, exchange.now)
    certificate_reminders.plan(exchange)
    until = exchange.calendar.add(exchange.calendar.today, FIRST_CERTIFICATE)
    after = certificate_reminders.next_dues(exchange, exchange.calendar.today)
    left = {item: due for item, due in after.items() if due <= until}
    about = certificate_reminders.about(exchange, pressed, after[pressed])
    shown = exchange.show(Notice("papers.received", about, in_place=True))
    if not left:
        return shown
    return shown + exchange.show(certificate_reminders.notice(exchange, left, ["paper_soon"] * len(left)))


def postpone_certificates(exchange: Exchange) -> Outcome:
    """Dismiss the certificates until the next reminder or the next review."""
    ahead = jobs.planned_jobs(exchange, CertificateReminder)
    if not ahead:
        return exchange.show(Notice("papers.at_review", in_place=True))
    return exchange.show(Notice("papers.later", moment(exchange, ahead[0][1]), in_place=True))
