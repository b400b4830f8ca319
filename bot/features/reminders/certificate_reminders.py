"""The provider's papers between two reviews: said in time, noted with one press, planned for the next time.

Rules: `docs/rules/revue.md §9`, `docs/rules/cahier_des_charges.md §1`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from bot.conversation.exchange import AUDIT, Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.reminders.review_reminders import STOP
from bot.project.appointments import moment, rhythm_of, spread, usual_rhythm
from bot.project.review_file import OCCASION, keep_received, papers_due
from bot.store import PlannedRow
from domain.calendar.nudges import FIRST_PAPER, PAPER, paper_nudges
from domain.french.dates import long_date

KIND = "paper"
"""A row is named « task/paper/day/stage »: what falls due, that day, and which of its reminders it is."""
TOGETHER = timedelta(hours=6)
"""Reminders due within that time are one message."""


def plan(visit: Visit) -> Outcome:
    """Plan the reminders of what falls due next, in place of those planned before."""
    visit.tx.planned.drop(visit.project, KIND)
    rhythm = rhythm_of(visit)
    if rhythm is None or visit.audit.closed_at is None:
        return Outcome()
    for item, due in _dues(visit, visit.calendar.today).items():
        for nudge in paper_nudges(due, rhythm, visit.calendar):
            at = nudge.at + spread(visit.project)
            if at > visit.now:
                visit.tx.planned.put(visit.project, KIND, f"{item}/{due}/{nudge.id}", at)
    return Outcome()


def _dues(visit: Visit, day: date) -> dict[str, date]:
    """What falls due next, seen from that day."""
    return papers_due(visit.tx, visit.project, visit.path(), usual_rhythm(visit).start, day)


def recall(visit: Visit, planned: PlannedRow) -> Outcome:
    """One message for everything to say that day; of each paper, its last word only."""
    rows = [planned.item]
    for row in visit.tx.planned.of_project(visit.project, KIND):
        if row.due_at <= visit.now + TOGETHER:
            visit.tx.planned.drop(visit.project, KIND, row.item)
            rows.append(row.item)
    if visit.person.silent_at or not visit.person.reachable:
        return Outcome()
    order = [stage for stage, _ in PAPER]
    stages = dict(sorted((row.rsplit("/", 1) for row in rows), key=lambda row: order.index(row[1])))
    found = {}
    for named in sorted(stages):
        item, _, written = named.rpartition("/")
        if _still_due(visit, item, due := date.fromisoformat(written)):
            found[item] = due
    if found:
        found = dict(sorted(found.items(), key=lambda one: one[1]))
        visit.tell(visit.chat_id, _said(visit, found, [stages[f"{item}/{due}"] for item, due in found.items()]))
    return Outcome()


def _still_due(visit: Visit, item: str, due: date) -> bool:
    """True until it is received, even after the day it fell due."""
    return _dues(visit, min(due, visit.calendar.today)).get(item) == due


def _said(visit: Visit, found: Mapping[str, date], stages: list[str]) -> Notice:
    actions = _actions(visit, found)
    if len(found) == 1:
        ((item, due),) = found.items()
        return Notice(f"papers.{stages[0]}", _about(visit, item, due), actions)
    line = visit.form.words["papers.line"]
    lines = [line.format(**_about(visit, item, due)) for item, due in found.items()]
    return Notice("papers.several", {"lines": "\n".join(lines)}, actions)


def _about(visit: Visit, item: str, due: date) -> dict[str, str]:
    return {"document": visit.form.words[f"paper.{item.split('/')[1]}"], "date": long_date(due)}


def _actions(visit: Visit, found: Mapping[str, date]) -> tuple[tuple[Action, ...], ...]:
    words = "button.paper_received" if len(found) == 1 else "button.paper_received_named"
    rows = [
        (Action(words, f"paper:here={item.split('/')[1]}/{due}", "primary", values=_about(visit, item, due)),)
        for item, due in found.items()
    ]
    return (*rows, (Action("button.later", "paper:later"),), (STOP,))


def here(visit: Visit) -> Outcome:
    """It has come: noted, and the next one is planned; the others of the same message stay to be answered."""
    paper, _, written = visit.argument.partition("/")
    try:
        due = date.fromisoformat(written)
    except ValueError:
        return visit.again("notice.outdated")
    pressed = next((item for item in _dues(visit, visit.calendar.today) if item.split("/")[1] == paper), None)
    if pressed is None or not _still_due(visit, pressed, due):
        return visit.show(Notice("papers.settled", in_place=True))
    keep_received(visit.tx, visit.project, visit.audit, pressed, due, visit.now)
    plan(visit)
    until = visit.calendar.add(visit.calendar.today, FIRST_PAPER)
    after = _dues(visit, visit.calendar.today)
    left = {item: due for item, due in after.items() if due <= until}
    said = visit.show(Notice("papers.received", _about(visit, pressed, after[pressed]), in_place=True))
    return said + visit.show(_said(visit, left, ["paper_soon"] * len(left))) if left else said


def later(visit: Visit) -> Outcome:
    """Not now: the next reminder, or else the next review, comes back to it."""
    ahead = visit.tx.planned.of_project(visit.project, KIND)
    if not ahead:
        return visit.show(Notice("papers.at_review", in_place=True))
    return visit.show(Notice("papers.later", moment(visit, ahead[0].due_at), in_place=True))


ACTIONS: Mapping[str, Callable[[Visit], Outcome]] = {"paper:here": here, "paper:later": later}
CLOSINGS: Mapping[str, Callable[[Visit], Outcome]] = {AUDIT: plan, OCCASION: plan}
WATCHED: Mapping[str, Callable[[Visit], Outcome]] = {"spec_start": plan}
DUES: Mapping[str, Callable[[Visit, PlannedRow], Outcome]] = {KIND: recall}
