"""What a review asks of its answers by name: loop items, proposed figures and facts (`docs/rules/revue.md §1–§2`)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from domain.assessment.project import Project
from domain.calendar.periods import Period
from domain.indicators.measures import FEW_CASES, is_due
from domain.indicators.status import DRIFTING, OFF
from domain.questionnaire.values import Value
from domain.reviews import milestones, recorded_actions
from domain.reviews import record as known
from domain.reviews.actions import room
from domain.reviews.advice import advise
from domain.reviews.amendment_decisions import called_for
from domain.reviews.amendment_proposals import UNWRITTEN
from domain.reviews.figures import service_measures

Item = str | None
QUARTER = 3
UNCOUNTED = ("EUR", "h/semaine", "h/mois", "heures par mois", "nombre", "ratio")
"""How the units begin of figures that no count of cases stands behind: sums over the month, counts, ratios."""


# --- loops


def kpis(project: Project) -> tuple[str, ...]:
    """`task/kpi/month` of every figure due: a quarterly review asks for each of its three months."""
    period = known.period_of(project)
    return () if period is None else figures(project, period)


def figures(project: Project, period: Period) -> tuple[str, ...]:
    """The same for any period, of the KPIs followed now, unless a month is noted to have had others."""
    months = [Period(period.first).shifted(count) for count in range(period.months)]
    followed = {month: known.followed(project, month) for month in months}
    items = dict.fromkeys((*project.kept_kpis, *(item for each in followed.values() for item in each)))
    return tuple(
        f"{item}/{month}"
        for item in items
        for month in months
        if item in followed[month] and is_due(project.kpi(item), month)
    )


def open_actions(project: Project) -> tuple[str, ...]:
    """The ids of the actions opened by earlier reviews and not ended."""
    return tuple(noted.action.id for noted in recorded_actions.open_before(project)) if known.period_of(project) else ()


def new_actions(project: Project) -> tuple[str, ...]:
    """As many slots as there is room for: three actions stand open at most."""
    if known.period_of(project) is None:
        return ()
    before = [noted.action for noted in recorded_actions.open_before(project)]
    return recorded_actions.SLOTS[: room(before, known.calendar_of(project).today)]


def proposals(project: Project) -> tuple[str, ...]:
    """`task/trigger/subject` of the amendments to offer once every task has its decision."""
    if known.period_of(project) is None:
        return ()
    decided = all(project.text("rev_decision", task) for task in project.retained)
    return tuple(called_for(project)) if decided else ()


def papers(project: Project) -> tuple[str, ...]:
    """`task/paper` of the provider's papers this review asks for."""
    return tuple(item for question, item in project.answers if question == "rev_paper" and item and " " not in item)


LOOP_ITEMS: dict[str, Callable[[Project], tuple[str, ...]]] = {
    "review_kpis": kpis,
    "open_actions": open_actions,
    "new_actions": new_actions,
    "proposals": proposals,
    "papers": papers,
}


# --- what is proposed


def _last_value(project: Project, item: Item) -> tuple[tuple[str, Decimal], ...]:
    value = known.previous(project, str(item))
    return () if value is None else (("identical", value),)


def _agreed(question: str) -> Callable[[Project, Item], tuple[tuple[str, Decimal], ...]]:
    def quick(project: Project, item: Item) -> tuple[tuple[str, Decimal], ...]:
        value = project.number(question, item)
        return (("agreed", value),) if value else ()

    return quick


QUICK: dict[str, Callable[[Project, Item], tuple[tuple[str, Decimal], ...]]] = {
    "last_value": _last_value,
    "agreed_volume": _agreed("spec_volume"),
    "agreed_turnaround": _agreed("spec_turnaround"),
}


# --- facts


def _measured(project: Project, item: Item) -> bool:
    value = project.get("rev_kpi_value", item)
    return isinstance(value, int | Decimal)


def _cases_matter(project: Project, item: Item) -> bool:
    """A count of cases could change the light, is told beside it, or tells the volume of the task by itself."""
    key, task = str(item), str(item).split("/")[0]
    found = known.reading(project, key) if _measured(project, item) else None
    if found is None:
        return False
    few = Project(project.form, {**project.answers, ("rev_kpi_cases", item): Decimal(1)})
    judged = known.reading(few, key)
    counted = project.number("col_cases", item)
    last = known.last_measured(project, key)
    small = [count for count in (counted, last.cases if last else None) if count is not None and count < FEW_CASES]
    volume = found.kpi in service_measures.COUNTS_VOLUME and _volume_asked(project, task)
    return bool(small) or volume or (judged is not None and judged.light != found.light)


def _not_green(project: Project, item: Item) -> bool:
    found = known.reading(project, str(item)) if _measured(project, item) else None
    return found is not None and found.light in (DRIFTING, OFF)


