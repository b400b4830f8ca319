"""Contradictions in what is expected of a provider, from objectives to specification (`docs/rules/methode.md §10`).

Each rule is named after its line of the table and returns the variables of its text when it is true, else None; a
missing answer contradicts nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.assessment.assessment import COMPANY, DEFAULT_TEAM_HOUR_COST, LABEL, RETAINED, SCORED, VISIONS
from domain.assessment.calibration import VISIBLE, WEEKS_PER_MONTH
from domain.assessment.economics import economics
from domain.calendar.workdays import Calendar
from domain.coherence.task_contradictions import Rule, Values, high, low, show_number, task_name
from domain.french.amounts import number
from domain.french.text import NBSP
from domain.indicators import kpis, objectives
from domain.indicators.aims import KEPT, TARGET
from domain.indicators.variables import objective_unit
from domain.questionnaire.sources import Item, Source, reads
from domain.specification.completeness import MOST_KPIS, MOST_KPIS_EACH
from domain.specification.project import Project

LEAST_STEERING = Fraction(1, 4)
"""Least steering of a provider, in hours a week."""
LEAST_HOUR_PRICE = Fraction(DEFAULT_TEAM_HOUR_COST) / 2
"""Least plausible price of one hour, in euros."""
DAYS_TO_CHOOSE = 5
"""Least working days between the deadline for offers and the start."""


def steering_hours(hours: Fraction) -> Fraction:
    """Hours a week spent following a provider who works `hours` (`docs/rules/scoring.md §10`)."""
    return max(LEAST_STEERING, hours / 10)


# --- objectives


def contra_cost_negative(project: Project, item: Item) -> Values | None:
    """A cost objective, and no economic gain (`docs/rules/scoring.md §10`)."""
    task = project.task_scores(str(item)) if project.text("obj_main", item) == "cost" else None
    money = economics(task, project.company) if task else None
    return {**task_name(project, item), "x": show_number(-money.gain)} if money and money.gain <= 0 else None


def contra_expertise_mastered(project: Project, item: Item) -> Values | None:
    """An expertise objective, and a mastery of 4 or more."""
    holds = project.text("obj_main", item) == "expertise" and high(project, "audit_mastery", item)
    return {"m": number(project.number("audit_mastery", item)) or ""} if holds else None


def contra_flex_stable(project: Project, item: Item) -> Values | None:
    """A flexibility objective, and a variability of 2 or less."""
    return {} if project.text("obj_main", item) == "flexibility" and low(project, "audit_variability", item) else None


def contra_efficiency_low_hours(project: Project, item: Item) -> Values | None:
    """An efficiency objective, and an hour a week or less."""
    hours = project.number("audit_hours", item)
    return {} if project.text("obj_main", item) == "efficiency" and hours is not None and hours <= 1 else None


def contra_target_not_better(project: Project, item: Item) -> Values | None:
    """A target that is not better than the base."""
    main = project.text("obj_main", item)
    base, target = project.number("obj_baseline", item), project.number("obj_target", item)
    if not main or base is None or target is None or objectives.is_better(main, target, base):
        return None
    unit = objective_unit(project, str(item))
    return {"t": number(target, unit) or "", "b": number(base, unit) or ""}


def contra_no_net_time(project: Project, item: Item) -> Values | None:
    """An efficiency objective, and steering the provider takes back over half of the hours saved (our own rule).

    Steering is that of `docs/rules/scoring.md §10`, with its 2 × (6 − DO_eff) hours of start-up spread over a year.
    """
    task = project.task_scores(str(item)) if project.text("obj_main", item) == "efficiency" else None
    base, target = project.number("obj_baseline", item), project.number("obj_target", item)
    if task is None or base is None or target is None:
        return None
    saved = Fraction(base - target)
    spent = steering_hours(task.hours_week) + 2 * (6 - task.doc_eff) / (12 * WEEKS_PER_MONTH)
    if saved <= 0 or 2 * spent <= saved:
        return None
    unit = "hours_per_week"
    return {**task_name(project, item), "saved": number(saved, unit) or "", "spent": number(spent, unit) or ""}


# --- kpis


def contra_target_unrealistic(project: Project, item: Item) -> Values | None:
    """A target few reach in the time given (`docs/rules/catalogue_kpi.md §2`); without a base `b` is left out."""
    if item not in project.kept_kpis:
        return None
    kpi, task = project.kpi(item), item.split("/")[0]
    base, target = project.number("kpi_baseline", item), project.kpi_target(item)
    months = project.number("obj_deadline", task)
    if target is None or months is None:
        return None
    if not kpis.is_unrealistic(kpi, target, base, project.hour_value, int(months)):
        return None
    values = {"b": number(base, kpi.unit), "t": number(target, kpi.unit), "m": number(months)}
    return {name: value for name, value in values.items() if value}


def contra_kpi_not_objective(project: Project, item: Item) -> Values | None:
    """No KPI of the task belongs to the family of its main objective."""
    main = project.form.questions["obj_main"].choice(project.text("obj_main", item))
    families = {project.kpi(kpi).objective for kpi in project.kept_kpis if kpi.startswith(f"{item}/")}
    return {"obj": f"«{NBSP}{main.label}{NBSP}»"} if main and families and main.id not in families else None


def contra_kpi_uncontrollable(project: Project, item: Item) -> Values | None:
    """A KPI the provider does not control alone."""
    return {} if item in project.kept_kpis and project.kpi(item).control != "provider" else None


def contra_too_many_kpis(project: Project, item: Item) -> Values | None:
    """More than 3 KPIs for a task, or more than 7 in all."""
    kept = project.kept_kpis
    most = max(Counter(kpi.split("/")[0] for kpi in kept).values(), default=0)
    count, limit = (most, MOST_KPIS_EACH) if most > MOST_KPIS_EACH else (len(kept), MOST_KPIS)
    return {"n": show_number(Decimal(count)), "max": show_number(Decimal(limit))} if count > limit else None


# --- vision


def contra_growth_no_drag(project: Project, item: Item) -> Values | None:
    """Growth as first vision, and no retained task with a sales drag above 2."""
    tasks = project.retained_tasks if project.text("vision_first") == "growth" else ()
    return {} if tasks and all(low(project, "prio_sales_drag", task) for task in tasks) else None


def contra_brand_low_cost(project: Project, item: Item) -> Values | None:
    """Brand image as first vision, and a cost objective on a function the customer sees."""
    brand = project.text("vision_first") == "brand_image"
    return {} if brand and project.text("obj_main", item) == "cost" and item in VISIBLE else None


def contra_vision_unlinked(project: Project, item: Item) -> Values | None:
    """A task the person says does not serve their vision."""
    return task_name(project, item) if project.get("vision_task_link", item) is False else None


# --- specification


def contra_budget_market(project: Project, item: Item) -> Values | None:
    """A budget under half of the low end of the catalogue's range."""
    budget = project.number("spec_budget", item)
    if budget is None or 2 * budget >= project.function(str(item)).price_month[0]:
        return None
    return {"x": show_number(budget)}


