"""The amendments that reviews prepared: which a version has taken, which still wait, and how they are numbered.
An amendment keeps its number once signed; a version whose changes no review prepared takes the next free number.
A version's answers file holds the amendments it took.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bot.content.answers_file import answers_from_json, second_look_from_json
from bot.conversation.stored_answers import answered_in
from bot.project.review_file import OCCASION, file_at, keep_beside, notes_beside, path_through, review_of, reviews
from bot.store import InterviewRow, Tx, VersionRow
from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import Path, path_of
from domain.questionnaire.values import Value
from domain.reviews.amendment_decisions import HIGHEST_NUMBER, AmendmentDecision
from domain.reviews.amendment_proposals import PREPARE
from domain.reviews.minutes.minutes import minutes
from domain.specification.editions import PreparedAmendment, VersionAmendment
from domain.specification.project import Project, project_of
from domain.versions import amendments
from domain.versions.amendments import ASIDE, GONE, prepared_amendment, waiting_amendment
from domain.versions.versions import amendment_rank

LEFT = "amendment_left"
"""Name, among the file's answers, of the person's decision about an amendment other than applying it; by number."""


def decisions_to_prepare(tx: Tx, project: int, form: Form) -> dict[int, AmendmentDecision]:
    """Number → decision to prepare an amendment, from the closed reviews, in the order of the numbers."""
    found: list[AmendmentDecision] = []
    for row in reviews(tx, project):
        if row.closed_at is not None and PREPARE in answered_in(tx, form, row.id).values():
            found += minutes(project_of(path_through(tx, form, row))).prepared_amendments
    return {one.number: one for one in sorted(found, key=lambda one: one.number)}


def prepared_amendments(tx: Tx, project: int, form: Form, path: Path) -> tuple[PreparedAmendment, ...]:
    """All prepared amendments of a project, by number, signed or not; `path`: through the person's own file."""
    rows = tx.versions.of_project(project)
    done, known = _numbers_taken(rows), decisions_to_prepare(tx, project, form)
    # A review may prepare several: the file at its opening is read once.
    one_each = {one.period: one for number, one in known.items() if number not in done}
    files = {period: _file_then(tx, project, path, one) for period, one in one_each.items()}
    left = notes_beside(tx, project, form, LEFT) if files else {}
    signed = _file_signed(form, rows) if files else None
    return tuple(
        prepared_amendment(project_of(path), one)
        if number in done
        else waiting_amendment(files[one.period], path, one, left.get(str(number)), signed)
        for number, one in known.items()
    )


def _file_signed(form: Form, rows: Sequence[VersionRow]) -> Project | None:
    """The file as it was at the last approved version; None without one."""
    last = next((row for row in reversed(rows) if row.approved_by), None)
    return (
        project_of(path_of(form, answers_from_json(last.answers, form), second_look_from_json(last.answers, form)))
        if last
        else None
    )


def _file_then(tx: Tx, project: int, path: Path, decision: AmendmentDecision) -> Project:
    """The file as it was when the review of the amendment began."""
    review = review_of(tx, project, decision.period)
    found = file_at(tx, project, path.form, review.opened_at) if review else []
    return next(iter(found), project_of(path))


def waiting(known: Sequence[PreparedAmendment], rows: Iterable[VersionRow]) -> tuple[PreparedAmendment, ...]:
    """Those no version has taken and that still apply; of several about the same thing, the last."""
    done = _numbers_taken(rows)
    last = {one.about: one.number for one in known}
    return tuple(one for one in known if one.number == last[one.about] and one.number not in done and one.state != GONE)


def to_take(known: Sequence[PreparedAmendment], rows: Iterable[VersionRow]) -> tuple[PreparedAmendment, ...]:
    """Those the next signed version takes: `waiting`, without those left aside."""
    return tuple(one for one in waiting(known, rows) if one.state != ASIDE)


def answers_to_restore(tx: Tx, project: int, path: Path, decision: AmendmentDecision) -> dict[Key, Value]:
    """The answers as they were before the amendment was applied."""
    return amendments.answers_to_restore(_file_then(tx, project, path, decision), path, decision.proposal)


def leave(tx: Tx, project: int, audit: InterviewRow, number: int, how: str, now: datetime) -> None:
    """Store the person's decision about an amendment, other than applying it."""
    keep_beside(tx, project, audit, LEFT, str(number), how, now)


# --- the amendments of a version


def entry(numbers: Sequence[int], prepared: Sequence[PreparedAmendment]) -> dict[str, Any]:
    """The part of a version's answers file about its amendments."""
    return {"amendments": {"numbers": list(numbers), "prepared": [asdict(one) for one in prepared]}}


def amendments_in(row: VersionRow) -> tuple[PreparedAmendment, ...]:
    """The prepared amendments a version took."""
    return tuple(PreparedAmendment(**one) for one in row.answers.get("amendments", {}).get("prepared", ()))


def _numbers_taken(rows: Iterable[VersionRow]) -> set[int]:
    return {one.number for row in rows for one in amendments_in(row)}


def numbers_of(row: VersionRow) -> tuple[int, ...]:
    """The numbers of a version's amendments; empty without any."""
    rank = amendment_rank(row.number)
    return tuple(row.answers.get("amendments", {}).get("numbers", () if rank is None else (rank,)))


def numbers_for(
    found: Sequence[PreparedAmendment], known: Sequence[PreparedAmendment], rows: Iterable[VersionRow]
) -> tuple[int, ...]:
    """The numbers of the next version's amendments: those of `found`, else the next free number."""
    if found:
        return tuple(one.number for one in found)
    given = [number for row in rows for number in numbers_of(row)] + [one.number for one in known]
    return (max(given, default=0) + 1,)


def tell_reviews(tx: Tx, project: int, form: Form) -> None:
    """Give the reviews under way the highest number used so far, signed or prepared."""
    given = [number for row in tx.versions.of_project(project) for number in numbers_of(row)]
    given += decisions_to_prepare(tx, project, form)
    for row in tx.interviews.of_occasion(project, OCCASION):
        if row.closed_at is None:
            prior = [entry for entry in tx.interviews.lock(row.id).prior if entry[0] != HIGHEST_NUMBER]
            tx.interviews.set_prior(row.id, [*prior, [HIGHEST_NUMBER, None, max(given, default=0)]])


def list_numbers(numbers: Iterable[int]) -> str:
    """« 1 », « 1 et 2 », « 1, 2 et 3 »."""
    names = [str(number) for number in numbers]
    return " et ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def as_frozen(amendment: VersionAmendment | None, row: VersionRow) -> VersionAmendment | None:
    """The amendment with the numbers and the prepared amendments the version was frozen with."""
    return amendment and replace(amendment, numbers=numbers_of(row), prepared=amendments_in(row))
