"""Postpones a review to a day the person picks or types, and explains why a day is not possible."""

from __future__ import annotations

from datetime import date, timedelta

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice
from bot.features.reminders.postponement import postpone, snooze_buttons
from bot.project import appointments
from bot.project.appointments import next_opening
from bot.store import Appointment
from domain.calendar.nudges import FARTHEST, MOST_SNOOZES, snooze_to
from domain.calendar.rhythm import Rhythm, personal_calendar
from domain.french.dates import long_date
from domain.questionnaire.input import replies as say

OCCASION, QUESTION = "put_off", "put_off_date"
PERIOD = "put_off_period"
"""Name, in the interview's prior entries, of the period of the review to postpone."""


def ask(exchange: Exchange) -> Outcome:
    """Ask for the day, if the review may still be postponed."""
    found = _appointment_to_postpone(exchange, exchange.argument)
    if found is None:
        return exchange.show(Notice("rdv.settled", in_place=True))
    one, rhythm = found
    if one.snoozes >= MOST_SNOOZES:
        return exchange.show(Notice("rdv.cancel_ask", actions=snooze_buttons(exchange, one, rhythm), in_place=True))
    return _ask(exchange, one, rhythm)


def _ask(exchange: Exchange, one: Appointment, rhythm: Rhythm, again: bool = False) -> Outcome:
    prior = [[PERIOD, None, one.period], ["next_review", None, _last(exchange, one, rhythm).isoformat()]]
    exchange.switch_to(
        exchange.tx.interviews.start(exchange.project, OCCASION, exchange.now, exchange.context.form.version, prior)
    )
    return exchange.turn(say.Resume(), below=again)


def _appointment_to_postpone(exchange: Exchange, period: str) -> tuple[Appointment, Rhythm] | None:
    rhythm, one = appointments.rhythm_of(exchange), appointments.current_appointment(exchange)
    return None if rhythm is None or one is None or one.period != period else (one, rhythm)


def close(exchange: Exchange) -> Outcome:
    """Move the review to the day given, or explain why it is not possible and ask again."""
    written = exchange.interview.given[QUESTION, None]
    found = _appointment_to_postpone(exchange, str(exchange.interview.prior[PERIOD, None]))
    exchange.tx.set_current(exchange.chat_id, None)
    if found is None:
        return exchange.show(Notice("rdv.settled"))
    one, rhythm = found
    day, until = date.fromisoformat(str(written)), next_opening(exchange, one, rhythm)
    at = snooze_to(day, exchange.now, one.snoozes, rhythm, exchange.calendar, until=until)
    if not isinstance(at, str):
        return postpone(exchange, one, at, rhythm)
    if at == "too_many":
        return exchange.show(Notice("rdv.cancel_ask", actions=snooze_buttons(exchange, one, rhythm)))
    if at == "too_far" and _before_next(exchange, one, rhythm) < exchange.calendar.add(
        exchange.calendar.today, FARTHEST
    ):
        at = "next_review"
    return exchange.show(Notice(f"put_off.{at}", _possible(exchange, one, rhythm, day))) + _ask(
        exchange, one, rhythm, again=True
    )


def _possible(exchange: Exchange, one: Appointment, rhythm: Rhythm, day: date) -> dict[str, str]:
    """Variables of the explanation: the day, the first and last possible ones, the next working day."""
    days = personal_calendar(rhythm, exchange.calendar)
    first, last = days.add(exchange.calendar.today, 1), _last(exchange, one, rhythm)
    shown = {"day": day, "first": first, "last": last, "next": days.on_or_after(day)}
    return {name: long_date(value) for name, value in shown.items()}


def _before_next(exchange: Exchange, one: Appointment, rhythm: Rhythm) -> date:
    return next_opening(exchange, one, rhythm).astimezone(exchange.zone).date() - timedelta(1)


def _last(exchange: Exchange, one: Appointment, rhythm: Rhythm) -> date:
    """The last day that may be chosen."""
    farthest = exchange.calendar.add(exchange.calendar.today, FARTHEST)
    return personal_calendar(rhythm, exchange.calendar).add(
        min(farthest, _before_next(exchange, one, rhythm)) + timedelta(1), -1
    )
