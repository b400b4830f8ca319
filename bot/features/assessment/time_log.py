"""The time log: two short messages a day for three working days, then the measure beside the estimate.

Each message opens a small interview of its own, so that nothing noted is lost; both figures are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Sheet
from bot.store import PlannedRow
from domain.assessment.time_log import DAYS, Measured, Noted, measured
from domain.calendar.rhythm import instant
from domain.questionnaire import replies as say
from domain.questionnaire.values import from_json, show, to_json
from domain.specification.project import project_of

OCCASION = "time_log"
SLOT, END = "time_log", "time_log_end"
HALVES = {"morning": time(12), "afternoon": time(17, 30)}
"""When each half of a day is asked about (`docs/rules/methode.md §6`)."""
LATE = timedelta(hours=4)
"""Past this, an outage for instance, nobody remembers the minutes: the half day is left out."""
STOP = Action("button.log_stop", "log:stop")


def begin(visit: Visit) -> Outcome:
    """Plan the six messages and the result; what was planned before starts again."""
    _forget(visit)
    today = visit.calendar.today
    visit.tx.planned.put(visit.project, END, today.isoformat(), visit.at(visit.calendar.add(today, DAYS + 1), 10))
    for count in range(1, DAYS + 1):
        day = visit.calendar.add(today, count)
        for half, hour in HALVES.items():
            visit.tx.planned.put(visit.project, SLOT, f"{day}/{half}", instant(day, hour, visit.zone))
    return Outcome()


def ask(visit: Visit, planned: PlannedRow) -> Outcome:
    """One message, with the way to answer and the way out; an answer half given before it counts as it is."""
    day, _, half = planned.item.partition("/")
    asked_at = instant(date.fromisoformat(day), HALVES[half], visit.zone)
    project = project_of(visit.path())
    if visit.now - asked_at > LATE or not project.tasks or not visit.person.reachable or visit.person.silent_at:
        return Outcome()
    _close(visit)
    prior = [["audit_functions", None, to_json(project.tasks)], ["log_half", None, half]]
    if own := project.text("audit_other_label", "other"):
        prior.append(["audit_other_label", "other", own])
    version = visit.around.form.version
    row = visit.tx.interviews.start(visit.project, OCCASION, visit.now, version, prior, period=planned.item)
    actions = ((Action("button.log_open", f"log:open={row.id}", "primary"),), (STOP,))
    visit.tell(visit.chat_id, Notice("log.ask", {"since": visit.around.form.words[f"log.since.{half}"]}, actions))
    return Outcome()


def opened(visit: Visit) -> Outcome:
    """The minutes of that half day, one activity after the other."""
    row = visit.tx.interviews.mine(int(visit.argument), visit.project) if visit.argument.isdecimal() else None
    if row is None or row.occasion != OCCASION or row.closed_at is not None:
        return visit.again("notice.outdated")
    visit.sit(row)
    return visit.turn(say.Resume())


def closing(visit: Visit) -> Outcome:
    """A half day is noted; after the last one the result comes at once."""
    visit.tx.set_current(visit.chat_id, None)
    if visit.tx.planned.of_project(visit.project, SLOT):
        return Outcome()
    started = _started(visit)
    visit.tx.planned.drop(visit.project, END)
    return visit.show(_compared(visit, started)) if started else Outcome()


def end(visit: Visit, planned: PlannedRow) -> Outcome:
    """The three days are over, whatever was noted."""
    _close(visit)
    visit.tell(visit.chat_id, _compared(visit, planned.item))
    return Outcome()


def stop(visit: Visit) -> Outcome:
    """No more questions; what was noted is shown if there is anything."""
    started = _started(visit)
    _forget(visit)
    if started and _notes(visit, started):
        return visit.show(_compared(visit, started))
    return visit.show(Notice("log.stopped", in_place=True))


def take(visit: Visit) -> Outcome:
    """The measure replaces the estimate; the old figure stays in the history."""
    started, _, task = visit.argument.partition("/")
    found = next((one for one in measured(_notes(visit, started)) if one.task == task), None)
    if found is None:
        return visit.again("notice.outdated")
    visit.sit(visit.audit)
    return visit.turn(say.Amend(("audit_hours", task), str(found.hours).replace(".", ",")))


# --- the result


def _compared(visit: Visit, started: str) -> Sheet | Notice:
    """Estimate and measure side by side; nothing changes without a press."""
    project, found = project_of(visit.path()), measured(_notes(visit, started))
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


def _hours(one: Measured) -> str:
    return _week(one.hours)


def _week(hours: Decimal) -> str:
    return show("number", hours, "hours_per_week")


def _notes(visit: Visit, started: str) -> list[Noted]:
    """Everything noted in the log that began that day (ISO): the text is a button's, it may be anybody's."""
    found = []
    for row in visit.tx.interviews.on(visit.project, OCCASION):
        day = date.fromisoformat(str(row.period).partition("/")[0])
        if day.isoformat() <= started:
            continue
        for (question, task), raw in visit.tx.answers(row.id).items():
            value = from_json(raw)
            if question == "log_minutes" and task and isinstance(value, int | Decimal):
                found.append(Noted(task, day, Decimal(value)))
    return found


# --- small things


def _started(visit: Visit) -> str | None:
    """The day the log under way began."""
    return next((row.item for row in visit.tx.planned.of_project(visit.project, END)), None)


def _close(visit: Visit) -> None:
    """An entry left half way is over: its figures count, its questions do not come back."""
    for row in visit.tx.interviews.on(visit.project, OCCASION):
        if row.closed_at is None:
            visit.tx.interviews.save_state(row.id, row.state, visit.now)


def _forget(visit: Visit) -> None:
    _close(visit)
    for kind in (SLOT, END):
        visit.tx.planned.drop(visit.project, kind)


ACTIONS: Mapping[str, Callable[[Visit], Outcome]] = {"log:open": opened, "log:stop": stop, "log:take": take}
CLOSINGS: Mapping[str, Callable[[Visit], Outcome]] = {OCCASION: closing}
WATCHED: Mapping[str, Callable[[Visit], Outcome]] = {"audit_mirror_confirm.log3": begin}
DUES: Mapping[str, Callable[[Visit, PlannedRow], Outcome]] = {SLOT: ask, END: end}
