"""What the specification says of a task and of an indicator, with a blank for each thing not said yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain import kpis
from domain.bounds import unit_of
from domain.catalogue import Kpi
from domain.display import question_text
from domain.form import Key
from domain.french_dates import add_months
from domain.french_units import label
from domain.lights import alert_threshold
from domain.path import path_of
from domain.project import Project
from domain.sources import choices
from domain.texts import statement
from domain.values import show


@dataclass(frozen=True, slots=True)
class Blank:
    """Something not said yet: the question that says it, and its place among those the person is asked.

    `about`: the task or indicator the question is asked for, in words.
    """

    question: str
    item: str | None
    number: int
    text: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A choice: the id picks the document's own words, the label stands in when it has none."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with the code of its unit (`domain/french_units.py`)."""

    value: Decimal
    unit: str | None


Listed = tuple[Named | str | Blank, ...]


class Reader:
    """Reads the answers for the document and keeps the blanks it met, in order of the questions."""

    def __init__(self, project: Project) -> None:
        self.project = project
        steps = path_of(project.form, project.answers).steps
        asked = [step.key for step in steps if step.question.lasting]
        self._numbers = {key: number for number, key in enumerate(asked, start=1)}
        self._blanks: dict[Key, Blank] = {}

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return tuple(sorted(self._blanks.values(), key=lambda blank: blank.number))

    def asks(self, question: str, item: str | None = None) -> bool:
        return (question, item) in self._numbers

    def blank(self, question: str, item: str | None = None) -> Blank:
        """The question that fills the blank; while it is not asked, the choice of the tasks that opens it."""
        key = (question, item) if self.asks(question, item) else ("retain_tasks", None)
        if key not in self._blanks:
            text = question_text(self.project, key)
            self._blanks[key] = Blank(*key, self._numbers[key], text, self._about(key[1]))
        return self._blanks[key]

    def _about(self, item: str | None) -> str | None:
        if item is None:
            return None
        task, _, kpi = item.partition("/")
        return self.project.kpi(item).label if kpi else self.project.label(task)

    def text(self, question: str, item: str | None = None) -> str | Blank:
        return self.project.text(question, item) or self.blank(question, item)

    def number(self, question: str, item: str | None = None) -> Quantity | Blank:
        value = self.project.number(question, item)
        if value is None:
            return self.blank(question, item)
        return Quantity(value, unit_of(self.project, (question, item)))

    def day(self, question: str) -> date | Blank:
        value = self.project.text(question)
        return date.fromisoformat(value) if value else self.blank(question)

    def choice(self, question: str, item: str | None = None) -> Named | Blank:
        chosen = self.project.get(question, item)
        if isinstance(chosen, bool):
            return Named("yes" if chosen else "no", show("yes_no", chosen))
        return self._named(question, item, chosen) if isinstance(chosen, str) else self.blank(question, item)

    def choices(self, question: str, item: str | None = None, other: str = "") -> Listed:
        """The choices ticked; « other » is replaced by the person's own words. Never empty."""
        chosen = self.project.chosen(question, item)
        if not chosen:
            return (self.blank(question, item),)
        return tuple(
            self.text(other, item) if other and one == "other" else self._named(question, item, one) for one in chosen
        )

    def _named(self, question: str, item: str | None, chosen: str) -> Named:
        offered = {choice.id: choice.label for choice in choices(self.project, (question, item))}
        return Named(chosen, offered.get(chosen, chosen))


@dataclass(frozen=True, slots=True)
class Objective:
    """`months`: from the start to the deadline `due`, which is None while the start is unknown."""

    main: Named | Blank
    secondary: Named | None
    baseline: Quantity | Blank
    target: Quantity | Blank
    months: Quantity | Blank
    due: date | None
    statement: str | None
    time_use: Named | Blank | None
    expertise_need: str | None
    proof: Listed


@dataclass(frozen=True, slots=True)
class KpiSheet:
    """`target` None: the person does not know yet. `steps`: targets of months 1 to 3, if there is a way."""

    label: str
    formula: str
    unit: str
    direction: str
    baseline: Quantity | Blank | None
    target: Quantity | Blank | None
    alert: Quantity | None
    steps: tuple[Quantity, ...]
    source: str
    frequency: str
    incentives: bool
    pitfall: str


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """A retained task, or a studied one while none is. None: does not apply, or was passed over."""

    label: str
    hours: Quantity | Blank
    doer: Named | Blank
    load: Named | Blank
    documentation: Named | Blank
    activities: Listed
    excluded: tuple[str, ...]
    kept: Listed
    data: Listed
    objective: Objective
    deliverables: Listed
    volume: Quantity | Blank
    peak: Quantity | Blank | None
    turnaround: Quantity | Blank
    place: Named | Blank
    budget: Quantity | Blank | None
    provider: Named | Blank
    staff_assigned: Named | Blank | None
    outside_eu: Named | Blank | None
    collection: Named | Blank | None
    kpis: tuple[KpiSheet, ...]


