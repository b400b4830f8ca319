"""Builds the cahier des charges as data: what each section prints for each reader, with a blank for a missing answer.

Sections and rules: `docs/rules/cahier_des_charges.md §1–§6`. The sentences are in the template.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from domain.assessment.matrix import Matrix, matrix
from domain.calendar.workdays import Calendar
from domain.french.dates import add_months
from domain.specification import criteria as offers
from domain.specification import raci
from domain.specification.completeness import Completeness, completeness
from domain.specification.document_answers import Blank, DocumentAnswers, Listed, NamedChoice, Quantity
from domain.specification.editions import (
    DRAFT,
    OWN,
    Audience,
    Edition,
    JournalEntry,
    Reader,
    VersionAmendment,
    is_draft,
)
from domain.specification.facts import Fact, facts
from domain.specification.parts.clause_sheets import ClauseSheet, Wording, clause_sheets
from domain.specification.parts.decisions import Decision, Gap, Override, accepted_contradictions, gaps, overrides
from domain.specification.parts.provenance import Origin, origins
from domain.specification.parts.sheets import KpiSheet, TaskSheet, task_sheet
from domain.specification.project import Project
from domain.specification.quality import LAWYER, Flag, flags
from domain.specification.terms import TERMS, Term, agreed_terms

__all__ = [
    "SECTIONS",
    "Blank",
    "Milestone",
    "NamedChoice",
    "Quantity",
    "Specification",
    "Term",
    "Wording",
    "specification",
]

SECTIONS = (
    "cover",
    "context",
    "objectives",
    "scope",
    "tasks",
    "deliverables",
    "deadlines",
    "kpis",
    "organisation",
    "raci",
    "budget",
    "compliance",
    "data",
    "ip",
    "incentives",
    "governance",
    "reversibility",
    "selection",
    "signature",
    "annexes",
)
"""The sections in the order printed (`docs/rules/cahier_des_charges.md §2`)."""
REMAINING = "remaining"
"""The section that lists, for the company alone, what remains to answer."""
HANDOVER_DAYS = 10
"""Working days to hand over procedures and access."""
PARALLEL = timedelta(weeks=4)
"""How long the work is then done on both sides."""
RAMP_UP_MONTHS = 2


@dataclass(frozen=True, slots=True)
class Milestone:
    """A stage of the transition; `end`: None for a single day or a stage that goes on."""

    id: str
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Review:
    frequency: NamedChoice | Blank
    day: NamedChoice | Blank
    time: NamedChoice | Blank
    participants: Listed


@dataclass(frozen=True, slots=True)
class Selection:
    """How offers are compared, for the company alone. `weights`: criterion → points, None until they make 100."""

    preset: str
    weights: Mapping[str, Decimal] | None
    criteria: NamedChoice | Blank
    eliminating: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Specification:
    """The whole document. `reader`: of the `Audience`.

    `version`, `pending`, `history`, `amendment`, `reason`: of the `Edition`. `sections`: ids in the order
    printed. `decided`: True when tasks are retained, not only studied.
    `task_blank`: the question that names the tasks, while none is retained. `company`: None without a name.
    For the company alone: `matrix` (of the tasks of the document; None while none is scored), `selection`,
    `overruled`, `decisions`, `flags`, and `origins` when it asks for them; for other readers they are None or empty.
    """

    reader: Reader
    version: str
    pending: bool
    history: tuple[JournalEntry, ...]
    amendment: VersionAmendment | None
    reason: str | None
    issued: date
    sections: tuple[str, ...]
    decided: bool
    company: str | None
    contact: str | Blank
    sector: NamedChoice | Blank
    size: NamedChoice | Blank
    customers: Listed
    vision: NamedChoice | Blank
    second_vision: NamedChoice | None
    vision_sentence: str | None
    tasks: tuple[TaskSheet, ...]
    task_blank: Blank | None
    matrix: Matrix | None
    start: date | Blank
    duration: NamedChoice | Blank
    offers_deadline: date | Blank
    incentives: NamedChoice | Blank
    terms: Mapping[str, Term]
    milestones: tuple[Milestone, ...]
    review: Review
    raci: tuple[raci.Row, ...]
    clauses: Mapping[str, tuple[ClauseSheet, ...]]
    facts: Mapping[str, Mapping[str, Fact]]
    selection: Selection | None
    overruled: tuple[Override, ...]
    override_reason: str | None
    decisions: tuple[Decision, ...]
    gaps: tuple[Gap, ...]
    flags: tuple[Flag, ...]
    origins: Mapping[tuple[str, str | None], tuple[Origin, ...]]
    completeness: Completeness
    blanks: tuple[Blank, ...]

    @property
    def draft(self) -> bool:
        """True before 1.0, and for a version not approved yet (`docs/rules/cahier_des_charges.md §8`)."""
        return self.pending or is_draft(self.version)

    @property
    def kpis(self) -> tuple[KpiSheet, ...]:
        return tuple(kpi for task in self.tasks for kpi in task.kpis)

    @property
    def reserved(self) -> bool:
        """True when a task is reserved to a regulated profession."""
        return any(task.reserved for task in self.tasks)

    @property
    def processor(self) -> bool:
        """True when the provider handles personal data for the company (RGPD art. 28)."""
        return any(self.holds("has_personal_data", task.id) and task.id != LAWYER for task in self.tasks)

    def holds(self, fact: str, item: str | None = None) -> bool:
        """True when the fact is true of the task, or of any task for None."""
        return any(known.get(fact) is True for task, known in self.facts.items() if item in (None, task))

    def clauses_of(self, section: str) -> tuple[ClauseSheet, ...]:
        return self.clauses.get(section, ())

    def origins_of(self, passage: str, item: str | None = None) -> tuple[Origin, ...]:
        return self.origins.get((passage, item), ())


def specification(
    project: Project, calendar: Calendar, edition: Edition = DRAFT, audience: Audience = OWN
) -> Specification:
    """Build the document from the current answers, at any moment of the interview.

    `calendar`: the day of the document and the public holidays its dates avoid.
    """
    reader = audience.reader
    own = reader == "own"
    weak = flags(project) if own else ()
    answers = DocumentAnswers(project, addressed=own)
    if not project.text("profile_company_name"):
        answers.blank("profile_company_name")
    items = project.retained_tasks or project.tasks
    tasks = tuple(task_sheet(answers, item, costs=own) for item in items)
    task_blank = None
    if not project.retained_tasks:
        task_blank = answers.blank("retain_tasks" if items else "audit_functions")
    start = answers.day("spec_start")
    second = project.text("vision_second")
    terms = agreed_terms(TERMS) if reader == "signature" else TERMS
    return Specification(
        reader=reader,
        version=edition.number,
        pending=edition.pending,
        history=edition.history,
        amendment=edition.amendment,
        reason=edition.reason,
        issued=calendar.today,
        decided=bool(project.retained_tasks),
        tasks=tasks,
        task_blank=task_blank,
        matrix=matrix(project, items) if own else None,
        terms=terms,
        milestones=_milestones(start, calendar) if isinstance(start, date) else (),
        company=project.text("profile_company_name") or None,
        contact=answers.text("spec_contact"),
        sector=answers.choice("profile_sector"),
        size=answers.choice("profile_size"),
        customers=answers.choices("profile_customers"),
        vision=answers.choice("vision_first"),
        second_vision=NamedChoice(second, second) if second not in ("", "none") else None,
        vision_sentence=project.text("vision_sentence") or None,
        start=start,
        duration=answers.choice("spec_duration"),
        offers_deadline=answers.day("spec_offers_deadline"),
        incentives=answers.choice("spec_incentives"),
        review=_review(answers),
        raci=raci.rows(project),
        clauses=clause_sheets(answers, terms),
        facts={item: facts(project, item) for item in items},
        selection=_selection(answers) if own else None,
        overruled=overrides(project) if own else (),
        override_reason=project.text("rank_override_reason") or None if own else None,
        decisions=accepted_contradictions(project) if own else (),
        gaps=gaps(project) if own else (),
        flags=weak,
        origins=origins(project, audience.dates) if own and audience.annotated else {},
        completeness=completeness(project, calendar.today, signed=not is_draft(edition.number)),
        # Read last: the blanks are collected while the rest is built.
        blanks=answers.blanks,
        sections=_sections(reader, bool(answers.blanks or weak)),
    )


def _sections(reader: Reader, remains: bool) -> tuple[str, ...]:
    if reader == "signature":
        return tuple(section for section in SECTIONS if section != "selection")
    return (*SECTIONS, REMAINING) if reader == "own" and remains else SECTIONS


def _review(answers: DocumentAnswers) -> Review:
    return Review(
        answers.choice("review_frequency"),
        answers.choice("review_day"),
        answers.choice("review_time"),
        answers.choices("review_participants"),
    )


def _selection(answers: DocumentAnswers) -> Selection:
    project = answers.project
    return Selection(
        preset=offers.chosen_preset(project),
        weights=offers.weights(project),
        criteria=answers.choice("spec_criteria"),
        eliminating=offers.eliminating(project),
    )


def _milestones(start: date, calendar: Calendar) -> tuple[Milestone, ...]:
    """The dated stages of the transition (`docs/rules/cahier_des_charges.md §3.7`)."""
    handed_over = calendar.add(start, HANDOVER_DAYS)
    alone = calendar.on_or_after(handed_over + PARALLEL)
    steady = add_months(start, RAMP_UP_MONTHS)
    return (
        Milestone("launch", start),
        Milestone("handover", start, handed_over),
        Milestone("parallel", handed_over, alone),
        Milestone("ramp_up", start, steady),
        Milestone("steady", steady),
    )
