"""Flags what weakens a specification even when it is complete: at most five flags, the most serious first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from domain.french.text import fold
from domain.questionnaire.form import Key
from domain.specification.project import Project

MOST_FLAGS = 5
LAWYER = "legal"
"""The function whose provider answers for its own data, without an article 28 annex
(`docs/rules/cahier_des_charges.md §4`)."""
VAGUE = re.compile(
    r"\b(gerer|optimiser|ameliorer|assurer|accompagner|developper|dynamiser|valoriser|renforcer|contribuer|participer|aider)\b"
)
ORDERS = re.compile(
    r"\b(horaires?\b.{0,20}\b(impos|fix|bureau|obligatoire)|de \d{1,2} ?h\w*\b.{0,12}\ba \d{1,2} ?h"
    r"|exclusi|sanction|presence (obligatoire|quotidienne|permanente)|sous (les|nos|mes) ordres|hierarchi)"
)
"""Words a judge may read as an employer's power: imposed hours, exclusivity, presence, orders, sanctions.

Source: C. trav. L8221-6.
"""
DENIED = re.compile(r"\b(sans|aucune?|pas|ni|non)\b[^.;,]{0,25}$")
TYPED = ("audit_scope_other", "spec_deliverable_other", "obj_statement_edit", "spec_keep_other", "obj_expertise_need")
MEASURED = TYPED[:3]
"""Texts that promise something, and need a figure when their verb is vague."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A weakness. `task`: its id; `key`: the answer to correct; `words`: the text at fault, or None."""

    id: str
    task: str
    key: Key
    words: str | None = None


Rule = Callable[[Project, str], Iterator[Flag]]


def flags(project: Project) -> tuple[Flag, ...]:
    """The flags of the retained tasks; a question not asked yet raises none."""
    found = (flag for rule in RULES for item in project.retained_tasks for flag in rule(project, item))
    return tuple(islice(found, MOST_FLAGS))


def _typed_texts(project: Project, item: str, questions: tuple[str, ...]) -> Iterator[tuple[Key, str]]:
    for question in questions:
        if text := project.text(question, item):
            yield (question, item), text


def _subordination(project: Project, item: str) -> Iterator[Flag]:
    for key, text in _typed_texts(project, item, TYPED):
        plain = fold(text)
        found = ORDERS.search(plain)
        if found and not DENIED.search(plain[: found.start()]):
            yield Flag("subordination", item, key, text)


def _data_annex(project: Project, item: str) -> Iterator[Flag]:
    """Without the place of the data, the article 28 annex cannot be filled in."""
    key = ("spec_outside_eu", item)
    unknown = project.text(*key) == "unknown" or project.gap(*key)
    if project.has_personal_data(item) and item != LAWYER and unknown:
        yield Flag("data_annex", item, key)


def _objective(project: Project, item: str) -> Iterator[Flag]:
    for question in ("obj_baseline", "obj_target", "obj_deadline"):
        if project.gap(question, item):
            yield Flag("objective", item, (question, item))
            return


def _criterion(project: Project, item: str) -> Iterator[Flag]:
    """A deliverable is accepted on its delay or on an indicator: one of them must be known."""
    given = project.chosen("spec_deliverables", item)
    if given and project.gap("spec_turnaround", item) and not _kpis_of(project, item):
        yield Flag("criterion", item, ("spec_turnaround", item))


def _no_kpi(project: Project, item: str) -> Iterator[Flag]:
    if ("kpi_select", item) in project.answers and not _kpis_of(project, item):
        trimmed = bool(project.chosen("kpi_select", item))
        yield Flag("no_kpi", item, ("kpi_trim", None) if trimmed else ("kpi_select", item))


def _stray_kpi(project: Project, item: str) -> Iterator[Flag]:
    """An indicator of another function measures nothing of this task."""
    for kpi in _kpis_of(project, item):
        if project.kpi(kpi).function not in (None, item):
            yield Flag("stray_kpi", item, ("kpi_select", item), project.kpi(kpi).label)


def _no_exclusion(project: Project, item: str) -> Iterator[Flag]:
    chosen, known = project.chosen("audit_scope", item), project.function(item).typical_tasks
    everything = bool(chosen) and all(activity.id in chosen for activity in known)
    if everything and project.gap("spec_keep_inhouse", item):
        yield Flag("no_exclusion", item, ("spec_keep_inhouse", item))


def _vague(project: Project, item: str) -> Iterator[Flag]:
    for key, text in _typed_texts(project, item, MEASURED):
        if VAGUE.search(fold(text)) and not re.search(r"\d", text):
            yield Flag("vague", item, key, text)


def _kpis_of(project: Project, item: str) -> tuple[str, ...]:
    return tuple(kpi for kpi in project.kept_kpis if kpi.split("/")[0] == item)


RULES: tuple[Rule, ...] = (
    _subordination,
    _data_annex,
    _objective,
    _criterion,
    _no_kpi,
    _stray_kpi,
    _no_exclusion,
    _vague,
)
"""The most serious first."""
