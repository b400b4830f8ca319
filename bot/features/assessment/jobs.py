"""What the assessment does when its time comes: half a day of the time log, its end, a task put off to be prepared."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.assessment import time_log
from bot.features.assessment.preparation import tasks_to_prepare
from bot.project.jobs import Preparation, TimeLogEnd, TimeLogEntry
from domain.assessment.explanation import explain
from domain.calendar.rhythm import instant
from domain.questionnaire.values import to_json

LATE = timedelta(hours=4)
"""Past this, an outage for instance, nobody remembers the minutes: the half day is left out."""
STOP = Action("button.log_stop", "log:stop")


def recall_preparation(visit: Visit, job: Preparation) -> Outcome:
    """One message, while it is still to be prepared and the person wants reminders."""
    if job.task not in tasks_to_prepare(visit) or visit.person.silent_at or not visit.person.reachable:
        return Outcome()
    project, words = visit.path().project, visit.around.form.words
    # Nothing may be missing: the verdict can be the person's own.
    weakest = (*explain(project.ranking().scores[job.task]).to_prepare, "DO")[0]
    values = {"task": project.short(job.task), "days": job.days, "step": words[f"prepare.{weakest}"]}
    actions = ((Action("button.why", "ranking:reasons"),),)
    visit.tell(visit.chat_id, Notice("prepare_again", values, actions))
    return Outcome()


def ask_entry(visit: Visit, job: TimeLogEntry) -> Outcome:
    """One message, with the way to answer and the way out; an answer half given before it counts as it is."""
    asked_at = instant(job.day, time_log.HALVES[job.half], visit.zone)
    project = visit.path().project
    if visit.now - asked_at > LATE or not project.tasks or not visit.person.reachable or visit.person.silent_at:
        return Outcome()
    time_log.close_entries(visit)
    prior = [["audit_functions", None, to_json(project.tasks)], ["log_half", None, job.half]]
    if own := project.text("audit_other_label", "other"):
        prior.append(["audit_other_label", "other", own])
    version, period = visit.around.form.version, f"{job.day}/{job.half}"
    row = visit.tx.interviews.start(visit.project, time_log.OCCASION, visit.now, version, prior, period=period)
    actions = ((Action("button.log_open", f"log:open={row.id}", "primary"),), (STOP,))
    visit.tell(visit.chat_id, Notice("log.ask", {"since": visit.around.form.words[f"log.since.{job.half}"]}, actions))
    return Outcome()


def end_log(visit: Visit, job: TimeLogEnd) -> Outcome:
    """The three days are over, whatever was noted."""
    time_log.close_entries(visit)
    visit.tell(visit.chat_id, time_log.comparison(visit, job.started.isoformat()))
    return Outcome()