def _owed(project: Project, item: Item) -> bool:
    """A red figure still lacks its action, this one left out (`docs/rules/revue.md §6`)."""
    others = {key: value for key, value in project.answers.items() if key != ("act_new", item)}
    return bool(recorded_actions.unserved(Project(project.form, others)))


def _wanted(project: Project, item: Item) -> bool:
    """The first action is asked for; the next ones when one is owed, or the person says there is another."""
    slot = recorded_actions.SLOTS.index(str(item))
    before = recorded_actions.SLOTS[slot - 1]
    another = project.get("act_more", before) is True
    return slot == 0 or another or (bool(project.text("act_new", before)) and _owed(project, item))


def _put_off(project: Project, item: Item) -> bool:
    """It asks for a new date, unless it was put off twice already."""
    return recorded_actions.put_off_again(project, str(item)) is False


def _third(project: Project, item: Item) -> bool:
    return recorded_actions.put_off_again(project, str(item)) is True


def _room(project: Project, item: Item) -> bool:
    """Another is offered where none is owed: then it is asked for."""
    slots = new_actions(project)
    more = bool(project.text("act_new", item)) and str(item) in slots[:-1]
    return more and not recorded_actions.unserved(project)


def _volume_asked(project: Project, item: Item) -> bool:
    """A volume is agreed, and no indicator counted it."""
    return bool(project.number("spec_volume", item)) and known.observed_in(project, str(item))[0] is None


def _turnaround_asked(project: Project, item: Item) -> bool:
    """A serious delay was noted, a delay is agreed, and no indicator measured it."""
    late = "delay" in project.chosen("rev_incident", item)
    return late and bool(project.number("spec_turnaround", item)) and known.observed_in(project, str(item))[1] is None


def recommended(project: Project, task: str) -> str:
    """The decision advised for the task (`domain/reviews/advice.py`)."""
    catalogue = project.form.catalogue
    return advise(recorded_actions.histories(project)[task], catalogue.kpis, known.calendar_of(project)).decision


def _against(project: Project, item: Item) -> bool:
    decided = project.text("rev_decision", item)
    return bool(decided) and decided != recommended(project, str(item))


def _quarterly(project: Project, item: Item) -> bool:
    period = known.period_of(project)
    return period is not None and period.months == QUARTER


def _only_noted(project: Project, item: Item) -> bool:
    """What was not written needs no reason to stay a note: the minutes hold it."""
    found = called_for(project).get(str(item))
    return found is not None and found.reason == UNWRITTEN


FACTS: dict[str, Callable[[Project, Item], Value | None]] = {
    "quarterly": _quarterly,
    "first_month": lambda project, item: milestones.FIRST in milestones.of(project),
    "trial_over": lambda project, item: milestones.TRIAL in milestones.of(project),
    "year_over": lambda project, item: milestones.YEAR in milestones.of(project),
    "only_noted": _only_noted,
    "kpi_measured": _measured,
    "kpi_collected": lambda project, item: project.get(known.COLLECTED, item) is True,
    "kpi_is_rate": lambda project, item: not project.kpi(str(item)).unit.startswith(UNCOUNTED),
    "cases_matter": _cases_matter,
    "kpi_not_green": _not_green,
    "grave_incident_open": lambda project, item: known.open_incident(project, str(item)) is not None,
    "volume_asked": _volume_asked,
    "turnaround_asked": _turnaround_asked,
    "paper_overdue": lambda project, item: known.paper_overdue(project, str(item)),
    "action_wanted": _wanted,
    "action_owed": _owed,
    "action_said": lambda project, item: bool(project.text("act_new", item)),
    "action_put_off": _put_off,
    "third_postponement": _third,
    "room_for_action": _room,
    "vision_stated": lambda project, item: bool(project.text("vision_first")),
    "against_advice": _against,
}
FACT_NEEDS: dict[str, tuple[str, ...]] = {
    "quarterly": (),
    "first_month": (),
    "trial_over": (),
    "year_over": (),
    "only_noted": ("rev_unwritten",),
    "kpi_measured": ("rev_kpi_value",),
    "kpi_collected": (),
    "kpi_is_rate": ("kpi_select",),
    "cases_matter": ("rev_kpi_value", "spec_volume"),
    "kpi_not_green": ("rev_kpi_value", "rev_kpi_cases"),
    "grave_incident_open": ("rev_incident",),
    "volume_asked": ("spec_volume", "rev_kpi_cases"),
    "turnaround_asked": ("spec_turnaround", "rev_incident", "rev_kpi_value"),
    "paper_overdue": ("rev_compliance_docs",),
    "action_wanted": ("rev_kpi_value",),
    "action_owed": ("rev_kpi_value",),
    "action_said": ("act_new",),
    "action_put_off": ("act_status",),
    "third_postponement": ("act_status",),
    "room_for_action": ("act_new", "act_status", "rev_kpi_value"),
    "vision_stated": ("vision_first",),
    "against_advice": ("rev_decision",),
}
