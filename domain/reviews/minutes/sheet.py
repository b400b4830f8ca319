"""The minutes as the document prints them: figures with their units, choices with their labels, full names.

The provider's copy leaves out private parts: internal cost, reasons, notes of incidents (`docs/rules/revue.md §10`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.calendar.periods import Period
from domain.french.amounts import whole
from domain.french.dates import MONTHS
from domain.reviews import trust
from domain.reviews.actions import is_late
from domain.reviews.amendment_decisions import AmendmentDecision
from domain.reviews.figures.due import figures_due
from domain.reviews.minutes.minutes import Minutes, Outlook, TaskMinutes
from domain.reviews.provider_survey import NOTE_WORD, is_awaited, note_day, provider_index
from domain.reviews.record import period_of
from domain.reviews.texts import advice_words, of_period
from domain.specification.document_answers import NamedChoice, Quantity
from domain.specification.project import Project


@dataclass(frozen=True, slots=True)
class KpiRow:
    """The row of a KPI. `grey`, `trend`, `cause`: None when there is none; `few`: the count of cases when it is small.

    `since`: « de septembre 2026 » when an earlier period was measured, else empty. `target_since`: the target agreed
    since, when the figure is judged by another one. `before`: in a quarter, earlier months and their figures.
    """

    label: str
    value: Quantity | None
    target: Quantity | None
    target_since: Quantity | None
    light: str
    grey: str | None
    trend: str | None
    few: int | None
    since: str
    cause: NamedChoice | None
    before: tuple[tuple[str, Quantity], ...]


@dataclass(frozen=True, slots=True)
class ActionRow:
    text: str
    task: str
    owner: str
    due: date
    late: bool
    escalated: bool


@dataclass(frozen=True, slots=True)
class StageRow:
    id: str
    due: date | None


@dataclass(frozen=True, slots=True)
class CertificateRow:
    id: str
    answer: NamedChoice | None


@dataclass(frozen=True, slots=True)
class TaskPart:
    """The part of a task. `client`, `provider`: indexes of trust; `trust`: the level of the client's.

    `doubt`: how figures and feeling contradict each other, or None. `awaited`: the provider had not answered when the
    review was closed; `noted`: their index, noted since. `fruitless`: actions done without effect, each with its KPI.
    """

    label: str
    state: str
    kpis: tuple[KpiRow, ...]
    feeling: NamedChoice | None
    doubt: str | None
    incidents: tuple[NamedChoice, ...]
    incident_note: str
    grave: tuple[str, ...]
    volume: Quantity | None
    turnaround: Quantity | None
    certificates: tuple[CertificateRow, ...]
    fruitless: tuple[tuple[str, str], ...]
    discount: tuple[str, ...] | None
    client: Decimal | None
    provider: Decimal | None
    awaited: bool
    noted: Decimal | None
    trust: str | None
    signals: tuple[str, ...]
    advice: str
    decision: str
    reason: str
    cost: Quantity | None
    expected_cost: Quantity | None
    unwritten: str
    trial: bool
    renewal: NamedChoice | None
    amendments: tuple[AmendmentDecision, ...]
    refused: tuple[tuple[str, str], ...]
    """For each amendment refused: why it was proposed, and why the person refuses it."""
    plan: tuple[StageRow, ...]


@dataclass(frozen=True, slots=True)
class MinutesSheet:
    """The minutes to print. `period`: « de novembre 2026 », after « le point »."""

    company: str
    period: str
    day: date
    tasks: tuple[TaskPart, ...]
    actions: tuple[ActionRow, ...]
    obstacle: str
    """What the provider asks the company to change."""
    lessons: str
    next_day: date
    note_day: date | None
    """The day the provider's answer, or its absence, was noted after the review was closed; None when it was not."""
    note_word: str


def minutes_sheet(project: Project, found: Minutes, *, private: bool = True, waited: bool = False) -> MinutesSheet:
    """Build the company's copy, or the provider's; `waited`: the third working day has come (`wait_is_over`)."""
    late = {noted.action.id for noted in found.actions if is_late(noted.action, found.day)}
    return MinutesSheet(
        company=found.company,
        period=of_period(found.period),
        day=found.day,
        tasks=tuple(_part(project, task, private, waited or note_day(project) is not None) for task in found.tasks),
        actions=tuple(
            ActionRow(
                noted.text,
                project.short(noted.task),
                noted.action.owner,
                noted.action.due,
                noted.action.id in late,
                noted.action.escalated,
            )
            for noted in found.actions
        ),
        obstacle=project.text("prv_obstacle"),
        lessons=found.lessons if private else "",
        next_day=found.next_day,
        note_day=note_day(project),
        note_word=project.text(NOTE_WORD),
    )


