"""Versions of the cahier des charges: their numbers, and whether the next one is signed.

Source: `docs/rules/cahier_des_charges.md §8`.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.specification.editions import Change, is_draft

SIGNED = "signed"


def kind(number: str) -> str:
    """`draft` before the signature, `signed` for a version that took one, `minor` for what followed without."""
    major, minor = _parts(number)
    return "draft" if not major else "minor" if minor else SIGNED


def is_signed(frozen: Iterable[str]) -> bool:
    """Whether one of those versions has been agreed: 1.0 or a later one."""
    return not all(map(is_draft, frozen))


def signature_needed(frozen: Iterable[str], changes: Iterable[Change]) -> bool:
    """Whether the next version after a signed one must be signed too: something major changes."""
    return is_signed(frozen) and any(change.major for change in changes)


def next_draft(frozen: Iterable[str]) -> str:
    """The draft after those: 0.1 first. After 0.9 the count goes on, 0.10: a tenth draft loses nobody their place."""
    return f"0.{max((_parts(number)[1] for number in frozen if is_draft(number)), default=0) + 1}"


def next_signed(frozen: Iterable[str]) -> str:
    """The number a signature gives: 1.0, then 2.0, 3.0…"""
    return f"{max((_parts(number)[0] for number in frozen), default=0) + 1}.0"


def next_minor(frozen: Iterable[str]) -> str:
    """The number of a small change to the signed version: 1.1, 1.2… ValueError while none is signed."""
    major, minor = max(map(_parts, frozen), default=(0, 0))
    if not major:
        raise ValueError("no version is signed yet")
    return f"{major}.{minor + 1}"


def next_number(frozen: Iterable[str], changes: Iterable[Change]) -> str:
    """The number of what has changed since the last frozen version (`changes`), when it is frozen in its turn."""
    known = tuple(frozen)
    if not is_signed(known):
        return next_draft(known)
    return next_signed(known) if signature_needed(known, changes) else next_minor(known)


def amendment_rank(number: str) -> int | None:
    """Version 2.0 carries amendment n° 1, 3.0 amendment n° 2; None for the others."""
    major, minor = _parts(number)
    return major - 1 if major > 1 and not minor else None


def _parts(number: str) -> tuple[int, int]:
    major, _, minor = number.partition(".")
    return int(major), int(minor)
