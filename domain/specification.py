"""The cahier des charges as data: what each section prints, and a blank for what has not been said.

Sections and rules: `domain/cahier_des_charges.md §1–§3`. The sentences are the template's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.completeness import SECTIONS, Completeness, completeness
from domain.facts import Fact, facts
from domain.french_dates import add_months
from domain.matrix import Matrix, matrix
from domain.project import Project
from domain.sheets import Blank, Listed, Named, Quantity, Reader, TaskSheet, task_sheet
from domain.texts import NOTICE_DAYS
from domain.workdays import Calendar

__all__ = ["Blank", "Milestone", "Named", "Quantity", "Specification", "specification"]

REMAINING = "remaining"
HANDOVER_DAYS = 10
"""Working days to pass on procedures and access; then up to four weeks of work in double."""
PARALLEL = timedelta(weeks=4)
RAMP_UP_MONTHS = 2


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of the transition; `end` is None for what happens on one day or goes on."""

    id: str
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Review:
    frequency: Named | Blank
    day: Named | Blank
    time: Named | Blank
    participants: Listed


@dataclass(frozen=True, slots=True)
class Specification:
    """`sections`: ids in the order printed. `decided`: tasks are retained, not only studied.

    `task_blank`: the question that names the tasks, while none is retained. `company` None: no name given.
    `matrix`: of the tasks the document names, and no other; None while none is scored.
    """

    version: str
    issued: date
    sections: tuple[str, ...]
    decided: bool
    company: str | None
    contact: str | Blank
    sector: Named | Blank
    size: Named | Blank
    customers: Listed
    vision: Named | Blank
    second_vision: Named | None
    vision_sentence: str | None
    tasks: tuple[TaskSheet, ...]
    task_blank: Blank | None
    matrix: Matrix | None
    start: date | Blank
    duration: Named | Blank
    offers_deadline: date | Blank
    incentives: Named | Blank
    notice_days: int
    milestones: tuple[Milestone, ...]
    review: Review
    facts: Mapping[str, Mapping[str, Fact]]
    completeness: Completeness
    blanks: tuple[Blank, ...]

    @property
    def draft(self) -> bool:
        """Versions before 1.0 are drafts (`domain/cahier_des_charges.md §8`)."""
        return self.version.startswith("0.")


def specification(project: Project, calendar: Calendar, version: str = "0.1") -> Specification:
    """The document as the answers stand; works at any moment of the interview.

    `calendar` brings the day of the document and the public holidays the dates avoid.
    """
    reader = Reader(project)
    if not project.text("profile_company_name"):
        reader.blank("profile_company_name")
    items = project.retained or project.tasks
    tasks = tuple(task_sheet(reader, item) for item in items)
    task_blank = None
    if not project.retained:
        task_blank = reader.blank("retain_tasks" if items else "audit_functions")
    start = reader.day("spec_start")
    second = project.text("vision_second")
    return Specification(
        version=version,
        issued=calendar.today,
        decided=bool(project.retained),
        tasks=tasks,
        task_blank=task_blank,
        matrix=matrix(project, items),
        notice_days=NOTICE_DAYS,
        milestones=_milestones(start, calendar) if isinstance(start, date) else (),
        company=project.text("profile_company_name") or None,
        contact=reader.text("spec_contact"),
        sector=reader.choice("profile_sector"),
        size=reader.choice("profile_size"),
        customers=reader.choices("profile_customers"),
        vision=reader.choice("vision_first"),
        second_vision=Named(second, second) if second not in ("", "none") else None,
        vision_sentence=project.text("vision_sentence") or None,
        start=start,
        duration=reader.choice("spec_duration"),
        offers_deadline=reader.day("spec_offers_deadline"),
        incentives=reader.choice("spec_incentives"),
        review=Review(
            reader.choice("review_frequency"),
            reader.choice("review_day"),
            reader.choice("review_time"),
            reader.choices("review_participants"),
        ),
        facts={item: facts(project, item) for item in project.retained},
        completeness=completeness(project, calendar.today),
        # Read last: the blanks are those met above.
        blanks=reader.blanks,
        sections=(*SECTIONS, REMAINING) if reader.blanks else SECTIONS,
    )


def _milestones(start: date, calendar: Calendar) -> tuple[Milestone, ...]:
    """The transition, dated (`domain/cahier_des_charges.md §3`, section 7)."""
    handed_over = calendar.add(start, HANDOVER_DAYS)
    alone = handed_over + PARALLEL
    if not calendar.is_working_day(alone):
        alone = calendar.add(alone, 1)
    steady = add_months(start, RAMP_UP_MONTHS)
    return (
        Milestone("launch", start),
        Milestone("handover", start, handed_over),
        Milestone("parallel", handed_over, alone),
        Milestone("ramp_up", start, steady),
        Milestone("steady", steady),
    )
