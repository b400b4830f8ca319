"""What is sent around a review, an action or a paper, and when; how a review is put off, and when to fall silent.

Everything is counted in working days at the hour the person chose (`docs/rules/revue.md §9`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.calendar.rhythm import MISSED_AFTER, Rhythm, instant, is_allowed, personal_calendar
from domain.calendar.workdays import Calendar
from domain.french.dates import add_months

CEO, PROVIDER = "ceo", "provider"


@dataclass(frozen=True, slots=True)
class Nudge:
    """`to`: who receives it, nobody when something only happens. `at` is in UTC."""

    id: str
    at: datetime
    to: tuple[str, ...] = ()


BEFORE = (("collect", 5, (CEO, PROVIDER)), ("eve", 1, (CEO,)))
AFTER = (("follow_up", 1, (CEO,)), ("last_call", 3, (CEO,)), ("missed", MISSED_AFTER, ()))
LATE_ACTIONS_AFTER = 10
REVEAL_AFTER = 3
"""Working days after which one side's scores are shown without waiting for the other's."""


def review_nudges(
    opening: datetime, rhythm: Rhythm, calendar: Calendar, *, until: datetime | None = None, again: bool = False
) -> tuple[Nudge, ...]:
    """The plan of one review around the instant it opens, in order.

    `until`: when the next review opens; what would come later is dropped and the review is missed by then.
    `again`: it was put off, so that what comes before an opening is not sent twice.
    `provider_actions` (J+10) is only sent when the provider has an action that is late.
    """
    days, day = personal_calendar(rhythm, calendar), opening.astimezone(rhythm.zone).date()

    def at(count: int) -> datetime:
        return instant(days.add(day, count), rhythm.clock, rhythm.zone)

    # The day before an opening that follows an absence is no eve: it would say « demain » days ahead.
    near = days.add(day, -1) == calendar.add(day, -1)
    before = [] if again else [Nudge(id, at(-count), to) for id, count, to in BEFORE if count > 1 or near]
    later = [Nudge(id, at(count), to) for id, count, to in AFTER]
    later.append(Nudge("provider_actions", at(LATE_ACTIONS_AFTER), (PROVIDER,)))
    if until is not None:
        later = [nudge for nudge in later if nudge.at < until]
        if all(nudge.id != "missed" for nudge in later):
            later.append(Nudge("missed", until))
    return (*before, Nudge("open", opening, (CEO,)), *later)


def disclosure_time(opening: datetime, rhythm: Rhythm, calendar: Calendar) -> datetime:
    """When one side's scores are shown though the other has not answered; both answers show them at once."""
    day = calendar.add(opening.astimezone(rhythm.zone).date(), REVEAL_AFTER)
    return instant(day, rhythm.clock, rhythm.zone)


# --- putting off


MOST_SNOOZES = 3
"""For one review; the fourth time it is proposed to cancel it."""
TONIGHT = time(17, 30)
FARTHEST = 20
"""Working days within which a date may be chosen."""


@dataclass(frozen=True, slots=True)
class Snooze:
    """A way to put off; `at` in UTC."""

    id: str
    at: datetime


def snoozes(now: datetime, used: int, rhythm: Rhythm, calendar: Calendar, *, until: datetime) -> tuple[Snooze, ...]:
    """The ways to put off a review at that moment, besides a date; none once three were used.

    `until`: when the next review opens; nothing is put off to that instant or later.
    """
    if used >= MOST_SNOOZES:
        return ()
    local, days = now.astimezone(rhythm.zone), personal_calendar(rhythm, calendar)
    today = local.date()
    monday = today + timedelta(7 - today.weekday())
    same_day = [Snooze("hour", now + timedelta(hours=1)), Snooze("tonight", instant(today, TONIGHT, rhythm.zone))]
    later = [
        Snooze("tomorrow", instant(days.add(today, 1), rhythm.clock, rhythm.zone)),
        Snooze("three_days", instant(days.add(today, 3), rhythm.clock, rhythm.zone)),
        Snooze("next_week", instant(days.on_or_after(monday), rhythm.clock, rhythm.zone)),
    ]
    possible = [one for one in same_day if now < one.at and is_allowed(one.at, rhythm, calendar)] + later
    return tuple(one for one in possible if one.at < until)


def snooze_to(
    day: date, now: datetime, used: int, rhythm: Rhythm, calendar: Calendar, *, until: datetime
) -> datetime | str:
    """The instant a review is put off to, or why not.

    Refusals: `too_many`, `past` (today or before), `not_worked`, `too_far`, `next_review`.
    """
    today = now.astimezone(rhythm.zone).date()
    at = instant(day, rhythm.clock, rhythm.zone)
    refusals = {
        "too_many": used >= MOST_SNOOZES,
        "past": day <= today,
        "too_far": day > calendar.add(today, FARTHEST),
        "not_worked": not personal_calendar(rhythm, calendar).is_working_day(day),
        "next_review": at >= until,
    }
    return next((why for why, true in refusals.items() if true), at)


# --- actions and papers

ACTION = (("action_soon", -2), ("action_today", 0), ("action_late", 3))
FIRST_CERTIFICATE = 15
"""Working days before a paper falls due when it is first mentioned."""
CERTIFICATE = (("paper_first", -FIRST_CERTIFICATE), ("paper_soon", -5), ("paper_today", 0))
CERTIFICATE_MONTHS = 6


def action_nudges(due: date, rhythm: Rhythm, calendar: Calendar) -> tuple[Nudge, ...]:
    """Two working days before an action is due, on the day, and once more three days later if it is still open.

    `to` is left empty: the action's owner.
    """
    return _nudges_around(due, ACTION, (), rhythm, calendar)


def certificate_nudges(due: date, rhythm: Rhythm, calendar: Calendar) -> tuple[Nudge, ...]:
    """Fifteen then five working days before a paper of the provider falls due, then on the day."""
    return _nudges_around(due, CERTIFICATE, (CEO,), rhythm, calendar)


def certificate_due(signed: date, after: date, months: int = CERTIFICATE_MONTHS) -> date:
    """The first date later than `after` a paper renewed every so many months falls due.

    Vigilance is renewed every six months (C. trav. D8222-5).
    """
    count = 1
    while (day := add_months(signed, count * months)) <= after:
        count += 1
    return day


def _nudges_around(
    due: date, plan: Iterable[tuple[str, int]], to: tuple[str, ...], rhythm: Rhythm, calendar: Calendar
) -> tuple[Nudge, ...]:
    days = personal_calendar(rhythm, calendar)
    anchor = days.on_or_after(due)
    return tuple(
        Nudge(id, instant(days.add(due if count < 0 else anchor, count), rhythm.clock, rhythm.zone), to)
        for id, count in plan
    )


# --- silence

NOTE, ASK, SLEEP = "note", "ask", "sleep"


def silence(outcomes: Sequence[str]) -> str | None:
    """What the missed reviews at the end of a project's history call for; `outcomes`: « missed » or another, in order.

    `note` in the file after one, `ask` once after two (by quarters, by somebody else, or no reminders),
    `sleep` from the third on: no reminder until the person comes back.
    """
    missed = 0
    for outcome in reversed(outcomes):
        if outcome != "missed":
            break
        missed += 1
    return (None, NOTE, ASK, SLEEP)[min(missed, 3)]
