"""Numbers the versions of the cahier des charges, and says whether the next one must be signed.

Source: `docs/rules/cahier_des_charges.md §8`.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.specification.editions import Change, is_draft

SIGNED = "signed"


def kind(number: str) -> str:
    """`draft` before the first signature, `signed` for a signed version, `minor` for a change without a signature."""
    major, minor = _parts(number)
    return "draft" if not major else "minor" if minor else SIGNED


def is_signed(frozen: Iterable[str]) -> bool:
    """True when one of these versions is signed: 1.0 or later."""
    return not all(map(is_draft, frozen))


def signature_needed(frozen: Iterable[str], changes: Iterable[Change]) -> bool:
    """True when the version after a signed one must be signed too, because a change is major."""
    return is_signed(frozen) and any(change.major for change in changes)


def next_draft(frozen: Iterable[str]) -> str:
    """The number of the next draft: 0.1 first; 0.10 comes after 0.9."""
    return f"0.{max((_parts(number)[1] for number in frozen if is_draft(number)), default=0) + 1}"


def next_signed(frozen: Iterable[str]) -> str:
    """The number of the next signed version: 1.0, then 2.0, 3.0…"""
    return f"{max((_parts(number)[0] for number in frozen), default=0) + 1}.0"


def next_minor(frozen: Iterable[str]) -> str:
    """The number of a minor change to the signed version: 1.1, 1.2… Raises ValueError while none is signed."""
    major, minor = max(map(_parts, frozen), default=(0, 0))
    if not major:
        raise ValueError("no version is signed yet")
    return f"{major}.{minor + 1}"


def next_number(frozen: Iterable[str], changes: Iterable[Change]) -> str:
    """The number of the next version to freeze; `changes`: since the last frozen one."""
    known = tuple(frozen)
    if not is_signed(known):
        return next_draft(known)
    return next_signed(known) if signature_needed(known, changes) else next_minor(known)


def amendment_rank(number: str) -> int | None:
    """The number of the amendment a version carries: 1 for 2.0, 2 for 3.0; None for a version that carries none."""
    major, minor = _parts(number)
    return major - 1 if major > 1 and not minor else None


def _parts(number: str) -> tuple[int, int]:
    major, _, minor = number.partition(".")
    return int(major), int(minor)
