"""The sources of a provider's survey: loops, preselections and facts (`docs/rules/revue.md §1, §2`)."""

from __future__ import annotations

from decimal import Decimal

from domain.assessment.assessment import RETAINED
from domain.questionnaire.sources import Item, Loop, Source, Sources, reads
from domain.reviews import record as known
from domain.reviews.figures.due import figures_due
from domain.reviews.figures.series import previous
from domain.specification.project import Project

OVER = "review_is_over"
"""Noted beside the answers of a provider who starts after the review is closed: only the relation is asked about."""
GIVEN = "prv_given"
"""Noted beside a review's answers when the provider has given theirs through the link."""


def is_over(project: Project) -> bool:
    return project.get(OVER) is True


def provider_tasks(project: Project) -> tuple[str, ...]:
    """The tasks the provider says are theirs, or all of them before they are asked."""
    chosen = project.chosen("col_tasks")
    return tuple(task for task in project.retained_tasks if not chosen or task in chosen)


def figures_to_collect(project: Project) -> tuple[str, ...]:
    """`task/kpi/month` of the figures due for those tasks and not noted yet; none when the review is closed."""
    period = known.period_of(project)
    if period is None or is_over(project):
        return ()
    mine = provider_tasks(project)
    due = (item for item in figures_due(project, period) if item.split("/")[0] in mine)
    return tuple(item for item in due if project.get(known.COLLECTED, item) is not True)


def proposed_figures(project: Project, item: Item) -> tuple[tuple[str, Decimal], ...]:
    """The values proposed in the person's review: the provider's figure, then the last one when it is different."""
    found = {"collected": project.number("col_value", item), "identical": previous(project, str(item))}
    if found["collected"] == found["identical"]:
        del found["identical"]
    return tuple((name, value) for name, value in found.items() if value is not None)


def cases(project: Project, item: Item) -> tuple[tuple[str, Decimal], ...]:
    """The provider's count of cases, proposed while the figure kept is the provider's."""
    same = project.number("col_value", item) == project.number("rev_kpi_value", item)
    count = project.number("col_cases", item) if same else None
    return () if count is None else (("collected", count),)


def reason_unmeasured(project: Project, item: Item) -> str | None:
    """Why the provider did not measure the figure: the label of the choice, or None."""
    choice = project.form.questions["col_unmeasured"].choice(project.text("col_unmeasured", item))
    return choice.label if choice else None


def _provider_gave(project: Project, item: Item) -> bool:
    return project.number("col_value", item) is not None


SERVED = reads(RETAINED, "col_tasks")
DUE = reads(known.REVIEWED, known.FOLLOWED, known.COLLECTED, SERVED, OVER)
SOURCES = Sources(
    loops={
        "collected_kpis": Loop(Source(figures_to_collect, DUE), own=True),
        "served_tasks": Loop(
            Source(
                lambda project: provider_tasks(project) if known.period_of(project) else (),
                reads(SERVED, known.REVIEWED),
            )
        ),
    },
    quick={
        "proposed_value": Source(proposed_figures, reads(known.MEASURES, "col_value")),
        "collected_cases": Source(cases, reads("col_value", "col_cases", "rev_kpi_value")),
    },
    facts={
        "review_over": Source(lambda project, item: is_over(project), reads(OVER)),
        "figure_collected": Source(_provider_gave, reads("col_value"), reads("col_value")),
        "provider_answered": Source(lambda project, item: project.get(GIVEN) is True, reads(GIVEN)),
    },
    noted=reads(OVER, GIVEN),
)
