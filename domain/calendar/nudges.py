"""Plans the reminders of a review, an action or a certificate; says how a review may be postponed and when to stop.

Delays are in working days, at the hour the person chose (`docs/rules/revue.md §9`).
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
    """A reminder, or an event that sends nothing (`to` is empty). `to`: who receives it; `at`: in UTC."""

    id: str
    at: datetime
    to: tuple[str, ...] = ()


BEFORE = (("collect", 5, (CEO, PROVIDER)), ("eve", 1, (CEO,)))
"""Reminders before a review opens: id, working days before, who receives them."""
AFTER = (("follow_up", 1, (CEO,)), ("last_call", 3, (CEO,)), ("missed", MISSED_AFTER, ()))
"""Events after a review opens: id, working days after, who is written to."""
LATE_ACTIONS_AFTER = 10
"""Working days after the opening when the provider is told of its late actions."""
REVEAL_AFTER = 3
"""Working days after which one side's scores are shown without waiting for the other's."""


def review_nudges(
    opening: datetime, rhythm: Rhythm, calendar: Calendar, *, until: datetime | None = None, again: bool = False
) -> tuple[Nudge, ...]:
    """The nudges of one review, in order, around the instant it opens (`docs/rules/revue.md §9`).

    `until`: when the next review opens; later nudges are dropped, and the review counts as missed at that instant.
    `again`: the review was postponed; the reminders before an opening are not sent twice.
    `provider_actions` is planned always, and sent only when the provider has a late action.
    """
    days, day = personal_calendar(rhythm, calendar), opening.astimezone(rhythm.zone).date()

    def at(count: int) -> datetime:
        return instant(days.add(day, count), rhythm.clock, rhythm.zone)

    # After an absence the working day before the opening is days earlier: its reminder would say « demain » too soon.
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
    """When one side's scores are shown without the other's; they are shown at once when both have answered."""
    day = calendar.add(opening.astimezone(rhythm.zone).date(), REVEAL_AFTER)
    return instant(day, rhythm.clock, rhythm.zone)


# --- postponing a review


MOST_SNOOZES = 3
"""How many times one review may be postponed; the fourth time, the person is offered to cancel it."""
TONIGHT = time(17, 30)
FARTHEST = 20
"""How far ahead, in working days, a review may be postponed."""


@dataclass(frozen=True, slots=True)
class Snooze:
    """A proposed moment to postpone a review to; `at` in UTC."""

    id: str
    at: datetime


def snoozes(now: datetime, used: int, rhythm: Rhythm, calendar: Calendar, *, until: datetime) -> tuple[Snooze, ...]:
    """The moments proposed to postpone a review, besides a date the person chooses; none once three were `used`.

    `until`: when the next review opens; every proposed moment is earlier.
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
    """The instant a review postponed to `day` opens, in UTC; else the reason it cannot be.

    Reasons: `too_many`, `past` (today or before), `not_worked`, `too_far`, `next_review`.
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


# --- actions and certificates

ACTION = (("action_soon", -2), ("action_today", 0), ("action_late", 3))
"""Reminders of an action: id, working days from the day it is due."""
FIRST_CERTIFICATE = 15
"""Working days between the first reminder of a certificate and the day it is due."""
CERTIFICATE = (("paper_first", -FIRST_CERTIFICATE), ("paper_soon", -5), ("paper_today", 0))
"""Reminders of a certificate: id, working days from the day it is due."""
CERTIFICATE_MONTHS = 6
"""Months between two certificates of vigilance (C. trav. D8222-5)."""


def action_nudges(due: date, rhythm: Rhythm, calendar: Calendar) -> tuple[Nudge, ...]:
    """Reminders of an action: two working days before it is due, on the day, and three days later if it is still open.

    `to` stays empty: the caller writes to the action's owner.
    """
    return _nudges_around(due, ACTION, (), rhythm, calendar)


def certificate_nudges(due: date, rhythm: Rhythm, calendar: Calendar) -> tuple[Nudge, ...]:
    """Reminders of a provider's certificate: fifteen then five working days before it is due, then on the day."""
    return _nudges_around(due, CERTIFICATE, (CEO,), rhythm, calendar)


def certificate_due(signed: date, after: date, months: int = CERTIFICATE_MONTHS) -> date:
    """The first day later than `after` when a certificate renewed every `months` since the signature is due."""
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


# --- missed reviews

NOTE, ASK, SLEEP = "note", "ask", "sleep"


def silence(outcomes: Sequence[str]) -> str | None:
    """What to do after the latest reviews were missed; `outcomes`: of every review in order, "missed" or another.

    None without a missed review; `note` it in the file after one; after two, `ask` once whether to go quarterly, let
    somebody else answer or stop reminders; `sleep` from the third on: no reminder until the person comes back.
    """
    missed = 0
    for outcome in reversed(outcomes):
        if outcome != "missed":
            break
        missed += 1
    return (None, NOTE, ASK, SLEEP)[min(missed, 3)]
