"""Planned jobs of the assessment: a half day of the time log, its end, a task to prepare."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.assessment import time_log
from bot.features.assessment.preparation import tasks_to_prepare
from bot.project.jobs import Preparation, TimeLogEnd, TimeLogEntry
from domain.assessment.explanation import explain
from domain.calendar.rhythm import instant
from domain.questionnaire.values import to_json
from domain.specification.project import project_of

LATE = timedelta(hours=4)
"""After this delay (an outage) people no longer remember the minutes, and the half day is skipped."""
STOP = Action("button.log_stop", "log:stop")


def recall_preparation(exchange: Exchange, job: Preparation) -> Outcome:
    """Remind the person of a task to prepare, if it still is one and they want reminders."""
    if job.task not in tasks_to_prepare(exchange) or exchange.person.silent_at or not exchange.person.reachable:
        return Outcome()
    project, words = project_of(exchange.path()), exchange.context.form.words
    # The person may have chosen this verdict themselves, so that nothing is weak.
    weakest = (*explain(project.ranking().scores[job.task]).to_prepare, "DO")[0]
    values = {"task": project.short(job.task), "days": job.days, "step": words[f"prepare.{weakest}"]}
    actions = ((Action("button.why", "ranking:reasons"),),)
    exchange.tell(exchange.chat_id, Notice("prepare_again", values, actions))
    return Outcome()


def ask_entry(exchange: Exchange, job: TimeLogEntry) -> Outcome:
    """Ask about a half day; an earlier entry left unfinished is closed with the figures it has."""
    asked_at = instant(job.day, time_log.HALVES[job.half], exchange.zone)
    project = project_of(exchange.path())
    if (
        exchange.now - asked_at > LATE
        or not project.tasks
        or not exchange.person.reachable
        or exchange.person.silent_at
    ):
        return Outcome()
    time_log.close_entries(exchange)
    prior = [["audit_functions", None, to_json(project.tasks)], ["log_half", None, job.half]]
    if own := project.text("audit_other_label", "other"):
        prior.append(["audit_other_label", "other", own])
    version, period = exchange.context.form.version, f"{job.day}/{job.half}"
    row = exchange.tx.interviews.start(exchange.project, time_log.OCCASION, exchange.now, version, prior, period=period)
    actions = ((Action("button.log_open", f"log:open={row.id}", "primary"),), (STOP,))
    exchange.tell(
        exchange.chat_id, Notice("log.ask", {"since": exchange.context.form.words[f"log.since.{job.half}"]}, actions)
    )
    return Outcome()


def end_log(exchange: Exchange, job: TimeLogEnd) -> Outcome:
    """End the time log after its three days and show the comparison."""
    time_log.close_entries(exchange)
    exchange.tell(exchange.chat_id, time_log.comparison(exchange, job.started.isoformat()))
    return Outcome()
