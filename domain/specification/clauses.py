"""The clauses a specification may contain: data of `dialogs/clauses.yaml` (`docs/rules/cahier_des_charges.md §4`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from domain.questionnaire.conditions import When
from domain.specification.terms import TERMS

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause. `when`: a condition on the facts of a task (None: always); `why`: a sentence for the company alone."""

    id: str
    section: str
    title: str
    blocking: bool
    text: str
    source: str
    why: str
    when: When | None = None
    line: int = 0

    @property
    def placeholders(self) -> tuple[str, ...]:
        return tuple(PLACEHOLDER.findall(self.text))


@dataclass(frozen=True, slots=True)
class Fill:
    """What fills a placeholder: the questions it comes from, and whether each task has its own value.

    `settled`: what fills it without an answer, the usual wording or a figure of the provider's offer; None otherwise.
    """

    questions: tuple[str, ...] = ()
    per_task: bool = False
    settled: str | None = None


USUAL, OFFERED = "usual", "offered"
FILLS: Mapping[str, Fill] = {
    "task": Fill(("retain_tasks",), per_task=True),
    "purpose": Fill(("audit_scope",), per_task=True),
    "data_list": Fill(("audit_data",), per_task=True),
    "people_list": Fill(("audit_data",), per_task=True),
    "location": Fill(("spec_outside_eu",), per_task=True),
    "works": Fill(("spec_deliverables",), per_task=True),
    "contact": Fill(("spec_contact",)),
    "uses": Fill(settled=USUAL),
    "supports": Fill(settled=USUAL),
    "territory": Fill(settled=USUAL),
    "duration": Fill(settled=USUAL),
    "amount": Fill(settled=OFFERED),
    "media_budget": Fill(settled=OFFERED),
}
"""Every placeholder a clause may name, with the terms of `domain/specification/terms.py`."""
PLACEHOLDERS = frozenset({*FILLS, *TERMS})
