"""The loops of a review's questions: figures due, open and new actions, amendments, certificates."""

from __future__ import annotations

from domain.assessment.assessment import RETAINED
from domain.questionnaire.sources import Loop, Source, reads
from domain.reviews import record as known
from domain.reviews import recorded_actions
from domain.reviews.actions import room
from domain.reviews.amendment_decisions import CALLED_FOR, called_for
from domain.reviews.figures.due import figures_due
from domain.reviews.recorded_actions import ACTIONS
from domain.specification.project import Project


def figures(project: Project) -> tuple[str, ...]:
    """`task/kpi/month` of every figure due; a quarterly review asks for each of its three months."""
    period = known.period_of(project)
    return () if period is None else figures_due(project, period)


def open_actions(project: Project) -> tuple[str, ...]:
    """The ids of the actions of earlier reviews that are still open."""
    return tuple(noted.action.id for noted in recorded_actions.open_before(project)) if known.period_of(project) else ()


def new_actions(project: Project) -> tuple[str, ...]:
    """The slots of new actions, as many as there is room for: at most three actions are open at once."""
    if known.period_of(project) is None:
        return ()
    before = [noted.action for noted in recorded_actions.open_before(project)]
    return recorded_actions.SLOTS[: room(before, known.calendar_of(project).today)]


def proposals(project: Project) -> tuple[str, ...]:
    """`task/trigger/subject` of the amendments to propose, when every task has its decision."""
    if known.period_of(project) is None:
        return ()
    decided = all(project.text("rev_decision", task) for task in project.retained_tasks)
    return tuple(called_for(project)) if decided else ()


LOOPS = {
    "review_kpis": Loop(Source(figures, reads(known.REVIEWED, known.FOLLOWED)), own=True),
    "open_actions": Loop(Source(open_actions, ACTIONS), own=True),
    "new_actions": Loop(Source(new_actions, ACTIONS), own=True),
    "proposals": Loop(Source(proposals, reads(CALLED_FOR, RETAINED)), own=True),
    "papers": Loop(Source(known.certificates, known.PAPERS), own=True),
}
