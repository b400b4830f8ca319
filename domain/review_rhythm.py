"""Which other rhythm a review just closed calls for, and why (`domain/revue.md §11`)."""

from __future__ import annotations

from domain import review_answers as known
from domain.decision import STOP
from domain.periods import MONTHLY, QUARTERLY
from domain.project import Project
from domain.review_actions import histories
from domain.review_opening import RECEIVED
from domain.review_sources import papers
from domain.rhythm_switch import back_to_monthly, conditions


def to_quarterly(project: Project) -> bool:
    """True when every condition of the quarter holds."""
    tasks, kpis, calendar = list(histories(project).values()), project.form.catalogue.kpis, known.calendar_of(project)
    received = all(project.text("rev_compliance_docs", item) == RECEIVED for item in papers(project))
    return all(conditions(tasks, kpis, calendar, papers_up_to_date=received).values())


def to_monthly(project: Project) -> tuple[str, ...]:
    """Why reviews should be monthly again; empty when they need not."""
    return back_to_monthly(list(histories(project).values()), project.form.catalogue.kpis, known.calendar_of(project))


def proposed(project: Project, frequency: str) -> tuple[str, tuple[str, ...]] | None:
    """The other rhythm and the reasons of a return; None when this one suits, or when the service stops."""
    if any(project.text("rev_decision", task) == STOP for task in project.retained):
        return None
    if frequency == MONTHLY:
        return (QUARTERLY, ()) if to_quarterly(project) else None
    reasons = to_monthly(project)
    return (MONTHLY, reasons) if reasons else None
