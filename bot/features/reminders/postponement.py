"""Postpones a review: the choices, their buttons, and the new appointment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.reminders.buttons import STOP, start
from bot.project import jobs
from bot.project.appointments import arrange, moment, next_opening
from bot.project.jobs import ReviewNudge, ReviewOpening
from bot.project.review_file import review_under_way
from bot.store import Appointment
from domain.calendar.nudges import MOST_SNOOZES, Snooze, snoozes
from domain.calendar.rhythm import Rhythm
from domain.french.dates import WEEKDAYS


def snooze_choices(exchange: Exchange, one: Appointment, rhythm: Rhythm) -> list[Snooze]:
    """Every way to postpone the review now."""
    until = next_opening(exchange, one, rhythm)
    return list(snoozes(exchange.now, one.snoozes, rhythm, exchange.calendar, until=until))


def snooze_buttons(exchange: Exchange, one: Appointment, rhythm: Rhythm) -> tuple[tuple[Action, ...], ...]:
    """The buttons under a reminder of a review: begin, postpone, stop reminders."""
    # Two choices may be the same instant (on a Friday, tomorrow is Monday): only the last one gets a button.
    apart = {way.at: way for way in snooze_choices(exchange, one, rhythm)}
    buttons = [_button(exchange, one, way) for way in apart.values()]
    buttons.append(Action("button.snooze_other", f"review:other={one.period}"))
    if one.snoozes >= MOST_SNOOZES:
        buttons = [Action("button.review_cancel", f"review:cancel={one.period}")]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    begun = review_under_way(exchange.tx, exchange.project, one.period)
    return ((start(one.period, "button.continue" if begun else "button.review_start"),), *rows, (STOP,))


def _button(exchange: Exchange, one: Appointment, way: Snooze) -> Action:
    """The button of one choice, which names the weekday if « demain » or « lundi » would be wrong."""
    day, name = way.at.astimezone(exchange.zone).date(), f"review:snooze={one.period}/{way.id}"
    if way.id == "next_week" or (way.id == "tomorrow" and day != exchange.calendar.today + timedelta(1)):
        return Action("button.snooze_day", name, values={"day": WEEKDAYS[day.weekday()].capitalize()})
    return Action(f"button.snooze_{way.id}", name)


def postpone(exchange: Exchange, one: Appointment, at: datetime, rhythm: Rhythm) -> Outcome:
    """Move the opening of the review to `at` and count one more postponement."""
    jobs.drop(exchange, ReviewOpening, ReviewNudge)
    arrange(exchange, replace(one, state="planned", opens_at=at, snoozes=one.snoozes + 1), rhythm)
    return exchange.show(Notice("rdv.put_off", moment(exchange, at), ((start(one.period),),), in_place=True))
