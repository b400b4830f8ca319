"""What is said around a review, and what a missed one calls for. After an outage, what is replaced stays unsaid."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.provider import provider_reminders, provider_survey
from bot.features.reminders import abandoned_reminders
from bot.features.reminders.buttons import RESTART, STOP, start
from bot.features.reminders.postponement import ways, ways_out
from bot.project import appointments, jobs
from bot.project.appointments import arrange, moment, nudges, spread, when
from bot.project.jobs import AbandonedInterview, ReviewNudge
from bot.project.review_file import recorded, under_way
from bot.store import Appointment
from domain.calendar.nudges import ASK, SLEEP, silence
from domain.calendar.periods import Period
from domain.calendar.rhythm import Rhythm
from domain.content.review_sources import figures
from domain.french.dates import MONTHS
from domain.reviews.texts import of_period, task_names

LATE = timedelta(hours=2)
"""Past this a review that opens late (an outage) counts its reminders from the moment it was said."""


def say_before(visit: Visit, one: Appointment, stage: str, rhythm: Rhythm) -> Outcome:
    """Announce a review that is neither begun nor open."""
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
    project, period = visit.path().project, Period.parse(one.period)
    noted = {item for _, item in recorded(visit.tx, visit.project, visit.around.form)}
    due, words = [item for item in figures(project, period) if item not in noted], visit.form.words
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


def say_open(visit: Visit, one: Appointment, rhythm: Rhythm) -> Outcome:
    """Open the review and say so; its other reminders count from then."""
    if one.state != "planned":
        return Outcome()
    opens_at = visit.now if visit.now - one.opens_at > LATE else one.opens_at
    opened = replace(one, state="open", opens_at=opens_at)
    jobs.drop(visit, ReviewNudge)
    arrange(visit, opened, rhythm)
    provider_reminders.plan(visit, opened.period)
    return _tell(visit, opened, rhythm, "rdv.open", {})


def _tell(visit: Visit, one: Appointment, rhythm: Rhythm, words: str, values: dict[str, str]) -> Outcome:
    """In other words once the review is begun, and nothing to somebody who is in it or asked for a pause."""
    row, actions = under_way(visit.tx, visit.project, one.period), ways_out(visit, one, rhythm)
    if row is None or words == "rdv.last_call":
        notice = Notice(words, _about(visit, one) | values, actions)
    else:
        notice = abandoned_reminders.notice(
            visit, row, actions, again=words == "rdv.follow_up" and row.opened_at < one.opens_at
        )
    if row is not None:
        if visit.person.paused_at or visit.now - (row.said_at or row.opened_at) < abandoned_reminders.NEAR:
            return Outcome()
        # One word about a review left in the middle: this is it.
        jobs.drop_one(visit, AbandonedInterview(row.id))
    visit.tell(visit.chat_id, notice)
    return Outcome()


def say_after(visit: Visit, one: Appointment, stage: str, rhythm: Rhythm) -> Outcome:
    """Recall a review that is open, or take it for missed."""
    come = [nudge.id for nudge in nudges(visit, one, rhythm) if nudge.at + spread(visit.project) <= visit.now]
    if one.state != "open" or not come or come[-1] != stage:
        return Outcome()
    if stage == "missed":
        return _missed(visit, one)
    possible = {way.id: way.at for way in ways(visit, one, rhythm)}
    words = f"rdv.{stage}" if stage == "follow_up" or "next_week" in possible else "rdv.last_call_plain"
    return _tell(visit, one, rhythm, words, moment(visit, possible.get("next_week", one.opens_at)))


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
        stop_reminders(visit)
        visit.tell(visit.chat_id, Notice("rdv.asleep", actions=((RESTART,),)))
        return Outcome()
    appointments.plan(visit)
    if called_for == ASK:
        quarterly = Action("button.reminders_quarterly", "rappels:try=frequency/quarterly")
        hand_over = Action("button.reminders_hand_over", "rappels:participants")
        visit.tell(visit.chat_id, Notice("rdv.ask", actions=((quarterly,), (hand_over,), (STOP,))))
    return Outcome()


def stop_reminders(visit: Visit) -> None:
    """No reminder from now on."""
    visit.tx.set_silent(visit.chat_id, visit.now)
    visit.person = replace(visit.person, silent_at=visit.now)
    appointments.plan(visit)


def _about(visit: Visit, one: Appointment) -> dict[str, str]:
    tasks = task_names(visit.path().project) or visit.form.words["rdv.some_task"]
    return {**when(visit, one), "task": tasks, "period": _named(one)}


def _named(one: Appointment) -> str:
    """« de novembre 2026 », as it follows « le point »."""
    return of_period(Period.parse(one.period))
