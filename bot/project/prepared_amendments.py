"""The amendments reviews prepared: those a version took, those that wait for one, and how all are numbered.

One numbering for both: an amendment prepared at a review keeps its number once signed; a version whose amendment no
review prepared takes the next free one. What a version took stands in its answers file.
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
"""Noted beside the answers of the file, by number: what the person decided of an amendment instead of writing it."""


def decisions_to_prepare(tx: Tx, project: int, form: Form) -> dict[int, AmendmentDecision]:
    """The amendments people asked to prepare, from the reviews that are closed, by number and in that order."""
    found: list[AmendmentDecision] = []
    for row in reviews(tx, project):
        if row.closed_at is not None and PREPARE in answered_in(tx, form, row.id).values():
            found += minutes(project_of(path_through(tx, form, row))).prepared_amendments
    return {one.number: one for one in sorted(found, key=lambda one: one.number)}


def prepared_amendments(tx: Tx, project: int, form: Form, path: Path) -> tuple[PreparedAmendment, ...]:
    """All of a project, signed or not, in the order of their numbers; `path`: through the person's own file."""
    rows = tx.versions.of_project(project)
    done, known = _numbers_taken(rows), decisions_to_prepare(tx, project, form)
    # Reviews prepare several at once: their file is read once.
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
    """The file that the last version agreed keeps."""
    last = next((row for row in reversed(rows) if row.approved_by), None)
    return (
        project_of(path_of(form, answers_from_json(last.answers, form), second_look_from_json(last.answers, form)))
        if last
        else None
    )


def _file_then(tx: Tx, project: int, path: Path, decision: AmendmentDecision) -> Project:
    """The file when the review that called for the amendment began."""
    review = review_of(tx, project, decision.period)
    found = file_at(tx, project, path.form, review.opened_at) if review else []
    return next(iter(found), project_of(path))


def waiting(known: Sequence[PreparedAmendment], rows: Iterable[VersionRow]) -> tuple[PreparedAmendment, ...]:
    """Those no version has taken and that still apply; one prepared anew takes the place of the earlier."""
    done = _numbers_taken(rows)
    last = {one.about: one.number for one in known}
    return tuple(one for one in known if one.number == last[one.about] and one.number not in done and one.state != GONE)


def to_take(known: Sequence[PreparedAmendment], rows: Iterable[VersionRow]) -> tuple[PreparedAmendment, ...]:
    """Those the next signed version takes: the ones that wait, but those left aside."""
    return tuple(one for one in waiting(known, rows) if one.state != ASIDE)


def answers_to_restore(tx: Tx, project: int, path: Path, decision: AmendmentDecision) -> dict[Key, Value]:
    """The answers that say what stood before the amendment was written."""
    return amendments.answers_to_restore(_file_then(tx, project, path, decision), path, decision.proposal)


def leave(tx: Tx, project: int, audit: InterviewRow, number: int, how: str, now: datetime) -> None:
    """Keep beside the answers of the file what the person decided of an amendment."""
    keep_beside(tx, project, audit, LEFT, str(number), how, now)


# --- what a version keeps


def entry(numbers: Sequence[int], prepared: Sequence[PreparedAmendment]) -> dict[str, Any]:
    """What the answers file of a version keeps of its amendment."""
    return {"amendments": {"numbers": list(numbers), "prepared": [asdict(one) for one in prepared]}}


def amendments_in(row: VersionRow) -> tuple[PreparedAmendment, ...]:
    """The prepared amendments a version took."""
    return tuple(PreparedAmendment(**one) for one in row.answers.get("amendments", {}).get("prepared", ()))


def _numbers_taken(rows: Iterable[VersionRow]) -> set[int]:
    return {one.number for row in rows for one in amendments_in(row)}


def numbers_of(row: VersionRow) -> tuple[int, ...]:
    """The numbers of the amendment a version carries; none for a version that carries none."""
    rank = amendment_rank(row.number)
    return tuple(row.answers.get("amendments", {}).get("numbers", () if rank is None else (rank,)))


def numbers_for(
    found: Sequence[PreparedAmendment], known: Sequence[PreparedAmendment], rows: Iterable[VersionRow]
) -> tuple[int, ...]:
    """The numbers of the next amendment: those of what it takes, else the first that is free."""
    if found:
        return tuple(one.number for one in found)
    given = [number for row in rows for number in numbers_of(row)] + [one.number for one in known]
    return (max(given, default=0) + 1,)


def tell_reviews(tx: Tx, project: int, form: Form) -> None:
    """The reviews under way number their amendments after all those numbered so far, signed or prepared."""
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
    """The amendment of a version with the numbers and the prepared ones it was frozen with."""
    return amendment and replace(amendment, numbers=numbers_of(row), prepared=amendments_in(row))
