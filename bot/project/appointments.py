"""Plans the next review and the reminders around it (`docs/rules/revue.md §9`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.conversation.exchange import Exchange
from bot.project import jobs
from bot.project.jobs import MonthFigures, ReviewNudge, ReviewOpening
from bot.store import Appointment
from domain.calendar.nudges import Nudge, review_nudges
from domain.calendar.periods import MONTHLY, Period
from domain.calendar.rhythm import (
    Absence,
    DueReview,
    Rhythm,
    is_allowed,
    next_allowed,
    next_dates,
    next_period,
    review_due,
)
from domain.calendar.workdays import Calendar
from domain.french.dates import long_date
from domain.reviews.figures.monthly_record import months_before
from domain.specification.project import project_of

QUESTIONS = {"frequency": "review_frequency", "day": "review_day", "time": "review_time"}
SETTLED = ("closed", "missed", "cancelled")
BEFORE = ("collect", "eve")
WAITING = ("follow_up", "last_call", "missed")
ANNOUNCED_AGAIN = 10
"""Working days ahead beyond which a postponed review is announced again."""


# --- the rhythm a project chose


def rhythm_of(exchange: Exchange) -> Rhythm | None:
    """The rhythm chosen; None until frequency, day and hour are known."""
    project = project_of(exchange.path())
    chosen = all(project.text(question) for question in QUESTIONS.values())
    return usual_rhythm(exchange) if chosen else None


def usual_rhythm(exchange: Exchange) -> Rhythm:
    """The rhythm, with defaults for what is not chosen yet."""
    project = project_of(exchange.path())
    start = project.text("spec_start") or exchange.audit.opened_at.astimezone(exchange.zone).date().isoformat()
    return Rhythm(
        project.text(QUESTIONS["frequency"]) or MONTHLY,
        project.text(QUESTIONS["day"]) or "bd5",
        project.text(QUESTIONS["time"]) or "t0930",
        exchange.zone,
        date.fromisoformat(start),
        tuple(Absence(first, last) for first, last in exchange.tx.absences.of_project(exchange.project)),
    )


def quiet_until(exchange: Exchange) -> datetime | None:
    """When the person may be written to, outside nights and absences; None if now."""
    rhythm = usual_rhythm(exchange)
    if is_allowed(exchange.now, rhythm, exchange.calendar):
        return None
    return next_allowed(exchange.now, rhythm, exchange.calendar) + spread(exchange.project)


def current_appointment(exchange: Exchange) -> Appointment | None:
    """The appointment to come or under way; None without one."""
    made = exchange.tx.appointments.of_project(exchange.project)
    return made[-1] if made and made[-1].state not in SETTLED else None


def upcoming(exchange: Exchange, rhythm: Rhythm, calendar: Calendar, count: int = 3) -> list[DueReview]:
    """The next reviews in that rhythm; one that is postponed or under way stays where it is."""
    one, made = current_appointment(exchange), exchange.tx.appointments.of_project(exchange.project)
    if one and (one.snoozes or one.state == "open"):
        period = Period.parse(one.period)
        later = next_dates(rhythm, calendar, count - 1, after=one.opens_at, last=period)
        return [DueReview(period, one.opens_at), *later]
    settled = [Period.parse(past.period) for past in made if past.state in SETTLED]
    last = settled[-1] if settled else None
    # Of several periods left without a review (reminders stopped, an early start) only the latest is planned.
    while review_due(next_period(period := next_period(last, rhythm), rhythm), rhythm, calendar) <= exchange.now:
        last = period
    return list(next_dates(rhythm, calendar, count, after=exchange.now, last=last))


def spread(project: int) -> timedelta:
    """The shift of a project's messages, 0 to 9 minutes early, so that not everybody is written to at the same minute.

    It is always the same for a project (`docs/decisions/0016-a-little-early-never-late.md`).
    """
    return -timedelta(minutes=project * 7 % 10)


# --- planning


def plan(exchange: Exchange) -> Appointment | None:
    """Plan the next review again from the rhythm, the absences and the clock; the current appointment, if any."""
    jobs.drop(exchange, ReviewOpening, ReviewNudge, MonthFigures)
    rhythm, one = rhythm_of(exchange), current_appointment(exchange)
    if rhythm is None or exchange.person.silent_at or not exchange.person.reachable:
        return None
    if one and one.state == "open" and nudges(exchange, one, rhythm)[-1].at <= exchange.now:
        settle(exchange, one, "cancelled")
    elif one and one.state == "planned" and not one.snoozes:
        exchange.tx.appointments.forget(exchange.project, one.period)
    elif one and one.state == "planned":
        moved = next_allowed(max(one.opens_at, exchange.now), rhythm, exchange.calendar)
        return arrange(exchange, replace(one, opens_at=moved), rhythm)
    elif one:
        return arrange(exchange, one, rhythm)
    first = upcoming(exchange, rhythm, exchange.calendar, 1)[0]
    made = Appointment(exchange.project, str(first.period), first.at + spread(exchange.project), "planned", 0)
    return arrange(exchange, made, rhythm)


def arrange(exchange: Exchange, one: Appointment, rhythm: Rhythm) -> Appointment:
    """Store the appointment and plan the reminders around it."""
    exchange.tx.appointments.put(one)
    if one.state == "planned":
        jobs.plan(exchange, ReviewOpening(one.period), one.opens_at)
    for nudge in nudges(exchange, one, rhythm):
        at = nudge.at + spread(exchange.project)
        if nudge.id in (*BEFORE, *WAITING) and at > exchange.now:
            jobs.plan(exchange, ReviewNudge(one.period, nudge.id), at)
    for month in months_before(Period.parse(one.period)):
        at = review_due(month, rhythm, exchange.calendar) + spread(exchange.project)
        if at > exchange.now:
            jobs.plan(exchange, MonthFigures(str(month)), at)
    return one


def nudges(exchange: Exchange, one: Appointment, rhythm: Rhythm, *, announced: bool = False) -> tuple[Nudge, ...]:
    """The reminders around an appointment, in order. A postponed review is not announced again, unless it is far off.

    `announced`: it was far off when it was planned.
    """
    again = one.state == "open" or (one.snoozes > 0 and not announced and not _far(exchange, one, rhythm))
    until = next_opening(exchange, one, rhythm)
    found = review_nudges(one.opens_at, rhythm, exchange.calendar, until=until, again=again)
    return tuple(nudge for nudge in found if nudge.id in (*BEFORE, "open", *WAITING))


def _far(exchange: Exchange, one: Appointment, rhythm: Rhythm) -> bool:
    """Whether the review is postponed so far that it must be announced again."""
    return one.opens_at.astimezone(rhythm.zone).date() > exchange.calendar.add(exchange.calendar.today, ANNOUNCED_AGAIN)


def next_opening(exchange: Exchange, one: Appointment, rhythm: Rhythm) -> datetime:
    """When the review after this one opens, in UTC. If this one opens after that date, the following review counts."""
    period = Period.parse(one.period)
    while review_due(next_period(period, rhythm), rhythm, exchange.calendar) <= one.opens_at:
        period = next_period(period, rhythm)
    return next_dates(rhythm, exchange.calendar, 1, after=one.opens_at, last=period)[0].at


def settle(exchange: Exchange, one: Appointment, state: str) -> None:
    """End the appointment; `state` is one of `SETTLED`."""
    exchange.tx.appointments.put(replace(one, state=state))


def close_appointment(exchange: Exchange, period: str) -> Appointment | None:
    """Settle the appointment of a closed review and plan the next one, which is returned."""
    one = current_appointment(exchange)
    if one and one.period != period and one.state == "planned" and not one.snoozes:
        # It will be planned again: a month reviewed by itself replaces its quarter.
        exchange.tx.appointments.forget(exchange.project, one.period)
    made = {one.period: one for one in exchange.tx.appointments.of_project(exchange.project)}
    # A review may be held without an appointment.
    settle(exchange, made.get(period) or Appointment(exchange.project, period, exchange.now, "planned", 0), "closed")
    return plan(exchange)


def reschedule(exchange: Exchange, one: Appointment, day: date) -> None:
    """Move the appointment to a day the person chose, where it stays whatever the rhythm."""
    rhythm = rhythm_of(exchange)
    if rhythm is None:
        return
    jobs.drop(exchange, ReviewOpening, ReviewNudge)
    at = datetime.combine(day, time(rhythm.clock.hour, rhythm.clock.minute), rhythm.zone)
    moved = next_allowed(max(at, exchange.now), rhythm, exchange.calendar)
    arrange(exchange, replace(one, opens_at=moved, snoozes=max(1, one.snoozes)), rhythm)


# --- in words


def moment(exchange: Exchange, at: datetime) -> dict[str, str]:
    """Day and hour of an instant in the person's zone: « mardi 5 janvier 2027 », « 9 h 30 »."""
    local = at.astimezone(exchange.zone)
    return {"date": long_date(local.date()), "time": _hour(local)}


def when(exchange: Exchange, one: Appointment) -> dict[str, str]:
    """The same for an appointment, at the hour the person chose, without the `spread`."""
    return moment(exchange, one.opens_at if one.snoozes else one.opens_at - spread(exchange.project))


def _hour(local: datetime) -> str:
    """« 9\u202fh\u202f30 »."""
    return f"{local.hour}\u202fh" + (f"\u202f{local.minute:02}" if local.minute else "")
