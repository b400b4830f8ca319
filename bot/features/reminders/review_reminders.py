"""Sends the reminders of a review and handles a missed one; after an outage, outdated reminders are not sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.provider import provider_reminders, provider_survey
from bot.features.reminders import abandoned_reminders
from bot.features.reminders.buttons import RESTART, STOP, start
from bot.features.reminders.postponement import snooze_buttons, snooze_choices
from bot.project import appointments, jobs
from bot.project.appointments import arrange, moment, nudges, spread, when
from bot.project.jobs import AbandonedInterview, ReviewNudge
from bot.project.review_file import monthly_figures, review_under_way
from bot.store import Appointment
from domain.assessment.variables import task_names
from domain.calendar.nudges import ASK, SLEEP, silence
from domain.calendar.periods import Period
from domain.calendar.rhythm import Rhythm
from domain.french.dates import MONTHS
from domain.reviews.figures.due import figures_due
from domain.reviews.texts import of_period
from domain.specification.project import project_of

LATE = timedelta(hours=2)
"""A review opened later than this (an outage) counts its reminders from its actual opening."""


def say_before(exchange: Exchange, one: Appointment, stage: str, rhythm: Rhythm) -> Outcome:
    """Announce a review that is neither open nor begun."""
    planned = nudges(exchange, one, rhythm, announced=True)
    found = {nudge.id: nudge.at + spread(exchange.project) for nudge in planned}
    today = stage in found and found[stage].astimezone(exchange.zone).date() == exchange.calendar.today
    replaced = found.get("eve", one.opens_at) <= exchange.now and stage != "eve"
    if one.state != "planned" or replaced or review_under_way(exchange.tx, exchange.project, one.period):
        return Outcome()
    if one.opens_at <= exchange.now or (stage == "eve" and not today):
        return Outcome()
    words, values = f"rdv.{stage}", _about(exchange, one)
    if stage == "collect":
        count, lines = _to_collect(exchange, one)
        words = ("rdv.collect_plain", "rdv.collect_one", "rdv.collect")[min(count, 2)]
        values |= {"n": str(count), "figures": lines}
    ask = ((provider_survey.button(one.period),),) if stage == "collect" else ()
    exchange.tell(exchange.chat_id, Notice(words, values, ((start(one.period),), *ask, (STOP,))))
    return Outcome()


def _to_collect(exchange: Exchange, one: Appointment) -> tuple[int, str]:
    """Number of figures to collect for that period, and a line for each indicator (with its months, if several)."""
    project, period = project_of(exchange.path()), Period.parse(one.period)
    noted = {item for _, item in monthly_figures(exchange.tx, exchange.project, exchange.context.form)}
    due, words = [item for item in figures_due(project, period) if item not in noted], exchange.form.words
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


def say_open(exchange: Exchange, one: Appointment, rhythm: Rhythm) -> Outcome:
    """Open the review, tell the person and plan its other reminders."""
    if one.state != "planned":
        return Outcome()
    opens_at = exchange.now if exchange.now - one.opens_at > LATE else one.opens_at
    opened = replace(one, state="open", opens_at=opens_at)
    jobs.drop(exchange, ReviewNudge)
    arrange(exchange, opened, rhythm)
    provider_reminders.plan(exchange, opened.period)
    return _tell(exchange, opened, rhythm, "rdv.open", {})


def _tell(exchange: Exchange, one: Appointment, rhythm: Rhythm, words: str, values: dict[str, str]) -> Outcome:
    """Send a reminder, worded otherwise if the review is begun; nothing if the person is in it or has paused."""
    row, actions = review_under_way(exchange.tx, exchange.project, one.period), snooze_buttons(exchange, one, rhythm)
    if row is None or words == "rdv.last_call":
        notice = Notice(words, _about(exchange, one) | values, actions)
    else:
        notice = abandoned_reminders.notice(
            exchange, row, actions, again=words == "rdv.follow_up" and row.opened_at < one.opens_at
        )
    if row is not None:
        if exchange.person.paused_at or exchange.now - (row.said_at or row.opened_at) < abandoned_reminders.NEAR:
            return Outcome()
        # One reminder of an unfinished review is enough.
        jobs.drop_one(exchange, AbandonedInterview(row.id))
    exchange.tell(exchange.chat_id, notice)
    return Outcome()


def say_after(exchange: Exchange, one: Appointment, stage: str, rhythm: Rhythm) -> Outcome:
    """Remind of a review that is open, or mark it as missed."""
    due = [nudge.id for nudge in nudges(exchange, one, rhythm) if nudge.at + spread(exchange.project) <= exchange.now]
    if one.state != "open" or not due or due[-1] != stage:
        return Outcome()
    if stage == "missed":
        return _mark_missed(exchange, one)
    possible = {way.id: way.at for way in snooze_choices(exchange, one, rhythm)}
    words = f"rdv.{stage}" if stage == "follow_up" or "next_week" in possible else "rdv.last_call_plain"
    return _tell(exchange, one, rhythm, words, moment(exchange, possible.get("next_week", one.opens_at)))


def _mark_missed(exchange: Exchange, one: Appointment) -> Outcome:
    """Mark the review as missed and tell the operators; after several missed ones, ask the person or stop reminders."""
    appointments.settle(exchange, one, "missed")
    for operator in exchange.context.operators:
        exchange.tell(
            operator,
            Notice("rdv.operator", {"number": exchange.project, "period": _period_of(one)}),
        )
    outcomes = [past.state for past in exchange.tx.appointments.of_project(exchange.project)]
    called_for = silence(outcomes)
    if called_for == SLEEP:
        stop_reminders(exchange)
        exchange.tell(exchange.chat_id, Notice("rdv.asleep", actions=((RESTART,),)))
        return Outcome()
    appointments.plan(exchange)
    if called_for == ASK:
        quarterly = Action("button.reminders_quarterly", "rappels:try=frequency/quarterly")
        hand_over = Action("button.reminders_hand_over", "rappels:participants")
        exchange.tell(exchange.chat_id, Notice("rdv.ask", actions=((quarterly,), (hand_over,), (STOP,))))
    return Outcome()


def stop_reminders(exchange: Exchange) -> None:
    """Send no reminder from now on."""
    exchange.tx.set_silent(exchange.chat_id, exchange.now)
    exchange.person = replace(exchange.person, silent_at=exchange.now)
    appointments.plan(exchange)


def _about(exchange: Exchange, one: Appointment) -> dict[str, str]:
    tasks = task_names(project_of(exchange.path())) or exchange.form.words["rdv.some_task"]
    return {**when(exchange, one), "task": tasks, "period": _period_of(one)}


def _period_of(one: Appointment) -> str:
    """« de novembre 2026 », to follow « le point »."""
    return of_period(Period.parse(one.period))
