"""Brings together the content of a project: the form with every capability's sources, the catalogue, the clauses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from domain.assessment import sources as assessment
from domain.assessment.catalogue import Catalogue
from domain.bids import sources as bids
from domain.coherence.contradictions import Contradiction, objections
from domain.indicators import sources as indicators
from domain.questionnaire.answers import Answers
from domain.questionnaire.form import Form, Key, Section
from domain.questionnaire.sources import Sources
from domain.questionnaire.values import Value
from domain.reviews import sources as reviews
from domain.reviews.questions import provider
from domain.specification import sources as specification
from domain.specification.clauses import Clause
from domain.specification.project import Project
from domain.versions import sources as versions

DECLARED = (assessment, indicators, specification, bids, reviews, provider, versions)
"""The modules of the capabilities that declare sources."""


@dataclass(frozen=True, slots=True)
class Content:
    form: Form
    catalogue: Catalogue
    clauses: tuple[Clause, ...]
    contradictions: tuple[Contradiction, ...]

    def project(self, answers: Mapping[Key, Value]) -> Project:
        """The project these answers make, on a path or not."""
        return Project(self.form, answers, self.catalogue, self.clauses)


def content(
    version: str,
    sections: tuple[Section, ...],
    words: Mapping[str, str],
    catalogue: Catalogue,
    clauses: tuple[Clause, ...],
    contradictions: tuple[Contradiction, ...],
) -> Content:
    """Build the content, with a form that asks the audit and may name what every capability declares."""

    def project(known: Answers) -> Project:
        return Project(known.form, known.answers, catalogue, clauses)

    put = Sources(objections=objections(contradictions, words))
    sources = replace(merge(*(one.SOURCES for one in DECLARED), put), view=project)
    return Content(Form(version, sections, words, sources).for_occasion("audit"), catalogue, clauses, contradictions)


def merge(*parts: Sources) -> Sources:
    """Merge sources into one; raises ValueError when two declare the same name."""
    found: dict[str, Any] = {}
    for field in fields(Sources):
        if field.name == "view":
            continue
        tables = [getattr(part, field.name) for part in parts]
        if isinstance(tables[0], Mapping):
            names = [name for table in tables for name in table]
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"{field.name}: « {twice[0]} » is declared by two capabilities")
            found[field.name] = {name: entry for table in tables for name, entry in table.items()}
        elif isinstance(tables[0], frozenset):
            found[field.name] = frozenset().union(*tables)
        else:
            found[field.name] = tuple(one for table in tables for one in table)
    return Sources(**found)