def task_sheet(reader: Reader, item: str) -> TaskSheet:
    project = reader.project

    def where_asked(question: str) -> Named | Blank | None:
        return reader.choice(question, item) if reader.asks(question, item) else None

    chosen = project.chosen("audit_scope", item)
    known = project.function(item).typical_tasks
    return TaskSheet(
        label=project.label(item),
        hours=reader.number("audit_hours", item),
        doer=reader.choice("audit_doer", item),
        load=reader.choice("audit_variability", item),
        documentation=reader.choice("audit_documentation", item),
        activities=reader.choices("audit_scope", item, "audit_scope_other"),
        excluded=tuple(one.label for one in known if one.id not in chosen) if chosen else (),
        kept=reader.choices("spec_keep_inhouse", item, "spec_keep_other"),
        data=reader.choices("audit_data", item),
        objective=_objective(reader, item),
        deliverables=reader.choices("spec_deliverables", item, "spec_deliverable_other"),
        volume=reader.number("spec_volume", item),
        peak=reader.number("obj_peak", item) if reader.asks("obj_peak", item) else None,
        turnaround=reader.number("spec_turnaround", item),
        place=reader.choice("spec_place", item),
        budget=None if project.gap("spec_budget", item) else reader.number("spec_budget", item),
        provider=reader.choice("spec_provider_type", item),
        staff_assigned=where_asked("spec_staff_assigned"),
        outside_eu=where_asked("spec_outside_eu"),
        collection=where_asked("spec_collection_litigation"),
        kpis=tuple(_kpi_sheet(reader, kpi) for kpi in project.kept_kpis if kpi.split("/")[0] == item),
    )


def _objective(reader: Reader, item: str) -> Objective:
    project = reader.project
    secondary = project.text("obj_secondary", item)
    start, months = project.text("spec_start"), project.number("obj_deadline", item)
    known = start and months is not None
    shown = [project.kpi(kpi).label for kpi in project.kept_kpis if kpi.split("/")[0] == item]
    return Objective(
        main=reader.choice("obj_main", item),
        secondary=Named(secondary, secondary) if secondary not in ("", "none") else None,
        baseline=reader.number("obj_baseline", item),
        target=reader.number("obj_target", item),
        months=Quantity(months, "months") if months is not None else reader.blank("obj_deadline", item),
        due=add_months(date.fromisoformat(start), int(months)) if known and months is not None else None,
        statement=project.text("obj_statement_edit", item) or statement(project, item),
        time_use=reader.choice("obj_time_use", item) if reader.asks("obj_time_use", item) else None,
        expertise_need=project.text("obj_expertise_need", item) or None,
        proof=tuple(shown) or (reader.blank("kpi_select", item),),
    )


def _kpi_sheet(reader: Reader, item: str) -> KpiSheet:
    project = reader.project
    kpi, target = project.kpi(item), project.kpi_target(item)
    base = project.number("kpi_baseline", item)
    unsure = project.gap("kpi_target", item) or project.gap("kpi_target_custom", item)
    asked = "kpi_target_custom" if project.text("kpi_target", item) == "custom" else "kpi_target"
    aim = Quantity(target, kpi.unit) if target is not None else None
    return KpiSheet(
        label=kpi.label,
        formula=kpi.formula,
        unit=label(kpi.unit),
        direction=kpi.direction,
        baseline=None if project.gap("kpi_baseline", item) else reader.number("kpi_baseline", item),
        target=None if unsure else aim or reader.blank(asked, item),
        alert=Quantity(alert_threshold(kpi, target), kpi.unit) if target is not None else None,
        steps=_steps(kpi, base, target),
        source=kpi.source,
        frequency=kpi.frequency,
        incentives=kpi.control == "provider",
        pitfall=kpi.pitfall,
    )


def _steps(kpi: Kpi, base: Decimal | None, target: Decimal | None) -> tuple[Quantity, ...]:
    """No ramp-up for a legal duty, nor when there is nothing to improve (`domain/revue.md §3`)."""
    if base is None or target is None or base == target or kpi.id in kpis.LEGAL_DUTIES:
        return ()
    grain = Decimal("0.01") if abs(target) < 1 else Decimal("0.1")
    return tuple(Quantity(step.quantize(grain, ROUND_HALF_UP), kpi.unit) for step in kpis.ramp_up(base, target))
