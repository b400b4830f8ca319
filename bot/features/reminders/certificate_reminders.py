"""Plans and words the reminders of the provider's certificates between two reviews.
Rules: `docs/rules/revue.md §9`, `docs/rules/cahier_des_charges.md §1`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.reminders.buttons import STOP
from bot.project import jobs
from bot.project.appointments import rhythm_of, spread, usual_rhythm
from bot.project.jobs import CertificateReminder
from bot.project.review_file import certificates_due
from domain.calendar.nudges import certificate_nudges
from domain.french.dates import long_date


def plan(exchange: Exchange) -> Outcome:
    """Plan the reminders of each certificate's next due date, in place of those planned before."""
    jobs.drop(exchange, CertificateReminder)
    rhythm = rhythm_of(exchange)
    if rhythm is None or exchange.audit.closed_at is None:
        return Outcome()
    for item, due in next_dues(exchange, exchange.calendar.today).items():
        task, _, certificate = item.partition("/")
        for nudge in certificate_nudges(due, rhythm, exchange.calendar):
            at = nudge.at + spread(exchange.project)
            if at > exchange.now:
                jobs.plan(exchange, CertificateReminder(task, certificate, due, nudge.id), at)
    return Outcome()


def next_dues(exchange: Exchange, day: date) -> dict[str, date]:
    """« task/certificate » → its next due date, seen from that day."""
    return certificates_due(exchange.tx, exchange.project, exchange.path(), usual_rhythm(exchange).start, day)


def is_due(exchange: Exchange, item: str, due: date) -> bool:
    """Whether the certificate is still to be received, even after its due date."""
    return next_dues(exchange, min(due, exchange.calendar.today)).get(item) == due


def notice(exchange: Exchange, found: Mapping[str, date], stages: list[str]) -> Notice:
    """One message for these certificates; `stages` are those of their reminders, in the same order."""
    actions = _actions(exchange, found)
    if len(found) == 1:
        ((item, due),) = found.items()
        return Notice(f"papers.{stages[0]}", about(exchange, item, due), actions)
    line = exchange.form.words["papers.line"]
    lines = [line.format(**about(exchange, item, due)) for item, due in found.items()]
    return Notice("papers.several", {"lines": "\n".join(lines)}, actions)


def about(exchange: Exchange, item: str, due: date) -> dict[str, str]:
    return {"document": exchange.form.words[f"paper.{item.split('/')[1]}"], "date": long_date(due)}


def _actions(exchange: Exchange, found: Mapping[str, date]) -> tuple[tuple[Action, ...], ...]:
    words = "button.paper_received" if len(found) == 1 else "button.paper_received_named"
    rows = [
        (Action(words, f"paper:here={item.split('/')[1]}/{due}", "primary", values=about(exchange, item, due)),)
        for item, due in found.items()
    ]
    return (*rows, (Action("button.later", "paper:later"),), (STOP,))
