"""How a review is put off: the ways there are, and the instant it opens again."""

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
    """Every way to put it off now."""
    until = next_opening(exchange, one, rhythm)
    return list(snoozes(exchange.now, one.snoozes, rhythm, exchange.calendar, until=until))


def snooze_buttons(exchange: Exchange, one: Appointment, rhythm: Rhythm) -> tuple[tuple[Action, ...], ...]:
    """The buttons under a review to hold: begin, put off, stop the reminders."""
    # On a Friday, tomorrow is Monday: one button for one instant, the last to name it.
    apart = {way.at: way for way in snooze_choices(exchange, one, rhythm)}
    buttons = [_button(exchange, one, way) for way in apart.values()]
    buttons.append(Action("button.snooze_other", f"review:other={one.period}"))
    if one.snoozes >= MOST_SNOOZES:
        buttons = [Action("button.review_cancel", f"review:cancel={one.period}")]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    begun = review_under_way(exchange.tx, exchange.project, one.period)
    return ((start(one.period, "button.continue" if begun else "button.review_start"),), *rows, (STOP,))


def _button(exchange: Exchange, one: Appointment, way: Snooze) -> Action:
    """A button for one way to put off; around a bank holiday, tomorrow and Monday are the day they fall on."""
    day, name = way.at.astimezone(exchange.zone).date(), f"review:snooze={one.period}/{way.id}"
    if way.id == "next_week" or (way.id == "tomorrow" and day != exchange.calendar.today + timedelta(1)):
        return Action("button.snooze_day", name, values={"day": WEEKDAYS[day.weekday()].capitalize()})
    return Action(f"button.snooze_{way.id}", name)


def postpone(exchange: Exchange, one: Appointment, at: datetime, rhythm: Rhythm) -> Outcome:
    """It opens again at that instant, a possible one; counted among the times it was put off."""
    jobs.drop(exchange, ReviewOpening, ReviewNudge)
    arrange(exchange, replace(one, state="planned", opens_at=at, snoozes=one.snoozes + 1), rhythm)
    return exchange.show(Notice("rdv.put_off", moment(exchange, at), ((start(one.period),),), in_place=True))
