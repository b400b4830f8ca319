"""What a provider's survey asks of its answers by name: loop items, ticks and facts (`docs/rules/revue.md §1, §2`)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from domain.assessment.project import Project
from domain.content.review_sources import figures
from domain.questionnaire.form import Choice
from domain.questionnaire.values import Value
from domain.reviews import record as known

Item = str | None
OVER = "review_is_over"
"""Noted beside the answers of a provider who begins after the review was closed: only the relation is asked."""
GIVEN = "prv_given"
"""Noted beside a review's answers once the provider has given theirs by link."""


def over(project: Project) -> bool:
    return project.get(OVER) is True


def served(project: Project) -> tuple[str, ...]:
    """The tasks the provider says are theirs; all of them until they are asked."""
    said = project.chosen("col_tasks")
    return tuple(task for task in project.retained if not said or task in said)


def collected(project: Project) -> tuple[str, ...]:
    """`task/kpi/month` of the figures due of those tasks and not noted yet; none once the review is closed."""
    period = known.period_of(project)
    if period is None or over(project):
        return ()
    mine = served(project)
    due = (item for item in figures(project, period) if item.split("/")[0] in mine)
    return tuple(item for item in due if project.get(known.COLLECTED, item) is not True)


LOOP_ITEMS: dict[str, Callable[[Project], tuple[str, ...]]] = {
    "collected_kpis": collected,
    "served_tasks": lambda project: served(project) if known.period_of(project) else (),
}
CHOICES: dict[str, Callable[[Project, Item], tuple[Choice, ...]]] = {
    "retained_tasks": lambda project, item: tuple(Choice(task, project.label(task)) for task in project.retained),
}
PRESELECTIONS: dict[str, Callable[[Project, Item], tuple[str, ...]]] = {
    "retained_tasks": lambda project, item: project.retained,
}


def proposed(project: Project, item: Item) -> tuple[tuple[str, Decimal], ...]:
    """For the person's review: the provider's figure first, then last period's when it is another one."""
    found = {"collected": project.number("col_value", item), "identical": known.previous(project, str(item))}
    if found["collected"] == found["identical"]:
        del found["identical"]
    return tuple((name, value) for name, value in found.items() if value is not None)


def cases(project: Project, item: Item) -> tuple[tuple[str, Decimal], ...]:
    """The count of cases behind the provider's figure, while that figure is the one kept."""
    same = project.number("col_value", item) == project.number("rev_kpi_value", item)
    count = project.number("col_cases", item) if same else None
    return () if count is None else (("collected", count),)


def unmeasured(project: Project, item: Item) -> str | None:
    """Why the provider did not measure it, as the button said it."""
    choice = project.form.questions["col_unmeasured"].choice(project.text("col_unmeasured", item))
    return choice.label if choice else None


QUICK: dict[str, Callable[[Project, Item], tuple[tuple[str, Decimal], ...]]] = {
    "proposed_value": proposed,
    "collected_cases": cases,
}


def _measured(project: Project, item: Item) -> bool:
    return project.number("col_value", item) is not None


FACTS: dict[str, Callable[[Project, Item], Value | None]] = {
    "review_over": lambda project, item: over(project),
    "several_tasks": lambda project, item: len(project.retained) > 1,
    "figure_collected": _measured,
    "provider_answered": lambda project, item: project.get(GIVEN) is True,
}
FACT_NEEDS: dict[str, tuple[str, ...]] = {
    "review_over": (),
    "several_tasks": (),
    "figure_collected": ("col_value",),
    "provider_answered": (),
}