def _part(project: Project, task: TaskMinutes, private: bool, waited: bool) -> TaskPart:
    seen = trust.may_show(task.client is not None, task.provider is not None, waited)
    client = task.client if private or seen else None
    provider = task.provider if seen or not private else None
    doubted = task.objective.startswith(("figures_", "feeling_"))
    incidents = (_choice(project, "rev_incident", kind) for kind in task.incidents)
    return TaskPart(
        label=project.short(task.task),
        state=task.state,
        kpis=tuple(_row(project, task.task, outlook) for outlook in task.outlooks),
        feeling=_choice(project, "rev_objective_feel", task.feeling),
        doubt=task.objective if doubted else None,
        incidents=tuple(named for named in incidents if named),
        incident_note=task.incident_note if private else "",
        grave=task.grave if private else (),
        volume=None if task.volume is None else Quantity(task.volume, project.function(task.task).volume_unit),
        turnaround=None if task.turnaround is None else Quantity(task.turnaround, "business_days"),
        certificates=tuple(
            CertificateRow(id, _choice(project, "rev_compliance_docs", answer)) for id, answer in task.certificates
        ),
        fruitless=tuple((noted.text, kpi.label) for noted, kpi in task.fruitless),
        discount=None if task.discount is None else tuple(kpi.label for kpi in task.discount),
        client=None if client is None else whole(client),
        provider=None if provider is None else whole(provider),
        awaited=is_awaited(project) and task.provider is None,
        noted=provider_index(project, task.task),
        trust=None if client is None else trust.trust_level(client),
        signals=tuple(dict.fromkeys(signal.id for signal in task.signals))
        if private and (seen or task.provider is None)
        else (),
        advice=advice_words(project, task.advice) if private else "",
        decision=task.decision,
        reason=task.reason if private else "",
        cost=_euros(task.full_cost) if private else None,
        expected_cost=_euros(task.expected_cost) if private else None,
        unwritten=task.unwritten if private else "",
        trial=task.trial,
        renewal=_choice(project, "year_next", task.renewal) if private else None,
        amendments=tuple(one for one in task.amendments if one.number),
        refused=tuple((one.why, one.reason) for one in task.amendments if private and one.reason),
        plan=tuple(StageRow(step.id, step.due) for step in task.plan),
    )


def _row(project: Project, task: str, outlook: Outlook) -> KpiRow:
    reading, kpi = outlook.reading, outlook.kpi
    value, target = reading.measure.value, reading.target or reading.measure.aim.target
    return KpiRow(
        label=kpi.label,
        value=None if value is None else Quantity(value, kpi.unit),
        target=None if target is None else Quantity(target, kpi.unit),
        target_since=None if outlook.target_since is None else Quantity(outlook.target_since, kpi.unit),
        light=reading.light,
        grey=reading.grey,
        trend=reading.trend,
        few=reading.few,
        since=of_period(outlook.since) if outlook.since else "",
        cause=_choice(project, "rev_kpi_cause", reading.measure.cause or ""),
        before=tuple(_months_before(project, f"{task}/{kpi.id}", kpi.unit, reading.measure.period)),
    )


def _months_before(project: Project, followed: str, unit: str, month: Period) -> Iterator[tuple[str, Quantity]]:
    """The name and figure of each month of the review's period before the one that is judged."""
    period = period_of(project)
    for item in figures_due(project, period) if period else ():
        name, _, written = item.rpartition("/")
        value, past = project.number("rev_kpi_value", item), Period.parse(written)
        if name == followed and past < month and value is not None:
            yield MONTHS[past.first.month - 1], Quantity(value, unit)


def _euros(amount: Decimal | None) -> Quantity | None:
    return None if amount is None else Quantity(amount, "eur_per_month")


def _choice(project: Project, question: str, id: str) -> NamedChoice | None:
    choice = project.form.questions[question].choice(id)
    return NamedChoice(choice.id, choice.label) if choice else None
