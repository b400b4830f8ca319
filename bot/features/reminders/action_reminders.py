"""What is said, rarely, to somebody who paused, and around the actions a review decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.navigation import commands
from bot.project.appointments import current, nudges, rhythm_of, usual_rhythm
from bot.project.review_file import keep_done, standing, under_way
from bot.store import PlannedRow
from domain.calendar.nudges import action_nudges
from domain.calendar.periods import Period
from domain.reviews.minutes.minutes import minutes
from domain.reviews.recorded_actions import Noted, actions, escalated
from domain.reviews.texts import day, of_period, owner
from domain.specification.project import Project, project_of

PAUSE = {"first": 2, "second": 7}
"""Working days after a pause when it is mentioned, then silence (`docs/rules/methode.md §4`)."""
PAUSED, ACTION, STEP = "pause", "action", "step"

STEPS_AT = 10
"""The hour a step is recalled on its day."""
OF_A_PLAN = ("halfway", "end")
"""The steps that are reviews: the others are things to do."""
REVIEW = Action("button.review_menu", "review", "primary")


def pause(visit: Visit) -> Outcome:
    """A pause, mentioned twice at most."""
    for which, days in PAUSE.items():
        day = visit.calendar.add(visit.calendar.today, days)
        visit.tx.planned.put(visit.project, PAUSED, which, visit.at(day, 10))
    return commands.pause(visit)


def mention(visit: Visit, planned: PlannedRow) -> Outcome:
    """Unless the person came back or wants no reminder."""
    person = visit.person
    if person.paused_at is None or person.silent_at or not person.reachable:
        return Outcome()
    # After an outage the second word replaces the first.
    paused = person.paused_at.astimezone(visit.zone).date()
    if planned.item == "first" and visit.calendar.today >= visit.calendar.add(paused, PAUSE["second"]):
        return Outcome()
    if _review_speaks(visit):
        return Outcome()
    visit.tell(visit.chat_id, Notice(f"pause.{planned.item}", actions=((commands.RESUME,),)))
    return Outcome()


def _review_speaks(visit: Visit) -> bool:
    """True on a day a review still to be begun has its own word: one message is enough."""
    rhythm, one = rhythm_of(visit), current(visit)
    if rhythm is None or one is None or under_way(visit.tx, visit.project, one.period):
        return False
    said = [nudge.at.astimezone(visit.zone).date() for nudge in nudges(visit, one, rhythm) if nudge.id != "missed"]
    return visit.calendar.today in said


def plan_actions(visit: Visit, actions: Iterable[tuple[str, str, date]]) -> None:
    """Recall actions, each with an id, a text and the day it is due; replaces those planned before."""
    visit.tx.planned.drop(visit.project, ACTION)
    rhythm = rhythm_of(visit)
    for action, text, due in actions if rhythm else ():
        for nudge in action_nudges(due, rhythm, visit.calendar) if rhythm else ():
            if nudge.at > visit.now:
                visit.tx.planned.put(visit.project, ACTION, f"{action}/{nudge.id}/{due}/{text}", nudge.at)


def after_review(visit: Visit, project: Project) -> None:
    """Recall what was promised, and hand to the operators what was put off too often."""
    to_do = [one for one in actions(project) if one.action.ended is None]
    plan_actions(visit, [(one.action.id.replace("/", "-"), one.text, one.action.due) for one in to_do])
    _plan_steps(visit, project)
    for one in escalated(project):
        period = of_period(Period.parse(project.text("rev_period")))
        values = {"number": visit.project, "task": project.short(one.task), "period": period}
        for operator in visit.around.operators:
            visit.tell(operator, Notice("action.escalated", values))


def recall_action(visit: Visit, planned: PlannedRow) -> Outcome:
    """Two working days before, on the day, three after: the words differ, and only the last that is due is said.

    After an outage the day named may be past: it is named all the same, and « aujourd’hui » is said of that day alone.
    """
    action, stage, named, text = planned.item.split("/", 3)
    due = date.fromisoformat(named)
    come = [one.id for one in action_nudges(due, usual_rhythm(visit), visit.calendar) if one.at <= visit.now]
    if visit.person.silent_at or not visit.person.reachable or come[-1:] != [stage]:
        return Outcome()
    noted, words = _to_do(visit, action), visit.around.form.words
    who = words["action.who"].format(owner=owner(project_of(visit.path()), noted)) if noted else ""
    done = ((Action("button.action_done", f"action:done={action}"),),) if noted else ()
    told = stage.removeprefix("action_")
    told = "soon" if told == "today" and due != visit.calendar.today else told
    visit.tell(visit.chat_id, Notice(f"action.{told}", {"text": text, "who": who, "due": day(due)}, done))
    return Outcome()


def _to_do(visit: Visit, action: str) -> Noted | None:
    """The action a reminder names, as long as no review has ended it."""
    project = standing(visit.tx, visit.project, visit.path(), visit.calendar)
    return next(
        (one for one in actions(project) if one.action.id.replace("/", "-") == action and one.action.ended is None),
        None,
    )


def done(visit: Visit) -> Outcome:
    """Said between two reviews: no more reminder, and the next review says so when it asks where the action stands."""
    noted = _to_do(visit, visit.argument)
    if noted is None:
        return visit.show(Notice("action.ended", in_place=True))
    keep_done(visit.tx, visit.project, visit.audit, noted.action.id, visit.calendar.today, visit.now)
    for row in visit.tx.planned.of_project(visit.project, ACTION):
        if row.item.startswith(f"{visit.argument}/"):
            visit.tx.planned.drop(visit.project, ACTION, row.item)
    return visit.show(Notice("action.done", {"text": noted.text}, in_place=True))


def _plan_steps(visit: Visit, project: Project) -> None:
    """Recall the dated steps of a plan or of a stop on their day; they replace those of the review before."""
    visit.tx.planned.drop(visit.project, STEP)
    for task in minutes(project).tasks:
        for step in task.steps:
            if step.due and (at := visit.at(step.due, STEPS_AT)) > visit.now:
                visit.tx.planned.put(visit.project, STEP, f"{task.task}/{step.id}/{step.due}", at)


def recall_step(visit: Visit, planned: PlannedRow) -> Outcome:
    """On its day, or the working day after; later, the next review speaks of it."""
    task, step, named = planned.item.split("/")
    due, today, words = date.fromisoformat(named), visit.calendar.today, visit.around.form.words
    if visit.person.silent_at or not visit.person.reachable or today > visit.calendar.add(due, 1):
        return Outcome()
    said = {"task": project_of(visit.path()).short(task), "step": words[f"steps.{step}"], "due": day(due)}
    told = "action.step" if due == today else "action.step_late"
    visit.tell(visit.chat_id, Notice(told, said, ((REVIEW,), (commands.BOARD,)) if step in OF_A_PLAN else ()))
    return Outcome()


COMMANDS: Mapping[str, Callable[[Visit], Outcome]] = {"pause": pause}
ACTIONS: Mapping[str, Callable[[Visit], Outcome]] = {"pause": pause, "action:done": done}
DUES: Mapping[str, Callable[[Visit, PlannedRow], Outcome]] = {
    PAUSED: mention,
    ACTION: recall_action,
    STEP: recall_step,
}
