"""What the specification says of a task and of an indicator, with a blank for each thing not said yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.assessment.catalogue import Kpi
from domain.french.amounts import whole
from domain.french.dates import add_months
from domain.french.units import label
from domain.indicators import kpis
from domain.indicators.status import alert_threshold
from domain.indicators.variables import statement
from domain.specification.document_answers import Blank, DocumentAnswers, Listed, NamedChoice, Quantity
from domain.specification.terms import TERMS


@dataclass(frozen=True, slots=True)
class Objective:
    """`months`: from the start to the deadline `due`, which is None while the start is unknown.

    `hold`: the target is where the company stands. `withheld`: the base is an internal cost this reader is not told.
    """

    main: NamedChoice | Blank
    secondary: NamedChoice | None
    baseline: Quantity | Blank | None
    target: Quantity | Blank
    hold: bool
    withheld: bool
    months: Quantity | Blank
    due: date | None
    statement: str | None
    time_use: NamedChoice | Blank | None
    expertise_need: str | None
    proof: Listed


@dataclass(frozen=True, slots=True)
class KpiSheet:
    """`target` None: the person does not know yet. `steps`: targets of months 1 to 3, if there is a way.

    `withheld`: the base is an internal cost this reader is not told, nor the steps that would give it away.
    """

    label: str
    formula: str
    unit: str
    direction: str
    baseline: Quantity | Blank | None
    target: Quantity | Blank | None
    hold: bool
    withheld: bool
    alert: Quantity | None
    steps: tuple[Quantity, ...]
    source: str
    frequency: str
    incentives: bool
    pitfall: str


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """A retained task, or a studied one while none is. None: does not apply, or was passed over.

    `cost`: euros a month inside, time included, for those who may read it. `reserved`: to a regulated profession.
    `price_form` and `flexibility`: what is proposed (`docs/rules/cahier_des_charges.md §3.5, §3.11`).
    """

    id: str
    label: str
    hours: Quantity | Blank
    cost: Quantity | None
    doer: NamedChoice | Blank
    load: NamedChoice | Blank
    documentation: NamedChoice | Blank
    activities: Listed
    excluded: tuple[str, ...]
    kept: Listed
    data: Listed
    objective: Objective
    deliverables: Listed
    volume: Quantity | Blank
    peak: Quantity | Blank | None
    turnaround: Quantity | Blank
    place: NamedChoice | Blank
    budget: Quantity | Blank | None
    price_form: str
    flexibility: str
    provider: NamedChoice | Blank
    reserved: bool
    staff_assigned: NamedChoice | Blank | None
    outside_eu: NamedChoice | Blank | None
    collection: NamedChoice | Blank | None
    kpis: tuple[KpiSheet, ...]


def task_sheet(said: DocumentAnswers, item: str, costs: bool = True) -> TaskSheet:
    """The task as the answers tell it; without `costs`, what it costs inside is left out."""
    project = said.project

    def where_asked(question: str) -> NamedChoice | Blank | None:
        return said.choice(question, item) if said.asks(question, item) else None

    chosen = project.chosen("audit_scope", item)
    known = project.function(item).typical_tasks
    cost = project.internal_cost(item) if costs else None
    mine = [kpi for kpi in project.kept_kpis if kpi.split("/")[0] == item]
    legal = any(kpi.split("/")[1] in kpis.LEGAL_DUTIES for kpi in mine)
    return TaskSheet(
        id=item,
        label=project.label(item),
        cost=Quantity(whole(cost), "eur_per_month") if cost is not None else None,
        price_form="unit" if project.text("obj_main", item) == "flexibility" else "flat",
        flexibility="f0" if legal else "f2",
        reserved=project.function(item).regulated == "reserved",
        hours=said.number("audit_hours", item),
        doer=said.choice("audit_doer", item),
        load=said.choice("audit_variability", item),
        documentation=said.choice("audit_documentation", item),
        activities=said.choices("audit_scope", item, "audit_scope_other"),
        excluded=tuple(one.label for one in known if one.id not in chosen) if chosen else (),
        kept=said.choices("spec_keep_inhouse", item, "spec_keep_other"),
        data=said.choices("audit_data", item),
        objective=_objective(said, item, costs),
        deliverables=said.choices("spec_deliverables", item, "spec_deliverable_other"),
        volume=said.number("spec_volume", item),
        peak=said.number("obj_peak", item) if said.asks("obj_peak", item) else None,
        turnaround=said.number("spec_turnaround", item),
        place=said.choice("spec_place", item),
        budget=None if project.gap("spec_budget", item) else said.number("spec_budget", item),
        provider=said.choice("spec_provider_type", item),
        staff_assigned=where_asked("spec_staff_assigned"),
        outside_eu=where_asked("spec_outside_eu"),
        collection=where_asked("spec_collection_litigation"),
        kpis=tuple(_kpi_sheet(said, kpi, costs) for kpi in mine),
    )


def _objective(said: DocumentAnswers, item: str, costs: bool) -> Objective:
    project = said.project
    withheld = not costs and project.text("obj_main", item) == "cost"
    base, target = said.number("obj_baseline", item), said.number("obj_target", item)
    own = "" if withheld else project.text("obj_statement_edit", item)
    secondary = project.text("obj_secondary", item)
    start, months = project.text("spec_start"), project.number("obj_deadline", item)
    known = start and months is not None
    shown = [project.kpi(kpi).label for kpi in project.kept_kpis if kpi.split("/")[0] == item]
    return Objective(
        main=said.choice("obj_main", item),
        secondary=NamedChoice(secondary, secondary) if secondary not in ("", "none") else None,
        baseline=None if withheld else base,
        target=target,
        hold=isinstance(base, Quantity) and base == target,
        withheld=withheld,
        months=Quantity(months, "months") if months is not None else said.blank("obj_deadline", item),
        due=add_months(date.fromisoformat(start), int(months)) if known and months is not None else None,
        statement=own or statement(project, item, TERMS["peak_notice_days"].value, with_base=not withheld),
        time_use=said.choice("obj_time_use", item) if said.asks("obj_time_use", item) else None,
        expertise_need=project.text("obj_expertise_need", item) or None,
        proof=tuple(shown) or (said.blank("kpi_select", item),),
    )


def _kpi_sheet(said: DocumentAnswers, item: str, costs: bool) -> KpiSheet:
    project = said.project
    kpi, target = project.kpi(item), project.kpi_target(item)
    withheld = not costs and kpi.objective == "cost" and kpi.unit.startswith("EUR")
    base = project.number("kpi_baseline", item)
    unsure = project.gap("kpi_target", item) or project.gap("kpi_target_custom", item)
    asked = "kpi_target_custom" if project.text("kpi_target", item) == "custom" else "kpi_target"
    aim = Quantity(target, kpi.unit) if target is not None else None
    return KpiSheet(
        label=kpi.label,
        formula=kpi.formula,
        unit=label(kpi.unit),
        direction=kpi.direction,
        baseline=None if withheld or project.gap("kpi_baseline", item) else said.number("kpi_baseline", item),
        target=None if unsure else aim or said.blank(asked, item),
        hold=base is not None and base == target,
        withheld=withheld,
        alert=Quantity(alert_threshold(kpi, target), kpi.unit) if target is not None else None,
        steps=() if withheld else _ramp_up(kpi, base, target),
        source=kpi.source,
        frequency=kpi.frequency,
        incentives=kpi.control == "provider",
        pitfall=kpi.pitfall,
    )


def _ramp_up(kpi: Kpi, base: Decimal | None, target: Decimal | None) -> tuple[Quantity, ...]:
    """No ramp-up for a legal duty, nor when there is nothing to improve (`docs/rules/revue.md §3`)."""
    if base is None or target is None or base == target or kpi.id in kpis.LEGAL_DUTIES:
        return ()
    return tuple(Quantity(step, kpi.unit) for step in kpis.ramp_up(base, target))
