"""Measures how complete the document is: nineteen lines worth 100 points (`docs/rules/cahier_des_charges.md §9`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from domain.assessment.assessment import COMPANY, PERSONAL, RETAINED, VISIONS
from domain.indicators import kpis
from domain.indicators.aims import KEPT, TARGET
from domain.questionnaire.form import Key
from domain.questionnaire.sources import reads
from domain.specification import criteria, needed_clauses, raci
from domain.specification.project import Project

MOST_KPIS, MOST_KPIS_EACH = 7, 3
DRAFT_BELOW, READY_FROM = 60, 85

Keys = tuple[Key, ...]
Check = Callable[[Project, str, date | None], Keys]
"""Returns the answers a line lacks, for one retained task ("" when the line is about the whole document)."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the score. `per_task`: it earns the share of retained tasks that meet it; `decided`: it needs some."""

    id: str
    points: int
    blocking: bool
    lacks: Check
    per_task: bool = False
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Completeness:
    """The score out of 100. `earned`: points of each line. `missing`: the lines not met with the answers they lack;
    blocking lines come first, then those worth most, then the quickest.

    `lacking`: those answers, each once; `minutes`: about how long they take, at least 1 when there are some.
    """

    score: int
    earned: tuple[tuple[str, Fraction], ...]
    missing: tuple[tuple[str, Keys], ...]
    blocking: tuple[str, ...]
    minutes: int

    @property
    def lacking(self) -> Keys:
        return tuple(dict.fromkeys(key for _, keys in self.missing for key in keys))

    @property
    def status(self) -> str:
        if self.score < DRAFT_BELOW:
            return "draft"
        return "to_complete" if self.score < READY_FROM or self.blocking else "ready_for_review"

    @property
    def display(self) -> str:
        """The key of its sentence: `draft`, `to_complete`, `blocked` (only blocking lines are left) or `ready`."""
        if self.status == "to_complete":
            return "blocked" if self.score >= READY_FROM else "to_complete"
        return "draft" if self.status == "draft" else "ready"


def _needs(*questions: str) -> Check:
    return lambda project, item, today: _open(project, item or None, *questions)


def _open(project: Project, item: str | None, *questions: str) -> Keys:
    return tuple((question, item) for question in questions if project.get(question, item) is None)


def _list_is_complete(question: str, other: str) -> Check:
    """Check that a multiple choice has an entry; « other » alone also needs the person's own words."""

    def lacks(project: Project, item: str, today: date | None) -> Keys:
        chosen = project.chosen(question, item)
        if chosen == ("other",):
            return _open(project, item, other)
        return () if chosen else ((question, item),)

    return lacks


def _objective(project: Project, item: str, today: date | None) -> Keys:
    return _open(project, item, "obj_main", "obj_baseline", "obj_target", "obj_deadline")


def _task_sheet(project: Project, item: str, today: date | None) -> Keys:
    activity = _list_is_complete("audit_scope", "audit_scope_other")(project, item, today)
    return activity + _open(project, item, "spec_turnaround")


def _deadline(project: Project, item: str, today: date | None) -> Keys:
    start = project.text("spec_start")
    past = today is not None and start <= today.isoformat()
    return _open(project, item, "spec_turnaround") + ((("spec_start", None),) if past or not start else ())


def _deliverables(project: Project, item: str, today: date | None) -> Keys:
    """A deliverable is accepted on its delay or on an indicator, so one of them must be known."""
    listed = _list_is_complete("spec_deliverables", "spec_deliverable_other")(project, item, today)
    measured = any(kpi.split("/")[0] == item for kpi in project.kept_kpis)
    return listed + (() if measured else _open(project, item, "spec_turnaround"))


def _kpi_count(project: Project, item: str, today: date | None) -> Keys:
    kept = project.kept_kpis
    if len(kept) > MOST_KPIS:
        return (("kpi_trim", None),)
    counts = {task: sum(kpi.startswith(f"{task}/") for kpi in kept) for task in project.retained_tasks}
    wrong = tuple(("kpi_select", task) for task, count in counts.items() if not 1 <= count <= MOST_KPIS_EACH)
    return wrong if counts else (("retain_tasks", None),)


def _kpi_smart(project: Project, item: str, today: date | None) -> Keys:
    weak = tuple(("kpi_target", kpi) for kpi in project.kept_kpis if not is_smart(project, kpi))
    return weak if project.kept_kpis else _kpi_count(project, item, today)


def _kpi_baseline(project: Project, item: str, today: date | None) -> Keys:
    """A skipped base is not missing: it is measured in the first thirty days, as the document says."""
    unsaid = tuple(("kpi_baseline", kpi) for kpi in project.kept_kpis if ("kpi_baseline", kpi) not in project.answers)
    return unsaid if project.kept_kpis else _kpi_count(project, item, today)


def _raci(project: Project, item: str, today: date | None) -> Keys:
    tasks = project.retained_tasks
    if raci.faults(raci.rows(project)):
        return tuple(("spec_keep_inhouse", task) for task in tasks)
    doers = tuple(("audit_doer", task) for task in tasks if not project.text("audit_doer", task))
    return _open(project, None, "profile_size") + doers


def _budget(project: Project, item: str, today: date | None) -> Keys:
    """A skipped budget is not missing: the document proposes a form of price, so offers can still be compared."""
    return () if ("spec_budget", item) in project.answers else (("spec_budget", item),)


def _clauses(project: Project, item: str, today: date | None) -> Keys:
    return needed_clauses.missing_answers(project)


