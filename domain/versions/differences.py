"""Finds what changes from one specification to another: tasks, indicators, clauses, dates, old → new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from domain.questionnaire.form import Form
from domain.questionnaire.values import show
from domain.specification.document import Specification
from domain.specification.document_answers import Blank, Listed, NamedChoice, Quantity
from domain.specification.editions import Change
from domain.specification.parts.sheets import KpiSheet, TaskSheet

TASK, KPI, CLAUSE = "version.task", "version.kpi", "version.clause"
"""Keys of the words for a task, an indicator or a clause that is added or removed whole."""
MINOR = frozenset(
    {
        "profile_company_name", "spec_contact", "profile_sector", "profile_size", "profile_customers", "vision_first",
        "vision_second", "vision_sentence", "spec_offers_deadline", "review_frequency", "review_day", "review_time",
        "review_participants", "audit_hours", "audit_doer", "audit_variability", "audit_documentation",
        "obj_baseline", "obj_secondary", "obj_time_use", "obj_expertise_need", "obj_statement", "kpi_baseline",
        "spec_provider_type",
    }
)  # fmt: skip
"""Questions whose answers change without an amendment: contact, review day, measured facts, wording. Any other change
takes one (`docs/rules/cahier_des_charges.md §8`)."""
Printed = NamedChoice | Quantity | Blank | Listed | date | str | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """One thing the document says; `whole`: the task or indicator it belongs to, added or removed with it."""

    label: str
    about: str | None
    value: str | None
    whole: tuple[str, str] | None = None


Place = tuple[str, str | None]
"""What an entry is: the id of a question, or the word for a task, an indicator or a clause; and its item."""


def differences(form: Form, old: Specification, new: Specification) -> tuple[Change, ...]:
    """The changes, in the order of the document; a task or indicator added or removed is one change."""
    before, after = dict(_entries(form, old)), dict(_entries(form, new))
    found = []
    for place in dict.fromkeys([*after, *before]):
        was, now = before.get(place), after.get(place)
        entry = now or was
        assert entry is not None
        if (was and was.value) == (now and now.value) or _belongs_to_whole(entry, before, after):
            continue
        values = (was.value if was else None, now.value if now else None)
        found.append(Change(place[0], entry.about, entry.label, *values, major=place[0] not in MINOR))
    return tuple(change for change in found if not _is_redundant(change, found))


def _belongs_to_whole(entry: _Entry, before: Mapping[Place, _Entry], after: Mapping[Place, _Entry]) -> bool:
    """True when the entry belongs to a task or indicator that only one of the two has; that one is named instead."""
    return entry.whole is not None and (entry.whole in before) != (entry.whole in after)


def _is_redundant(change: Change, found: list[Change]) -> bool:
    """True for the sentence of an objective when its figures changed too: they are changes of their own."""
    others = (one for one in found if one.about == change.about and one.name != change.name)
    return change.name == "obj_statement" and any(one.name.startswith("obj_") for one in others)


def _entries(form: Form, spec: Specification) -> Iterator[tuple[Place, _Entry]]:
    for question, value in (_general(spec) | _seconds(form, spec)).items():
        yield (question, None), _Entry(form.questions[question].title, None, _words(value))
    for task in spec.tasks:
        whole = (TASK, task.id)
        yield whole, _Entry(form.words[TASK], None, task.label)
        second = {"obj_secondary": _choice(form, "obj_main", task.objective.secondary)}
        for question, value in (_of_task(task) | second).items():
            yield (question, task.id), _Entry(form.questions[question].title, task.label, _words(value), whole)
        for kpi in task.kpis:
            yield from _of_kpi(form, task, kpi)
    for section in spec.clauses.values():
        for clause in section:
            tasks = ", ".join(name for other in section if other.id == clause.id for name in other.tasks)
            value = f"{clause.title} ({tasks})" if tasks else clause.title
            yield (CLAUSE, clause.id), _Entry(form.words[CLAUSE], None, value)


def _general(spec: Specification) -> dict[str, Printed]:
    return {
        "profile_company_name": spec.company,
        "spec_contact": spec.contact,
        "profile_sector": spec.sector,
        "profile_size": spec.size,
        "profile_customers": spec.customers,
        "vision_first": spec.vision,
        "vision_sentence": spec.vision_sentence,
        "spec_start": spec.start,
        "spec_duration": spec.duration,
        "spec_offers_deadline": spec.offers_deadline,
        "spec_incentives": spec.incentives,
        "review_frequency": spec.review.frequency,
        "review_day": spec.review.day,
        "review_time": spec.review.time,
        "review_participants": spec.review.participants,
    }


def _seconds(form: Form, spec: Specification) -> dict[str, Printed]:
    return {"vision_second": _choice(form, "vision_first", spec.second_vision)}


def _choice(form: Form, question: str, value: NamedChoice | None) -> str | None:
    """The label that `question` gives to this choice."""
    choice = form.questions[question].choice(value.id) if value else None
    return choice.label if choice else None


def _of_task(task: TaskSheet) -> dict[str, Printed]:
    objective = task.objective
    return {
        "audit_hours": task.hours,
        "audit_doer": task.doer,
        "audit_scope": task.activities,
        "spec_keep_inhouse": task.kept,
        "audit_data": task.data,
        "obj_main": objective.main,
        "obj_baseline": objective.baseline,
        "obj_target": objective.target,
        "obj_deadline": objective.months,
        "obj_time_use": objective.time_use,
        "obj_expertise_need": objective.expertise_need,
        "obj_statement": objective.statement,
        "spec_deliverables": task.deliverables,
        "spec_volume": task.volume,
        "obj_peak": task.peak,
        "spec_turnaround": task.turnaround,
        "audit_variability": task.load,
        "audit_documentation": task.documentation,
        "spec_place": task.place,
        "spec_budget": task.budget,
        "spec_provider_type": task.provider,
        "spec_staff_assigned": task.staff_assigned,
        "spec_outside_eu": task.outside_eu,
        "spec_collection_litigation": task.collection,
    }


def _of_kpi(form: Form, task: TaskSheet, kpi: KpiSheet) -> Iterator[tuple[Place, _Entry]]:
    item, whole = f"{task.id}/{kpi.label}", (KPI, f"{task.id}/{kpi.label}")
    yield whole, _Entry(form.words[KPI], task.label, kpi.label, (TASK, task.id))
    for question, value in (("kpi_target", kpi.target), ("kpi_baseline", kpi.baseline)):
        yield (question, item), _Entry(form.questions[question].title, kpi.label, _words(value), whole)


def _words(value: Printed) -> str | None:
    """The value in French; None for a blank."""
    match value:
        case None | Blank():
            return None
        case NamedChoice():
            return value.label
        case Quantity():
            return show("number", value.value, value.unit)
        case date():
            return show("date", value.isoformat())
        case tuple():
            return ", ".join(text for one in value if (text := _words(one))) or None
    return value
