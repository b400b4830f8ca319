"""A file whose answers raise no contradiction, and functions to change some of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from domain.coherence.contradictions import Contradiction
from domain.questionnaire.form import Key
from domain.questionnaire.lookup import objections
from domain.questionnaire.path import path_of
from domain.questionnaire.value_kinds import Value
from domain.specification.project import Project, project_of
from tests.interview_walk import (
    straight_run,
)
from tests.shipped_form import shipped_form

ENTRIES: list[dict[str, Any]] = yaml.load(
    (Path(__file__).parents[2] / "dialogs" / "contradictions.yaml").read_text("utf-8"), yaml.CSafeLoader
)
KNOWN = {entry["id"]: Contradiction(**{**entry, "fix": tuple(entry["fix"])}) for entry in ENTRIES}
SECTIONS = shipped_form().sections
Case = tuple[str, str | None, dict[Key, Value], dict[Key, Value]]
"""An entry and its item; answers that make it hold, others that nearly do."""

BOOKS, SOCIAL, LOGISTICS = "bookkeeping", "social_media", "logistics"
ON_TIME, SAME_DAY = "bookkeeping/bk_filing_on_time", "logistics/log_same_day"


def per_task(books: object, social: object, logistics: object) -> dict[str, str]:
    return {BOOKS: str(books), SOCIAL: str(social), LOGISTICS: str(logistics)}


SOUND: dict[str, object] = {
    "profile_ceo_hours": 48,
    "profile_ceo_hour_value": 45,
    "audit_functions": (BOOKS, SOCIAL, LOGISTICS),
    "audit_hours": per_task(4, 5, 9),
    "audit_direct_cost": per_task(30, 25, 120),
    "audit_friction": per_task(5, 3, 4),
    "audit_mastery": per_task(2, 3, 3),
    "audit_variability": per_task("v2", "v3", "v5"),
    "audit_repetitiveness": per_task(4, 2, 5),
    "audit_documentation": per_task("d2", "d1", "d3"),
    "audit_necessity": per_task("n5", "n4", "n5"),
    "prio_strategic_impact": per_task(2, 3, 3),
    "prio_ceo_value": per_task(1, 3, 1),
    "prio_sales_drag": per_task(4, 2, 5),
    "prio_pairwise": {
        f"{BOOKS}|{SOCIAL}": "more",
        f"{BOOKS}|{LOGISTICS}": "less",
        f"{SOCIAL}|{LOGISTICS}": "much_less",
    },
    "prio_bias": ("money",),
    "retain_tasks": (BOOKS, LOGISTICS),
    "obj_main": {BOOKS: "expertise", LOGISTICS: "efficiency"},
    "obj_secondary": "none",
    "obj_baseline": {BOOKS: "2", LOGISTICS: "9"},
    "obj_target": {BOOKS: "4", LOGISTICS: "4"},
    "obj_deadline": "m6",
    "kpi_select": {BOOKS: ("bk_filing_on_time",), LOGISTICS: ("log_same_day",)},
    "kpi_baseline": {ON_TIME: "90", SAME_DAY: "80"},
    "vision_first": "growth",
    "vision_second": "serenity",
    "spec_start": "2027-02-01",
    "spec_offers_deadline": "2027-01-12",
    "spec_budget": {BOOKS: "300", LOGISTICS: "900"},
    "spec_provider_type": {BOOKS: "regulated_firm", LOGISTICS: "bpo"},
}


@lru_cache
def sound_answers() -> dict[Key, Value]:
    """Answers to a whole interview that raise no contradiction."""
    return dict(straight_run(SOUND).interview.given)


def project_with(changes: Mapping[Key, Value]) -> Project:
    return project_of(path_of(shipped_form(), sound_answers() | dict(changes)))


def for_each_task(question: str, *values: Value) -> dict[Key, Value]:
    """Answers to one question for the three tasks, or for the first ones."""
    return {(question, task): value for task, value in zip((BOOKS, SOCIAL, LOGISTICS), values, strict=False)}


def choice_reasons(*reasons: str) -> dict[Key, Value]:
    return {("prio_bias", None): reasons}


FLAT: dict[Key, Value] = {
    **for_each_task("audit_friction", 3, 3, 3),
    **for_each_task("audit_mastery", 3, 3, 3),
    **for_each_task("audit_variability", "v3", "v3", "v3"),
    **for_each_task("audit_repetitiveness", 3, 3, 3),
    **for_each_task("audit_documentation", "d3", "d3", "d3"),
    **for_each_task("audit_necessity", "n3", "n3", "n3"),
}
CYCLE: dict[Key, Value] = {
    ("prio_pairwise", f"{BOOKS}|{SOCIAL}"): "more",
    ("prio_pairwise", f"{BOOKS}|{LOGISTICS}"): "less",
    ("prio_pairwise", f"{SOCIAL}|{LOGISTICS}"): "more",
}
LOGISTICS_LAST: dict[Key, Value] = {
    ("prio_pairwise", f"{BOOKS}|{SOCIAL}"): "more",
    ("prio_pairwise", f"{BOOKS}|{LOGISTICS}"): "much_more",
    ("prio_pairwise", f"{SOCIAL}|{LOGISTICS}"): "more",
}
FULL_SAME_DAY: dict[Key, Value] = {("kpi_target", SAME_DAY): "custom", ("kpi_target_custom", SAME_DAY): Decimal(100)}
LATER = "outsource_later_prepare"
# Better documented, this one would be entrusted first: no computed verdict is then « plus tard ».
READY: dict[Key, Value] = {("audit_documentation", SOCIAL): "d5"}


def main_objective(main: str, task: str = LOGISTICS) -> dict[Key, Value]:
    return {("obj_main", task): main}


def objective_figures(task: str, base: str, target: str) -> dict[Key, Value]:
    return {("obj_baseline", task): Decimal(base), ("obj_target", task): Decimal(target)}


def changed_verdicts(*verdicts: str) -> dict[Key, Value]:
    return {("rank_accept", None): "change", **for_each_task("rank_change_verdict", *verdicts)}


def contradictions_raised(changes: Mapping[Key, Value], id: str) -> list[tuple[str, str | None]]:
    """The contradictions those answers raise in the section of that entry."""
    return [(one.id, item) for one, item, _ in objections(project_with(changes), KNOWN[id].section)]


def text_of(id: str, changes: dict[Key, Value]) -> str:
    (text,) = [text for one, _, text in objections(project_with(changes), KNOWN[id].section) if one.id == id]
    return text