def _data(project: Project, item: str, today: date | None) -> Keys:
    tasks = [task for task in project.retained_tasks if project.has_personal_data(task)]
    return tuple(
        ("spec_outside_eu", task) for task in tasks if project.text("spec_outside_eu", task) in ("", "unknown")
    )


def _selection(project: Project, item: str, today: date | None) -> Keys:
    lacking = _open(project, None, "spec_criteria", "spec_offers_deadline", "spec_contact")
    unbalanced = not lacking and criteria.weights(project) is None
    return lacking + ((("spec_criteria", None),) if unbalanced else ())


LINES = (
    Line("c_identity", 3, True, _needs("profile_company_name", "spec_contact")),
    Line("c_context", 4, False, _needs("profile_size", "profile_customers", "vision_first")),
    Line("c_objectives", 12, True, _objective, per_task=True),
    Line("c_scope_in", 6, True, _list_is_complete("audit_scope", "audit_scope_other"), per_task=True),
    Line("c_scope_out", 4, False, _list_is_complete("spec_keep_inhouse", "spec_keep_other"), per_task=True),
    Line("c_task_sheet", 9, True, _task_sheet, per_task=True),
    Line("c_deliverables", 7, True, _deliverables, per_task=True),
    Line("c_deadlines", 6, True, _deadline, per_task=True),
    Line("c_kpi_count", 6, True, _kpi_count),
    Line("c_kpi_smart", 8, True, _kpi_smart),
    Line("c_kpi_baseline", 3, False, _kpi_baseline),
    Line("c_volume", 4, False, _needs("spec_volume", "spec_place"), per_task=True),
    Line("c_raci", 3, False, _raci, decided=True),
    Line("c_budget", 5, True, _budget, per_task=True),
    Line("c_clauses", 8, True, _clauses, decided=True),
    Line("c_data", 5, True, _data, decided=True),
    Line("c_governance", 3, True, _needs("review_frequency", "review_day", "review_participants")),
    Line("c_reversibility", 2, True, _needs("spec_duration")),
    Line("c_selection", 2, False, _selection),
)


READS = reads(
    *(RETAINED, KEPT, TARGET, PERSONAL, COMPANY, VISIONS, needed_clauses.READS, raci.READS, criteria.WEIGHTS),
    *("profile_company_name", "profile_size", "profile_customers", "audit_doer", "audit_scope", "audit_scope_other"),
    *("obj_main", "obj_baseline", "obj_target", "obj_deadline"),
    *("spec_keep_inhouse", "spec_keep_other", "spec_turnaround", "spec_deliverables", "spec_deliverable_other"),
    *("spec_start", "spec_volume", "spec_place", "spec_budget", "spec_outside_eu", "spec_duration"),
    *("spec_criteria", "spec_offers_deadline", "spec_contact"),
    *("review_frequency", "review_day", "review_participants"),
)
"""The answers the lines read."""


def is_smart(project: Project, kpi: str) -> bool:
    """At least four of the five SMART points, measurable among them (`docs/rules/catalogue_kpi.md §2`)."""
    task = kpi.split("/")[0]
    months = project.number("obj_deadline", task)
    return kpis.smart(
        project.kpi(kpi),
        task,
        project.text("obj_main", task),
        project.company.visions,
        target=project.kpi_target(kpi),
        baseline=project.number("kpi_baseline", kpi),
        hour_value=project.hour_value,
        months=int(months) if months is not None else None,
    ).is_smart


def completeness(project: Project, today: date | None = None, signed: bool = False) -> Completeness:
    """Compute the score out of 100, rounded down.

    `signed`: a version is agreed, so the work may have begun: a start in the past is then allowed, as it is without
    `today`.
    """
    earned: list[tuple[str, Fraction]] = []
    missing: list[tuple[Line, Keys]] = []
    for line in LINES:
        part, lacking = _measure(project, line, None if signed else today)
        earned.append((line.id, line.points * part))
        if part < 1:
            missing.append((line, lacking))
    questions = project.form.questions

    def seconds(keys: Keys) -> int:
        return sum(questions[key[0]].est_s for key in keys)

    def urgency(entry: tuple[Line, Keys]) -> tuple[bool, int, int]:
        line, keys = entry
        return not line.blocking, -line.points, seconds(keys)

    every = tuple(dict.fromkeys(key for _, keys in missing for key in keys))
    return Completeness(
        score=int(sum((points for _, points in earned), Fraction(0))),
        earned=tuple(earned),
        missing=tuple((line.id, keys) for line, keys in sorted(missing, key=urgency)),
        blocking=tuple(line.id for line, _ in sorted(missing, key=urgency) if line.blocking),
        minutes=-(-seconds(every) // 60),
    )


def _measure(project: Project, line: Line, today: date | None) -> tuple[Fraction, Keys]:
    """The share of the line that is met, from 0 to 1, and the answers it lacks."""
    if (line.per_task or line.decided) and not project.retained_tasks:
        return Fraction(0), (("retain_tasks", None),)
    items = project.retained_tasks if line.per_task else ("",)
    lacking = [line.lacks(project, item, today) for item in items]
    keys = tuple(dict.fromkeys(key for found in lacking for key in found))
    return Fraction(sum(not found for found in lacking), len(items)), keys


def to_complete(project: Project) -> Keys:
    """The skipped answers the document lacks, the most important first; a question not asked yet does not count."""
    return tuple(key for key in completeness(project).lacking if project.gap(*key))
