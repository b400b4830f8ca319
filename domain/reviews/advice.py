"""Advises a decision after a review, with two reasons, and plans a stop or a recovery (`docs/rules/revue.md §7`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from domain.assessment.catalogue import Kpi
from domain.calendar.workdays import Calendar
from domain.indicators.history import History
from domain.indicators.measures import UNMEASURED
from domain.indicators.status import DRIFTING, OFF, UNKNOWN
from domain.reviews import trust
from domain.reviews.actions import is_too_late
from domain.reviews.state import AMBER, GREY, RED, last_readings, latest_readings_by_kpi, readings_by_kpi, states

CONTINUE, ADJUST, RECOVERY, STOP = "continue", "adjust", "recovery", "stop"
GRAVE = ("hidden_breach", "papers_refused", "unlicensed", "fraud")
"""Grave facts, noted by hand: a hidden data breach, certificates refused, reserved work without a licence, fraud."""
CERTIFICATES_GRACE = 10
"""Working days the provider has to send certificates after they are asked for again."""
RAMP_UP_MONTHS = 2
VERY_LOW, LOW = 30, 50
VOLUME_TOLERANCE = Fraction(1, 5)
Seen = tuple[tuple[str, str], ...]
"""For each review: the task's state, and its state by the measures of that review alone."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A decision to advise. `rank`: the row of the table. `reasons`: ids of two facts, the row's own first.

    `about`: the KPI or the action (`action_late`) a reason names, or None.
    `legal`: take legal advice. `watch`: continue with care. `spared`: a stop is not advised because the service is
    still ramping up.
    """

    decision: str
    rank: int
    reasons: tuple[str, str]
    legal: bool = False
    watch: bool = False
    spared: bool = False
    about: str | None = None


def advise(history: History, kpis: Mapping[str, Kpi], calendar: Calendar) -> Advice:
    """The first row of the table that is true after the last review; raises ValueError without a review."""
    if not history.reviews:
        raise ValueError("no review to advise on")
    known = states(history, kpis, calendar, deciding=True)
    fresh = states(history, kpis, calendar, deciding=True, fresh=True)
    seen = tuple(zip(known, fresh, strict=True))
    soft, (own, about) = _soft(history, seen), _reason(history, kpis, calendar, known[-1])
    rows = [row for row in _rows(history, seen, soft, own) if row.true]
    ramping = history.month <= RAMP_UP_MONTHS
    allowed = [row for row in rows if row.decision != STOP or row.rank == 1 or not ramping]
    row = allowed[0]
    # A fact of rank 6 and a figure off its target are both given before the level of trust.
    state = (own,) if known[-1] == AMBER else ()
    first, second = list(dict.fromkeys((*row.reasons, *soft, *state, *_background(history, known, soft))))[:2]
    return Advice(
        row.decision,
        row.rank,
        (first, second),
        legal=row.rank == 1,
        watch=row.rank == 7,
        spared=row is not rows[0],
        about=about if own in (first, second) else None,
    )


def _reason(history: History, kpis: Mapping[str, Kpi], calendar: Calendar, state: str) -> tuple[str, str | None]:
    """Why the task is in that state, and the KPI or the action it is about."""
    found, day = latest_readings_by_kpi(history, kpis), history.reviews[-1].day
    now = last_readings(found)
    off = [reading for reading in now if reading.red]
    if state == RED:
        measured = {measure.kpi for measure in history.reviews[-1].measures}
        again = [one.kpi for one in off if one.kpi not in measured or any(past.red for past in found[one.kpi][-2:-1])]
        return ("red_again", again[0]) if again else ("red_first_time", None)
    if state == AMBER:
        off += [reading for reading in now if reading.light == DRIFTING]
        if off:
            return ("unmeasured_twice" if off[0].repeated_grey else "amber"), off[0].kpi
        return "action_late", next(one.id for one in history.actions if is_too_late(one, day, calendar))
    if state == GREY:
        missed = now and all(reading.grey == UNMEASURED for reading in now)
        return ("unmeasured_now" if missed else "nothing_to_judge"), None
    return ("green_measured" if any(reading.light == UNKNOWN for reading in now) else "green"), None


@dataclass(frozen=True, slots=True)
class _Row:
    rank: int
    decision: str
    true: bool
    reasons: tuple[str, ...]


def _rows(history: History, seen: Seen, soft: tuple[str, ...], own: str) -> tuple[_Row, ...]:
    """The rows of the table, one for each way a rank may be true; the last is always true. `own`: why this state."""
    now, state = history.reviews[-1], seen[-1][0]
    red, reds = state == RED, _streak(seen, (RED,))
    # A recovery decided during these red reviews, or just before them, has failed.
    planned = any(one.decision == RECOVERY for one in history.reviews[-reds - 1 : -1])
    client = trust.index(now.client)
    facts = tuple(fact for fact in GRAVE if fact in now.grave)
    return (
        _Row(1, STOP, bool(facts), facts),
        _Row(2, STOP, reds >= 3 and planned, ("red_three_times", "plan_without_effect")),
        _Row(3, STOP, red and client is not None and client < VERY_LOW, ("red", "trust_very_low")),
        _Row(4, RECOVERY, reds >= 2, ("red_twice",)),
        _Row(4, RECOVERY, red and client is not None and client < LOW, ("red", "trust_low")),
        _Row(5, ADJUST, red, (own,)),
        _Row(6, ADJUST, bool(soft), soft),
        _Row(7, CONTINUE, state == AMBER, (own,)),
        _Row(8, CONTINUE, True, (own,)),
    )


def _soft(history: History, seen: Seen) -> tuple[str, ...]:
    """The facts of rank 6 that are true: they call for an adjustment even when the task is not red."""
    now = history.reviews[-1]
    client, apart = trust.index(now.client), trust.difference(now)
    facts = {
        "amber_three_times": seen[-1][0] == AMBER and _streak(seen, (AMBER, RED)) >= 3,
        "trust_low": client is not None and client < LOW,
        "perception_gap": apart is not None and apart >= trust.GAP,
        "volume_off_twice": volume_off_twice(history),
        "objective_wrong": now.feeling == "wrong",
        "vision_changed": now.vision == "changed",
    }
    return tuple(fact for fact, true in facts.items() if true)


def _background(history: History, known: tuple[str, ...], soft: tuple[str, ...]) -> tuple[str, ...]:
    """The reasons that may always be given: the level of trust, unless it is given already, and the state."""
    client = trust.index(history.reviews[-1].client)
    reads = "trust_unknown" if client is None else trust.trust_level(client)
    return (known[-1],) if "trust_low" in soft else (reads, known[-1])


def _streak(seen: Seen, wanted: tuple[str, ...]) -> int:
    """How many of the latest reviews in a row have a wanted state, without those that only repeat old measures."""
    count = 0
    for state, fresh in reversed(seen):
        if state not in wanted:
            break
        count += fresh in wanted
    return count


def volume_off_twice(history: History) -> bool:
    """True when the volumes of the last two reviews are more than a fifth off the agreed one."""
    agreed = history.terms.volume
    seen = [review.volume for review in history.reviews[-2:] if review.volume is not None]
    if not agreed or len(seen) < 2:
        return False
    return all(abs(Fraction(volume) - Fraction(agreed)) > VOLUME_TOLERANCE * Fraction(agreed) for volume in seen)


def certificates_refused(reminded: date, today: date, calendar: Calendar) -> bool:
    """True when more than ten working days have passed since certificates were asked for again."""
    return calendar.add(reminded, CERTIFICATES_GRACE) < today


def discountable(history: History, kpis: Mapping[str, Kpi]) -> tuple[str, ...]:
    """The KPIs off target that justify a discount, because the provider is responsible.

    Empty when most of the causes given are the company's inputs; a KPI with that cause is always left out.
    """
    if not history.reviews:
        return ()
    now = last_readings(readings_by_kpi(history, kpis))
    causes = [reading.measure.cause for reading in now if reading.measure.cause]
    if 2 * causes.count(trust.INPUTS) > len(causes):
        return ()
    late = (
        {measure.kpi for review in history.reviews[-2:] for measure in review.measures if measure.cause == trust.INPUTS}
        if trust.client_cause(history.reviews)
        else set()
    )
    return tuple(
        reading.kpi
        for reading in now
        if reading.light == OFF
        and kpis[reading.kpi].control == "provider"
        and reading.measure.cause != trust.INPUTS
        and reading.kpi not in late
    )


# --- plans


@dataclass(frozen=True, slots=True)
class PlanStage:
    """A stage of a plan and the day it is due; None when the parties must agree on it."""

    id: str
    due: date | None


def stop_plan(
    day: date, calendar: Calendar, *, last_day: date | None = None, handback: date | None = None
) -> tuple[PlanStage, ...]:
    """The stages of a proper stop, from the day it is notified.

    `last_day`: the last day of the contract after its notice, None while unknown; accounts are settled after it.
    `handback`: the day of the contract for giving back data and access, else thirty working days ahead.
    """
    settled = max(day + timedelta(30), last_day or day)
    learnt = settled + timedelta(10)
    return (
        PlanStage("notify", day),
        PlanStage("freeze", calendar.add(day, 2)),
        PlanStage("hand_back", handback or calendar.add(day, 30)),
        PlanStage("transfer", None),
        PlanStage("revoke", last_day),
        PlanStage("settle", calendar.on_or_after(settled)),
        PlanStage("learn", calendar.on_or_after(learnt)),
    )


def recovery_plan(day: date, calendar: Calendar) -> tuple[PlanStage, ...]:
    """The stages of a thirty-day recovery with three actions: a review at fifteen days, then its end."""
    return (
        PlanStage("halfway", calendar.on_or_after(day + timedelta(15))),
        PlanStage("end", calendar.on_or_after(day + timedelta(30))),
    )
