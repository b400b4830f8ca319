"""What is said around a review when its time comes, how it is put off, and what a missed one calls for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.provider import provider_reminders, provider_survey
from bot.features.reminders import abandoned_reminders
from bot.project import appointments
from bot.project.appointments import BEFORE, NUDGE, arrange, current, moment, next_opening, nudges, spread, when
from bot.project.review_file import recorded, under_way
from bot.store import Appointment, PlannedRow
from domain.assessment.variables import task_names
from domain.calendar.nudges import ASK, MOST_SNOOZES, SLEEP, Snooze, silence, snoozes
from domain.calendar.periods import Period
from domain.calendar.rhythm import Rhythm
from domain.french.dates import MONTHS, WEEKDAYS
from domain.reviews.figures.due import figures_due
from domain.reviews.texts import of_period
from domain.specification.project import project_of

LATE = timedelta(hours=2)
"""Past this a review that opens late (an outage) counts its reminders from the moment it was said."""
STOP = Action("button.reminders_stop", "rappels:stop")
RESTART = Action("button.reminders_start", "rappels:start", "primary")


# --- when the time has come


def fall_due(visit: Visit, planned: PlannedRow) -> Outcome:
    """Say the one thing there is to say now. After an outage, what a later message replaces stays unsaid."""
    period, _, stage = planned.item.partition("/")
    rhythm, one = appointments.rhythm_of(visit), current(visit)
    if rhythm is None or one is None or one.period != period:
        return Outcome()
    if visit.person.silent_at or not visit.person.reachable:
        return Outcome()
    if stage in BEFORE:
        return _before(visit, one, stage, rhythm)
    if not stage:
        return _open(visit, one, rhythm)
    return _wait(visit, one, stage, rhythm)


def _before(visit: Visit, one: Appointment, stage: str, rhythm: Rhythm) -> Outcome:
    planned = nudges(visit, one, rhythm, announced=True)
    found = {nudge.id: nudge.at + spread(visit.project) for nudge in planned}
    today = stage in found and found[stage].astimezone(visit.zone).date() == visit.calendar.today
    replaced = found.get("eve", one.opens_at) <= visit.now and stage != "eve"
    if one.state != "planned" or replaced or under_way(visit.tx, visit.project, one.period):
        return Outcome()
    if one.opens_at <= visit.now or (stage == "eve" and not today):
        return Outcome()
    words, values = f"rdv.{stage}", _about(visit, one)
    if stage == "collect":
        count, lines = _to_collect(visit, one)
        words = ("rdv.collect_plain", "rdv.collect_one", "rdv.collect")[min(count, 2)]
        values |= {"n": str(count), "figures": lines}
    ask = ((provider_survey.button(one.period),),) if stage == "collect" else ()
    visit.tell(visit.chat_id, Notice(words, values, ((start(one.period),), *ask, (STOP,))))
    return Outcome()


def _to_collect(visit: Visit, one: Appointment) -> tuple[int, str]:
    """How many figures that period calls for, and one line for each indicator, its months when there are several."""
    project, period = project_of(visit.path()), Period.parse(one.period)
    noted = {item for _, item in recorded(visit.tx, visit.project, visit.around.form)}
    due, words = [item for item in figures_due(project, period) if item not in noted], visit.form.words
    months: dict[str, list[str]] = {}
    for item in due:
        followed, month = item.rsplit("/", 1)
        months.setdefault(followed, []).append(MONTHS[Period.parse(month).first.month - 1])
    lines = []
    for item, named in months.items():
        values = {"kpi": project.kpi(item).label, "task": project.short(item.split("/")[0])}
        several = period.months > 1
        line = words["rdv.collect_line_months" if several else "rdv.collect_line"]
        lines.append(line.format(months=", ".join(named), **values))
    return len(due), "\n".join(lines)


def _open(visit: Visit, one: Appointment, rhythm: Rhythm) -> Outcome:
    if one.state != "planned":
        return Outcome()
    opens_at = visit.now if visit.now - one.opens_at > LATE else one.opens_at
    opened = replace(one, state="open", opens_at=opens_at)
    visit.tx.planned.drop(visit.project, NUDGE)
    arrange(visit, opened, rhythm)
    provider_reminders.plan(visit, opened.period)
    return _tell(visit, opened, rhythm, "rdv.open", {})


def _tell(visit: Visit, one: Appointment, rhythm: Rhythm, words: str, values: dict[str, str]) -> Outcome:
    """In other words once the review is begun, and nothing to somebody who is in it or asked for a pause."""
    row, actions = under_way(visit.tx, visit.project, one.period), ways_out(visit, one, rhythm)
    if row is None or words == "rdv.last_call":
        notice = Notice(words, _about(visit, one) | values, actions)
    else:
        notice = abandoned_reminders.said(
            visit, row, actions, again=words == "rdv.follow_up" and row.opened_at < one.opens_at
        )
    if row is not None:
        if visit.person.paused_at or visit.now - (row.said_at or row.opened_at) < abandoned_reminders.NEAR:
            return Outcome()
        # One word about a review left in the middle: this is it.
        visit.tx.planned.drop(visit.project, abandoned_reminders.KIND, str(row.id))
    visit.tell(visit.chat_id, notice)
    return Outcome()


def _wait(visit: Visit, one: Appointment, stage: str, rhythm: Rhythm) -> Outcome:
    come = [nudge.id for nudge in nudges(visit, one, rhythm) if nudge.at + spread(visit.project) <= visit.now]
    if one.state != "open" or not come or come[-1] != stage:
        return Outcome()
    if stage == "missed":
        return _missed(visit, one)
    ways = {way.id: way.at for way in _ways(visit, one, rhythm)}
    words = f"rdv.{stage}" if stage == "follow_up" or "next_week" in ways else "rdv.last_call_plain"
    return _tell(visit, one, rhythm, words, moment(visit, ways.get("next_week", one.opens_at)))


def _missed(visit: Visit, one: Appointment) -> Outcome:
    """No more reminder of it; the operators know, and a long silence is taken for what it says."""
    appointments.settle(visit, one, "missed")
    for operator in visit.around.operators:
        visit.tell(
            operator,
            Notice("rdv.operator", {"number": visit.project, "period": _named(one)}),
        )
    outcomes = [past.state for past in visit.tx.appointments.of_project(visit.project)]
    called_for = silence(outcomes)
    if called_for == SLEEP:
        silenced(visit)
        visit.tell(visit.chat_id, Notice("rdv.asleep", actions=((RESTART,),)))
        return Outcome()
    appointments.plan(visit)
    if called_for == ASK:
        quarterly = Action("button.reminders_quarterly", "rappels:try=frequency/quarterly")
        hand_over = Action("button.reminders_hand_over", "rappels:participants")
        visit.tell(visit.chat_id, Notice("rdv.ask", actions=((quarterly,), (hand_over,), (STOP,))))
    return Outcome()


# --- what a person does about it


def _ways(visit: Visit, one: Appointment, rhythm: Rhythm) -> list[Snooze]:
    until = next_opening(visit, one, rhythm)
    return list(snoozes(visit.now, one.snoozes, rhythm, visit.calendar, until=until))


def ways_out(visit: Visit, one: Appointment, rhythm: Rhythm) -> tuple[tuple[Action, ...], ...]:
    # On a Friday, tomorrow is Monday: one button for one instant, the last to name it.
    apart = {way.at: way for way in _ways(visit, one, rhythm)}
    ways = [_way(visit, one, way) for way in apart.values()]
    ways.append(Action("button.snooze_other", f"review:other={one.period}"))
    if one.snoozes >= MOST_SNOOZES:
        ways = [Action("button.review_cancel", f"review:cancel={one.period}")]
    rows = [tuple(ways[at : at + 2]) for at in range(0, len(ways), 2)]
    begun = under_way(visit.tx, visit.project, one.period)
    return ((start(one.period, "button.continue" if begun else "button.review_start"),), *rows, (STOP,))


def _way(visit: Visit, one: Appointment, way: Snooze) -> Action:
    """A button for one way to put off; around a bank holiday, tomorrow and Monday are the day they fall on."""
    day, name = way.at.astimezone(visit.zone).date(), f"review:snooze={one.period}/{way.id}"
    if way.id == "next_week" or (way.id == "tomorrow" and day != visit.calendar.today + timedelta(1)):
        return Action("button.snooze_day", name, values={"day": WEEKDAYS[day.weekday()].capitalize()})
    return Action(f"button.snooze_{way.id}", name)


def start(period: str, words: str = "button.review_start") -> Action:
    """Begins the review of that period, or goes on with it."""
    return Action(words, f"review:open={period}", "primary")


def _about(visit: Visit, one: Appointment) -> dict[str, str]:
    tasks = task_names(project_of(visit.path())) or visit.form.words["rdv.some_task"]
    return {**when(visit, one), "task": tasks, "period": _named(one)}


def _named(one: Appointment) -> str:
    """« de novembre 2026 », as it follows « le point »."""
    return of_period(Period.parse(one.period))


def snooze(visit: Visit) -> Outcome:
    """Put the review off, three times at most and never past the next one."""
    period, _, way = visit.argument.partition("/")
    rhythm, one = appointments.rhythm_of(visit), current(visit)
    if rhythm is None or one is None or one.period != period:
        return visit.show(Notice("rdv.settled", in_place=True))
    if one.snoozes >= MOST_SNOOZES:
        return visit.show(Notice("rdv.cancel_ask", actions=ways_out(visit, one, rhythm), in_place=True))
    at = next((one.at for one in _ways(visit, one, rhythm) if one.id == way), None)
    if at is None:
        return visit.show(Notice("rdv.no_way", actions=ways_out(visit, one, rhythm), in_place=True))
    return put_off(visit, one, at, rhythm)


def put_off(visit: Visit, one: Appointment, at: datetime, rhythm: Rhythm) -> Outcome:
    """It opens again at that instant, a possible one; counted among the times it was put off."""
    for kind in (appointments.OPENING, NUDGE):
        visit.tx.planned.drop(visit.project, kind)
    arrange(visit, replace(one, state="planned", opens_at=at, snoozes=one.snoozes + 1), rhythm)
    return visit.show(Notice("rdv.put_off", moment(visit, at), ((start(one.period),),), in_place=True))


def cancel(visit: Visit) -> Outcome:
    """Not this time: the next one is planned."""
    one = current(visit)
    if one is None or one.period != visit.argument:
        return visit.show(Notice("rdv.settled", in_place=True))
    appointments.settle(visit, one, "cancelled")
    later = appointments.plan(visit)
    if later is None:
        return visit.show(Notice("rappels.stopped", actions=((RESTART,),), in_place=True))
    return visit.show(Notice("rdv.cancelled", when(visit, later), in_place=True))


def silenced(visit: Visit) -> None:
    """No reminder from now on."""
    visit.tx.set_silent(visit.chat_id, visit.now)
    visit.person = replace(visit.person, silent_at=visit.now)
    appointments.plan(visit)


def stop(visit: Visit) -> Outcome:
    silenced(visit)
    return visit.show(Notice("rappels.stopped", actions=((RESTART,),), in_place=True))


def restart(visit: Visit) -> Outcome:
    """Reminders again, from the next review on."""
    visit.tx.set_silent(visit.chat_id, None)
    visit.person = replace(visit.person, silent_at=None)
    one = appointments.plan(visit)
    if one is None:
        return visit.show(Notice("rappels.not_yet", in_place=True))
    return visit.show(Notice("rappels.restarted", when(visit, one), in_place=True))


def back(visit: Visit) -> None:
    """The person can be reached again: the plan starts from now, nothing of the past is said."""
    visit.person = replace(visit.person, reachable=True)
    appointments.plan(visit)


ACTIONS: Mapping[str, Callable[[Visit], Outcome]] = {
    "review:snooze": snooze,
    "review:cancel": cancel,
    "rappels:stop": stop,
    "rappels:start": restart,
}
DUES: Mapping[str, Callable[[Visit, PlannedRow], Outcome]] = {appointments.OPENING: fall_due, NUDGE: fall_due}
