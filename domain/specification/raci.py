"""Who does what, line by line: does the work (R), answers for the result (A), is consulted (C) or informed (I)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.assessment.assessment import RETAINED, Assessment
from domain.questionnaire.sources import reads

ROLES = ("head", "referent", "provider", "third")
"""The head of the company, its referent in the company, the provider, the trusted third party."""
DEFAULT: Mapping[str, tuple[str, str, str, str]] = {
    "need": ("A", "R", "C", "C"),
    "inputs": ("A", "R", "I", ""),
    "work": ("I", "C", "RA", ""),
    "accept": ("A", "R", "I", ""),
    "measure": ("I", "C", "RA", ""),
    "change": ("A", "C", "C", "I"),
    "incident": ("I", "I", "RA", ""),
    "review": ("A", "R", "R", "C"),
    "reversal": ("A", "R", "R", "I"),
}
"""The lines of `docs/rules/cahier_des_charges.md §3.10`: letters in the order of `ROLES`."""
KEPT: Mapping[str, tuple[str, str, str, str]] = {
    "decisions": ("A", "C", "I", ""),
    "signature": ("A", "I", "I", ""),
    "payments": ("A", "R", "I", ""),
    "key_clients": ("A", "C", "I", ""),
    "validation": ("A", "R", "I", ""),
}
"""The lines of what the company keeps (`spec_keep_inhouse`): letters in the order of `ROLES`."""
ALWAYS_KEPT = ("decisions", "signature")
COMPANY = frozenset({"need", "change", "accept", *KEPT})
"""The lines whose A must be on the company's side."""
ADVISED = ("mentor", "partner", "advisor")
READS = reads(RETAINED, "profile_size", "review_participants", "third_offer", "spec_keep_inhouse")


@dataclass(frozen=True, slots=True)
class Row:
    """A line. `letters`: role → its letters, in the order R, A, C, I."""

    id: str
    letters: Mapping[str, str]


def rows(assessment: Assessment) -> tuple[Row, ...]:
    """The lines for this company: a head who is alone is also the referent; the third party appears if there is one."""
    alone = assessment.text("profile_size") in ("", "solo")
    third = "third_party" in assessment.chosen("review_participants") or assessment.text("third_offer") in ADVISED
    kept = {one for item in assessment.retained_tasks for one in assessment.chosen("spec_keep_inhouse", item)}
    inside = {name: letters for name, letters in KEPT.items() if name in kept or name in ALWAYS_KEPT}
    found = []
    for name, letters in {**DEFAULT, **inside}.items():
        row = dict(zip(ROLES, letters, strict=True))
        if alone:
            row["head"] = _both(row["head"], row.pop("referent"))
        if not third:
            del row["third"]
        found.append(Row(name, row))
    return tuple(found)


def _both(one: str, other: str) -> str:
    """The letters of a person with two roles: one who acts is not consulted, one who is consulted is not informed."""
    letters = {*one, *other}
    acts = "".join(letter for letter in "RA" if letter in letters)
    return acts or ("C" if "C" in letters else "I" if letters else "")


def faults(lines: tuple[Row, ...]) -> tuple[str, ...]:
    """The ids of the lines without exactly one A, and of those whose A should be on the company's side."""
    found = []
    for row in lines:
        answering = [role for role, letters in row.letters.items() if "A" in letters]
        if len(answering) != 1 or (row.id in COMPANY and answering[0] not in ("head", "referent")):
            found.append(row.id)
    return tuple(found)
