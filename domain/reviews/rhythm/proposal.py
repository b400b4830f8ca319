"""Proposes another rhythm after a review, with the reasons (`docs/rules/revue.md §11`)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.calendar.periods import MONTHLY, QUARTERLY
from domain.reviews import record as known
from domain.reviews.advice import STOP
from domain.reviews.opening import RECEIVED
from domain.reviews.record import certificates
from domain.reviews.recorded_actions import histories
from domain.reviews.rhythm.switch import DeclinedProposal, back_to_monthly, conditions, may_propose
from domain.specification.project import Project


def to_quarterly(project: Project) -> bool:
    """True when every condition of quarterly reviews is met."""
    tasks, kpis, calendar = list(histories(project).values()), project.catalogue.kpis, known.calendar_of(project)
    received = all(project.text("rev_compliance_docs", item) == RECEIVED for item in certificates(project))
    return all(conditions(tasks, kpis, calendar, papers_up_to_date=received).values())


def to_monthly(project: Project) -> tuple[str, ...]:
    """The reasons why reviews should be monthly again; empty when they need not be."""
    return back_to_monthly(list(histories(project).values()), project.catalogue.kpis, known.calendar_of(project))


DECLINED = "rev_rhythm_declined"
"""Noted beside a review's answers: the rhythm it proposed and the person declined, then its reasons."""


def rhythm_to_propose(project: Project, frequency: str) -> tuple[str, tuple[str, ...]] | None:
    """The other rhythm to propose, with the reasons to go back to monthly reviews.

    None when the current rhythm suits, when the service stops, or when the person has declined the change and nothing
    is new.
    """
    found = _other_rhythm(project, frequency)
    period = known.period_of(project)
    if found is None or period is None:
        return None
    return found if may_propose(*found, period, tuple(_declined_proposals(project))) else None


def _declined_proposals(project: Project) -> Iterator[DeclinedProposal]:
    for one in known.review_records(project):
        frequency, *reasons = one.chosen(DECLINED) or ("",)
        if frequency:
            yield DeclinedProposal(one.period, frequency, tuple(reasons))


def _other_rhythm(project: Project, frequency: str) -> tuple[str, tuple[str, ...]] | None:
    if any(project.text("rev_decision", task) == STOP for task in project.retained_tasks):
        return None
    if frequency == MONTHLY:
        return (QUARTERLY, ()) if to_quarterly(project) else None
    reasons = to_monthly(project)
    return (MONTHLY, reasons) if reasons else None
