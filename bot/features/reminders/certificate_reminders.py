"""The provider's certificates between two reviews: said in time, noted with one press, planned for the next time.

Rules: `docs/rules/revue.md §9`, `docs/rules/cahier_des_charges.md §1`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.reminders.buttons import STOP
from bot.project import jobs
from bot.project.appointments import rhythm_of, spread, usual_rhythm
from bot.project.jobs import CertificateReminder
from bot.project.review_file import papers_due
from domain.calendar.nudges import paper_nudges
from domain.french.dates import long_date


def plan(visit: Visit) -> Outcome:
    """Plan the reminders of what falls due next, in place of those planned before."""
    jobs.drop(visit, CertificateReminder)
    rhythm = rhythm_of(visit)
    if rhythm is None or visit.audit.closed_at is None:
        return Outcome()
    for item, due in next_dues(visit, visit.calendar.today).items():
        task, _, certificate = item.partition("/")
        for nudge in paper_nudges(due, rhythm, visit.calendar):
            at = nudge.at + spread(visit.project)
            if at > visit.now:
                jobs.plan(visit, CertificateReminder(task, certificate, due, nudge.id), at)
    return Outcome()


def next_dues(visit: Visit, day: date) -> dict[str, date]:
    """When each certificate falls due next, seen from that day, by « task/certificate »."""
    return papers_due(visit.tx, visit.project, visit.path(), usual_rhythm(visit).start, day)


def is_due(visit: Visit, item: str, due: date) -> bool:
    """True until it is received, even after the day it fell due."""
    return next_dues(visit, min(due, visit.calendar.today)).get(item) == due


def notice(visit: Visit, found: Mapping[str, date], stages: list[str]) -> Notice:
    """One message for these certificates, each with the stage of its reminder."""
    actions = _actions(visit, found)
    if len(found) == 1:
        ((item, due),) = found.items()
        return Notice(f"papers.{stages[0]}", about(visit, item, due), actions)
    line = visit.form.words["papers.line"]
    lines = [line.format(**about(visit, item, due)) for item, due in found.items()]
    return Notice("papers.several", {"lines": "\n".join(lines)}, actions)


def about(visit: Visit, item: str, due: date) -> dict[str, str]:
    return {"document": visit.form.words[f"paper.{item.split('/')[1]}"], "date": long_date(due)}


def _actions(visit: Visit, found: Mapping[str, date]) -> tuple[tuple[Action, ...], ...]:
    words = "button.paper_received" if len(found) == 1 else "button.paper_received_named"
    rows = [
        (Action(words, f"paper:here={item.split('/')[1]}/{due}", "primary", values=about(visit, item, due)),)
        for item, due in found.items()
    ]
    return (*rows, (Action("button.later", "paper:later"),), (STOP,))
