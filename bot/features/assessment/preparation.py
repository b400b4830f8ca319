"""What was put off to be prepared comes back after 30 and 90 days, with its first step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.store import PlannedRow
from domain.assessment.explanation import explain
from domain.specification.project import project_of

KIND = "prepare"
AFTER = (30, 90)
"""Days until a task to prepare is mentioned again."""
HOUR = 10


def plan(visit: Visit) -> None:
    """Plan the reminders of the tasks that are to be prepared; a verdict changed since takes its own back."""
    visit.tx.planned.drop(visit.project, KIND)
    for task in _to_prepare(visit):
        for days in AFTER:
            eve = visit.calendar.today + timedelta(days=days - 1)
            day = visit.calendar.add(eve, 1)
            visit.tx.planned.put(visit.project, KIND, f"{task}/{days}", visit.at(day, HOUR))


def _to_prepare(visit: Visit) -> list[str]:
    project = project_of(visit.path())
    return [task for task in project.tasks if project.verdict(task) == "outsource_later_prepare"]


def recall(visit: Visit, planned: PlannedRow) -> Outcome:
    """One message, while it is still to be prepared and the person wants reminders."""
    task, _, days = planned.item.partition("/")
    if task not in _to_prepare(visit) or visit.person.silent_at or not visit.person.reachable:
        return Outcome()
    project, words = project_of(visit.path()), visit.around.form.words
    # Nothing may be missing: the verdict can be the person's own.
    weakest = (*explain(project.ranking().scores[task]).to_prepare, "DO")[0]
    values = {"task": project.short(task), "days": days, "step": words[f"prepare.{weakest}"]}
    actions = ((Action("button.why", "ranking:reasons"),),)
    visit.tell(visit.chat_id, Notice("prepare_again", values, actions))
    return Outcome()


DUES: Mapping[str, Callable[[Visit, PlannedRow], Outcome]] = {KIND: recall}
