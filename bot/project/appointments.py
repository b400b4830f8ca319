"""When the next review opens and what is planned around it (`docs/rules/revue.md §9`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.conversation.exchange import Visit
from bot.project import jobs
from bot.project.jobs import MonthFigures, ReviewNudge, ReviewOpening
from bot.store import Appointment
from domain.calendar.nudges import Nudge, review_nudges
from domain.calendar.periods import MONTHLY, Period
from domain.calendar.rhythm import Absence, Due, Rhythm, due, following, is_allowed, next_allowed, next_dates
from domain.calendar.workdays import Calendar
from domain.french.dates import long_date
from domain.reviews.figures.monthly_record import months_before

QUESTIONS = {"frequency": "review_frequency", "day": "review_day", "time": "review_time"}
SETTLED = ("closed", "missed", "cancelled")
BEFORE = ("collect", "eve")
WAITING = ("follow_up", "last_call", "missed")
ANNOUNCED_AGAIN = 10
"""Working days ahead beyond which a review put off is announced as any other."""


# --- the rhythm a project chose


def rhythm_of(visit: Visit) -> Rhythm | None:
    """None until the frequency, the day and the hour are known."""
    project = visit.path().project
    chosen = all(project.text(question) for question in QUESTIONS.values())
    return usual_rhythm(visit) if chosen else None


def usual_rhythm(visit: Visit) -> Rhythm:
    """The same, with what is usual where nothing is chosen yet."""
    project = visit.path().project
    start = project.text("spec_start") or visit.audit.opened_at.astimezone(visit.zone).date().isoformat()
    return Rhythm(
        project.text(QUESTIONS["frequency"]) or MONTHLY,
        project.text(QUESTIONS["day"]) or "bd5",
        project.text(QUESTIONS["time"]) or "t0930",
        visit.zone,
        date.fromisoformat(start),
        tuple(Absence(first, last) for first, last in visit.tx.absences.of_project(visit.project)),
    )


def hushed(visit: Visit) -> datetime | None:
    """When the person may be written to, if not now: nobody is woken, nor disturbed while away."""
    rhythm = usual_rhythm(visit)
    if is_allowed(visit.now, rhythm, visit.calendar):
        return None
    return next_allowed(visit.now, rhythm, visit.calendar) + spread(visit.project)


def current(visit: Visit) -> Appointment | None:
    """The appointment to come or under way."""
    made = visit.tx.appointments.of_project(visit.project)
    return made[-1] if made and made[-1].state not in SETTLED else None


def upcoming(visit: Visit, rhythm: Rhythm, calendar: Calendar, count: int = 3) -> list[Due]:
    """The next reviews as that rhythm has them; one put off or under way stays where it is."""
    one, made = current(visit), visit.tx.appointments.of_project(visit.project)
    if one and (one.snoozes or one.state == "open"):
        period = Period.parse(one.period)
        later = next_dates(rhythm, calendar, count - 1, after=one.opens_at, last=period)
        return [Due(period, one.opens_at), *later]
    settled = [Period.parse(past.period) for past in made if past.state in SETTLED]
    last = settled[-1] if settled else None
    # Of the periods nobody reviewed meanwhile (reminders stopped, a start long ago) only the latest is.
    while due(following(period := following(last, rhythm), rhythm), rhythm, calendar) <= visit.now:
        last = period
    return list(next_dates(rhythm, calendar, count, after=visit.now, last=last))


def spread(project: int) -> timedelta:
    """What keeps everybody from being written to at the same minute: up to nine minutes early, never late.

    Always the same for a project (`docs/decisions/0016-a-little-early-never-late.md`).
    """
    return -timedelta(minutes=project * 7 % 10)


# --- planning


def plan(visit: Visit) -> Appointment | None:
    """Put the plan in line with the rhythm, the days away and the clock; the appointment to come, if any."""
    jobs.drop(visit, ReviewOpening, ReviewNudge, MonthFigures)
    rhythm, one = rhythm_of(visit), current(visit)
    if rhythm is None or visit.person.silent_at or not visit.person.reachable:
        return None
    if one and one.state == "open" and nudges(visit, one, rhythm)[-1].at <= visit.now:
        settle(visit, one, "cancelled")
    elif one and one.state == "planned" and not one.snoozes:
        visit.tx.appointments.forget(visit.project, one.period)
    elif one and one.state == "planned":
        moved = next_allowed(max(one.opens_at, visit.now), rhythm, visit.calendar)
        return arrange(visit, replace(one, opens_at=moved), rhythm)
    elif one:
        return arrange(visit, one, rhythm)
    first = upcoming(visit, rhythm, visit.calendar, 1)[0]
    made = Appointment(visit.project, str(first.period), first.at + spread(visit.project), "planned", 0)
    return arrange(visit, made, rhythm)


def arrange(visit: Visit, one: Appointment, rhythm: Rhythm) -> Appointment:
    """Keep the appointment and plan what is said around it."""
    visit.tx.appointments.put(one)
    if one.state == "planned":
        jobs.plan(visit, ReviewOpening(one.period), one.opens_at)
    for nudge in nudges(visit, one, rhythm):
        at = nudge.at + spread(visit.project)
        if nudge.id in (*BEFORE, *WAITING) and at > visit.now:
            jobs.plan(visit, ReviewNudge(one.period, nudge.id), at)
    for month in months_before(Period.parse(one.period)):
        at = due(month, rhythm, visit.calendar) + spread(visit.project)
        if at > visit.now:
            jobs.plan(visit, MonthFigures(str(month)), at)
    return one


def nudges(visit: Visit, one: Appointment, rhythm: Rhythm, *, announced: bool = False) -> tuple[Nudge, ...]:
    """What is said around an appointment, in order; its opening once again is not announced again, unless far off.

    `announced`: it was far off when it was planned.
    """
    again = one.state == "open" or (one.snoozes > 0 and not announced and not _far(visit, one, rhythm))
    until = next_opening(visit, one, rhythm)
    found = review_nudges(one.opens_at, rhythm, visit.calendar, until=until, again=again)
    return tuple(nudge for nudge in found if nudge.id in (*BEFORE, "open", *WAITING))


def _far(visit: Visit, one: Appointment, rhythm: Rhythm) -> bool:
    """Put off so far that nobody would remember it unannounced."""
    return one.opens_at.astimezone(rhythm.zone).date() > visit.calendar.add(visit.calendar.today, ANNOUNCED_AGAIN)


def next_opening(visit: Visit, one: Appointment, rhythm: Rhythm) -> datetime:
    """When the review after this one opens, in UTC; opened once that one was due, this one has its full time."""
    period = Period.parse(one.period)
    while due(following(period, rhythm), rhythm, visit.calendar) <= one.opens_at:
        period = following(period, rhythm)
    return next_dates(rhythm, visit.calendar, 1, after=one.opens_at, last=period)[0].at


def settle(visit: Visit, one: Appointment, state: str) -> None:
    """It is `closed`, `missed` or `cancelled`."""
    visit.tx.appointments.put(replace(one, state=state))


def reviewed(visit: Visit, period: str) -> Appointment | None:
    """The review of that period is closed: no more reminder of it, and the next one is planned."""
    one = current(visit)
    if one and one.period != period and one.state == "planned" and not one.snoozes:
        # It is planned anew after this one: a month reviewed by itself takes the place of its quarter.
        visit.tx.appointments.forget(visit.project, one.period)
    made = {one.period: one for one in visit.tx.appointments.of_project(visit.project)}
    # A review may be held before anything was planned for it.
    settle(visit, made.get(period) or Appointment(visit.project, period, visit.now, "planned", 0), "closed")
    return plan(visit)


def move(visit: Visit, one: Appointment, day: date) -> None:
    """The person chose another day for it: it stays there, whatever the rhythm says."""
    rhythm = rhythm_of(visit)
    if rhythm is None:
        return
    jobs.drop(visit, ReviewOpening, ReviewNudge)
    at = datetime.combine(day, time(rhythm.clock.hour, rhythm.clock.minute), rhythm.zone)
    moved = next_allowed(max(at, visit.now), rhythm, visit.calendar)
    arrange(visit, replace(one, opens_at=moved, snoozes=max(1, one.snoozes)), rhythm)


# --- in words


def moment(visit: Visit, at: datetime) -> dict[str, str]:
    """The day and the hour of an instant where the person is: « mardi 5 janvier 2027 », « 9 h 30 »."""
    local = at.astimezone(visit.zone)
    return {"date": long_date(local.date()), "time": _hour(local)}


def when(visit: Visit, one: Appointment) -> dict[str, str]:
    """The same for an appointment, at the hour chosen: the minutes that spread the load are nobody's business."""
    return moment(visit, one.opens_at if one.snoozes else one.opens_at - spread(visit.project))


def _hour(local: datetime) -> str:
    """« 9\u202fh\u202f30 »."""
    return f"{local.hour}\u202fh" + (f"\u202f{local.minute:02}" if local.minute else "")