def contra_budget_hours(project: Project, item: Item) -> Values | None:
    """A budget that pays today's hours less than half of 25 €, the default cost of an hour in a team (our own rule).

    Half, because a specialist may take half the time; functions mostly done by software are left out.
    """
    budget, hours = project.number("spec_budget", item), project.number("audit_hours", item)
    if budget is None or not hours or "saas_assisted" in project.function(str(item)).delivery_models:
        return None
    month = Fraction(hours) * WEEKS_PER_MONTH
    price = Fraction(budget) / month
    if price >= LEAST_HOUR_PRICE:
        return None
    return {**task_name(project, item), "x": show_number(budget), "h": show_number(month), "p": show_number(price)}


def contra_subordination(project: Project, item: Item) -> Values | None:
    """A freelance regularly on the premises; the answers do not tell of a single client or imposed hours."""
    freelance = project.text("spec_provider_type", item) == "freelance"
    return {} if freelance and project.text("spec_place", item) == "onsite_regular" else None


def contra_start_too_soon(project: Project, item: Item) -> Values | None:
    """Fewer than 5 working days between the deadline for offers and the start, counted back from the start."""
    start, deadline = project.text("spec_start"), project.text("spec_offers_deadline")
    if not start or not deadline:
        return None
    day = date.fromisoformat(start)
    return {} if date.fromisoformat(deadline) > Calendar(day).add(day, -DAYS_TO_CHOOSE) else None


def contra_regulated(project: Project, item: Item) -> Values | None:
    """A function reserved to a regulated profession, and a provider that is not a regulated firm."""
    provider = project.text("spec_provider_type", item)
    if not provider or provider == "regulated_firm":
        return None
    return {} if project.function(str(item)).regulated == "reserved" else None


RULES: Mapping[str, Rule] = {
    rule.__name__: Source(rule, declared)
    for rule, declared in (
        (contra_cost_negative, reads(SCORED, COMPANY, VISIONS, LABEL, "obj_main")),
        (contra_expertise_mastered, reads("obj_main", "audit_mastery")),
        (contra_flex_stable, reads("obj_main", "audit_variability")),
        (contra_efficiency_low_hours, reads("obj_main", "audit_hours")),
        (contra_target_not_better, reads("obj_main", "obj_baseline", "obj_target")),
        (contra_no_net_time, reads(SCORED, LABEL, "obj_main", "obj_baseline", "obj_target")),
        (contra_target_unrealistic, reads(KEPT, TARGET, "obj_deadline")),
        (contra_kpi_not_objective, reads(KEPT, "obj_main")),
        (contra_kpi_uncontrollable, KEPT),
        (contra_too_many_kpis, KEPT),
        (contra_growth_no_drag, reads(RETAINED, "vision_first", "prio_sales_drag")),
        (contra_brand_low_cost, reads("vision_first", "obj_main")),
        (contra_vision_unlinked, reads(LABEL, "vision_task_link")),
        (contra_budget_market, reads("spec_budget")),
        (contra_budget_hours, reads(LABEL, "spec_budget", "audit_hours")),
        (contra_subordination, reads("spec_provider_type", "spec_place")),
        (contra_start_too_soon, reads("spec_start", "spec_offers_deadline")),
        (contra_regulated, reads("spec_provider_type")),
    )
}
