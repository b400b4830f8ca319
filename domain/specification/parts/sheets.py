"""The sheets of a task and of an indicator in the document, with a blank in place of each missing answer."""

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
    """The objective of a task. `months`: from the start to `due`, which is None while the start is unknown.

    `hold`: the target is the base itself. `withheld`: the base is an internal cost hidden from this reader.
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
    """An indicator. `target`: None when the person does not know. `steps`: targets of months 1 to 3, or empty.

    `withheld`: the base is an internal cost hidden from this reader, as are the steps, which would reveal it.
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
    """A retained task, or a studied one while none is. A field is None when it does not apply or was skipped.

    `cost`: internal euros a month, time included, for those who may read it. `reserved`: to a regulated profession.
    `price_form`, `flexibility`: the proposed ones (`docs/rules/cahier_des_charges.md §3.5, §3.11`).
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


def task_sheet(answers: DocumentAnswers, item: str, costs: bool = True) -> TaskSheet:
    """Build the sheet of a task; without `costs`, its internal cost is left out."""
    project = answers.project

    def where_asked(question: str) -> NamedChoice | Blank | None:
        return answers.choice(question, item) if answers.asks(question, item) else None

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
        hours=answers.number("audit_hours", item),
        doer=answers.choice("audit_doer", item),
        load=answers.choice("audit_variability", item),
        documentation=answers.choice("audit_documentation", item),
        activities=answers.choices("audit_scope", item, "audit_scope_other"),
        excluded=tuple(one.label for one in known if one.id not in chosen) if chosen else (),
        kept=answers.choices("spec_keep_inhouse", item, "spec_keep_other"),
        data=answers.choices("audit_data", item),
        objective=_objective(answers, item, costs),
        deliverables=answers.choices("spec_deliverables", item, "spec_deliverable_other"),
        volume=answers.number("spec_volume", item),
        peak=answers.number("obj_peak", item) if answers.asks("obj_peak", item) else None,
        turnaround=answers.number("spec_turnaround", item),
        place=answers.choice("spec_place", item),
        budget=None if project.gap("spec_budget", item) else answers.number("spec_budget", item),
        provider=answers.choice("spec_provider_type", item),
        staff_assigned=where_asked("spec_staff_assigned"),
        outside_eu=where_asked("spec_outside_eu"),
        collection=where_asked("spec_collection_litigation"),
        kpis=tuple(_kpi_sheet(answers, kpi, costs) for kpi in mine),
    )


def _objective(answers: DocumentAnswers, item: str, costs: bool) -> Objective:
    project = answers.project
    withheld = not costs and project.text("obj_main", item) == "cost"
    base, target = answers.number("obj_baseline", item), answers.number("obj_target", item)
    own = "" if withheld else project.text("obj_statement_edit", item)
    secondary = project.text("obj_secondary", item)
    start, months = project.text("spec_start"), project.number("obj_deadline", item)
    known = start and months is not None
    shown = [project.kpi(kpi).label for kpi in project.kept_kpis if kpi.split("/")[0] == item]
    return Objective(
        main=answers.choice("obj_main", item),
        secondary=NamedChoice(secondary, secondary) if secondary not in ("", "none") else None,
        baseline=None if withheld else base,
        target=target,
        hold=isinstance(base, Quantity) and base == target,
        withheld=withheld,
        months=Quantity(months, "months") if months is not None else answers.blank("obj_deadline", item),
        due=add_months(date.fromisoformat(start), int(months)) if known and months is not None else None,
        statement=own or statement(project, item, TERMS["peak_notice_days"].value, with_base=not withheld),
        time_use=answers.choice("obj_time_use", item) if answers.asks("obj_time_use", item) else None,
        expertise_need=project.text("obj_expertise_need", item) or None,
        proof=tuple(shown) or (answers.blank("kpi_select", item),),
    )


def _kpi_sheet(answers: DocumentAnswers, item: str, costs: bool) -> KpiSheet:
    project = answers.project
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
        baseline=None if withheld or project.gap("kpi_baseline", item) else answers.number("kpi_baseline", item),
        target=None if unsure else aim or answers.blank(asked, item),
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
    """The targets of months 1 to 3; empty for a legal duty or with nothing to improve (`docs/rules/revue.md §3`)."""
    if base is None or target is None or base == target or kpi.id in kpis.LEGAL_DUTIES:
        return ()
    return tuple(Quantity(step, kpi.unit) for step in kpis.ramp_up(base, target))
