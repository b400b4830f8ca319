"""The time log: two messages a day for three working days, then a comparison of measures and estimates.
Each message opens an interview of its own, so that nothing noted is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.stored_answers import answered_in
from bot.conversation.views import Action, Notice, Sheet
from bot.project import jobs
from bot.project.jobs import TimeLogEnd, TimeLogEntry
from domain.assessment.time_log import DAYS, LogEntry, WeeklyHours, weekly_hours
from domain.calendar.rhythm import instant
from domain.questionnaire.values import show
from domain.specification.project import project_of

OCCASION = "time_log"
HALVES = {"morning": time(12), "afternoon": time(17, 30)}
"""The hour at which each half day is asked about (`docs/rules/methode.md §6`)."""


def begin(exchange: Exchange) -> Outcome:
    """Plan the six messages and the result, in place of a log under way."""
    forget(exchange)
    today = exchange.calendar.today
    jobs.plan(exchange, TimeLogEnd(today), exchange.at(exchange.calendar.add(today, DAYS + 1), 10))
    for count in range(1, DAYS + 1):
        day = exchange.calendar.add(today, count)
        for half, hour in HALVES.items():
            jobs.plan(exchange, TimeLogEntry(day, half), instant(day, hour, exchange.zone))
    return Outcome()


def close(exchange: Exchange) -> Outcome:
    """Leave the entry just answered; after the last one, show the result at once."""
    exchange.tx.set_current(exchange.chat_id, None)
    if jobs.planned_jobs(exchange, TimeLogEntry):
        return Outcome()
    started = start_of(exchange)
    jobs.drop(exchange, TimeLogEnd)
    return exchange.show(comparison(exchange, started.isoformat())) if started else Outcome()


def start_of(exchange: Exchange) -> date | None:
    """The day the log under way began; None without one."""
    return next((job.started for job, _ in jobs.planned_jobs(exchange, TimeLogEnd)), None)


def close_entries(exchange: Exchange) -> None:
    """Close unfinished entries: their figures count, their questions do not come back."""
    for row in exchange.tx.interviews.of_occasion(exchange.project, OCCASION):
        if row.closed_at is None:
            exchange.tx.interviews.save_state(row.id, row.state, exchange.now)


def forget(exchange: Exchange) -> None:
    """Stop the log under way."""
    close_entries(exchange)
    jobs.drop(exchange, TimeLogEntry, TimeLogEnd)


# --- the result


def comparison(exchange: Exchange, started: str) -> Sheet | Notice:
    """Estimate and measure of each task, with a button to take the measure."""
    project, found = project_of(exchange.path()), weekly_hours(notes(exchange, started))
    if not found:
        return Notice("log.nothing")
    lines: list[tuple[str, Mapping[str, object]]] = [("log.result", {})]
    actions = []
    for one in found:
        estimate = project.number("audit_hours", one.task)
        known = {"task": project.short(one.task), "measure": _hours(one), "days": one.days}
        lines.append(("log.line", {**known, "estimate": _week(estimate) if estimate is not None else "—"}))
        if estimate != one.hours:
            values = {"task": project.short(one.task), "value": _hours(one)}
            actions.append((Action("button.log_take", f"log:take={started}/{one.task}", values=values),))
    return Sheet((*lines, ("log.choose" if actions else "log.same", {})), tuple(actions))


def _hours(one: WeeklyHours) -> str:
    return _week(one.hours)


def _week(hours: Decimal) -> str:
    return show("number", hours, "hours_per_week")


def notes(exchange: Exchange, started: str) -> list[LogEntry]:
    """Everything noted in the log that began on `started`, which comes from a button and may be any text."""
    found = []
    for row in exchange.tx.interviews.of_occasion(exchange.project, OCCASION):
        day = date.fromisoformat(str(row.period).partition("/")[0])
        if day.isoformat() <= started:
            continue
        for (question, task), value in answered_in(exchange.tx, exchange.context.form, row.id).items():
            if question == "log_minutes" and task and isinstance(value, int | Decimal):
                found.append(LogEntry(task, day, Decimal(value)))
    return found
