"""A review put off to a day the person picks or types, with a kind word for a day that cannot be."""

from __future__ import annotations

from datetime import date, timedelta

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice
from bot.features.reminders.postponement import postpone, ways_out
from bot.project import appointments
from bot.project.appointments import next_opening
from bot.store import Appointment
from domain.calendar.nudges import FARTHEST, MOST_SNOOZES, snooze_to
from domain.calendar.rhythm import Rhythm, present
from domain.french.dates import long_date
from domain.questionnaire import replies as say

OCCASION, QUESTION = "put_off", "put_off_date"
PERIOD = "put_off_period"
"""Noted beside the answer: the period of the review to put off."""


def ask(visit: Visit) -> Outcome:
    """Which day? Asked as long as the review may be put off."""
    found = _to_put_off(visit, visit.argument)
    if found is None:
        return visit.show(Notice("rdv.settled", in_place=True))
    one, rhythm = found
    if one.snoozes >= MOST_SNOOZES:
        return visit.show(Notice("rdv.cancel_ask", actions=ways_out(visit, one, rhythm), in_place=True))
    return _asked(visit, one, rhythm)


def _asked(visit: Visit, one: Appointment, rhythm: Rhythm, again: bool = False) -> Outcome:
    prior = [[PERIOD, None, one.period], ["next_review", None, _last(visit, one, rhythm).isoformat()]]
    visit.sit(visit.tx.interviews.start(visit.project, OCCASION, visit.now, visit.around.form.version, prior))
    return visit.turn(say.Resume(), below=again)


def _to_put_off(visit: Visit, period: str) -> tuple[Appointment, Rhythm] | None:
    rhythm, one = appointments.rhythm_of(visit), appointments.current(visit)
    return None if rhythm is None or one is None or one.period != period else (one, rhythm)


def close(visit: Visit) -> Outcome:
    """The day is said: the review moves there, or the person hears why it cannot and chooses again."""
    written = visit.interview.given[QUESTION, None]
    found = _to_put_off(visit, str(visit.interview.prior[PERIOD, None]))
    visit.tx.set_current(visit.chat_id, None)
    if found is None:
        return visit.show(Notice("rdv.settled"))
    one, rhythm = found
    day, until = date.fromisoformat(str(written)), next_opening(visit, one, rhythm)
    at = snooze_to(day, visit.now, one.snoozes, rhythm, visit.calendar, until=until)
    if not isinstance(at, str):
        return postpone(visit, one, at, rhythm)
    if at == "too_many":
        return visit.show(Notice("rdv.cancel_ask", actions=ways_out(visit, one, rhythm)))
    if at == "too_far" and _before_next(visit, one, rhythm) < visit.calendar.add(visit.calendar.today, FARTHEST):
        at = "next_review"
    return visit.show(Notice(f"put_off.{at}", _possible(visit, one, rhythm, day))) + _asked(
        visit, one, rhythm, again=True
    )


def _possible(visit: Visit, one: Appointment, rhythm: Rhythm, day: date) -> dict[str, str]:
    """What may be chosen instead."""
    days = present(rhythm, visit.calendar)
    first, last = days.add(visit.calendar.today, 1), _last(visit, one, rhythm)
    shown = {"day": day, "first": first, "last": last, "next": days.on_or_after(day)}
    return {name: long_date(value) for name, value in shown.items()}


def _before_next(visit: Visit, one: Appointment, rhythm: Rhythm) -> date:
    return next_opening(visit, one, rhythm).astimezone(visit.zone).date() - timedelta(1)


def _last(visit: Visit, one: Appointment, rhythm: Rhythm) -> date:
    """The last day that can be chosen."""
    farthest = visit.calendar.add(visit.calendar.today, FARTHEST)
    return present(rhythm, visit.calendar).add(min(farthest, _before_next(visit, one, rhythm)) + timedelta(1), -1)
