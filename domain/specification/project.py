"""A company's file (dossier): its answers, what they mean, what it aims at, and the clauses its document may need."""

from __future__ import annotations

from dataclasses import dataclass

from domain.indicators.aims import Aims
from domain.questionnaire.path import Path
from domain.specification.clauses import Clause


@dataclass(frozen=True)
class Project(Aims):
    """The answers of a company, with the clauses its document may contain."""

    clauses: tuple[Clause, ...]


def project_of(path: Path) -> Project:
    """The project made of the answers on a path; raises TypeError when the form was built without one."""
    found = path.answers
    if not isinstance(found, Project):
        raise TypeError("the form of this path does not make projects")
    return found
