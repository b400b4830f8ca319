"""The sources the specification offers to the form: deliverables, criteria and their weights, what it still lacks."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from domain.assessment.sources import other
from domain.french.amounts import number
from domain.indicators.variables import STATEMENT, statement
from domain.questionnaire.form import Choice, Key
from domain.questionnaire.sources import Bounds, Item, Loop, Source, Sources, reads
from domain.specification import criteria
from domain.specification.completeness import READS as COMPLETENESS
from domain.specification.completeness import completeness, to_complete
from domain.specification.project import Project
from domain.specification.terms import TERMS

MOST_MISSING = 4


def slug(text: str) -> str:
    """A stable id for a catalogue text that has none: ASCII letters and digits joined by `_`, at most 30."""
    plain = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30].rstrip("_")


def _deliverables(project: Project, item: Item) -> tuple[Choice, ...]:
    known = project.function(str(item)).deliverables
    return (*(Choice(slug(text), text) for text in known), other(project))


def _weight_bounds(project: Project, key: Key) -> Bounds:
    question, (low, high) = project.form.questions[key[0]], criteria.weight_bounds(project, str(key[1]))
    return Bounds(low, high, question.soft_min, question.soft_max)


def _usual_weight(project: Project, item: Item) -> tuple[tuple[str, Decimal], ...]:
    low, high = criteria.weight_bounds(project, str(item))
    usual = min(max(Decimal(criteria.preset_weights(project)[str(item)]), low), high)
    return (("usual", usual),)


def _balanced_left_out(project: Project, item: Item) -> bool:
    """True when the proposed preset is the balanced one, which is then not offered twice, unless it was chosen."""
    return criteria.preset(project) == criteria.BALANCED != project.text("spec_criteria")


# --- texts


def _statement(project: Project, item: Item) -> str | None:
    return statement(project, str(item), TERMS["peak_notice_days"].value)


def _price(project: Project, item: Item) -> str:
    low, high = project.function(str(item)).price_month
    words = project.form.words
    if not high:
        return words["price.none"]
    return words["range"].format(low=number(Decimal(low)), high=number(Decimal(high), "eur_per_month"))


def _missing(project: Project, item: Item) -> str:
    passed = to_complete(project)
    lines = [line for line, keys in completeness(project).missing if not set(passed).isdisjoint(keys)]
    labels = [project.form.words[f"completeness.{line}"] for line in lines[:MOST_MISSING]]
    return ", ".join(labels) if labels else project.form.words["completeness.nothing"]


SOURCES = Sources(
    loops={"criteria": Loop(Source(lambda of: criteria.CRITERIA), own=True)},
    choices={"deliverables": Source(_deliverables)},
    preselections={"kept_inhouse": Source(lambda of, item: of.function(str(item)).keep)},
    quick={"criterion_weight": Source(_usual_weight, criteria.WEIGHTS)},
    facts={
        "objective_stated": Source(
            lambda of, item: _statement(of, item) is not None,
            STATEMENT,
            reads("obj_baseline", "obj_target", "obj_deadline"),
        ),
    },
    variables={
        "statement": Source(_statement, STATEMENT),
        "preset": Source(lambda of, item: of.form.words[f"preset.{criteria.preset(of)}"], criteria.PRESET),
        "criterion": Source(lambda of, item: of.form.words[f"criterion.{item}"]),
        "remaining": Source(lambda of, item: number(criteria.weight_left(of, str(item))), criteria.LEFT),
        "volume_unit": Source(lambda of, item: of.function(str(item)).volume_unit),
        "price_hint": Source(_price),
        "completeness": Source(lambda of, item: number(completeness(of).score), COMPLETENESS),
        "missing": Source(_missing, COMPLETENESS),
    },
    queues={"complete": Source(to_complete, COMPLETENESS)},
    bounds={"spec_criteria_weights": Source(_weight_bounds, criteria.LEFT)},
    left_out={
        f"spec_criteria.{criteria.BALANCED}": Source(_balanced_left_out, reads(criteria.PRESET, "spec_criteria")),
    },
    nameable=frozenset(criteria.CRITERIA),
)
