"""The minutes as the document prints them: figures with their units, choices with their ids, names in full.

`private` parts (internal cost, reasons, notes of incidents) are left out of the provider's copy (`revue.md §10`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain import trust
from domain.actions import is_late
from domain.collection import NOTE_WORD
from domain.minutes import Minutes, Offered, Outlook, TaskMinutes
from domain.project import Project
from domain.review_texts import advice_words, motive, of_period, prefilled
from domain.said import Named, Quantity
from domain.texts import whole


@dataclass(frozen=True, slots=True)
class KpiRow:
    """`grey`, `trend`, `cause` None when there is none; `few`: the count of cases when it is small.

    `since`: « de septembre 2026 », when an earlier period was measured; else empty.
    """

    label: str
    value: Quantity | None
    target: Quantity | None
    light: str
    grey: str | None
    trend: str | None
    few: int | None
    since: str
    cause: Named | None


@dataclass(frozen=True, slots=True)
class ActionRow:
    text: str
    task: str
    owner: str
    due: date
    late: bool


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    number: int
    old: str
    new: str
    why: str
    blocking: bool


@dataclass(frozen=True, slots=True)
class StepRow:
    id: str
    due: date | None


@dataclass(frozen=True, slots=True)
class PaperRow:
    id: str
    answer: Named | None


@dataclass(frozen=True, slots=True)
class TaskPart:
    """`client`, `provider`: indexes of trust; `trust` reads the client's; `doubt`: figures and feeling contradict.

    `awaited`: the provider had not answered when the review was closed; `noted`: their index, noted since.
    """

    label: str
    state: str
    kpis: tuple[KpiRow, ...]
    feeling: Named | None
    doubt: str | None
    incidents: tuple[Named, ...]
    incident_note: str
    papers: tuple[PaperRow, ...]
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
    amendments: tuple[AmendmentRow, ...]
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True)
class MinutesSheet:
    """`period`: « de novembre 2026 », as it follows « le point »."""

    company: str
    period: str
    day: date
    tasks: tuple[TaskPart, ...]
    actions: tuple[ActionRow, ...]
    obstacle: str
    """What the provider would have the company change."""
    next_day: date
    note_day: date | None
    """Since when what the provider answered, or did not, is known; None when nothing was noted afterwards."""
    note_word: str


def minutes_sheet(project: Project, found: Minutes, *, private: bool = True, waited: bool = False) -> MinutesSheet:
    """The whole of it, or the provider's copy; `waited`: its third working day has come (`collection.waited`)."""
    late = {noted.action.id for noted in found.actions if is_late(noted.action, found.day)}
    return MinutesSheet(
        company=found.company,
        period=of_period(found.period),
        day=found.day,
        tasks=tuple(_part(project, task, private, waited or found.note_day is not None) for task in found.tasks),
        actions=tuple(
            ActionRow(
                noted.text,
                project.short(noted.task),
                noted.action.owner,
                noted.action.due,
                noted.action.id in late,
            )
            for noted in found.actions
        ),
        obstacle=project.text("prv_obstacle"),
        next_day=found.next_day,
        note_day=found.note_day,
        note_word=project.text(NOTE_WORD),
    )


def _part(project: Project, task: TaskMinutes, private: bool, waited: bool) -> TaskPart:
    seen = trust.may_show(task.client is not None, task.provider is not None, waited)
    client = task.client if private or seen else None
    provider = task.provider if seen or not private else None
    doubted = task.objective.startswith(("figures_", "feeling_"))
    incidents = (_named(project, "rev_incident", kind) for kind in task.incidents)
    return TaskPart(
        label=project.short(task.task),
        state=task.state,
        kpis=tuple(_row(project, outlook) for outlook in task.outlooks),
        feeling=_named(project, "rev_objective_feel", task.feeling),
        doubt=task.objective if doubted else None,
        incidents=tuple(named for named in incidents if named),
        incident_note=task.incident_note if private else "",
        papers=tuple(PaperRow(id, _named(project, "rev_compliance_docs", answer)) for id, answer in task.papers),
        client=None if client is None else whole(client),
        provider=None if provider is None else whole(provider),
        awaited=task.awaited,
        noted=task.noted,
        trust=None if client is None else trust.reading(client),
        signals=tuple(signal.id for signal in task.signals) if private and (seen or task.provider is None) else (),
        advice=advice_words(project, task.advice) if private else "",
        decision=task.decision,
        reason=task.reason if private else "",
        cost=Quantity(task.full_cost, "eur_per_month") if private and task.full_cost is not None else None,
        amendments=tuple(_amendment(project, one, one.number) for one in task.offered if one.number is not None),
        steps=tuple(StepRow(step.id, step.due) for step in task.steps),
    )


def _row(project: Project, outlook: Outlook) -> KpiRow:
    reading, kpi = outlook.reading, outlook.kpi
    value, target = reading.measure.value, reading.target or reading.measure.aim.target
    return KpiRow(
        label=kpi.label,
        value=None if value is None else Quantity(value, kpi.unit),
        target=None if target is None else Quantity(target, kpi.unit),
        light=reading.light,
        grey=reading.grey,
        trend=reading.trend,
        few=reading.few,
        since=of_period(outlook.since) if outlook.since else "",
        cause=_named(project, "rev_kpi_cause", reading.measure.cause or ""),
    )


def _named(project: Project, question: str, id: str) -> Named | None:
    choice = project.form.questions[question].choice(id)
    return Named(choice.id, choice.label) if choice else None


def _amendment(project: Project, one: Offered, number: int) -> AmendmentRow:
    asked = one.proposal
    return AmendmentRow(
        number,
        prefilled(project, one.item, asked, asked.old),
        prefilled(project, one.item, asked, asked.new),
        motive(project, one.item, asked),
        asked.blocking,
    )
