"""Tells which answers each passage of the document comes from, and when they were given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.questionnaire.form import Key, is_given
from domain.specification.document_answers import about_of, places
from domain.specification.project import Project

PASSAGES: Mapping[str, tuple[str, ...]] = {
    "cover": ("profile_company_name", "audit_functions", "retain_tasks", "spec_contact"),
    "context": (
        "profile_size",
        "profile_customers",
        "profile_sector",
        "vision_sentence",
        "vision_first",
        "vision_second",
    ),
    "scope": ("audit_scope", "audit_scope_other", "spec_keep_inhouse", "spec_keep_other"),
    "deadlines": ("spec_turnaround", "spec_offers_deadline", "spec_start", "spec_duration"),
    "raci": ("profile_size", "audit_doer", "spec_keep_inhouse", "third_offer", "review_participants"),
    "budget": ("spec_budget",),
    "compliance": (
        "spec_provider_type",
        "spec_place",
        "spec_duration",
        "spec_budget",
        "spec_staff_assigned",
        "spec_collection_litigation",
    ),
    "data": ("audit_data", "spec_outside_eu"),
    "ip": ("spec_deliverables",),
    "incentives": ("spec_incentives",),
    "governance": ("review_frequency", "review_day", "review_time", "review_participants"),
    "reversibility": ("spec_duration",),
    "selection": ("spec_criteria", "spec_criteria_weights", "spec_offers_deadline", "spec_contact"),
    "decisions": ("rank_change_verdict", "rank_override_reason", "third_resolve"),
}
"""Passages written once in the document → the questions they come from."""
TASK_PASSAGES: Mapping[str, tuple[str, ...]] = {
    "task": (
        "audit_other_label",
        "audit_hours",
        "audit_direct_cost",
        "profile_ceo_hour_value",
        "profile_team_hour_cost",
        "audit_doer",
        "obj_main",
        "spec_keep_inhouse",
        "spec_keep_other",
    ),
    "objective": (
        "obj_main",
        "obj_secondary",
        "obj_baseline",
        "obj_target",
        "obj_deadline",
        "obj_statement_edit",
        "obj_time_use",
        "obj_expertise_need",
    ),
    "scope": PASSAGES["scope"],
    "sheet": ("audit_scope", "spec_turnaround", "spec_volume", "obj_peak", "audit_documentation"),
    "deliverables": ("spec_deliverables", "spec_deliverable_other"),
    "kpis": ("kpi_select", "kpi_trim", "kpi_baseline", "kpi_target", "kpi_target_custom"),
    "organisation": (
        "spec_place",
        "spec_volume",
        "audit_variability",
        "obj_peak",
        "spec_provider_type",
        "audit_data",
        "spec_outside_eu",
        "spec_staff_assigned",
        "spec_collection_litigation",
    ),
}
"""Passages written for each task → the questions they come from."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A question by its place in the chat, what it is about, and the day of its answer (None when unknown)."""

    step: int
    number: int
    title: str
    about: str | None
    day: date | None


def origins(project: Project, dates: Mapping[Key, date]) -> Mapping[tuple[str, str | None], tuple[Origin, ...]]:
    """(passage, task or None) → its origins, in the order asked; a passage without an answer is left out."""
    asked = places(project)
    found: dict[tuple[str, str | None], tuple[Origin, ...]] = {
        (name, None): _origins_of(project, asked, dates, questions, None) for name, questions in PASSAGES.items()
    }
    for item in project.retained_tasks or project.tasks:
        for name, questions in TASK_PASSAGES.items():
            found[name, item] = _origins_of(project, asked, dates, questions, item)
    return {passage: sources for passage, sources in found.items() if sources}


def _origins_of(
    project: Project,
    asked: Mapping[Key, tuple[int, int]],
    dates: Mapping[Key, date],
    questions: tuple[str, ...],
    task: str | None,
) -> tuple[Origin, ...]:
    found = []
    for key, (step, number) in asked.items():
        question, item = key
        same = task is None or item is None or item.split("/")[0] == task
        if question in questions and same and is_given(project.answers.get(key)):
            about = None if item == task else about_of(project, item)
            found.append(Origin(step, number, project.form.questions[question].title, about, dates.get(key)))
    return tuple(found)
