"""The facts that conditions of a review's questions may name (`docs/rules/revue.md §1–§2`)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from domain.indicators.measures import FEW_CASES
from domain.indicators.status import DRIFTING, OFF
from domain.questionnaire.sources import Item, Source, reads
from domain.questionnaire.values import Value
from domain.reviews import milestones, recorded_actions
from domain.reviews import record as known
from domain.reviews.advice import advise
from domain.reviews.amendment_decisions import CALLED_FOR, called_for
from domain.reviews.amendment_proposals import UNWRITTEN
from domain.reviews.figures import service_measures
from domain.reviews.figures.series import last_measured, reading
from domain.reviews.questions.loops import new_actions
from domain.reviews.recorded_actions import ACTIONS
from domain.specification.project import Project

QUARTER = 3
UNCOUNTED = ("EUR", "h/semaine", "h/mois", "heures par mois", "nombre", "ratio")
"""Beginnings of the units of figures without a count of cases: sums over the month, counts, ratios."""


def _has_value(project: Project, item: Item) -> bool:
    value = project.get("rev_kpi_value", item)
    return isinstance(value, int | Decimal)


def _cases_matter(project: Project, item: Item) -> bool:
    """True when a count of cases may change the light, is shown beside it, or gives the volume of the task."""
    key, task = str(item), str(item).split("/")[0]
    found = reading(project, key) if _has_value(project, item) else None
    if found is None:
        return False
    judged = reading(project.but(("rev_kpi_cases", item), Decimal(1)), key)
    counted = project.number("col_cases", item)
    last = last_measured(project, key)
    small = [count for count in (counted, last.cases if last else None) if count is not None and count < FEW_CASES]
    volume = found.kpi in service_measures.COUNTS_VOLUME and _volume_asked(project, task)
    return bool(small) or volume or (judged is not None and judged.light != found.light)


def _not_green(project: Project, item: Item) -> bool:
    found = reading(project, str(item)) if _has_value(project, item) else None
    return found is not None and found.light in (DRIFTING, OFF)


def _lacks_action(project: Project, item: Item) -> bool:
    """True when a red figure lacks an action, without counting this one (`docs/rules/revue.md §6`)."""
    return bool(recorded_actions.red_kpis_without_action(project.but(("act_new", item), None)))


def _asks_for_action(project: Project, item: Item) -> bool:
    """True for the first action, and for a next one when a red figure lacks it or the person has another."""
    slot = recorded_actions.SLOTS.index(str(item))
    before = recorded_actions.SLOTS[slot - 1]
    another = project.get("act_more", before) is True
    return slot == 0 or another or (bool(project.text("act_new", before)) and _lacks_action(project, item))


def _needs_new_date(project: Project, item: Item) -> bool:
    """True for an action that is postponed, unless it was already postponed twice."""
    return recorded_actions.is_third_postponement(project, str(item)) is False


def _third(project: Project, item: Item) -> bool:
    return recorded_actions.is_third_postponement(project, str(item)) is True


def _room(project: Project, item: Item) -> bool:
    """True when another action may be offered: there is room, and no red figure requires one."""
    slots = new_actions(project)
    more = bool(project.text("act_new", item)) and str(item) in slots[:-1]
    return more and not recorded_actions.red_kpis_without_action(project)


def _volume_asked(project: Project, item: Item) -> bool:
    """True when a volume is agreed and no indicator counts it."""
    return bool(project.number("spec_volume", item)) and known.service_measures_in(project, str(item))[0] is None


def _turnaround_asked(project: Project, item: Item) -> bool:
    """True when a serious delay is noted, a delay is agreed, and no indicator measures it."""
    late = "delay" in project.chosen("rev_incident", item)
    return (
        late
        and bool(project.number("spec_turnaround", item))
        and known.service_measures_in(project, str(item))[1] is None
    )


def recommendation(project: Project, task: str) -> str:
    """The decision advised for the task (`domain/reviews/advice.py`)."""
    catalogue = project.catalogue
    return advise(recorded_actions.histories(project)[task], catalogue.kpis, known.calendar_of(project)).decision


def _against(project: Project, item: Item) -> bool:
    decided = project.text("rev_decision", item)
    return bool(decided) and decided != recommendation(project, str(item))


def _quarterly(project: Project, item: Item) -> bool:
    period = known.period_of(project)
    return period is not None and period.months == QUARTER


def _only_noted(project: Project, item: Item) -> bool:
    """True for an amendment that adds something unwritten; refusing it needs no reason, as the minutes mention it."""
    found = called_for(project).get(str(item))
    return found is not None and found.reason == UNWRITTEN


def _milestone(name: str) -> Source[bool]:
    return Source(lambda project, item: name in milestones.milestones_of(project), milestones.READS)


FACTS: Mapping[str, Source[Value | None]] = {
    "quarterly": Source(_quarterly, known.REVIEWED),
    "first_month": _milestone(milestones.FIRST),
    "trial_over": _milestone(milestones.TRIAL),
    "year_over": _milestone(milestones.YEAR),
    "only_noted": Source(_only_noted, CALLED_FOR, reads("rev_unwritten")),
    "kpi_measured": Source(_has_value, reads("rev_kpi_value"), reads("rev_kpi_value")),
    "kpi_collected": Source(lambda project, item: project.get(known.COLLECTED, item) is True, reads(known.COLLECTED)),
    "kpi_is_rate": Source(lambda project, item: not project.kpi(str(item)).unit.startswith(UNCOUNTED)),
    "cases_matter": Source(
        _cases_matter, reads(known.LIGHT, "col_cases", "spec_volume"), reads("rev_kpi_value", "spec_volume")
    ),
    "kpi_not_green": Source(_not_green, known.LIGHT, reads("rev_kpi_value", "rev_kpi_cases")),
    "grave_incident_open": Source(
        lambda project, item: known.open_incident(project, str(item)) is not None, known.REVIEW, reads("rev_incident")
    ),
    "volume_asked": Source(_volume_asked, reads(known.MEASURES, "spec_volume"), reads("spec_volume", "rev_kpi_cases")),
    "turnaround_asked": Source(
        _turnaround_asked,
        reads(known.MEASURES, "spec_turnaround", "rev_incident"),
        reads("spec_turnaround", "rev_incident", "rev_kpi_value"),
    ),
    "paper_overdue": Source(
        lambda project, item: known.certificate_overdue(project, str(item)), known.OVERDUE, reads("rev_compliance_docs")
    ),
    "action_wanted": Source(_asks_for_action, reads(ACTIONS, "act_more"), reads("rev_kpi_value")),
    "action_owed": Source(_lacks_action, ACTIONS, reads("rev_kpi_value")),
    "action_said": Source(
        lambda project, item: bool(project.text("act_new", item)), reads("act_new"), reads("act_new")
    ),
    "action_put_off": Source(_needs_new_date, ACTIONS, reads("act_status")),
    "third_postponement": Source(_third, ACTIONS, reads("act_status")),
    "room_for_action": Source(_room, ACTIONS, reads("act_new", "act_status", "rev_kpi_value")),
    "against_advice": Source(_against, ACTIONS, reads("rev_decision")),
}
